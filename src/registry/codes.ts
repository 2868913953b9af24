import type { Finding, Level } from '../checks/types.ts';

export interface CodeText {
  level: Level;
  title: string;
  cause: string;
  /** the command that mends it; `{word}` is filled in by the rule */
  remedy: string;
}

/** Findings of preflight: what stands in the way of a plan, or is worth knowing before it. Codes never change their meaning. */
export const CODES = {
  'RC-ACCESS-DENIED': { level: 'error', title: 'A right is missing', cause: 'The plan needs it; without it a run would stop half way.', remedy: 'oc auth can-i {verb} {resource}' },
  'RC-READ-FAILED': { level: 'error', title: 'Something could not be read', cause: 'A plan is made only of what was seen.', remedy: 'oc get {resource}' },
  'RC-CLUSTER-VERSION-UNPROVEN': { level: 'warning', title: 'This program is proven on OpenShift 4.14 only', cause: 'Other versions have other fields and other messages of the operator.', remedy: 'oc get clusterversion version' },
  'RC-CAPABILITY-DISABLED': {
    level: 'error', title: 'The cluster was installed without the image registry', cause: 'The capability ImageRegistry is not enabled. It can be added, and never taken away again.',
    remedy: `oc patch clusterversion version --type=merge -p '{"spec":{"capabilities":{"additionalEnabledCapabilities":["ImageRegistry"]}}}'`,
  },
  'RC-CONFIG-ABSENT': { level: 'info', title: 'The registry has no Config yet', cause: 'The operator makes it when it starts; the plan waits for that.', remedy: 'oc -n openshift-image-registry get deployment cluster-image-registry-operator' },
  'RC-REGISTRY-NOT-MANAGED': { level: 'error', title: 'The registry is not Managed', cause: 'In any other state the operator makes and changes nothing.', remedy: 'registryctl setup odf-rgw' },
  'RC-REPLICAS-NO-ROOM': { level: 'error', title: 'There are fewer nodes than replicas need', cause: 'Replicas may not share a node when there are two, so one would never start.', remedy: 'registryctl setup {platform} --replicas 1' },
  'RC-STORAGE-MANAGED-BY-ADMIN': { level: 'info', title: 'Storage of an administrator is marked Managed', cause: 'Removed would delete it. This plan marks it Unmanaged.', remedy: 'registryctl setup {platform}' },
  'RC-ODF-NO-RGW-CLASS': { level: 'error', title: 'There is no storage class for Ceph RGW buckets', cause: 'ODF is not installed, not ready, or its class has another name.', remedy: 'oc get storageclass; then: registryctl setup odf-rgw --storage-class NAME' },
  'RC-ODF-RGW-NOT-MADE': {
    level: 'error', title: 'ODF makes no Ceph RGW on this platform', cause: 'On clouds with object storage of their own RGW comes with an external Ceph cluster only.',
    remedy: 'registryctl setup odf-rgw --storage-class NAME --endpoint-host HOST --ca-source NAMESPACE/CONFIGMAP',
  },
  'RC-ODF-OTHER-PROVISIONER': { level: 'error', title: 'The storage class makes no Ceph RGW buckets', cause: 'Its provisioner is another one.', remedy: 'registryctl setup odf-rgw --storage-class NAME' },
  'RC-ODF-NO-ROUTE': { level: 'error', title: 'The route of the object store is missing', cause: 'Routes may be switched off in the StorageCluster.', remedy: 'registryctl setup odf-rgw --host service' },
  'RC-ODF-NO-SERVICE': { level: 'error', title: 'The service of the object store is missing', cause: 'The object store runs outside this cluster, or under another name.', remedy: 'oc -n openshift-storage get services; then: registryctl setup odf-rgw --service NAME' },
  'RC-CLAIM-OTHER-CLASS': { level: 'error', title: 'The bucket claim has another class', cause: 'The class of a claim cannot be changed.', remedy: 'registryctl setup odf-rgw --claim OTHER-NAME' },
  'RC-CLAIM-LOST': { level: 'error', title: 'The bucket claim has lost its bucket', cause: 'The claim, its bucket or its secret was deleted from under it.', remedy: 'registryctl setup odf-rgw --claim OTHER-NAME' },
  'RC-CA-SOURCE-ABSENT': { level: 'error', title: 'The CA to copy is not there', cause: 'The config map does not exist, or lacks the key.', remedy: 'registryctl setup odf-rgw --ca-source NAMESPACE/CONFIGMAP:KEY' },
  'RC-CA-NOT-PEM': { level: 'error', title: 'The CA to copy is no PEM bundle', cause: 'Every certificate in it must parse.', remedy: 'oc -n {namespace} get configmap {name} -o yaml' },
  'RC-CA-SOURCE-EXPIRED': { level: 'error', title: 'A certificate to copy is not valid now', cause: 'The chain that ends in it is refused.', remedy: 'oc -n {namespace} get configmap {name} -o yaml' },
  'RC-CA-LEAF-ONLY': { level: 'warning', title: 'The bundle holds no CA', cause: 'It pins the served certificate and stops to match when that is renewed.', remedy: 'registryctl setup odf-rgw --ca-source NAMESPACE/CONFIGMAP:KEY' },
  'RC-CA-COPY-STALE': { level: 'info', title: 'The copied CA no longer equals its source', cause: 'The source was renewed since; this plan renews the copy.', remedy: 'registryctl setup {platform}' },
  'RC-HOST-CA-MIXED': { level: 'error', title: 'The host and the CA do not belong together', cause: 'Routes are signed by the ingress CA, services by the service CA.', remedy: 'registryctl setup odf-rgw --host {host} --ca-source {ca}' },
} as const satisfies Record<string, CodeText>;

export type PreflightCode = keyof typeof CODES;

/** A Finding of the code; `fill` gives the words for the `{…}` of its remedy, `level` another level where the case is milder. */
export function finding(code: PreflightCode, subject: string, message: string, more: { fill?: Record<string, string>; level?: Level } = {}): Finding {
  const { level, cause, remedy } = CODES[code];
  const filled = remedy.replace(/\{([a-z]+)\}/gu, (whole, word: string) => more.fill?.[word] ?? whole);
  return { code, level: more.level ?? level, subject, message, cause, remedy: filled };
}
