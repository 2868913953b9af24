import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { Failure } from '../../src/errors.ts';
import type { Given } from '../../src/forms/types.ts';
import { pending } from '../../src/plan/changes.ts';
import { needs } from '../../src/plan/needs.ts';
import { state } from '../../src/procedures/state.ts';
import { CODES, type Code } from '../../src/registry/codes.ts';
import { OBJECT, registryClaim } from '../../src/registry/objects.ts';
import { object, snapshotOf } from '../registry/world.ts';
import { configOf, image, outcome, type Fields, type Outcome } from '../states/world.ts';

const VERSION = object(OBJECT.clusterVersion, { status: { desired: { version: '4.14.60' } } });
const on = (type: string): KubeObject => object(OBJECT.infrastructure, { status: { infrastructureName: 'lab', platformStatus: { type } } });
const S3 = { s3: { bucket: 'b', region: 'r' } };
const OWN = { s3: { bucket: 'lab-image-registry-a', region: 'r' } };
const IMAGES = [image('team/app', 1), image('team/app', 2)];

interface There {
  storage?: Fields;
  mark?: string;
  was?: string;
  taken?: Fields;
  platform?: string;
  objects?: KubeObject[];
}

function run(to: string, { storage = S3, mark = 'Unmanaged', was = 'Managed', taken, platform = 'AWS', objects = [] }: There = {}): Outcome {
  const spec = { managementState: was, replicas: 1, storage: { managementState: mark, ...storage } };
  return outcome(state, { to }, [VERSION, on(platform), ...objects, configOf(spec, taken ?? (was === 'Removed' ? {} : { managementState: mark, ...storage }))]);
}

const said = ({ findings }: Outcome): string[] => findings.map(({ level, code, message }) => `${level} ${code}: ${message}`);
const steps = ({ plan }: Outcome): string[] => plan.steps.map((step) => `${step.kind} ${step.id}`);

describe('what is written, and what is waited for', () => {
  it.each<[string, There, string[]]>([
    ['managed', { was: 'Removed' }, ['patch config', 'wait ready', 'prove push-pull']],
    ['managed', { was: 'Unmanaged' }, ['patch config', 'wait ready', 'prove push-pull']],
    ['removed', {}, ['patch config', 'wait removed']],
    ['removed', { was: 'Unmanaged' }, ['patch config', 'wait removed']],
    ['unmanaged', {}, ['patch config', 'wait paused']],
    ['unmanaged', { was: 'Removed' }, ['patch config', 'wait paused']],
  ])('%s from %j', (to, there, expected) => {
    const told = run(to, there);
    expect(steps(told)).toEqual(expected);
    const patches = told.plan.steps.filter((step) => step.kind === 'patch');
    expect(patches.map(({ body }) => body)).toEqual([{ spec: { managementState: { managed: 'Managed', removed: 'Removed', unmanaged: 'Unmanaged' }[to] } }]);
  });
  it.each(['managed', 'removed', 'unmanaged'])('%s when it is so already writes nothing', (to) => {
    const was = { managed: 'Managed', removed: 'Removed', unmanaged: 'Unmanaged' }[to] ?? '';
    const told = run(to, { was });
    expect([pending(told.plan), told.errors, told.plan.losses]).toEqual([0, [], []]);
  });
  it('what it waits for names the claim and the CA of the storage', () => {
    const claim = object(registryClaim('c'), { spec: { accessModes: ['ReadWriteMany'] } });
    const watched = (told: Outcome): string[] => needs(told.plan).filter(({ verb }) => verb === 'watch').map(({ resource, name }) => `${resource.plural}/${name ?? ''}`);
    expect(watched(run('managed', { was: 'Removed', storage: { pvc: { claim: 'c' } }, objects: [claim] }))).toContain('persistentvolumeclaims/c');
    expect(watched(run('managed', { was: 'Removed', storage: { s3: { bucket: 'b', region: 'r', trustedCA: { name: 'ca' } } } }))).toContain('configmaps/ca');
  });
  it('needs no more rights than that takes', () => {
    expect(needs(run('removed').plan).map(({ verb, resource }) => `${verb} ${resource.plural}`)).toEqual(['get configs', 'patch configs', 'watch configs', 'get deployments', 'watch deployments']);
  });
});

