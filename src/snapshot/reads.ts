import { record, text } from '../api/json.ts';
import { NS, R, ref } from '../api/resources.ts';
import { one } from './access.ts';
import type { Read, Snapshot } from './types.ts';

/** The objects that describe a registry, by what they are to it. */
export const REGISTRY = {
  config: ref(R.Config, 'cluster'),
  pruner: ref(R.ImagePruner, 'cluster'),
  operator: ref(R.ClusterOperator, 'image-registry'),
  image: ref(R.Image, 'cluster'),
  version: ref(R.ClusterVersion, 'version'),
  infrastructure: ref(R.Infrastructure, 'cluster'),
  ingress: ref(R.Ingress, 'cluster'),
  deployment: ref(R.Deployment, 'image-registry', NS.registry),
  cronJob: ref(R.CronJob, 'image-pruner', NS.registry),
  ingressCa: ref(R.ConfigMap, 'default-ingress-cert', NS.managed),
  serviceCa: ref(R.ConfigMap, 'serviceca', NS.registry),
  userSecret: ref(R.Secret, 'image-registry-private-configuration-user', NS.registry),
} as const;

/** Collections of the registry's own namespace, and the bucket claims of the storage one. */
export const COLLECTIONS = {
  pods: { resource: R.Pod, namespace: NS.registry },
  claims: { resource: R.PersistentVolumeClaim, namespace: NS.registry },
  routes: { resource: R.Route, namespace: NS.registry },
  bucketClaims: { resource: R.ObjectBucketClaim, namespace: NS.storage },
} as const satisfies Record<string, Read>;

const SECRET_BACKENDS = ['s3', 'gcs', 'azure', 'swift', 'ibmcos', 'oss'];

/** What `status` reads first, whatever is configured. */
export function statusReads(): Read[] {
  const { config, pruner, operator, image, version, infrastructure, ingress, deployment, cronJob, ingressCa, serviceCa } = REGISTRY;
  const { pods, claims, routes } = COLLECTIONS;
  return [config, pruner, operator, image, version, infrastructure, ingress, deployment, cronJob, ingressCa, serviceCa, pods, claims, routes];
}

/** What the first answers name: the CA maps, the credentials and the bucket claims of the configured backend; four at most. */
export function statusFollow(snapshot: Snapshot): Read[] {
  const config = one(snapshot, REGISTRY.config);
  const storage = record(config, 'spec', 'storage');
  const trusted = text(storage, 's3', 'trustedCA', 'name') ?? '';
  const additional = text(one(snapshot, REGISTRY.image), 'spec', 'additionalTrustedCA', 'name') ?? '';
  const running = text(config, 'spec', 'managementState') !== 'Removed';
  return [
    ...(trusted === '' ? [] : [ref(R.ConfigMap, trusted, NS.config)]),
    ...(additional === '' ? [] : [ref(R.ConfigMap, additional, NS.config)]),
    ...(running && SECRET_BACKENDS.some((name) => name in storage) ? [REGISTRY.userSecret] : []),
    ...(text(storage, 's3', 'regionEndpoint') === undefined ? [] : [COLLECTIONS.bucketClaims]),
  ];
}
