import type { Level } from './types.ts';

export interface CodeEntry {
  title: string;
  level: Level;
  cause: string;
  /** the command that mends it; `{name}` is filled in from what was seen */
  remedy?: string;
}

const patch = (spec: string): string => `oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p '{"spec":${spec}}'`;
const create = (what: string): string => `oc create ${what} --dry-run=client -o yaml | oc apply -f -`;
const KEYS = 'registryctl setup (it writes the keys of the backend), or: oc -n openshift-image-registry get secret image-registry-private-configuration-user';
const POD = 'oc -n openshift-image-registry describe pod {pod}';

const table = {
  'RC-ACCESS-DENIED': { title: 'A right is missing', level: 'error', cause: 'The user or group has no role that allows this.' },
  'RC-CLUSTER-VERSION-UNPROVEN': { title: 'Version not proven', level: 'warning', cause: 'The rules of this program were proven on OpenShift 4.14 only.' },
  'RC-CAPABILITY-DISABLED': { title: 'The registry is not installed', level: 'error', cause: 'The cluster was installed without the ImageRegistry capability.', remedy: 'oc patch clusterversion version --type=merge -p \'{"spec":{"capabilities":{"additionalEnabledCapabilities":["ImageRegistry"]}}}\' (add the entries that are there already)' },
  'RC-CONFIG-ABSENT': { title: 'No registry configuration', level: 'error', cause: 'The operator has not made it yet, or does not run.', remedy: 'oc -n openshift-image-registry get pods,deployments' },
  'RC-CONFIG-DELETING': { title: 'The registry configuration is being deleted', level: 'error', cause: 'Its finalizer waits until the storage is removed; deleting it counts as Removed.', remedy: 'oc get configs.imageregistry.operator.openshift.io/cluster -o jsonpath=\'{.status.conditions}\'' },
  'RC-STATE-INERT': { title: 'The operator takes no action', level: 'error', cause: 'It acts only on Managed, Unmanaged and Removed.', remedy: patch('{"managementState":"Managed"}') },
  'RC-UNMANAGED': { title: 'The operator is told to keep off', level: 'warning', cause: 'Under Unmanaged changes of the configuration take no effect, and the operator always reports itself available.', remedy: patch('{"managementState":"Managed"}') },
  'RC-OPERATOR-STALE': { title: 'The operator has not seen the newest configuration', level: 'error', cause: 'It is still at work, or does not run.', remedy: 'oc -n openshift-image-registry get deployment cluster-image-registry-operator' },
  'RC-OPERATOR-ERROR': { title: 'The operator cannot apply the configuration', level: 'error', cause: 'The operator reports one error at a time, and stays available while an older deployment serves.', remedy: 'oc -n openshift-image-registry logs deployment/cluster-image-registry-operator --tail=50' },
  'RC-VERIFICATION-FAILED': { title: 'The operator refuses the configuration', level: 'error', cause: 'Negative replicas, or a route name used twice (default-route is taken). Nothing is applied until it is mended.', remedy: 'oc edit configs.imageregistry.operator.openshift.io/cluster' },
  'RC-UNAVAILABLE': { title: 'The registry is not available', level: 'error', cause: 'No pod of the registry serves.', remedy: 'oc -n openshift-image-registry get pods -l docker-registry=default' },
  'RC-DEGRADED': { title: 'The operator is degraded', level: 'error', cause: 'The operator names it in its Degraded condition.', remedy: 'oc describe configs.imageregistry.operator.openshift.io/cluster' },
  'RC-CONTROLLER-DEGRADED': { title: 'A part of the operator is degraded', level: 'error', cause: 'It makes the whole cluster operator degraded.', remedy: 'oc describe configs.imageregistry.operator.openshift.io/cluster' },
  'RC-ROLLOUT': { title: 'A rollout is under way', level: 'error', cause: 'Not all pods run the newest configuration yet.', remedy: 'registryctl status --wait' },
  'RC-READ-ONLY': { title: 'The registry takes no pushes', level: 'warning', cause: 'spec.readOnly is set, as for a hard prune.', remedy: patch('{"readOnly":false}') },
  'RC-HOSTNAME-UNKNOWN': { title: 'The cluster does not know the registry', level: 'warning', cause: 'Builds and image streams use the internal host name, which is set while the service exists.', remedy: 'oc -n openshift-image-registry get service image-registry' },
  'RC-STORAGE-UNSET': { title: 'No storage is configured', level: 'error', cause: 'This platform has no default storage, and Managed was set without any.', remedy: 'registryctl setup PLATFORM' },
  'RC-STORAGE-TWO': { title: 'More than one storage is configured', level: 'error', cause: 'A merge patch added one and kept the other; the operator applies nothing, and does not remove either.', remedy: patch('{"storage":{"{other}":null}}') },
  'RC-STORAGE-ERROR': { title: 'The storage does not answer as it should', level: 'error', cause: 'The operator checks it at every pass.', remedy: 'oc -n openshift-image-registry logs deployment/cluster-image-registry-operator --tail=50' },
  'RC-CREDENTIALS-MISSING': { title: 'The storage has no credentials', level: 'error', cause: 'Neither the secret image-registry-private-configuration-user nor credentials made by the cloud are there.', remedy: 'registryctl setup PLATFORM' },
  'RC-SECRET-KEYS': { title: 'The credentials secret lacks a key', level: 'error', cause: 'Once the secret exists, it is used alone and every key of the backend must be in it; Swift needs five, of which three may be empty.', remedy: KEYS },
  'RC-CREDENTIALS-REFUSED': { title: 'The object store refuses the credentials', level: 'error', cause: 'Keys mistyped, rotated, of another account, or without rights on the bucket.', remedy: KEYS },
  'RC-STORAGE-TLS': { title: 'The certificate of the object store is not trusted', level: 'error', cause: 'With trustedCA the operator trusts that bundle only; without it, only public CAs.', remedy: patch('{"storage":{"s3":{"trustedCA":{"name":"NAME"}}}}') },
  'RC-STORAGE-UNREACHABLE': { title: 'The object store cannot be reached', level: 'error', cause: 'The name does not resolve, or nothing answers there from the cluster.', remedy: 'oc -n openshift-image-registry logs deployment/cluster-image-registry-operator --tail=50' },
  'RC-S3-REGION': { title: 'The region is missing', level: 'error', cause: 'The operator and the registry insist on a region, though most S3 compatible stores ignore it.', remedy: patch('{"storage":{"s3":{"region":"us-east-1"}}}') },
  'RC-S3-PLACEHOLDER': { title: 'A value is a placeholder', level: 'error', cause: 'A shell variable inside single quotes is not replaced.', remedy: 'registryctl setup PLATFORM' },
  'RC-S3-ENDPOINT': { title: 'The endpoint is no URL of a host', level: 'error', cause: 'It must be https://HOST or https://HOST:PORT, without the bucket.', remedy: patch('{"storage":{"s3":{"regionEndpoint":"https://HOST"}}}') },
  'RC-S3-REDIRECT': { title: 'Pulls are redirected to where only pods can go', level: 'warning', cause: 'Nodes and clients outside do not resolve names of services, and redirects send them there.', remedy: patch('{"disableRedirect":true}') },
  'RC-S3-ENCRYPT': { title: 'Encryption is asked of an S3 compatible store', level: 'warning', cause: 'Ceph RGW and NooBaa without key management refuse such uploads.', remedy: patch('{"storage":{"s3":{"encrypt":false}}}') },
  'RC-BUCKET-UNBOUND': { title: 'The bucket claim is not bound', level: 'error', cause: 'Its class has no provisioner, or the object store is not ready.', remedy: 'oc -n openshift-storage describe obc {claim}' },
  'RC-PVC-MISSING': { title: 'The claim does not exist', level: 'error', cause: 'It must be in openshift-image-registry. A claim that the operator made is deleted by Removed, and not made again while the name stays.', remedy: 'oc -n openshift-image-registry get pvc; to have one made: ' + patch('{"storage":{"pvc":{"claim":""}}}') },
  'RC-PVC-RWO': { title: 'A ReadWriteOnce claim allows one replica and Recreate only', level: 'error', cause: 'The operator checks this only when the claim changes; a second pod on another node cannot mount it.', remedy: patch('{"replicas":1,"rolloutStrategy":"Recreate"}') },
  'RC-PVC-MODES': { title: 'The access mode of the claim does not do', level: 'error', cause: 'The registry needs ReadWriteMany, or ReadWriteOnce with one replica.', remedy: 'oc -n openshift-image-registry get pvc {claim} -o jsonpath=\'{.spec.accessModes}\'' },
  'RC-PVC-NOT-OWNED': { title: 'The default claim is not the operator\'s', level: 'error', cause: 'The claim field is blank, but somebody else made image-registry-storage.', remedy: patch('{"storage":{"pvc":{"claim":"image-registry-storage"}}}') },
  'RC-PVC-PENDING': { title: 'The claim is not bound', level: 'error', cause: 'No default class, a class that cannot do the access mode, or it waits for a pod that cannot be scheduled.', remedy: 'oc -n openshift-image-registry describe pvc {claim}' },
  'RC-PVC-TERMINATING': { title: 'The claim is being deleted', level: 'error', cause: 'It goes as soon as no pod uses it, with the images on it.', remedy: 'Set the reclaim policy of its volume to Retain first: oc patch pv {volume} -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'' },
  'RC-PVC-BLOCK': { title: 'The claim is a raw block device', level: 'error', cause: 'The registry needs a file system; the operator does not look at volumeMode.', remedy: 'registryctl setup with a claim of volumeMode Filesystem' },
  'RC-STORAGE-MANAGED-BY-ADMIN': { title: 'Removed would delete storage that somebody else made', level: 'warning', cause: 'storage.managementState was left at Managed when the storage was replaced.', remedy: patch('{"storage":{"managementState":"Unmanaged"}}') },
  'RC-EMPTYDIR': { title: 'Images are on throw-away storage', level: 'warning', cause: 'Every restart of the pod loses all images. Not for production.', remedy: 'registryctl setup PLATFORM' },
  'RC-EMPTYDIR-REPLICAS': { title: 'Each replica has storage of its own', level: 'error', cause: 'emptyDir is not shared, so pulls fail at random.', remedy: patch('{"replicas":1}') },
  'RC-CA-MISSING': { title: 'A CA config map does not exist', level: 'error', cause: 'It must be in openshift-config under the name that is configured.', remedy: create('configmap {map} -n openshift-config --from-file={key}=ca.pem') },
  'RC-CA-KEY': { title: 'A CA config map lacks its key', level: 'error', cause: 'The operator reads the key ca-bundle.crt only.', remedy: create('configmap {map} -n openshift-config --from-file=ca-bundle.crt=ca.pem') },
  'RC-CA-COPY-STALE': { title: 'A copied CA no longer equals its source', level: 'warning', cause: 'The source was renewed after it was copied; the copy trusts the old certificate only.', remedy: 'registryctl setup (run it again; it renews the copy)' },
  'RC-CA-EXPIRED': { title: 'A trusted CA has expired', level: 'error', cause: 'A chain that ends in it is refused.', remedy: create('configmap {map} -n openshift-config --from-file=ca-bundle.crt=ca.pem') },
  'RC-ADDITIONAL-CA-KEY': { title: 'A CA is filed under a name that is no host', level: 'warning', cause: 'Keys are HOST or HOST..PORT, with two dots for the colon.', remedy: 'oc -n openshift-config edit configmap {map}' },
  'RC-ROUTE-REFUSED': { title: 'A route is not admitted', level: 'error', cause: 'The host is taken by another route, or the certificate cannot be read.', remedy: 'oc -n openshift-image-registry describe route {route}' },
  'RC-ROUTE-UNSERVED': { title: 'No router serves a route', level: 'error', cause: 'No ingress controller selects it; the operator does not report that.', remedy: 'oc -n openshift-ingress-operator get ingresscontrollers' },
  'RC-ROUTE-ABSENT': { title: 'A route that is asked for does not exist', level: 'error', cause: 'Routes are made last, after everything else was applied.', remedy: 'oc -n openshift-image-registry get routes' },
  'RC-ROUTE-SECRET': { title: 'A route has not got its certificate', level: 'error', cause: 'The secret is not in openshift-image-registry, or its keys are not tls.crt and tls.key; absent keys are skipped in silence.', remedy: create('secret tls {secret} -n openshift-image-registry --cert=tls.crt --key=tls.key') },
  'RC-ROUTE-CERT': { title: 'A certificate of a route ends soon', level: 'warning', cause: 'Clients refuse it from that day.', remedy: 'oc -n openshift-image-registry get route {route}' },
  'RC-REPLICAS-ZERO': { title: 'No replicas are asked for', level: 'error', cause: 'The operator never calls that healthy; to switch the registry off there is Removed.', remedy: patch('{"replicas":1}') },
  'RC-POD-UNSCHEDULABLE': { title: 'A pod finds no node', level: 'error', cause: 'Two replicas need two nodes; selectors, taints, spread constraints and volumes narrow the choice.', remedy: POD },
  'RC-POD-WAITING': { title: 'A pod does not start', level: 'error', cause: 'A secret, a config map, an image or a volume is not there.', remedy: POD },
  'RC-POD-CRASHING': { title: 'A pod ends again and again', level: 'error', cause: 'The log of the ended container says why.', remedy: 'oc -n openshift-image-registry logs {pod} --previous' },
  'RC-POD-MEMORY': { title: 'A pod ran out of memory', level: 'warning', cause: 'The memory limit is too small for the load, more so without redirects.', remedy: patch('{"resources":{"limits":{"memory":"2Gi"}}}') },
  'RC-PRUNER-FAILED': { title: 'The last pruning failed', level: 'warning', cause: 'Any finished job in openshift-image-registry counts as the last one, not the pruner\'s alone.', remedy: 'oc -n openshift-image-registry get jobs; then: oc -n openshift-image-registry create job prune-now --from=cronjob/image-pruner' },
  'RC-PRUNER-SUSPENDED': { title: 'Pruning is suspended', level: 'info', cause: 'spec.suspend of the pruner is set.', remedy: 'oc patch imagepruners.imageregistry.operator.openshift.io/cluster --type=merge -p \'{"spec":{"suspend":false}}\'' },
  'RC-PRUNER-DEGRADED': { title: 'The pruner is degraded', level: 'warning', cause: 'Its cron job cannot be made or applied.', remedy: 'oc describe imagepruners.imageregistry.operator.openshift.io/cluster' },
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof table;

/** Every finding's code: what it is called, how bad it is, why it comes about and what mends it. */
export const CODES: Readonly<Record<Code, CodeEntry>> = table;
