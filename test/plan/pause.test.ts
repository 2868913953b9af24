import { describe, expect, it } from 'vitest';
import { odfRgw } from '../../src/platforms/odf-rgw.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { isTemporary, pending } from '../../src/plan/changes.ts';
import { needs } from '../../src/plan/needs.ts';
import { ordered } from '../../src/plan/order.ts';
import { withPause } from '../../src/plan/pause.ts';
import { showPlan } from '../../src/plan/show.ts';
import type { PatchStep, Plan, Step } from '../../src/plan/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { storagePatch } from '../../src/registry/storage-patch.ts';
import { bound, CA, cluster, config, COPY, FRESH, HOST, odf } from '../platforms/world.ts';
import { object, snapshotOf, TARGET } from '../registry/world.ts';
import { ensure, ids, patch, reference, wait } from './parts.ts';

const RUNNING = { ...FRESH, managementState: 'Managed', replicas: 2, storage: { managementState: 'Unmanaged', s3: { bucket: 'before', region: 'us-east-1', regionEndpoint: `https://${HOST}`, trustedCA: { name: COPY.name } } } };
const keys = (digest: string): ReturnType<typeof object> => object(OBJECT.credentials, { data: { REGISTRY_STORAGE_S3_ACCESSKEY: { bytes: 20, digest }, REGISTRY_STORAGE_S3_SECRETKEY: { bytes: 40, digest: digest === 'key' ? 'secret' : digest } } }, { resourceVersion: '33' });
const copy = object(COPY, { data: { 'ca-bundle.crt': CA } });

function plan(spec: object, { claim = bound(), digest = 'old', status = RUNNING.storage as object } = {}): Plan {
  const snapshot = cluster([...odf, ...claim, copy, keys(digest), config(spec as Record<string, unknown>, { storage: status })]);
  return assemble({ command: 'setup odf-rgw', target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: odfRgw.desired({}, snapshot) });
}
const step = (made: Plan, id: string): PatchStep => made.steps.find((one) => one.id === id) as PatchStep;

describe('a registry that runs on a bucket and goes to another', () => {
  const made = plan(RUNNING);
  it('is paused directly before its keys are written', () => {
    expect(ids(made.steps)).toEqual(['claim', 'claim-bound', 'ca', 'pause', 'paused', 'credentials', 'config', 'ready', 'push-pull']);
    expect(made.steps.filter(isTemporary).map(({ id }) => id)).toEqual(['pause']);
  });
  it('the pause changes one field, on the version that was planned upon', () => {
    expect(step(made, 'pause')).toMatchObject({ ref: OBJECT.config, action: 'update', body: { spec: { managementState: 'Unmanaged' } }, changes: [{ path: 'spec.managementState', before: 'Managed', after: 'Unmanaged' }], resourceVersion: '10' });
  });
  it('the operator must have seen it', () => expect(step(made, 'paused')).toMatchObject({ kind: 'wait', judge: 'operator-paused', reads: [OBJECT.config], samples: 1 }));
  it('the patch says that it ends the pause', () => {
    expect(step(made, 'config').body).toMatchObject({ spec: { managementState: 'Managed', storage: { s3: { bucket: 'rgwbucket-1' } } } });
    expect(step(made, 'config').changes.slice(0, 1)).toEqual([{ path: 'spec.managementState', before: 'Unmanaged', after: 'Managed' }]);
    expect(step(made, 'config').changes).toContainEqual({ path: 'spec.storage.s3.bucket', before: 'before', after: 'rgwbucket-1' });
  });
  it('also when the bucket is not known yet', () => expect(ids(plan(RUNNING, { claim: [] }).steps)).toContain('pause'));
  it('counts objects, not patches', () => expect(pending(made)).toBe(2));
  it('loses the images of the old bucket once', () => {
    expect(made.losses).toEqual([]);
    const some = cluster([...odf, ...bound(), copy, keys('old'), config(RUNNING, { storage: RUNNING.storage })]);
    delete some.answers['images.image.openshift.io/*'];
    const lossy = assemble({ command: 'x', target: TARGET, clusterId: 'c1', clusterVersion: '', snapshot: some, desired: odfRgw.desired({}, some) });
    expect(lossy.losses).toHaveLength(1);
    expect(lossy.losses[0]?.what).toContain('S3 bucket before');
  });
  it('needs no right more than the patch does', () => {
    const config = needs(made).filter(({ resource }) => resource.plural === 'configs').map(({ verb }) => verb);
    expect(config).toEqual(['get', 'patch', 'watch']);
  });
  it('is the same plan again, whatever versions the objects have', () => {
    expect(plan(RUNNING).digest).toBe(made.digest);
    expect(plan({ ...RUNNING, managementState: 'Unmanaged' }).digest).not.toBe(made.digest);
  });
  it('is told as what it is', () => {
    const told = showPlan(made)['steps'] as Record<string, unknown>[];
    expect(told.map(({ id, temporary }) => [id, temporary]).filter(([, one]) => one !== undefined)).toEqual([['pause', true]]);
  });
  it('ordering what is ordered changes nothing', () => expect(ids(ordered(made.steps))).toEqual(ids(made.steps)));
});

