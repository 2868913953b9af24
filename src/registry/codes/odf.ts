import type { CodeText } from './types.ts';

/** Findings about what OpenShift Data Foundation offers. */
export const odf = {
  'RC-ODF-NO-RGW-CLASS': {
    level: 'error', title: 'There is no storage class for Ceph RGW buckets',
    cause: 'ODF is not installed, not ready, or its class has another name.',
    remedy: 'oc get storageclass; then: registryctl setup odf-rgw --storage-class NAME',
  },
  'RC-ODF-NO-NOOBAA-CLASS': {
    level: 'error', title: 'There is no storage class for NooBaa buckets',
    cause: 'ODF is not installed, its Multicloud Object Gateway is not ready, or its class has another name.',
    remedy: 'oc get storageclass; then: registryctl setup odf-noobaa --storage-class NAME',
  },
  'RC-ODF-RGW-NOT-MADE': {
    level: 'error', title: 'ODF makes no Ceph RGW on this platform',
    cause: 'On clouds with object storage of their own RGW comes with an external Ceph cluster only.',
    remedy: 'registryctl setup odf-rgw --storage-class NAME --endpoint-host HOST --ca-source NAMESPACE/CONFIGMAP',
  },
  'RC-ODF-OTHER-PROVISIONER': {
    level: 'error', title: 'The storage class makes no buckets of this kind',
    cause: 'Its provisioner is another one.',
    remedy: 'registryctl setup {platform} --storage-class NAME',
  },
  'RC-ODF-NO-ROUTE': {
    level: 'error', title: 'The route of the object store is missing',
    cause: 'Routes may be switched off in the StorageCluster.',
    remedy: 'registryctl setup {platform} --host service',
  },
  'RC-ODF-NO-SERVICE': {
    level: 'error', title: 'The service of the object store is missing',
    cause: 'The object store runs outside this cluster, or under another name.',
    remedy: 'oc -n openshift-storage get services; then: registryctl setup {platform} --service NAME',
  },
  'RC-ENDPOINT-PORT': {
    level: 'warning', title: 'The endpoint of the object store has a port of its own',
    cause: 'A Rados Gateway wants to be addressed without a port, unless it signs for the one that it is reached by.',
    remedy: 'registryctl setup {platform} --endpoint-host HOST --ca-source NAMESPACE/CONFIGMAP',
  },
} as const satisfies Record<string, CodeText>;
