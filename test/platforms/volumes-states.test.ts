import { describe, expect, it } from 'vitest';
import { at } from '../../src/api/json.ts';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { backendsOf } from '../../src/registry/backends.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { base, CEPHFS, CINDER, claim, CHOOSING, config, FRESH, formOf, HOME, object, on, outcome, OWNED, RBD, storageClass } from './volumes-world.ts';

type Fields = Record<string, unknown>;
const IMAGES = [1, 2, 3].map((n) => object(ref(R.StoredImage, `sha256:${n}`), {}, { annotations: { 'openshift.io/image.managed': 'true' } }));
const s3 = { bucket: 'b', region: 'r', regionEndpoint: 'https://e', keyID: 'k', encrypt: true, cloudFront: { baseURL: 'https://c', keypairID: 'k', privateKey: { key: 'k' }, duration: '5m' } };
const oss = { bucket: 'b', region: 'r', encryption: { method: 'KMS', kms: { keyID: 'k' } } };

/** A form as it is used, on its own cluster, and the storage that it means. */
interface Target {
  name: string;
  given: Given;
  objects: KubeObject[];
  storage: Fields;
  pods: [replicas: number, strategy: string];
  title: string;
}
const target = (name: string, given: Given, claimed: string | undefined, pods: Target['pods'], objects: KubeObject[]): Target => ({
  name, given, objects: [...objects, ...IMAGES], pods, title: `${name} ${Object.entries(given).map(([flag, value]) => (value === true ? `--${flag}` : `--${flag} ${value as string}`)).join(' ')}`,
  storage: claimed === undefined ? { managementState: 'Managed', emptyDir: {} } : { managementState: claimed === '' ? 'Managed' : 'Unmanaged', pvc: { claim: claimed } },
});
const TWO: Target['pods'] = [2, 'RollingUpdate'];
const ONE: Target['pods'] = [1, 'Recreate'];
const TARGETS: Target[] = [
  target('baremetal', { claim: 'new' }, 'new', TWO, HOME.baremetal),
  target('baremetal', { 'blank-claim': true }, '', TWO, HOME.baremetal),
  target('baremetal', { 'storage': 'empty-dir', 'non-production': true }, undefined, [1, 'RollingUpdate'], HOME.baremetal),
  target('vsphere', { storage: 'block', claim: 'disk' }, 'disk', ONE, HOME.vsphere),
  target('vsphere', { 'storage-class': 'vsan-file', 'claim': 'shared' }, 'shared', TWO, HOME.vsphere),
  target('nutanix', { claim: 'images' }, 'images', TWO, HOME.nutanix),
  target('openstack-cinder', { 'claim': 'csi-pvc-imageregistry', 'availability-zone': 'nova' }, 'csi-pvc-imageregistry', ONE, HOME['openstack-cinder']),
  target('odf-cephfs', { claim: 'registry-storage-pvc' }, 'registry-storage-pvc', TWO, HOME['odf-cephfs']),
];

const PRIOR: [what: string, spec: Fields, taken?: unknown][] = [
  ['fresh, Removed', FRESH, {}],
  ['emptyDir', on({ managementState: 'Managed', emptyDir: {} })],
  ['S3 with all it can have', on({ s3 })],
  ['S3 of the operator\'s', on({ managementState: 'Managed', s3: { bucket: 'own', region: 'r' } })],
  ['Google', on({ gcs: { bucket: 'b', projectID: 'p', keyID: 'k' } })],
  ['Swift', on({ swift: { container: 'c', authURL: 'https://keystone/v3', domain: 'd', tenant: 't' } })],
  ['Azure', on({ azure: { accountName: 'a', container: 'c' } })],
  ['IBM', on({ ibmcos: { bucket: 'b', location: 'l' } })],
  ['Alibaba', on({ oss })],
  ['another claim', on({ pvc: { claim: 'old' } })],
  ['another claim, left Managed', on({ managementState: 'Managed', pvc: { claim: 'old' } })],
  ['Removed, with a claim named', on({ pvc: { claim: 'old' } }, { managementState: 'Removed' }), {}],
  ['Unmanaged as a whole', on({ s3 }, { managementState: 'Unmanaged' })],
  ['two at once, none taken', on({ emptyDir: {}, s3 }), {}],
  ['two at once since S3 ran', on({ emptyDir: {}, s3 }), { s3 }],
];