describe('a run that ended in the pause', () => {
  const paused = { ...RUNNING, managementState: 'Unmanaged' };
  it.each([
    ['before the keys were written', 'old', ['update credentials', 'update config']],
    ['after that', 'key', ['update config']],
  ])('%s: the next one needs no pause and completes it', (_, digest, writes) => {
    const made = plan(paused, { digest });
    expect(made.steps.flatMap((one) => ((one.kind === 'ensure' || one.kind === 'patch') && one.action !== 'keep' ? [`${one.action} ${one.id}`] : []))).toEqual(writes);
    expect(step(made, 'config').changes).toContainEqual({ path: 'spec.managementState', before: 'Unmanaged', after: 'Managed' });
  });
  it('its images are still those of the old bucket: what counts is the storage that the operator has taken over', () => {
    const snapshot = cluster([...odf, ...bound(), copy, keys('key'), config(paused, { storage: RUNNING.storage })]);
    delete snapshot.answers['images.image.openshift.io/*'];
    expect(assemble({ command: 'x', target: TARGET, clusterId: 'c1', clusterVersion: '', snapshot, desired: odfRgw.desired({}, snapshot) }).losses).toMatchObject([{ what: expect.stringContaining('S3 bucket before') as string }]);
  });
});

describe('no pause', () => {
  it.each([
    ['keys only', { ...RUNNING, storage: { ...RUNNING.storage, s3: { ...RUNNING.storage.s3, bucket: 'rgwbucket-1' } } }, {}],
    ['keys and a setting of the same bucket', { ...RUNNING, storage: { ...RUNNING.storage, s3: { ...RUNNING.storage.s3, bucket: 'rgwbucket-1', region: 'elsewhere' } } }, {}],
    ['another bucket with the same keys', RUNNING, { digest: 'key' }],
    ['a registry that is Removed', { ...RUNNING, managementState: 'Removed' }, {}],
    ['one that nobody looks after', { ...RUNNING, managementState: 'Unmanaged' }, {}],
    ['one on emptyDir', { ...RUNNING, storage: { emptyDir: {} } }, {}],
    ['one on a volume claim', { ...RUNNING, storage: { pvc: { claim: 'c' } } }, {}],
    ['one without storage', { ...RUNNING, storage: {} }, {}],
  ])('for %s', (_, spec, more) => {
    const made = plan(spec, more);
    expect(made.steps.some(isTemporary)).toBe(false);
    expect(ids(made.steps)).not.toContain('paused');
  });
});

describe('whatever runs', () => {
  const there = (storage: object, managementState = 'Managed') => snapshotOf([config({ managementState, replicas: 2, storage })]);
  const secret = ensure('keys', { ref: OBJECT.credentials, live: true });
  const to = (storage: object, more: Partial<PatchStep> = {}): PatchStep => patch('config', { body: { spec: { storage: storage as never } }, ...more });
  const next = to(storagePatch('gcs', { bucket: 'next' }, 'Unmanaged'));
  const made = (storage: object, steps: Step[] = [secret, next]): string[] => ids(withPause(steps, there(storage)));
  const PAUSED = ['keys', 'pause', 'paused', 'config'];

  it.each([
    ['S3', { s3: { bucket: 'b' } }],
    ['Google Cloud', { gcs: { bucket: 'b' } }],
    ['Swift', { swift: { container: 'c' } }],
    ['Azure', { azure: { accountName: 'a', container: 'c' } }],
    ['IBM Cloud', { ibmcos: { bucket: 'b' } }],
    ['Alibaba Cloud', { oss: { bucket: 'b' } }],
    ['two backends, of which one has keys', { pvc: { claim: 'c' }, gcs: { bucket: 'b' } }],
  ])('%s is paused', (_, storage) => expect(made(storage)).toEqual(PAUSED));

  const s3 = { s3: { bucket: 'b', regionEndpoint: 'https://h' } };
  it.each([
    ['keys that are made: they win over those that the cluster minted', [ensure('keys', { ref: OBJECT.credentials, live: true, action: 'create' }), next], PAUSED],
    ['a bucket that is known later', [secret, to({ s3: { bucket: reference(['data', 'B']) } })], PAUSED],
    ['another endpoint', [secret, to({ s3: { regionEndpoint: 'https://other' } })], PAUSED],
    ['the same bucket', [secret, to({ s3: { bucket: 'b', region: 'x' } })], ['keys', 'config']],
    ['nothing of the storage', [secret, patch('config', { body: { spec: { replicas: 3 } } })], ['keys', 'config']],
    ['keys that are kept', [ensure('keys', { ref: OBJECT.credentials, live: true, action: 'keep' }), next], ['keys', 'config']],
    ['another secret', [ensure('keys', { live: true }), next], ['keys', 'config']],
    ['keys after the patch', [next, secret], ['config', 'keys']],
    ['a Config that is as it should be', [secret, to({ s3: { bucket: 'c' } }, { action: 'keep' })], ['keys', 'config']],
    ['no patch', [secret, wait('w')], ['keys', 'w']],
  ] as [string, Step[], string[]][])('%s', (_, steps, expected) => expect(made(s3, steps)).toEqual(expected));

  it('a patch that does not name managementState ends the pause all the same', () => {
    const last = withPause([secret, next], there(s3)).at(-1) as PatchStep;
    expect(last.body).toMatchObject({ spec: { managementState: 'Managed' } });
  });
  it('one that names it has its way', () => {
    const last = withPause([secret, to({ s3: null, pvc: { claim: 'c' } }, { body: { spec: { managementState: 'Removed', storage: { s3: null, pvc: { claim: 'c' } } } } })], there(s3)).at(-1) as PatchStep;
    expect(last.body).toMatchObject({ spec: { managementState: 'Removed' } });
  });
  it('nulls of the patch stay: they are what unsets the other backends', () => {
    expect((withPause([secret, next], there(s3)).at(-1) as PatchStep).body).toMatchObject({ spec: { storage: { s3: null, pvc: null } } });
  });
  it('without a Config there is nothing to pause', () => {
    expect(ids(withPause([secret, next], snapshotOf([], { absent: [OBJECT.config] })))).toEqual(['keys', 'config']);
  });
});
