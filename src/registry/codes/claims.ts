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
  'RC-PVC-LOST': {
    level: 'error', title: 'The claim has lost its volume',
    cause: 'The volume that it was bound to was deleted; such a claim never gets another one.',
    remedy: 'registryctl setup {platform} --claim NAME',
  },
  'RC-PVC-NO-CLASS': {
    level: 'error', title: 'The storage class does not exist',
    cause: 'A claim of a class that is not there waits for ever.',
    remedy: 'registryctl setup {platform} --storage-class NAME',
  },
  'RC-PVC-NO-DEFAULT': {
    level: 'error', title: 'There is no default storage class',
    cause: 'A claim that names no class gets the default one, and waits for ever where there is none.',
    remedy: 'registryctl setup {platform} --storage-class NAME, or --claim with a claim that is there',
  },
  'RC-PVC-TWO-DEFAULTS': {
    level: 'error', title: 'There is more than one default storage class',
    cause: 'A claim that names no class gets the newest of them, which nobody chose.',
    remedy: 'registryctl setup {platform} --storage-class NAME, or take the mark storageclass.kubernetes.io/is-default-class off all but one',
  },
  'RC-PVC-BUCKET-CLASS': {
    level: 'error', title: 'The storage class makes buckets, not volumes',
    cause: 'Classes of object bucket claims stand among the storage classes; no volume claim of theirs is ever bound.',
    remedy: 'registryctl setup {platform} --storage-class NAME',
  },
  'RC-PVC-OTHER-PROVISIONER': {
    level: 'error', title: 'The storage class is of another provisioner',
    cause: 'This form of setup is for volumes of one kind.',
    remedy: 'registryctl setup {platform} --storage-class NAME',
  },
  'RC-PVC-CLASS-ONE-NODE': {
    level: 'error', title: 'The storage class cannot do ReadWriteMany',
    cause: 'It makes disks: a file system on one is for one node at a time, so such a claim would wait for ever.',
    remedy: 'registryctl setup {platform} --storage-class NAME with a class of shared file systems, or --access-mode ReadWriteOnce for one replica, or --claim with a claim that is bound already',
  },
  'RC-PVC-CLASS-UNKNOWN': {
    level: 'warning', title: 'Whether the storage class can do ReadWriteMany is not known',
    cause: 'Its provisioner is not one that this program knows; where it cannot, the claim is never bound.',
    remedy: 'oc -n openshift-image-registry describe pvc {claim}',
  },
  'RC-PVC-NO-VOLUME': {
    level: 'error', title: 'There is no volume for the claim',
    cause: 'Nothing makes volumes of this class; the claim is only bound to one that an administrator made, and that fits.',
    remedy: 'oc get pv; make one that fits, for the claim {claim}',
  },
  'RC-PVC-SMALL': {
    level: 'error', title: 'The volume is smaller than the manual asks for',
    cause: 'The registry wants 100Gi; a full volume fails every push.',
    remedy: 'registryctl setup {platform} --allow-small, or --claim NAME with a larger claim',
  },
  'RC-PVC-SMALLER': {
    level: 'error', title: 'The claim is smaller than was asked for',
    cause: 'A claim that is there is left as it is.',
    remedy: 'registryctl setup {platform} --claim NAME with another name, or without --size',
  },
  'RC-PVC-OTHER-CLASS': {
    level: 'error', title: 'The claim is of another storage class than was asked for',
    cause: 'The class of a claim cannot be changed.',
    remedy: 'registryctl setup {platform} --claim NAME with another name, or without --storage-class',
  },
  'RC-PVC-OTHER-MODE': {
    level: 'error', title: 'The claim has another access mode than was asked for',
    cause: 'The access modes of a claim cannot be changed.',
    remedy: 'registryctl setup {platform} --claim NAME with another name, or without --access-mode and --storage',
  },
  'RC-PVC-NFS': {
    level: 'info', title: 'The images are on NFS',
    cause: 'The manual advises against the NFS server of RHEL for the registry: tests showed faults. Other servers may do; ask their makers. Whoever may mount the export reads and changes images.',
    remedy: 'oc get nodes -o wide; export it to these addresses only',
  },
  'RC-PVC-SHARE': {
    level: 'info', title: 'The images are on shared storage outside the cluster',
    cause: 'Whoever may mount the share reads and changes images.',
    remedy: 'oc get nodes -o wide; let only these addresses mount it',
  },
  'RC-PVC-ONE-POD': {
    level: 'info', title: 'The registry is not highly available on this volume',
    cause: 'One pod at a time may use it, so every rollout has a pause. The manual supports it and does not recommend it for production.',
    remedy: 'registryctl setup with a claim of ReadWriteMany, or with object storage, for two replicas',
  },
  'RC-PVC-BLANK': {
    level: 'warning', title: 'A later Removed deletes the claim, with all images',
    cause: 'The operator makes the claim, and what it makes it deletes. A claim that is named is kept.',
    remedy: 'registryctl setup with --claim NAME instead of --blank-claim',
  },
  'RC-PVC-ANNOTATED': {
    level: 'info', title: 'The claim says that it is the operator\'s',
    cause: 'The annotation counts only for a blank claim, where it lets the operator take image-registry-storage for its own; a claim that is named is kept by Removed with it and without it. Setup neither writes it nor takes it away.',
    remedy: 'oc -n openshift-image-registry get pvc -o yaml shows it; nothing need be done',
  },
  'RC-PVC-OTHER-PLATFORM': {
    level: 'info', title: 'The form of setup is of another platform',
    cause: 'Volumes serve wherever a class makes them; only the manual\'s section and its values are of that platform.',
    remedy: 'registryctl setup --help',
  },
  'RC-PVC-BETTER': {
    level: 'info', title: 'There is object storage for the registry',
    cause: 'The manual advises against volumes for the registry where Ceph RGW or NooBaa can be used.',
    remedy: 'registryctl setup {platform}',
  },
  'RC-CINDER-NO-DRIVER': {
    level: 'error', title: 'Nothing here makes Cinder volumes',
    cause: 'The platform is not OpenStack, and no storage class is of Cinder.',
    remedy: 'oc get storageclass,csidriver; make a class of cinder.csi.openstack.org where the driver runs all the same',
  },
  'RC-CINDER-CLASS': {
    level: 'error', title: 'The storage class is there, and is another one',
    cause: 'Neither provisioner, nor parameters, nor binding mode of a class can be changed.',
    remedy: 'registryctl setup openstack-cinder --storage-class NAME with another name',
  },
  'RC-CINDER-ZONE': {
    level: 'warning', title: 'No node is in this availability zone',
    cause: 'The zone is not checked by anybody before a volume is made in it; a volume can only be mounted from another zone where Nova allows it.',
    remedy: 'oc get nodes -L topology.kubernetes.io/zone',
  },
} as const satisfies Record<string, CodeText>;
