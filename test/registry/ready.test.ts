import { describe, expect, it } from 'vitest';
import type { JsonObject, KubeObject } from '../../src/api/types.ts';
import { OBJECT, trustedCa } from '../../src/registry/objects.ts';
import { readiness, readyReads, unmet } from '../../src/registry/ready.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { recorded, withObject } from './world.ts';

const S3 = 'ready on S3 bucket rgwbucket-1 at ${S3_ENDPOINT}';
const EMPTY = 'ready on emptyDir (images are lost when a pod restarts)';

/** What each recorded world is, judged with no intent of our own. `stop` is how a hopeless sentence begins. */
const worlds: [scenario: string, step: number, met: boolean, state: string, stop?: string][] = [
  ['bootstrap-none', -1, false, 'the registry is Removed'],
  ['azure-key', 0, false, 'the operator reports: unable to get cluster minted credentials: secret "installer-cloud-credentials" not found', 'there is no credentials secret'],
  ['azure-key', 1, false, 'the operator reports: unable to get the storage container images: Get "https://acct.blob.core.windows.net/images?restype=container": dial tcp: lookup acct.blob.core.windows.net on <resolver>: no such host'],
  ['cinder-claim-replaced', 0, true, 'ready on volume claim image-registry-storage'],
  ['cinder-claim-replaced', 1, true, 'ready on volume claim csi-pvc-imageregistry'],
  ['custom-route', 1, true, EMPTY],
  ['custom-route', 2, false, 'the operator reports: unable to apply objects: failed to update object *v1.Route, Namespace=openshift-image-registry, Name=public-routes: secret "missing" not found', 'the TLS secret missing of a route is missing'],
  ['custom-route', 3, true, EMPTY],
  ['default-route', 1, true, EMPTY],
  ['emptydir', 0, true, EMPTY],
  ['gcs-keyfile', 0, false, 'the operator reports: unable to get cluster minted credentials "openshift-image-registry/installer-cloud-credentials": secret "installer-cloud-credentials" not found', 'there is no credentials secret'],
  ['managed-without-storage', 0, false, 'the operator reports: storage backend not configured', 'no storage backend is configured'],
  ['odf-s3-bucket-missing', 0, true, 'ready on S3 bucket ${FRESH_BUCKET} at ${S3_ENDPOINT}'],
  ['odf-s3-complete', 0, true, S3],
  ['odf-s3-management-state-unset', 0, true, S3],
  ['odf-s3-missing-secret', 0, false, 'the operator reports: unable to get cluster minted credentials "openshift-image-registry/installer-cloud-credentials": secret "installer-cloud-credentials" not found', 'there is no credentials secret'],
  ['odf-s3-missing-secret', 1, true, S3],
  ['odf-s3-missing-trusted-ca', 0, false, 'the operator reports: unable to get S3 CA bundle: failed to get trusted CA "image-registry-s3-bundle": configmap "image-registry-s3-bundle" not found', 'the CA config map image-registry-s3-bundle is missing from openshift-config'],
  ['odf-s3-missing-trusted-ca', 1, false, 'the operator reports: unable to get S3 CA bundle: trusted CA config map "image-registry-s3-bundle" does not contain required key "ca-bundle.crt"', 'the CA config map image-registry-s3-bundle lacks the key ca-bundle.crt'],
  ['odf-s3-missing-trusted-ca', 2, true, S3],
  ['odf-s3-untrusted-endpoint', 0, false, 'the operator reports: RequestError: send request failed caused by: Head "${S3_ENDPOINT}/rgwbucket-1": tls: failed to verify certificate: x509: certificate signed by unknown authority', 'the certificate of the object store is not trusted'],
  ['odf-s3-untrusted-endpoint', 1, true, S3],
  ['odf-s3-wrong-keys-name', 0, false, 'the operator reports: secret "openshift-image-registry/image-registry-private-configuration-user" does not contain required key "REGISTRY_STORAGE_S3_ACCESSKEY"', 'the credentials secret lacks the key REGISTRY_STORAGE_S3_ACCESSKEY'],
  ['odf-s3-wrong-keys', 0, false, 'the operator reports: SignatureDoesNotMatch: status code: 403', 'the object store refuses the credentials'],
  ['odf-s3-wrong-keys', 1, true, S3],
  ['pods-not-ready', 1, false, 'The deployment does not have available replicas'],
  ['pods-not-ready', 2, true, EMPTY],
  ['pruner', 1, true, EMPTY],
  ['pruner', 2, false, 'the registry is Removed'],
  ['pvc-blank-claim', 0, true, 'ready on volume claim image-registry-storage'],
  ['pvc-missing-claim', 0, false, 'the operator reports: persistentvolumeclaims "nowhere" not found', 'the volume claim nowhere does not exist'],
  ['pvc-rwo-two-replicas', 0, false, 'the operator reports: cannot use ReadWriteOnce access mode with more than one replica of the image registry', 'the access mode of the volume claim does not fit'],
  ['pvc-rwo-two-replicas', 1, false, 'the operator reports: cannot use ReadWriteOnce access mode with RollingUpdate rollout strategy', 'the access mode of the volume claim does not fit'],
  ['pvc-rwo-two-replicas', 2, true, 'ready on volume claim registry-block'],
  ['pvc-rwx-cephfs', 0, true, 'ready on volume claim registry-storage-pvc'],
  ['removed-after-managed', 0, true, 'ready on volume claim image-registry-storage'],
  ['removed-after-managed', 1, false, 'the registry is Removed'],
  ['removed-after-managed', 2, false, 'the operator reports: persistentvolumeclaims "image-registry-storage" not found', 'the volume claim image-registry-storage does not exist'],
  ['swift-credentials', 0, false, 'the operator reports: secret "openshift-image-registry/image-registry-private-configuration-user" does not contain required key "REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID"', 'the credentials secret lacks the key REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID'],
  ['swift-credentials', 1, true, 'ready on Swift container ${FRESH_BUCKET} at ${KEYSTONE}'],
  ['tuning', 2, true, EMPTY],
  ['two-backends', 0, true, EMPTY],
  ['two-backends', 1, false, 'the operator reports: exactly one storage type should be configured at the same time, got 2: [EmptyDir S3]', 'more than one storage backend is configured'],
  ['two-backends', 2, true, S3],
  ['unmanaged', 1, false, 'The registry configuration is set to unmanaged mode'],
];