describe('managed', () => {
  it.each<[string, There, string[]]>([
    ['on storage that is named', { was: 'Removed' }, []],
    ['without storage, where there is no default', { was: 'Removed', storage: {}, platform: 'BareMetal' }, ['error RC-STORAGE-UNSET: no storage is configured, and BareMetal has no default']],
    ['without storage, on a platform nobody knows', { was: 'Removed', storage: {}, platform: '' }, ['error RC-STORAGE-UNSET: no storage is configured, and this platform has no default']],
    ['without storage, on a cloud', { was: 'Removed', storage: {} }, ['error RC-STATE-NEW-STORAGE: no storage is configured: on AWS the operator would make a new S3 bucket']],
    ['without storage, on OpenStack', { was: 'Removed', storage: {}, platform: 'OpenStack' }, ['error RC-STATE-NEW-STORAGE: no storage is configured: on OpenStack the operator would make a new Swift container, or a volume claim']],
    ['two at once', { was: 'Removed', storage: { ...S3, emptyDir: {} } }, ['error RC-STORAGE-TWO: emptyDir and s3 at once: the operator would apply nothing']],
    ['a bucket whose name Removed took', { was: 'Removed', storage: { s3: { region: 'r' } }, mark: 'Managed' }, ['warning RC-STATE-NEW-STORAGE: S3 bucket (named by the operator): it will be made anew']],
    ['a blank claim', { was: 'Removed', storage: { pvc: { claim: '' } }, mark: 'Managed' }, ['warning RC-STATE-NEW-STORAGE: volume claim (named by the operator): it will be made anew']],
    ['a claim that Removed deleted', { was: 'Removed', storage: { pvc: { claim: 'image-registry-storage' } }, mark: 'Managed' }, ['error RC-PVC-MISSING: the claim image-registry-storage does not exist']],
    ['an empty directory', { was: 'Removed', storage: { emptyDir: {} }, mark: 'Managed' }, ['warning RC-EMPTYDIR: every image is lost when the pod restarts']],
    ['from Unmanaged', { was: 'Unmanaged' }, ['info RC-STATE-RESUMES: it is Unmanaged; the registry goes on with S3 bucket b']],
  ])('%s', (_, there, expected) => expect(said(run('managed', there))).toEqual(expected));

  it('a claim that is there is fine', () => {
    expect(said(run('managed', { was: 'Removed', storage: { pvc: { claim: 'c' } }, objects: [object(registryClaim('c'))] }))).toEqual([]);
  });
  it('what was changed while the operator kept off moves the registry', () => {
    const told = run('managed', { was: 'Unmanaged', taken: { s3: { bucket: 'old', region: 'r' } }, objects: IMAGES });
    expect(told.plan.losses).toEqual([{ what: 'S3 bucket old', why: 'the registry moves to S3 bucket b and images are not copied', images: 2, examples: ['team/app'] }]);
  });
});

