import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given, Platform } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { shown } from '../../src/plan/resolve.ts';
import type { Plan } from '../../src/plan/types.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Read, Snapshot } from '../../src/snapshot/types.ts';
import { object, refOf, snapshotOf, TARGET } from '../registry/world.ts';

type Fields = Record<string, unknown>;

export const NAMES = ['baremetal', 'vsphere', 'nutanix', 'openstack-cinder', 'odf-cephfs'] as const;
export type Name = (typeof NAMES)[number];
export const CHOOSING = ['baremetal', 'vsphere', 'nutanix'] as const;

export function formOf(name: string): Platform {
  const form = PLATFORMS[name];
  if (form === undefined) throw new Error(`no form ${name}`);
  return form;
}

/** A class; `isDefault` marks it. */
export function storageClass(name: string, provisioner: string, { isDefault = false, ...fields }: Fields = {}): KubeObject {
  const annotations = isDefault === true ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {};
  return object(ref(R.StorageClass, name), { provisioner, volumeBindingMode: 'Immediate', ...fields }, annotations);
}

export const CEPHFS = storageClass('ocs-storagecluster-cephfs', 'openshift-storage.cephfs.csi.ceph.com');
export const RBD = storageClass('ocs-storagecluster-ceph-rbd', 'openshift-storage.rbd.csi.ceph.com', { volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true });
export const CINDER = storageClass('standard-csi', 'cinder.csi.openstack.org', { isDefault: true, volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true });
export const THIN = storageClass('thin-csi', 'csi.vsphere.vmware.com', { isDefault: true, volumeBindingMode: 'WaitForFirstConsumer' });
export const FILES = storageClass('files', 'csi.nutanix.com', { isDefault: true, parameters: { storageType: 'NutanixFiles' } });
export const NFS = storageClass('nfs', 'k8s-sigs.io/nfs-subdir-external-provisioner');
export const BUCKETS = storageClass('ocs-storagecluster-ceph-rgw', 'openshift-storage.ceph.rook.io/bucket');

/** A claim beside the registry: RWX, 100Gi, bound, of the CephFS class, but for what is given. */
export function claim(name: string, spec: Fields = {}, status: Fields = { phase: 'Bound', capacity: { storage: '100Gi' } }, metadata: Fields = {}): KubeObject {
  const usual = { accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem', resources: { requests: { storage: '100Gi' } }, storageClassName: 'ocs-storagecluster-cephfs' };
  return object(ref(R.PersistentVolumeClaim, name, NS.registry), { spec: { ...usual, ...spec }, status }, metadata);
}
export const OWNED = { annotations: { 'imageregistry.openshift.io': 'true' } };

export const volume = (name: string, spec: Fields, phase = 'Available'): KubeObject =>
  object(ref(R.PersistentVolume, name), { spec: { accessModes: ['ReadWriteMany'], capacity: { storage: '100Gi' }, ...spec }, status: { phase } });

/** A cluster of the platform at 4.14 with some workers, without classes. */
export const base = (type: string, workers = 2, zone?: string): KubeObject[] => [
  object(OBJECT.infrastructure, { status: { infrastructureTopology: 'HighlyAvailable', platformStatus: { type } } }),
  object(OBJECT.clusterVersion, { spec: { clusterID: 'c1' }, status: { desired: { version: '4.14.60' } } }),
  ...Array.from({ length: workers }, (_, i) =>
    object(ref(R.Node, `w${i}`), { spec: {} }, { labels: { 'node-role.kubernetes.io/worker': '', ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }) } })),
];

/** Each form on a cluster of its own, with a class that serves it. */
export const HOME: Record<Name, KubeObject[]> = {
  'baremetal': [...base('BareMetal'), storageClass('shared', 'nfs.csi.k8s.io', { isDefault: true }), RBD, CEPHFS],
  'vsphere': [...base('VSphere'), THIN, storageClass('vsan-file', 'csi.vsphere.vmware.com', { parameters: { 'csi.storage.k8s.io/fstype': 'nfs4' } })],
  'nutanix': [...base('Nutanix'), FILES, storageClass('volumes', 'csi.nutanix.com', { parameters: { storageType: 'NutanixVolumes' } })],
  'openstack-cinder': [...base('OpenStack', 2, 'nova'), CINDER],
  'odf-cephfs': [...base('BareMetal'), CEPHFS, RBD],
};

export const FRESH = { logLevel: 'Normal', managementState: 'Removed', observedConfig: null, proxy: {}, replicas: 1, requests: { read: { maxWaitInQueue: '0s' } }, rolloutStrategy: 'RollingUpdate', storage: {} };
export const config = (spec: Fields = FRESH, taken: unknown = spec['storage']): KubeObject => object(OBJECT.config, { spec, status: { storage: taken ?? {} } }, { generation: 1 });

/** A registry that runs on this storage. */
export const on = (storage: Fields, more: Fields = {}): Fields => ({ managementState: 'Managed', replicas: 2, rolloutStrategy: 'RollingUpdate', storage: { managementState: 'Unmanaged', ...storage }, ...more });

function holds(read: Read, found: KubeObject): boolean {
  const own = refOf(found);
  return own.resource === read.resource && (read.name === undefined || read.name === own.name) && (read.namespace === undefined || read.namespace === own.namespace);
}

/** What reading a cluster of these objects gives; of two of one name the later counts. */
export function look(form: Platform, given: Given, objects: readonly KubeObject[]): Snapshot {
  const snapshot = snapshotOf([]);
  const last = [...new Map(objects.map((found) => [readKey(refOf(found)), found])).values()];
  const answer = (read: Read): void => {
    const items = last.filter((found) => holds(read, found));
    snapshot.answers[readKey(read)] ??= read.name !== undefined && items.length === 0 ? { state: 'absent' } : { state: 'found', items };
  };
  for (const read of form.reads(given)) answer(read);
  for (let wave = 0; wave < 2; wave++) for (const read of form.follow?.(given, snapshot) ?? []) answer(read);
  return snapshot;
}

export interface Outcome {
  codes: string[];
  errors: string[];
  plan: Plan;
  writes: string[];
  losses: string[];
  /** the Config's spec once the plan was written */
  after: Fields;
  /** everything once the plan was written, as far as the plan goes */
  objects: KubeObject[];
}

/** What a form finds on a cluster, plans for it, and what the cluster is afterwards. */
export function outcome(form: Platform, given: Given, objects: readonly KubeObject[]): Outcome {
  const snapshot = look(form, given, objects);
  const findings = form.check(given, snapshot);
  const plan = assemble({ command: form.name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: form.desired(given, snapshot) });
  let now = [...objects];
  const writes: string[] = [];
  for (const step of plan.steps) {
    if (!('action' in step) || step.kind === 'bucket' || step.action === 'keep') continue;
    writes.push(`${step.action} ${step.id}`);
    const isIt = (found: KubeObject): boolean => readKey(refOf(found)) === readKey(step.ref);
    const before = now.findLast(isIt) ?? object(step.ref);
    now = [...now.filter((found) => !isIt(found)), mergePatch(before, shown(step.body)) as KubeObject];
  }
  const after = (now.findLast((found) => found.kind === 'Config')?.['spec'] ?? {}) as Fields;
  const errors = findings.filter((one) => one.level === 'error').map((one) => one.code);
  return { codes: findings.map((one) => one.code), errors, plan, writes, after, objects: now, losses: plan.losses.map(({ what, why, images }) => `${images ?? '?'} in ${what}: ${why}`) };
}

export { object };