describe.each(TARGETS.map((one) => [one.title, one] as const))('%s', (_, { name, given, objects, storage, pods }) => {
  const form = formOf(name);
  it.each(PRIOR)('from %s: this storage and no other, and a second plan is empty', (what, spec, taken) => {
    const first = outcome(form, given, [...objects, config(spec, taken)]);
    expect(first.errors).toEqual([]);
    expect(backendsOf(first.after['storage'])).toHaveLength(1);
    const same = at(storage, 'emptyDir') !== undefined && at(spec, 'storage', 'emptyDir') !== undefined && backendsOf(spec['storage']).length === 1;
    expect(first.after['storage']).toEqual(storage);
    expect(first.after['managementState']).toBe('Managed');
    expect([first.after['replicas'], first.after['rolloutStrategy']]).toEqual(pods);
    const moves = backendsOf(taken ?? spec['storage']).length > 0 || (spec['managementState'] === 'Removed' && spec !== FRESH);
    // where nothing was taken over, the rule of losses says which of two may hold images
    if (what !== 'two at once, none taken') expect(first.losses.length > 0).toBe(moves && !(same && first.writes.length === 0));
    for (const lost of first.losses) expect(lost).toMatch(/^3 in /u);

    // the operator makes a claim that was left to it, and writes its name
    const made = at(first.after, 'storage', 'pvc', 'claim') === '' ? [claim('image-registry-storage', {}, undefined, OWNED)] : [];
    const settled = [...first.objects.map((one) => (one.kind === 'Config' ? config(named(first.after)) : one)), ...made];
    const again = outcome(form, given, settled);
    expect([again.errors, again.writes, again.losses]).toEqual([[], [], []]);
  });

  it('from another target of its own kind', () => {
    if (at(storage, 'emptyDir') !== undefined) return;
    const first = outcome(form, given, [...objects, claim('elsewhere', { accessModes: ['ReadWriteMany', 'ReadWriteOnce'] }), config(on({ pvc: { claim: 'elsewhere' } }))]);
    expect(first.losses).toEqual([expect.stringMatching(/^3 in volume claim elsewhere: the registry moves to volume claim .* and images are not copied$/u)]);
    expect(first.after['storage']).toEqual(storage);
  });
});

/** The spec once the operator has made a blank claim (recording pvc-blank-claim). */
function named(spec: Fields): Fields {
  const blank = at(spec, 'storage', 'pvc', 'claim') === '';
  return blank ? { ...spec, storage: { managementState: 'Managed', pvc: { claim: 'image-registry-storage' } } } : spec;
}

