import { text } from '../../src/api/json.ts';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { odfRgw } from '../../src/platforms/odf-rgw.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Given, Platform } from '../../src/forms/types.ts';
import { object, recorded, recording, snapshotOf } from '../registry/world.ts';

/** A real CA (valid until 2036), as it was recorded. */
export const CA = text(recording('odf-s3-complete').given?.find((o) => o.kind === 'ConfigMap'), 'data', 'ca-bundle.crt') ?? '';

export const CLAIM = ref(R.ObjectBucketClaim, 'rgwbucket', NS.storage);
export const BUCKET = ref(R.ObjectBucket, 'obc-openshift-storage-rgwbucket');
export const CLAIM_SECRET = ref(R.Secret, 'rgwbucket', NS.storage);
export const CLAIM_MAP = ref(R.ConfigMap, 'rgwbucket', NS.storage);
export const ROUTE = ref(R.Route, 'ocs-storagecluster-cephobjectstore', NS.storage);
export const SERVICE = ref(R.Service, 'rook-ceph-rgw-ocs-storagecluster-cephobjectstore', NS.storage);
export const INGRESS_CA = ref(R.ConfigMap, 'default-ingress-cert', NS.managed);
export const SERVICE_CA = ref(R.ConfigMap, 'serviceca', NS.registry);
export const COPY = ref(R.ConfigMap, 'image-registry-s3-bundle', NS.config);
export const CLASS = ref(R.StorageClass, 'ocs-storagecluster-ceph-rgw');
export const NOOBAA = { route: ref(R.Route, 's3', NS.storage), service: ref(R.Service, 's3', NS.storage), class: ref(R.StorageClass, 'openshift-storage.noobaa.io'), host: 's3-openshift-storage.apps.lab.example.com' };
export const HOST = 'ocs-storagecluster-cephobjectstore-openshift-storage.apps.lab.example.com';

export const storageClass = (name: string, provisioner: string): KubeObject => object(ref(R.StorageClass, name), { provisioner });
export const worker = (name: string): KubeObject => object(ref(R.Node, name), { spec: {} }, { labels: { 'node-role.kubernetes.io/worker': '' } });

/** A claim that is bound, with all that its provisioner leaves behind. */
export const boundClaim = (name: string, storageClassName: string, bucket: string, host: string): KubeObject[] => [
  object(ref(R.ObjectBucketClaim, name, NS.storage), { spec: { storageClassName, generateBucketName: name, bucketName: bucket, objectBucketName: `obc-openshift-storage-${name}` }, status: { phase: 'Bound' } }),
  object(ref(R.ObjectBucket, `obc-openshift-storage-${name}`), { status: { phase: 'Bound' } }),
  object(ref(R.Secret, name, NS.storage), { data: { AWS_ACCESS_KEY_ID: { bytes: 20, digest: 'key' }, AWS_SECRET_ACCESS_KEY: { bytes: 40, digest: 'secret' } } }),
  object(ref(R.ConfigMap, name, NS.storage), { data: { BUCKET_NAME: bucket, BUCKET_HOST: `${host}.openshift-storage.svc`, BUCKET_PORT: '443' } }),
];
export const bound = (bucket = 'rgwbucket-1'): KubeObject[] => boundClaim(CLAIM.name, CLASS.name, bucket, SERVICE.name);
export const boundNoobaa = (bucket = 'noobaatest-1'): KubeObject[] => boundClaim('noobaatest', NOOBAA.class.name, bucket, 's3');

/** ODF with its route, service and CAs, two workers, on bare metal at 4.14. */
export const odf: KubeObject[] = [
  storageClass(CLASS.name, 'openshift-storage.ceph.rook.io/bucket'),
  storageClass('openshift-storage.noobaa.io', 'openshift-storage.noobaa.io/obc'),
  object(NOOBAA.route, { spec: { host: NOOBAA.host } }),
  object(NOOBAA.service, { spec: { ports: [{ port: 80 }, { port: 443 }] } }),
  object(ROUTE, { spec: { host: HOST } }),
  object(SERVICE, { spec: { ports: [{ port: 80 }, { port: 443 }] } }),
  object(INGRESS_CA, { data: { 'ca-bundle.crt': CA } }),
  object(SERVICE_CA, { data: { 'service-ca.crt': CA } }),
  object(OBJECT.infrastructure, { status: { infrastructureTopology: 'HighlyAvailable', platformStatus: { type: 'BareMetal' } } }),
  object(OBJECT.clusterVersion, { spec: { clusterID: 'c1' }, status: { desired: { version: '4.14.60' } } }),
  worker('w0'), worker('w1'),
];

export const config = (spec: Record<string, unknown>, status: Record<string, unknown> = {}): KubeObject => object(OBJECT.config, { spec, status }, { generation: 1 });
export const FRESH = { logLevel: 'Normal', managementState: 'Removed', observedConfig: null, proxy: {}, replicas: 1, requests: { read: { maxWaitInQueue: '0s' } }, rolloutStrategy: 'RollingUpdate', storage: {} };

const S3 = { managementState: 'Unmanaged', s3: { bucket: 'old', region: 'r', regionEndpoint: 'https://old' } };
/** A spec of a registry that runs on a bucket of no form's making. */
export const RUNS = { managementState: 'Managed', replicas: 2, rolloutStrategy: 'RollingUpdate', storage: S3 };
export const running = config(RUNS, { storage: S3 });

/** A Snapshot of these objects in which everything else that the form reads is absent. */
export function cluster(objects: KubeObject[], given: Given = {}, takenAt = '2026-11-22T18:00:00Z', form: Platform = odfRgw): Snapshot {
  const listed = [R.Node, R.StorageClass];
  const base = snapshotOf(objects, { listed, takenAt });
  for (const read of [...form.reads(given), OBJECT.defaultRoute]) base.answers[readKey(read)] ??= { state: 'absent' };
  const counted = objects.filter((o) => o.apiVersion === 'image.openshift.io/v1');
  for (const read of form.follow?.(given, base) ?? []) base.answers[readKey(read)] = { state: 'found', items: counted };
  return base;
}

export { object, recorded };
