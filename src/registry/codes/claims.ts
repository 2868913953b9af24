import { patchConfig } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about volume claims. */
export const claims = {
  'RC-PVC-MISSING': {
    level: 'error', title: 'The claim does not exist',
    cause: 'It must be in openshift-image-registry. A claim that the operator made is deleted by Removed, and not made again while the name stays.',
    remedy: 'oc -n openshift-image-registry get pvc; to have one made: ' + patchConfig('{"storage":{"pvc":{"claim":""}}}'),
  },
  'RC-PVC-RWO': {
    level: 'error', title: 'A ReadWriteOnce claim allows one replica and Recreate only',
    cause: 'The operator checks this only when the claim changes; a second pod on another node cannot mount it.',
    remedy: patchConfig('{"replicas":1,"rolloutStrategy":"Recreate"}'),
  },
  'RC-PVC-MODES': {
    level: 'error', title: 'The access mode of the claim does not do',
    cause: 'The registry needs ReadWriteMany, or ReadWriteOnce with one replica.',
    remedy: 'oc -n openshift-image-registry get pvc {claim} -o jsonpath=\'{.spec.accessModes}\'',
  },
  'RC-PVC-NOT-OWNED': {
    level: 'error', title: 'The default claim is not the operator\'s',
    cause: 'The claim field is blank, but somebody else made image-registry-storage.',
    remedy: patchConfig('{"storage":{"pvc":{"claim":"image-registry-storage"}}}'),
  },
  'RC-PVC-PENDING': {
    level: 'error', title: 'The claim is not bound',
    cause: 'No default class, a class that cannot do the access mode, or it waits for a pod that cannot be scheduled.',
    remedy: 'oc -n openshift-image-registry describe pvc {claim}',
  },
  'RC-PVC-TERMINATING': {
    level: 'error', title: 'The claim is being deleted',
    cause: 'It goes as soon as no pod uses it, with the images on it.',
    remedy: 'Set the reclaim policy of its volume to Retain first: oc patch pv {volume} -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'',
  },
  'RC-PVC-BLOCK': {
    level: 'error', title: 'The claim is a raw block device',
    cause: 'The registry needs a file system; the operator does not look at volumeMode.',
    remedy: 'registryctl setup with a claim of volumeMode Filesystem',
  },
} as const satisfies Record<string, CodeText>;
