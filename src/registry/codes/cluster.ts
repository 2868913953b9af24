import type { CodeText } from './types.ts';

/** Findings about the cluster: rights, reads, its version, and whether there is a registry at all. */
export const cluster = {
  'RC-ACCESS-DENIED': {
    level: 'error', title: 'A right is missing',
    cause: 'The user or group has no role that allows this; without it a run would stop half way.',
    remedy: 'oc auth can-i --list',
  },
  'RC-READ-FAILED': {
    level: 'error', title: 'Something could not be read',
    cause: 'The API server answered with a fault, or not in time; nothing is planned on what was not seen.',
    remedy: 'oc get clusteroperators',
  },
  'RC-CLUSTER-VERSION-UNPROVEN': {
    level: 'warning', title: 'Version not proven',
    cause: 'The rules of this program were proven on OpenShift 4.14 only; other versions may have other fields and messages.',
    remedy: 'oc get clusterversion version',
  },
  'RC-CAPABILITY-DISABLED': {
    level: 'error', title: 'The registry is not installed',
    cause: 'The cluster was installed without the ImageRegistry capability. It can be added, and never taken away again.',
    remedy: 'oc patch clusterversion version --type=merge -p \'{"spec":{"capabilities":{"additionalEnabledCapabilities":["ImageRegistry"]}}}\' (add the entries that are there already)',
  },
  'RC-CONFIG-ABSENT': {
    level: 'error', title: 'No registry configuration',
    cause: 'The operator makes it when it starts: it has not done so yet, or does not run.',
    remedy: 'oc -n openshift-image-registry get pods,deployments',
  },
  'RC-CONFIG-DELETING': {
    level: 'error', title: 'The registry configuration is being deleted',
    cause: 'Its finalizer waits until the storage is removed; deleting it counts as Removed.',
    remedy: 'oc get configs.imageregistry.operator.openshift.io/cluster -o jsonpath=\'{.status.conditions}\'',
  },
  'RC-REPLICAS-NO-ROOM': {
    level: 'error', title: 'There are fewer nodes than replicas need',
    cause: 'Replicas may not share a node when there are two, so one would never start.',
    remedy: 'registryctl setup {platform} --replicas 1',
  },
} as const satisfies Record<string, CodeText>;