describe('recorded worlds of the real operator', () => {
  it.each(worlds)('%s, step %i: met %s', (scenario, step, met, state, stop) => {
    const judged = readiness(recorded(scenario, step), {});
    expect(judged.met).toBe(met);
    expect(judged.state).toBe(state);
    if (stop === undefined) expect(judged.hopeless).toBeUndefined();
    else expect(judged.hopeless?.slice(0, stop.length)).toBe(stop);
  });
});

const ready = (): Snapshot => recorded('odf-s3-complete', 0);
const edited = (target: Parameters<typeof withObject>[1], edit: (found: KubeObject) => void, base = ready()): Snapshot =>
  withObject(base, target, (found) => {
    edit(found);
    return found;
  });
const spec = (found: KubeObject): Record<string, unknown> => found['spec'] as Record<string, unknown>;
const status = (found: KubeObject): Record<string, unknown> => found['status'] as Record<string, unknown>;
const set = (found: KubeObject, type: string, fields: Record<string, string>): void => {
  const all = status(found)['conditions'] as { type: string }[];
  status(found)['conditions'] = [...all.filter((c) => c.type !== type), { type, ...fields }];
};
const drop = (found: KubeObject, type: string): void => {
  status(found)['conditions'] = (status(found)['conditions'] as { type: string }[]).filter((c) => c.type !== type);
};

