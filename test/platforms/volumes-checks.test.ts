import { describe, expect, it } from 'vitest';
import { OBJECT } from '../../src/registry/objects.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { base, BUCKETS, CEPHFS, CINDER, claim, config, FILES, formOf, HOME, look, NFS, object, on, OWNED, RBD, storageClass, THIN, volume } from './volumes-world.ts';

const found = (name: string, given: Given, objects: readonly KubeObject[]): string[] =>
  formOf(name).check(given, look(formOf(name), given, objects)).map(({ code, level, message }) => `${level} ${code}: ${message}`);

const BM = [...base('BareMetal'), config()];
const UNKNOWN = storageClass('x', 'csi.example.com');
const LOCAL = storageClass('local', 'kubernetes.io/no-provisioner', { volumeBindingMode: 'WaitForFirstConsumer' });
const ONE_POD = 'info RC-PVC-ONE-POD: it is ReadWriteOnce: one replica, strategy Recreate';
const SHARED = 'info RC-PVC-SHARE: its volume is a share of a file server outside the cluster';
const IS_NFS = 'info RC-PVC-NFS: its volume is an NFS export';
const PENDING = { phase: 'Pending' };
const RWO = { accessModes: ['ReadWriteOnce'] };
const GOING = { deletionTimestamp: '2026-11-22T18:00:00Z' };

type Case = [what: string, name: string, given: Given, objects: readonly KubeObject[], findings: string[]];

const NEW: Case[] = [
  ['CephFS by name', 'baremetal', { 'storage-class': CEPHFS.metadata.name }, [...BM, CEPHFS, RBD], []],
  ['a default class of NFS', 'baremetal', {}, [...HOME.baremetal, config()], [IS_NFS]],
  ['no class at all', 'baremetal', {}, BM, ['error RC-PVC-NO-DEFAULT: no class is the default; there are none']],
  ['no default class', 'baremetal', {}, [...BM, CEPHFS, RBD, BUCKETS], ['error RC-PVC-NO-DEFAULT: no class is the default; there are: ocs-storagecluster-ceph-rbd (one node), ocs-storagecluster-cephfs (shared)']],
  ['two default classes', 'vsphere', {}, [...base('VSphere'), config(), THIN, FILES], ['error RC-PVC-TWO-DEFAULTS: they are files, thin-csi']],
  ['two default classes, one named', 'nutanix', { 'storage-class': 'files' }, [...base('Nutanix'), config(), THIN, FILES], [SHARED]],
  ['a class that is not there', 'baremetal', { 'storage-class': 'gone' }, [...BM, RBD], ['error RC-PVC-NO-CLASS: it does not exist; there are: ocs-storagecluster-ceph-rbd (one node)']],
  ['ReadWriteMany on a disk', 'vsphere', {}, [...base('VSphere'), config(), THIN], ['error RC-PVC-CLASS-ONE-NODE: csi.vsphere.vmware.com makes volumes for one node at a time, not ReadWriteMany; there are: thin-csi (one node)']],
  ['ReadWriteMany on RBD', 'baremetal', { 'storage-class': RBD.metadata.name, 'access-mode': 'ReadWriteMany' }, [...BM, RBD], [expect.stringMatching(/^error RC-PVC-CLASS-ONE-NODE: openshift-storage.rbd/u) as unknown as string]],
  ['ReadWriteOnce on a disk', 'vsphere', { 'access-mode': 'ReadWriteOnce' }, [...base('VSphere'), config(), THIN], [ONE_POD]],
  ['a provisioner that nobody knows', 'baremetal', { 'storage-class': 'x' }, [...BM, UNKNOWN], ['warning RC-PVC-CLASS-UNKNOWN: whether csi.example.com offers ReadWriteMany is not known here']],
  ['it, for one pod', 'baremetal', { 'storage-class': 'x', 'storage': 'block' }, [...BM, UNKNOWN], [ONE_POD]],
  ['a class of buckets', 'baremetal', { 'storage-class': BUCKETS.metadata.name }, [...BM, BUCKETS, RBD], ['error RC-PVC-BUCKET-CLASS: openshift-storage.ceph.rook.io/bucket makes buckets, not volumes; there are: ocs-storagecluster-ceph-rbd (one node)']],
  ['small, agreed to', 'baremetal', { 'storage-class': CEPHFS.metadata.name, 'size': '1Gi', 'allow-small': true }, [...BM, CEPHFS], []],
  ['what a disk allows', 'vsphere', { 'storage': 'block', 'replicas': '1', 'rollout-strategy': 'Recreate' }, [...base('VSphere'), config(), THIN], [ONE_POD]],
  ['two replicas on one node', 'baremetal', { 'storage-class': CEPHFS.metadata.name, 'replicas': '2' }, [...base('None', 1), config(), CEPHFS], ['error RC-REPLICAS-NO-ROOM: 2 replicas need 2 schedulable workers, there is 1']],
  ['another platform', 'vsphere', { 'storage-class': CEPHFS.metadata.name }, [...BM, CEPHFS], ['info RC-PVC-OTHER-PLATFORM: the platform is BareMetal, not VSphere']],
  ['KubeVirt', 'baremetal', { 'storage-class': CEPHFS.metadata.name }, [...base('KubeVirt'), config(), CEPHFS], []],
  ['no Config yet', 'odf-cephfs', {}, [...base('None'), CEPHFS], ['info RC-CONFIG-ABSENT: the operator has not made it yet']],
];