describe('what is there is used', () => {
  const rwo = { accessModes: ['ReadWriteOnce'], storageClassName: 'thin-csi' };
  const cases: [what: string, name: string, given: Given, objects: KubeObject[], writes: string[], pvc: unknown][] = [
    ['the claim of the Config', 'baremetal', {}, [...HOME.baremetal, claim('mine'), config(on({ pvc: { claim: 'mine' } }))], [], { claim: 'mine' }],
    ['a claim of the Config that is gone is made again', 'baremetal', {}, [...HOME.baremetal, config(on({ pvc: { claim: 'mine' } }))], ['create claim'], { claim: 'mine' }],
    ['another one by name', 'baremetal', { claim: 'other' }, [...HOME.baremetal, claim('mine'), claim('other'), config(on({ pvc: { claim: 'mine' } }))], ['update config'], { claim: 'other' }],
    ['the claim for one node, kept for one pod', 'vsphere', {}, [...HOME.vsphere, claim('disk', rwo), config(on({ pvc: { claim: 'disk' } }, { replicas: 1, rolloutStrategy: 'Recreate' }))], [], { claim: 'disk' }],
    ['scaled in silence, it is set right', 'vsphere', {}, [...HOME.vsphere, claim('disk', rwo), config(on({ pvc: { claim: 'disk' } }))], ['update config'], { claim: 'disk' }],
    ['a shared one is no disk', 'vsphere', { storage: 'block' }, [...HOME.vsphere, claim('shared'), config(on({ pvc: { claim: 'shared' } }))], ['create claim', 'update config'], { claim: 'image-registry-storage' }],
    ['marked Managed: named, it is kept from then on', 'baremetal', { claim: 'image-registry-storage' }, [...HOME.baremetal, claim('image-registry-storage', {}, undefined, OWNED), config(on({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } }))], ['update config'], { claim: 'image-registry-storage' }],
    ['the operator\'s, and nothing asked for: left to it', 'baremetal', {}, [...HOME.baremetal, claim('image-registry-storage', {}, undefined, OWNED), config(on({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } }))], [], { claim: 'image-registry-storage' }],
    ['a blank field of before: left blank', 'baremetal', {}, [...HOME.baremetal, config(on({ managementState: 'Managed', pvc: { claim: '' } }, { managementState: 'Removed' }), {})], ['update config'], { claim: '' }],
    ['the operator\'s claim that Removed took: made again as it would', 'baremetal', { 'blank-claim': true }, [...HOME.baremetal, config(on({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } }, { managementState: 'Removed' }), {})], ['create claim', 'update config'], { claim: 'image-registry-storage' }],
    ['the claim of an installation on OpenStack is not Cinder\'s of one\'s own', 'openstack-cinder', {}, [...HOME['openstack-cinder'], claim('image-registry-storage', { ...rwo, storageClassName: 'standard-csi' }, undefined, OWNED), config(on({ pvc: { claim: 'image-registry-storage' } }, { replicas: 1, rolloutStrategy: 'Recreate' }))], ['create class', 'create claim', 'update config'], { claim: 'csi-pvc-imageregistry' }],
    ['class and claim of Cinder', 'openstack-cinder', {}, [...base('OpenStack'), CINDER, storageClass('az', 'cinder.csi.openstack.org', { volumeBindingMode: 'WaitForFirstConsumer' }), claim('csi-pvc-imageregistry', { ...rwo, storageClassName: 'az' }, { phase: 'Pending' }), config()], ['update config'], { claim: 'csi-pvc-imageregistry' }],
    ['a claim of Cinder that waits for a class that is gone: the class is made', 'openstack-cinder', {}, [...HOME['openstack-cinder'], claim('csi-pvc-imageregistry', { ...rwo, storageClassName: 'az' }, { phase: 'Pending' }), config()], ['create class', 'update config'], { claim: 'csi-pvc-imageregistry' }],
    ['a claim of CephFS under any name', 'odf-cephfs', {}, [...HOME['odf-cephfs'], claim('fs'), config(on({ pvc: { claim: 'fs' } }))], [], { claim: 'fs' }],
    ['one of RBD is left behind', 'odf-cephfs', {}, [...HOME['odf-cephfs'], claim('rbd', { storageClassName: RBD.metadata.name }), config(on({ pvc: { claim: 'rbd' } }))], ['create claim', 'update config'], { claim: 'registry-storage-pvc' }],
  ];
  it.each(cases)('%s', (_, name, given, objects, writes, pvc) => {
    const found = outcome(formOf(name), given, objects);
    expect(found.writes).toEqual(writes);
    expect(at(found.after, 'storage', 'pvc')).toEqual(pvc);
  });
});

