import { list, text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';

/** Provisioners of block volumes: a filesystem on one of them is for one node at a time (manual: configuring registry storage for vSphere, Nutanix, OpenStack). */
const BLOCK = new Set([
  'openshift-storage.rbd.csi.ceph.com', 'rbd.csi.ceph.com', 'cinder.csi.openstack.org', 'csi.vsphere.vmware.com', 'csi.nutanix.com',
  'ebs.csi.aws.com', 'disk.csi.azure.com', 'pd.csi.storage.gke.io', 'kubernetes.io/vsphere-volume', 'kubernetes.io/cinder', 'kubernetes.io/aws-ebs',
]);

/** Of these, the ones that make shares of files too, by a parameter of the class: vSAN File Services, Nutanix Files. */
const SHARES: Record<string, [parameter: string, value: RegExp]> = {
  'csi.vsphere.vmware.com': ['csi.storage.k8s.io/fstype', /^nfs/],
  'csi.nutanix.com': ['storageType', /^NutanixFiles$/],
};

function makesDisks(provisioner: string, storageClass: KubeObject): boolean {
  const [parameter, value] = SHARES[provisioner] ?? [];
  const files = parameter !== undefined && value?.test(text(storageClass, 'parameters', parameter) ?? '') === true;
  return BLOCK.has(provisioner) && !files;
}

/** Classes of this provisioner only find volumes that an administrator made. */
export const STATIC = 'kubernetes.io/no-provisioner';

export const modes = (claim: KubeObject): string[] => list(claim, 'spec', 'accessModes').filter((m) => typeof m === 'string');

/** Why the class cannot make what the claim asks for; undefined when it can. */
export function refusal(claim: KubeObject, storageClass: KubeObject): string | undefined {
  const provisioner = text(storageClass, 'provisioner') ?? '';
  if (provisioner === STATIC) return 'no volume of this class is free, and its provisioner makes none';
  const shared = modes(claim).filter((m) => m === 'ReadWriteMany' || m === 'ReadOnlyMany');
  const files = (text(claim, 'spec', 'volumeMode') ?? 'Filesystem') === 'Filesystem';
  if (!makesDisks(provisioner, storageClass) || shared.length === 0) return undefined;
  if (!files && provisioner.includes('rbd')) return undefined;
  return `failed to provision volume with StorageClass "${storageClass.metadata.name}": ${provisioner} does not offer ${shared.join(', ')} for a volume of mode ${files ? 'Filesystem' : 'Block'}`;
}

const UNITS: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };

/** A quantity in bytes; NaN for what is none. */
export function bytes(quantity: string | undefined): number {
  const parts = /^(\d+(?:\.\d+)?)([KMGTP]i|[kMGTP])?$/.exec(quantity ?? '');
  return parts ? Number(parts[1]) * (UNITS[parts[2] ?? ''] ?? 1) : Number.NaN;
}