/** One thing is off in a world that is ready otherwise. */
const faults: [what: string, target: Parameters<typeof withObject>[1], edit: (found: KubeObject) => void, says: string][] = [
  ['an older generation', OBJECT.config, (c) => { c.metadata.generation = 4; }, 'the operator has not yet seen generation 4 of the Config'],
  ['no generation seen yet', OBJECT.config, (c) => { delete status(c)['observedGeneration']; }, 'the operator has not yet seen generation 3 of the Config'],
  ['not available', OBJECT.config, (c) => set(c, 'Available', { status: 'False', reason: 'NoReplicasAvailable', message: 'no pods' }), 'no pods'],
  ['available while rolling out', OBJECT.config, (c) => set(c, 'Available', { status: 'True', reason: 'MinimumAvailability', message: 'some pods' }), 'some pods'],
  ['Available is missing', OBJECT.config, (c) => drop(c, 'Available'), 'the registry is not available'],
  ['Progressing is missing', OBJECT.config, (c) => drop(c, 'Progressing'), 'the operator is still at work'],
  ['Progressing for another reason', OBJECT.config, (c) => set(c, 'Progressing', { status: 'False', reason: 'Unmanaged', message: 'hands off' }), 'hands off'],
  ['degraded', OBJECT.config, (c) => set(c, 'Degraded', { status: 'True', reason: 'ProgressDeadlineExceeded', message: 'too slow' }), 'degraded (ProgressDeadlineExceeded): too slow'],
  ['storage unknown', OBJECT.config, (c) => set(c, 'StorageExists', { status: 'Unknown', reason: 'S3 Configuration Changed' }), 'storage is not confirmed (S3 Configuration Changed)'],
  ['storage without reason', OBJECT.config, (c) => set(c, 'StorageExists', { status: 'False' }), 'storage is not confirmed'],
  ['status with another bucket', OBJECT.config, (c) => { (status(c)['storage'] as Record<string, unknown>)['s3'] = { bucket: 'old' }; }, 'the operator has not taken over the storage settings'],
  ['status with another state of management', OBJECT.config, (c) => { (status(c)['storage'] as Record<string, unknown>)['managementState'] = 'Managed'; }, 'the operator has not taken over the storage settings'],
  ['CA refused', OBJECT.config, (c) => set(c, 'ImageRegistryCertificatesControllerDegraded', { status: 'True', reason: 'Error', message: 'no key' }), 'the CA bundle is not taken: no key'],
  ['CA not in the pods\' bundle', OBJECT.certificates, (c) => { c['data'] = {}; }, 'the CA bundle has not reached the pods'],
  ['an unseen deployment', OBJECT.deployment, (d) => { d.metadata.generation = 2; status(d)['observedGeneration'] = 1; }, 'the rollout has not begun'],
  ['old pods', OBJECT.deployment, (d) => { status(d)['updatedReplicas'] = 1; }, '1 of 2 pods are new'],
  ['pods that do not serve', OBJECT.deployment, (d) => { status(d)['availableReplicas'] = 0; }, '0 of 2 pods are available'],
  ['pods too many', OBJECT.deployment, (d) => { status(d)['replicas'] = 3; }, 'old pods are still ending'],
  ['a deployment of one', OBJECT.deployment, (d) => { spec(d)['replicas'] = 1; }, 'the deployment is not yet at 2 replicas'],
  ['the deployment of another bucket', OBJECT.deployment, (d) => { spec(d)['template'] = {}; }, 'the pods are not yet told of the storage'],
  ['another operator\'s complaint', OBJECT.clusterOperator, (o) => set(o, 'Degraded', { status: 'True', reason: 'NodeCADaemonControllerError' }), 'the cluster operator image-registry has not settled'],
  ['the cluster operator at work', OBJECT.clusterOperator, (o) => set(o, 'Progressing', { status: 'True', reason: 'NodeCADaemonProgressing' }), 'the cluster operator image-registry has not settled'],
  ['the cluster operator of a Removed registry', OBJECT.clusterOperator, (o) => set(o, 'Available', { status: 'True', reason: 'Removed' }), 'the cluster operator image-registry has not settled'],
  ['no internal host', OBJECT.image, (i) => { i['status'] = {}; }, 'the internal registry host is not published'],
];

describe('one thing is off', () => {
  it.each(faults)('%s', (_, target, edit, says) => {
    const judged = readiness(edited(target, edit), {});
    expect(judged).toEqual({ met: false, state: says });
  });

  it.each([
    ['the deployment', OBJECT.deployment, 'the deployment does not exist'],
    ['the Config', OBJECT.config, 'the Config does not exist yet'],
    ['the cluster operator', OBJECT.clusterOperator, 'the cluster operator image-registry has not settled'],
    ['the published host', OBJECT.image, 'the internal registry host is not published'],
  ])('without %s', (_, target, says) => {
    expect(readiness(withObject(ready(), target, () => undefined), {})).toEqual({ met: false, state: says });
  });

  it('a failed pruner does not keep the registry from being ready', () => {
    const failed = edited(OBJECT.clusterOperator, (o) => set(o, 'Degraded', { status: 'True', reason: 'ImagePrunerJobFailed' }));
    expect(readiness(failed, {}).met).toBe(true);
    const both = edited(OBJECT.clusterOperator, (o) => set(o, 'Degraded', { status: 'True', reason: 'ImagePrunerJobFailed::Unavailable' }));
    expect(readiness(both, {}).met).toBe(false);
  });

  it('several things are told in the order in which they come true', () => {
    const world = edited(OBJECT.image, (i) => { i['status'] = {}; }, edited(OBJECT.config, (c) => { c.metadata.generation = 9; }));
    expect(unmet(world, {})).toEqual(['the operator has not yet seen generation 9 of the Config', 'the internal registry host is not published']);
  });
});

describe('the intent', () => {
  const intent: JsonObject = {
    managementState: 'Managed', replicas: 2,
    storage: { managementState: 'Unmanaged', emptyDir: null, s3: { bucket: 'rgwbucket-1', encrypt: false, keyID: null, trustedCA: { name: 'image-registry-s3-bundle' } } },
  };
  it('holds after the operator rewrote the spec', () => expect(readiness(ready(), intent).met).toBe(true));
  it('names the fields that somebody changed since', () => {
    const judged = readiness(ready(), { ...intent, replicas: 3, storage: { s3: { bucket: 'mine' } } });
    expect(judged).toEqual({ met: false, state: 'the Config is not, or no longer, as planned: replicas, storage.s3.bucket' });
  });
});

it('reads the registry\'s own objects, and the CA config map where there is one', () => {
  const keys = readyReads('bundle').map(readKey);
  expect(keys).toContain(readKey(trustedCa('bundle')));
  expect(keys).toContain('configs.imageregistry.operator.openshift.io/cluster');
  expect(readyReads().map(readKey)).toEqual(keys.slice(0, -1));
});