describe('a claim that is kept is never exposed in silence', () => {
  const named = [...HOME.baremetal, claim('image-registry-storage', {}, undefined, OWNED), ...IMAGES];
  it('blank on a claim that is Unmanaged now is a loss, by the same rule as every Managed', () => {
    const { losses, after } = outcome(formOf('baremetal'), { 'blank-claim': true }, [...named, config(on({ pvc: { claim: 'image-registry-storage' } }))]);
    expect(after['storage']).toEqual({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } });
    expect(losses).toEqual(['? in volume claim image-registry-storage: it would be marked Managed, so a later Removed would delete it']);
  });
  it('blank on one that the operator has already is none', () => {
    expect(outcome(formOf('baremetal'), { 'blank-claim': true }, [...named, config(on({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } }))]).losses).toEqual([]);
  });
  it('blank, where another claim is left Managed, is planned', () => {
    const { writes, after } = outcome(formOf('baremetal'), { 'blank-claim': true }, [...HOME.baremetal, claim('mine'), config(on({ managementState: 'Managed', pvc: { claim: 'mine' } }))]);
    expect(writes).toEqual(['update config']);
    expect(after['storage']).toEqual({ managementState: 'Managed', pvc: { claim: '' } });
  });
});

describe('how many pods', () => {
  const single = object(OBJECT.infrastructure, { status: { infrastructureTopology: 'SingleReplica', platformStatus: { type: 'None' } } });
  it.each([
    ['two workers', base('None'), {}, TWO],
    ['one worker', base('None', 1), {}, [1, 'RollingUpdate']],
    ['a single node', [single, ...base('None', 1).slice(1)], {}, [1, 'RollingUpdate']],
    ['three asked for', base('None', 3), { replicas: '3' }, [3, 'RollingUpdate']],
    ['Recreate asked for', base('None'), { 'rollout-strategy': 'Recreate' }, [2, 'Recreate']],
    ['one pod asked for', base('None'), { 'access-mode': 'ReadWriteOnce' }, ONE],
  ] as [string, KubeObject[], Given, unknown][])('%s', (_, objects, given, pods) => {
    const { after } = outcome(formOf('baremetal'), { 'storage-class': CEPHFS.metadata.name, ...given }, [...objects, CEPHFS, config()]);
    expect([after['replicas'], after['rolloutStrategy']]).toEqual(pods);
  });
  it.each(CHOOSING)('%s: one, and no more, on an empty directory', (name) => {
    const { after } = outcome(formOf(name), { 'storage': 'empty-dir', 'non-production': true }, [...HOME[name], config(on({ pvc: { claim: 'c' } }, { replicas: 3 }))]);
    expect(after['replicas']).toBe(1);
  });
});

describe('the plan says it', () => {
  const titles = (name: string, given: Given, objects: KubeObject[]): string[] => outcome(formOf(name), given, objects).plan.steps.map((step) => step.title);
  it('what a later Removed means for the claim', () => {
    expect(titles('baremetal', { claim: 'c' }, [...HOME.baremetal, config()])).toContain('Registry on claim c; a later Removed keeps it');
    expect(titles('baremetal', { 'blank-claim': true }, [...HOME.baremetal, config()])).toContain('Registry on the operator\'s own claim; a later Removed deletes it');
  });
  it('that an empty directory is for non-production', () => {
    expect(titles('vsphere', { 'storage': 'empty-dir', 'non-production': true }, [...HOME.vsphere, config()])[0]).toBe('NON-PRODUCTION: every image is lost when the pod restarts');
  });
  it('and waits for a Config that is not there yet', () => {
    expect(titles('odf-cephfs', {}, HOME['odf-cephfs'])[0]).toBe('The operator has made its Config');
  });
  it('no wait is for a claim to be bound', () => {
    for (const { name, given, objects } of TARGETS) {
      const waits = outcome(formOf(name), given, [...objects, config()]).plan.steps.filter((step) => step.kind === 'wait');
      expect(waits.map((step) => step.id)).toEqual(['ready']);
      // the claim is looked at, to tell why it is not ready and that it is there again
      const claims = waits.flatMap((step) => (step.kind === 'wait' ? step.reads : [])).filter((read) => read.resource.kind === 'PersistentVolumeClaim').map((read) => read.name);
      expect(claims).toEqual(given['storage'] === 'empty-dir' ? [] : [given['claim'] ?? 'image-registry-storage']);
    }
  });
});
