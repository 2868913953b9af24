import { infra } from './storage/credentials.ts';
import type { World } from './world.ts';

/** What a new Config says about storage on a platform. */
export interface Defaults {
  storage: Record<string, unknown>;
  replicas: number;
  managementState: 'Managed' | 'Removed';
  /** class of the claim to make beforehand, where the platform keeps images on one */
  claimClass?: string;
}

const CLOUDS: Record<string, string> = { AWS: 's3', Azure: 'azure', GCP: 'gcs', IBMCloud: 'ibmcos', PowerVS: 'ibmcos', AlibabaCloud: 'oss' };
const BARE = ['BareMetal', 'VSphere', 'None', 'Nutanix', 'KubeVirt', 'EquinixMetal', 'External'];

/**
 * The platform's default storage. `swift` says whether OpenStack offers object storage; without it a claim is used.
 * Replicas are one on a single-node topology.
 */
export function platformDefaults(world: World, swift = false): Defaults {
  const platform = infra(world, 'platformStatus', 'type') || infra(world, 'platform');
  const two = infra(world, 'infrastructureTopology') === 'SingleReplica' ? 1 : 2;
  const cloud = CLOUDS[platform] ?? (platform === 'OpenStack' && swift ? 'swift' : undefined);
  if (cloud !== undefined) return { storage: { [cloud]: {} }, replicas: two, managementState: 'Managed' };
  if (platform === 'OpenStack' || platform === 'oVirt')
    return { storage: { pvc: { claim: 'image-registry-storage' } }, replicas: 1, managementState: 'Managed', claimClass: platform === 'oVirt' ? 'ovirt-csi-sc' : 'standard-csi' };
  if (BARE.includes(platform)) return { storage: {}, replicas: 1, managementState: 'Removed' };
  return { storage: { emptyDir: {} }, replicas: 1, managementState: 'Managed' };
}
