import { NS, R } from '../../src/api/resources.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { COLLECTIONS } from '../../src/snapshot/reads.ts';
import { table } from './table.ts';
import { config, merge, recorded, serving, the, told, type Stage } from './worlds.ts';

const rwo = (patch: Record<string, unknown> = {}) => (): Stage => config(serving('pvc-rwo-two-replicas', 2, 1), patch);
const rwx = (patch: Record<string, unknown> = {}) => (): Stage => config(serving('pvc-rwx-cephfs'), patch);
const claim = (patch: Record<string, unknown>) => (): Stage => {
  const stage = rwx()();
  merge(the(stage, R.PersistentVolumeClaim, 'registry-storage-pvc', NS.registry), patch);
  return stage;
};
const error = (message: string) => (): Stage => {
  const stage = rwx()();
  told(the(stage, R.Config, 'cluster'), 'Progressing', 'True', 'Error', `Unable to apply resources: unable to sync storage configuration: ${message}`);
  return stage;
};
const exists = (status: string, reason: string, message: string, base: () => Stage = rwx()) => (): Stage => {
  const stage = base();
  told(the(stage, R.Config, 'cluster'), 'StorageExists', status, reason, message);
  return stage;
};

table('RC-STORAGE-UNSET', [
  ['as recorded', () => recorded('managed-without-storage', 0), 'storage backend not configured'],
  ['the operator has not looked yet', rwx({ spec: { storage: { pvc: null } } }), 'no storage is configured'],
], [['Removed without storage', () => recorded('bootstrap-none', -1)], ['emptyDir is storage', () => recorded('emptydir', 0)]]);

table('RC-STORAGE-TWO', [
  ['as recorded', () => recorded('two-backends', 1), 'got 2: [EmptyDir S3]'],
  ['invisible while Removed', () => config(recorded('bootstrap-none', -1), { spec: { storage: { pvc: { claim: 'a' }, s3: { bucket: 'b' } } } }), /pvc|s3/],
], [['the old one was nulled', () => recorded('two-backends', 2)], ['managementState is no backend', rwx()]]);

table('RC-STORAGE-ERROR', [
  ['gone after it was there', exists('False', 'NoSuchBucket', 'it went'), 'NoSuchBucket: it went'],
  ['unknown', exists('Unknown', 'Unknown Error Occurred', ''), 'Unknown Error Occurred'],
], [['named by the operator already', () => recorded('odf-s3-wrong-keys', 0)], ['stale under Removed', exists('False', 'S3 Bucket Deleted', '', () => recorded('bootstrap-none', -1))]]);

table('RC-STORAGE-MANAGED-BY-ADMIN', [
  ['a claim swapped in', () => recorded('cinder-claim-replaced', 1), 'csi-pvc-imageregistry'],
  ['left over from emptyDir', rwx({ spec: { storage: { managementState: 'Managed' } } })],
], [['the operator\'s own claim', () => recorded('cinder-claim-replaced', 0)], ['Unmanaged', rwx()]]);

table('RC-PVC-RWO', [
  ['two replicas, as recorded', () => recorded('pvc-rwo-two-replicas', 0), 'more than one replica'],
  ['RollingUpdate, as recorded', () => recorded('pvc-rwo-two-replicas', 1), 'with RollingUpdate rollout strategy'],
  ['scaled up later, which the operator accepts', rwo({ spec: { replicas: 2 } }), 'replicas is 2'],
  ['strategy changed later, which the operator accepts', rwo({ spec: { rolloutStrategy: 'RollingUpdate' } }), 'RollingUpdate'],
  ['no strategy', rwo({ spec: { rolloutStrategy: null } }), 'not set'],
], [
  ['one replica and Recreate', rwo()],
  ['two replicas on ReadWriteMany', rwx()],
  ['Removed', rwo({ spec: { managementState: 'Removed', replicas: 2 } })],
]);

table('RC-PVC-MODES', [
  ['read by one pod only', error('PVC registry-storage-pvc does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce'), 'necessary access modes'],
  ['another name', error('PVC x does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce')],
], [['ReadWriteMany', rwx()], ['the ReadWriteOnce rule', () => recorded('pvc-rwo-two-replicas', 0)]]);

table('RC-PVC-NOT-OWNED', [
  ['made by somebody else', error('could not create default PVC, it already exists and is not owned by the operator'), 'not owned'],
  ['while it still serves', error('could not create default PVC, it already exists and is not owned by the operator')],
], [['the operator made it', () => recorded('pvc-blank-claim', 0)], ['a claim by name', rwx()]]);

table('RC-PVC-MISSING', [
  ['as recorded', () => recorded('pvc-missing-claim', 0), '"nowhere" not found'],
  ['deleted by Removed, as recorded', () => recorded('removed-after-managed', 2), 'image-registry-storage'],
  ['the operator has not looked yet', rwx({ spec: { storage: { pvc: { claim: 'typo' } } } }), 'typo does not exist'],
], [
  ['there', rwx()],
  ['Removed', () => recorded('removed-after-managed', 1)],
  ['claims may not be seen', () => { const stage = rwx()(); stage.answers[readKey(COLLECTIONS.claims)] = { state: 'denied', reason: 'no' }; return stage; }],
  ['blank: the operator makes one', rwx({ spec: { storage: { pvc: { claim: '' } } } })],
]);

table('RC-PVC-PENDING', [
  ['Pending', claim({ status: { phase: 'Pending' } }), 'Pending'],
  ['Lost', claim({ status: { phase: 'Lost' } }), 'Lost'],
], [['Bound', claim({ status: { phase: 'Bound' } })], ['another claim waits', () => { const stage = rwx()(); merge(the(stage, R.PersistentVolumeClaim, 'other', NS.registry), { status: { phase: 'Pending' } }); return stage; }]]);

table('RC-PVC-TERMINATING', [
  ['while in use', claim({ metadata: { deletionTimestamp: '2026-11-23T00:00:00Z' }, spec: { volumeName: 'pv-1' } })],
  ['with its finalizer', claim({ metadata: { deletionTimestamp: '2026-11-23T00:00:00Z', finalizers: ['kubernetes.io/pvc-protection'] } })],
], [['the finalizer alone', claim({ metadata: { finalizers: ['kubernetes.io/pvc-protection'] } })], ['as recorded', rwx()]]);

table('RC-PVC-BLOCK', [
  ['Block', claim({ spec: { volumeMode: 'Block' } })], ['Block and Pending', claim({ spec: { volumeMode: 'Block' }, status: { phase: 'Pending' } })],
], [['Filesystem', claim({ spec: { volumeMode: 'Filesystem' } })], ['not said', claim({ spec: { volumeMode: null } })]]);

table('RC-EMPTYDIR', [['as recorded', () => recorded('emptydir', 0)], ['Unmanaged', () => recorded('unmanaged', 1)]],
  [['Removed', () => recorded('pruner', 2)], ['nulled', () => recorded('two-backends', 2)]]);

table('RC-EMPTYDIR-REPLICAS', [
  ['two, as recorded', () => recorded('tuning', 1), '2 replicas'], ['three', () => config(recorded('emptydir', 0), { spec: { replicas: 3 } }), '3 replicas'],
], [['one', () => recorded('emptydir', 0)], ['two on a shared claim', rwx()]]);