const BY_HAND: Case[] = [
  ['a volume without class', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', {})], []],
  ['kept for this claim', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', { claimRef: { name: 'image-registry-storage', namespace: 'openshift-image-registry' } })], []],
  ['no volume', 'baremetal', { 'storage-class': '' }, BM, ['error RC-PVC-NO-VOLUME: none of 0 is free, without class, ReadWriteMany, with a file system and 100Gi']],
  ['one of a class', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', { storageClassName: 'local' })], ['error RC-PVC-NO-VOLUME: none of 1 is free, without class, ReadWriteMany, with a file system and 100Gi']],
  ['one that is held', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', { claimRef: { name: 'other', uid: 'u' } }, 'Bound')], [expect.stringContaining('RC-PVC-NO-VOLUME') as unknown as string]],
  ['one that was held', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', {}, 'Released')], [expect.stringContaining('RC-PVC-NO-VOLUME') as unknown as string]],
  ['a raw device', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', { volumeMode: 'Block' })], [expect.stringContaining('RC-PVC-NO-VOLUME') as unknown as string]],
  ['one too small', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', { capacity: { storage: '50Gi' } })], [expect.stringContaining('RC-PVC-NO-VOLUME') as unknown as string]],
  ['one for another mode', 'baremetal', { 'storage-class': '' }, [...BM, volume('v', RWO)], [expect.stringContaining('RC-PVC-NO-VOLUME') as unknown as string]],
  ['a class of volumes made by hand', 'baremetal', { 'storage-class': 'local', 'storage': 'block' }, [...BM, LOCAL, volume('v', { ...RWO, storageClassName: 'local' })], [ONE_POD]],
  ['that has none', 'baremetal', { 'storage-class': 'local', 'storage': 'block' }, [...BM, LOCAL], ['error RC-PVC-NO-VOLUME: none of 0 is free, of class local, ReadWriteOnce, with a file system and 100Gi', ONE_POD]],
];

const there = (spec = {}, status?: object, metadata = {}): KubeObject[] => [...BM, CEPHFS, RBD, NFS, claim('c', spec, status as Record<string, unknown> | undefined, metadata)];
const C = { claim: 'c' };
const THERE: Case[] = [
  ['as it is', 'baremetal', C, there(), []],
  ['of a class that is gone', 'baremetal', C, [...BM, claim('c')], []],
  ['larger than asked for', 'baremetal', { ...C, 'size': '50Gi', 'allow-small': true }, there(), []],
  ['its volume larger than its claim', 'baremetal', { ...C, size: '150Gi' }, there({}, { phase: 'Bound', capacity: { storage: '200Gi' } }), []],
  ['smaller than asked for', 'baremetal', { ...C, size: '200Gi' }, there(), ['error RC-PVC-SMALLER: it has 100Gi, not 200Gi']],
  ['small', 'baremetal', C, there({}, { phase: 'Bound', capacity: { storage: '10Gi' } }), ['error RC-PVC-SMALL: 10Gi is less than 100Gi']],
  ['small, agreed to', 'baremetal', { ...C, 'allow-small': true }, there({}, { phase: 'Bound', capacity: { storage: '10Gi' } }), []],
  ['of the class asked for', 'baremetal', { ...C, 'storage-class': CEPHFS.metadata.name }, there(), []],
  ['of another class', 'baremetal', { ...C, 'storage-class': 'nfs' }, there(), ['error RC-PVC-OTHER-CLASS: it is ocs-storagecluster-cephfs, not nfs']],
  ['of a class, asked for without', 'baremetal', { ...C, 'storage-class': '' }, there(), ['error RC-PVC-OTHER-CLASS: it is ocs-storagecluster-cephfs, not without class']],
  ['of both modes, asked for one pod', 'baremetal', { ...C, storage: 'block' }, there({ accessModes: ['ReadWriteMany', 'ReadWriteOnce'] }), ['info RC-PVC-ONE-POD: one pod was asked for: one replica, strategy Recreate']],
  ['shared, asked for a disk', 'baremetal', { ...C, storage: 'block' }, there(), ['error RC-PVC-OTHER-MODE: it is ReadWriteMany, not ReadWriteOnce', 'info RC-PVC-ONE-POD: one pod was asked for: one replica, strategy Recreate']],
  ['for one node', 'baremetal', C, there(RWO), [ONE_POD]],
  ['for one node, asked for several', 'baremetal', { ...C, 'access-mode': 'ReadWriteMany' }, there(RWO), ['error RC-PVC-OTHER-MODE: it is ReadWriteOnce, not ReadWriteMany', ONE_POD]],
  ['for one node, rolling', 'baremetal', { ...C, 'rollout-strategy': 'RollingUpdate' }, there(RWO), ['error RC-PVC-RWO: the claim c is ReadWriteOnce']],
  ['100G is less than 100Gi', 'baremetal', C, there({ resources: { requests: { storage: '100G' } } }, { phase: 'Bound' }), ['error RC-PVC-SMALL: 100G is less than 100Gi']],
  ['for one node, two replicas', 'baremetal', { ...C, replicas: '2' }, there(RWO), ['error RC-PVC-RWO: the claim c is ReadWriteOnce']],
  ['for one pod only', 'baremetal', C, there({ accessModes: ['ReadWriteOncePod'] }), ['error RC-PVC-MODES: it is ReadWriteOncePod', ONE_POD]],
  ['read-only', 'baremetal', C, there({ accessModes: ['ReadOnlyMany'] }), ['error RC-PVC-MODES: it is ReadOnlyMany', ONE_POD]],
  ['a raw device', 'baremetal', C, there({ volumeMode: 'Block' }), ['error RC-PVC-BLOCK: it is Block']],
  ['going', 'baremetal', C, there({}, undefined, GOING), ['error RC-PVC-TERMINATING: it is being deleted']],
  ['lost', 'baremetal', C, there({ volumeName: 'v' }, { phase: 'Lost' }), ['error RC-PVC-LOST: its volume v is gone']],
  ['waiting for a pod', 'baremetal', C, there({ ...RWO, storageClassName: RBD.metadata.name }, PENDING), [ONE_POD]],
  ['never looked at yet', 'baremetal', C, there({ ...RWO, storageClassName: RBD.metadata.name }, {}), [ONE_POD]],
  ['waiting for a class that makes volumes at once', 'baremetal', C, there({}, PENDING), ['warning RC-PVC-PENDING: it is Pending, though its class ocs-storagecluster-cephfs makes volumes at once']],
  ['waiting for a class that is not there', 'baremetal', C, there({ storageClassName: 'gone' }, PENDING), [expect.stringContaining('error RC-PVC-NO-CLASS: it does not exist') as unknown as string]],
  ['waiting for a class that cannot', 'baremetal', C, there({ storageClassName: RBD.metadata.name }, PENDING), [expect.stringContaining('error RC-PVC-CLASS-ONE-NODE') as unknown as string]],
  ['waiting for a default class', 'baremetal', C, there({ storageClassName: undefined }, PENDING), [expect.stringContaining('error RC-PVC-NO-DEFAULT') as unknown as string]],
  ['waiting without class, where there is a default one now', 'baremetal', C, [...there({ ...RWO, storageClassName: undefined }, PENDING), THIN], [ONE_POD]],
  ['waiting without class, where the default one cannot', 'baremetal', C, [...there({ storageClassName: undefined }, PENDING), THIN], [expect.stringContaining('error RC-PVC-CLASS-ONE-NODE: csi.vsphere') as unknown as string]],
  ['waiting for a volume', 'baremetal', C, [...there({ storageClassName: '' }, PENDING), volume('v', {})], []],
  ['waiting for none', 'baremetal', C, there({ storageClassName: '' }, PENDING), [expect.stringContaining('error RC-PVC-NO-VOLUME') as unknown as string]],
  ['annotated', 'baremetal', C, there({}, undefined, OWNED), ['info RC-PVC-ANNOTATED: imageregistry.openshift.io is "true"']],
  ['annotated otherwise', 'baremetal', C, there({}, undefined, { annotations: { 'imageregistry.openshift.io': 'yes' } }), []],
  ['on an NFS volume', 'baremetal', C, [...there({ storageClassName: '', volumeName: 'v' }), volume('v', { nfs: { server: 's' } }, 'Bound')], [IS_NFS]],
  ['on a share, by its driver', 'baremetal', C, [...there({ storageClassName: '', volumeName: 'v' }), volume('v', { csi: { driver: 'efs.csi.aws.com' } }, 'Bound')], [SHARED]],
  ['left Managed', 'baremetal', {}, [...base('None'), CEPHFS, claim('mine'), config(on({ managementState: 'Managed', pvc: { claim: 'mine' } }))], ['info RC-STORAGE-MANAGED-BY-ADMIN: the claim mine is not the operator\'s']],
];

const BLANK: Case[] = [
  ['on a shared default class', 'baremetal', { 'blank-claim': true }, [...HOME.baremetal, config()], [IS_NFS, 'warning RC-PVC-BLANK: the storage is marked Managed']],
  ['on a default class of disks', 'vsphere', { 'blank-claim': true }, [...base('VSphere'), THIN, config()], [expect.stringContaining('error RC-PVC-CLASS-ONE-NODE') as unknown as string, 'warning RC-PVC-BLANK: the storage is marked Managed']],
  ['without a default class', 'baremetal', { 'blank-claim': true }, [...BM, CEPHFS], [expect.stringContaining('error RC-PVC-NO-DEFAULT') as unknown as string, expect.stringContaining('warning RC-PVC-BLANK') as unknown as string]],
  ['a claim of somebody else\'s has its name', 'baremetal', { 'blank-claim': true }, [...HOME.baremetal, claim('image-registry-storage'), config()], ['error RC-PVC-NOT-OWNED: image-registry-storage is there, without imageregistry.openshift.io', 'warning RC-PVC-BLANK: the storage is marked Managed']],
  ['its own claim is there', 'baremetal', { 'blank-claim': true }, [...HOME.baremetal, claim('image-registry-storage', {}, undefined, OWNED), config()], ['warning RC-PVC-BLANK: the storage is marked Managed']],
  ['its own claim is small', 'baremetal', { 'blank-claim': true }, [...HOME.baremetal, claim('image-registry-storage', {}, { phase: 'Bound', capacity: { storage: '1Gi' } }, OWNED), config()], ['error RC-PVC-SMALL: 1Gi is less than 100Gi', 'warning RC-PVC-BLANK: the storage is marked Managed']],
  ['its own claim is small, agreed to', 'baremetal', { 'blank-claim': true, 'allow-small': true }, [...HOME.baremetal, claim('image-registry-storage', {}, { phase: 'Bound', capacity: { storage: '1Gi' } }, OWNED), config()], ['warning RC-PVC-BLANK: the storage is marked Managed']],
  ['kept blank when nothing else is asked for', 'baremetal', {}, [...HOME.baremetal, claim('image-registry-storage', {}, undefined, OWNED), config(on({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } }))], ['warning RC-PVC-BLANK: the storage is marked Managed']],
  ['named, it is kept', 'baremetal', { claim: 'image-registry-storage' }, [...HOME.baremetal, claim('image-registry-storage', {}, undefined, OWNED), config(on({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } }))], ['info RC-PVC-ANNOTATED: imageregistry.openshift.io is "true"']],
];

const zone = (name: string, fields = {}): KubeObject => storageClass(name, 'cinder.csi.openstack.org', { volumeBindingMode: 'WaitForFirstConsumer', ...fields });
const OS = [...HOME['openstack-cinder'], config()];
const own = (fields = {}): KubeObject[] => [...OS, zone('custom-csi-storageclass', fields)];
const bound = (className: string, status = {}): KubeObject => claim('csi-pvc-imageregistry', { ...RWO, storageClassName: className, ...('phase' in status ? {} : { volumeName: 'v' }) }, { phase: 'Bound', ...status });
const CINDERS: Case[] = [
  ['a new class', 'openstack-cinder', { 'availability-zone': 'nova' }, OS, [ONE_POD]],
  ['without a zone', 'openstack-cinder', {}, OS, [ONE_POD]],
  ['a zone without nodes', 'openstack-cinder', { 'availability-zone': 'az9' }, OS, [ONE_POD, 'warning RC-CINDER-ZONE: nodes are in nova, not in az9']],
  ['nodes without zones', 'openstack-cinder', { 'availability-zone': 'az9' }, [...base('OpenStack'), config()], [ONE_POD]],
  ['a class that fits', 'openstack-cinder', { 'availability-zone': 'nova' }, own({ parameters: { availability: 'nova' } }), [ONE_POD]],
  ['a class that is there, no zone asked for', 'openstack-cinder', {}, own({ parameters: { availability: 'nova' } }), [ONE_POD]],
  ['a class of another zone', 'openstack-cinder', { 'availability-zone': 'nova' }, own({ parameters: { availability: 'az2' } }), [ONE_POD, 'error RC-CINDER-CLASS: it is az2, not nova']],
  ['a class without zone', 'openstack-cinder', { 'availability-zone': 'nova' }, own(), [ONE_POD, 'error RC-CINDER-CLASS: it is not set, not nova']],
  ['a class that binds at once', 'openstack-cinder', {}, own({ volumeBindingMode: 'Immediate' }), [ONE_POD, 'error RC-CINDER-CLASS: it is Immediate, not WaitForFirstConsumer']],
  ['a class of somebody else\'s', 'openstack-cinder', {}, [...OS, storageClass('custom-csi-storageclass', 'manila.csi.openstack.org')], [expect.stringContaining('error RC-PVC-OTHER-PROVISIONER: it is manila.csi.openstack.org, not cinder.csi.openstack.org') as unknown as string, ONE_POD, SHARED]],
  ['a claim that is bound, its class gone', 'openstack-cinder', {}, [...OS, bound('gone')], [expect.stringContaining('RC-PVC-OTHER-PROVISIONER') as unknown as string, ONE_POD]],
  ['a claim that is bound, its class gone, its volume Cinder\'s', 'openstack-cinder', {}, [...OS, bound('gone'), volume('v', { csi: { driver: 'cinder.csi.openstack.org' } }, 'Bound')], [ONE_POD]],
  ['a claim that is bound, of a class that binds at once', 'openstack-cinder', {}, [...OS, zone('now', { volumeBindingMode: 'Immediate' }), bound('now')], [ONE_POD]],
  ['the class of the installation', 'openstack-cinder', { 'storage-class': 'standard-csi' }, OS, [ONE_POD]],
  ['no OpenStack', 'openstack-cinder', {}, BM, [ONE_POD, 'error RC-CINDER-NO-DRIVER: the platform is BareMetal, and no storage class is of cinder.csi.openstack.org']],
  ['Cinder without the platform', 'openstack-cinder', {}, [...base('None'), CINDER, config()], [ONE_POD]],
];

const ODF = [...HOME['odf-cephfs'], config()];
const CEPH: Case[] = [
  ['as ODF has it', 'odf-cephfs', {}, ODF, []],
  ['RGW is there', 'odf-cephfs', {}, [...ODF, BUCKETS], ['info RC-PVC-BETTER: setup odf-rgw would work with it']],
  ['NooBaa alone is there', 'odf-cephfs', {}, [...ODF, storageClass('nb', 'openshift-storage.noobaa.io/obc')], ['info RC-PVC-BETTER: setup odf-noobaa would work with it']],
  ['no ODF', 'odf-cephfs', {}, [...base('VSphere'), THIN, config()], ['error RC-PVC-NO-CLASS: it does not exist; there are none']],
  ['an external class', 'odf-cephfs', {}, [...base('VSphere'), storageClass('ocs-external-storagecluster-cephfs', 'openshift-storage.cephfs.csi.ceph.com'), config()], ['error RC-PVC-NO-CLASS: it does not exist; there are: ocs-external-storagecluster-cephfs (shared)']],
  ['RBD', 'odf-cephfs', { 'storage-class': RBD.metadata.name }, ODF, [expect.stringContaining('error RC-PVC-OTHER-PROVISIONER: it is openshift-storage.rbd.csi.ceph.com, not one that ends in cephfs.csi.ceph.com; there are: ocs-storagecluster-cephfs (shared)') as unknown as string]],
  ['a claim of RBD', 'odf-cephfs', C, [...ODF, claim('c', { ...RWO, storageClassName: RBD.metadata.name })], ['error RC-PVC-OTHER-PROVISIONER: its class ocs-storagecluster-ceph-rbd is not of one that ends in cephfs.csi.ceph.com', ONE_POD]],
  ['the claim of the Config, of RBD, is not it', 'odf-cephfs', {}, [...base('None'), CEPHFS, RBD, claim('c', { ...RWO, storageClassName: RBD.metadata.name }), config(on({ pvc: { claim: 'c' } }))], []],
];

describe.each([['a new claim', NEW], ['volumes made by hand', BY_HAND], ['a claim that is there', THERE], ['a blank claim', BLANK], ['Cinder', CINDERS], ['CephFS', CEPH]] as [string, Case[]][])('%s', (_, cases) => {
  it.each(cases)('%s (%s %j)', (_what, name, given, objects, findings) => expect(found(name, given, objects)).toEqual(findings));
});

describe('what mends it', () => {
  const remedy = (name: string, given: Given, objects: readonly KubeObject[], code: string): string | undefined => formOf(name).check(given, look(formOf(name), given, objects)).find((one) => one.code === code)?.remedy;
  it('a claim that can grow: by how much, in one command', () => {
    const rbd = claim('c', { ...RWO, storageClassName: RBD.metadata.name });
    expect(remedy('baremetal', { ...C, size: '200Gi' }, [...BM, RBD, rbd], 'RC-PVC-SMALLER')).toBe(`oc -n openshift-image-registry patch pvc c -p '{"spec":{"resources":{"requests":{"storage":"200Gi"}}}}'`);
    expect(remedy('baremetal', { ...C, size: '200Gi' }, there(), 'RC-PVC-SMALLER')).toBe('registryctl setup baremetal --claim NAME with another name, or without --size');
  });
  it('a claim with the name of the operator\'s: by name', () => {
    expect(remedy('vsphere', { 'blank-claim': true }, [...HOME.vsphere, claim('image-registry-storage'), config()], 'RC-PVC-NOT-OWNED')).toBe('registryctl setup vsphere --claim image-registry-storage');
  });
  it('every remedy names the form that was asked', () => {
    for (const [, name, given, objects] of [...NEW, ...CINDERS, ...CEPH]) {
      for (const one of formOf(name).check(given, look(formOf(name), given, objects))) {
        if (one.remedy?.includes('registryctl setup') === true && one.code !== 'RC-PVC-BETTER' && one.level === 'error') expect(one.remedy).toContain(`registryctl setup ${name}`);
        expect(one.remedy).not.toMatch(/PLATFORM|undefined/u);
      }
    }
  });
});

describe('what could not be read', () => {
  const denied = (key: string): string[] => {
    const form = formOf('baremetal');
    const snapshot = look(form, {}, [...HOME.baremetal, config()]);
    snapshot.answers[key] = { state: 'denied', reason: 'no' };
    return form.check({}, snapshot).map(({ level, code }) => `${level} ${code}`);
  };
  it.each(['storageclasses.storage.k8s.io/*', 'persistentvolumeclaims/openshift-image-registry/*'])('%s: said, and nothing is guessed', (key) => expect(denied(key)).toEqual(['error RC-ACCESS-DENIED']));
  it('volumes are only looked at to say more', () => {
    const form = formOf('baremetal');
    const snapshot = look(form, { 'storage-class': '' }, BM);
    snapshot.answers['persistentvolumes/*'] = { state: 'denied', reason: 'no' };
    expect(form.check({ 'storage-class': '' }, snapshot)).toEqual([]);
  });
  it('the platform: nothing is said of it', () => {
    expect(found('vsphere', { 'storage-class': CEPHFS.metadata.name }, [object(OBJECT.infrastructure, { status: {} }), ...base('x').slice(1), config(), CEPHFS])).toEqual([]);
  });
});