describe('removed', () => {
  it.each<[string, There, string[]]>([
    ['keeps what was brought', {}, ['info RC-STATE-KEEPS: S3 bucket b stays, with all images']],
    ['deletes what the operator made', { storage: OWN, mark: 'Managed' }, ['warning RC-STATE-DELETES: S3 bucket lab-image-registry-a, which the operator made, is deleted with all that is in it']],
    ['deletes what was left Managed', { mark: 'Managed' }, ['warning RC-STATE-DELETES: S3 bucket b, which the operator did not make, is deleted with all that is in it']],
    ['deletes a whole account', { storage: { azure: { accountName: 'acct', container: 'c' } }, mark: 'Managed' }, ['warning RC-STATE-DELETES: Azure container c at acct and its whole storage account, which the operator did not make, is deleted with all that is in it']],
    ['ends an empty directory, whatever its mark', { storage: { emptyDir: {} } }, ['warning RC-STATE-DELETES: the directory ends with the pods']],
    ['has nothing to delete', { taken: {} }, ['info RC-STATE-KEEPS: the operator has taken over no storage, so there is none to delete']],
    ['is so already', { was: 'Removed' }, ['info RC-STATE-KEEPS: it is Removed already']],
    ['is never mixed with a change of storage', { mark: 'Managed', taken: { pvc: { claim: 'c' } } }, ['error RC-STATE-SWITCHING: configured is S3 bucket b, in use is volume claim c']],
    ['is never mixed with storage that was taken out', { storage: {}, mark: 'Managed', taken: OWN }, ['error RC-STATE-SWITCHING: configured is none, in use is S3 bucket lab-image-registry-a']],
    ['may be, where nothing is deleted', { taken: { pvc: { claim: 'c' } } }, ['info RC-STATE-KEEPS: volume claim c stays, with all images']],
    ['cannot be with two at once', { storage: { ...S3, pvc: { claim: 'c' } } }, ['error RC-STORAGE-TWO: s3 and pvc at once: nothing would be removed but the pods, though it would look so']],
  ])('%s', (_, there, expected) => expect(said(run('removed', there))).toEqual(expected));

  it('deletes nothing in silence: what is stored is counted and named', () => {
    expect(run('removed', { storage: OWN, mark: 'Managed', objects: IMAGES }).plan.losses).toEqual([expect.objectContaining({ images: 2, examples: ['team/app'] })]);
    expect(run('removed', { storage: OWN, mark: 'Managed' }).plan.losses).toEqual([]);
    expect(run('removed', { objects: IMAGES }).plan.losses).toEqual([]);
  });
  it('images are read only where some may be lost', () => {
    const read = (there: There): boolean => 'images.image.openshift.io/*' in run('removed', there).snapshot.answers;
    expect([read({}), read({ mark: 'Managed' }), read({ storage: { emptyDir: {} } })]).toEqual([false, true, true]);
  });
  it('a claim is the operator\'s by its annotation', () => {
    const there = { storage: { pvc: { claim: 'image-registry-storage' } }, mark: 'Managed' };
    const claim = (annotations: Record<string, string>): KubeObject => object(ref(R.PersistentVolumeClaim, 'image-registry-storage', NS.registry), {}, { annotations });
    expect(said(run('removed', { ...there, objects: [claim({})] }))[0]).toContain('which the operator did not make');
    expect(said(run('removed', { ...there, objects: [claim({ 'imageregistry.openshift.io': 'true' })] }))[0]).toContain('which the operator made');
  });
});

describe('unmanaged', () => {
  it.each<[string, There, string]>([
    ['on a registry that runs', {}, 'the registry serves on as it is; a later Removed deletes storage that is marked Managed all the same'],
    ['on one that is Removed', { was: 'Removed' }, 'the registry is Removed, and stays away'],
    ['with two at once', { storage: { ...S3, emptyDir: {} }, taken: S3 }, 'the registry serves on as it is; a later Removed deletes storage that is marked Managed all the same'],
  ])('%s', (_, there, message) => {
    const told = run('unmanaged', { ...there, objects: IMAGES });
    expect(said(told)).toEqual([`info RC-STATE-HANDS-OFF: ${message}`]);
    expect(told.plan.losses).toEqual([]);
  });
});

describe('what stands in the way', () => {
  it('no Config yet, or none that may be read', () => {
    expect(state.check({ to: 'managed' }, snapshotOf([VERSION], { absent: [OBJECT.config] })).map(({ code, level }) => `${level} ${code}`)).toEqual(['error RC-CONFIG-ABSENT']);
    expect(state.check({ to: 'managed' }, snapshotOf([VERSION], { denied: [OBJECT.config] })).map(({ code }) => code)).toEqual(['RC-ACCESS-DENIED']);
  });
  it('a Config that is being deleted', () => {
    const going = { ...configOf({ managementState: 'Managed', storage: S3 }, S3), metadata: { name: 'cluster', deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(state.check({ to: 'removed' }, snapshotOf([VERSION, going])).map(({ code }) => code)).toEqual(['RC-CONFIG-DELETING']);
  });
  it.each<[Given, string]>([
    [{}, 'state: no state was given, allowed: managed, unmanaged, removed.'],
    [{ to: 'gone' }, '--to: given "gone", allowed: managed, unmanaged, removed.'],
    [{ to: 'Managed' }, '--to: given "Managed", allowed: managed, unmanaged, removed.'],
  ])('%j', (given, message) => {
    expect(() => state.reads(given)).toThrow(Failure);
    expect(() => state.reads(given)).toThrow(message);
  });
  it('whatever is found has a command that mends it, without a gap in it', () => {
    for (const code of Object.keys(CODES).filter((one) => one.startsWith('RC-STATE-'))) expect(CODES[code as Code].remedy).toMatch(/(oc|registryctl) /u);
    for (const to of ['managed', 'removed', 'unmanaged']) for (const { remedy } of run(to, { was: 'Removed', storage: {} }).findings) expect(remedy).not.toMatch(/undefined|\{\w+\}/u);
  });
});
