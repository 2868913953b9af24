import { parse } from 'yaml';
import { record, text } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import type { Client } from '../../client.ts';
import type { StoreDoor } from '../../stores-door.ts';
import { secretData } from '../objects.ts';
import { DEFAULT_CLAIM, FINALIZER, HOME, MINTED } from './names.ts';
import { platformDefaults } from './platform.ts';
import type { Defaults } from './platform.ts';
import { specShape } from './spec-shape.ts';
import { infra } from './storage/credentials.ts';
import { ownClaim } from './storage/pvc.ts';
import { named } from './world.ts';
import type { World } from './world.ts';

/** The Config that is made where there is none, for the platform's defaults. */
export function firstConfig(defaults: Defaults): KubeObject {
  const config = blank(ref(R.Config, 'cluster'));
  config.metadata.finalizers = [FINALIZER];
  config['spec'] = specShape({
    managementState: defaults.managementState,
    logLevel: 'Normal',
    operatorLogLevel: 'Normal',
    replicas: defaults.replicas,
    rolloutStrategy: 'pvc' in defaults.storage ? 'Recreate' : 'RollingUpdate',
    storage: defaults.storage,
  });
  return config;
}

/** The pruner's settings where there are none. */
export function firstPruner(): KubeObject {
  const pruner = blank(ref(R.ImagePruner, 'cluster'));
  pruner['spec'] = { schedule: '', suspend: false, keepTagRevisions: 3, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3, ignoreInvalidImageReferences: true, logLevel: 'Normal' };
  return pruner;
}

/**
 * Says whether OpenStack's object storage is usable: an endpoint is there and listing is allowed.
 * Any other trouble (authentication, TLS) is thrown, and no Config is made until it is gone.
 */
async function swiftUsable(door: StoreDoor, world: World): Promise<boolean> {
  const clouds: unknown = parse(secretData(named(world.secrets, MINTED))['clouds.yaml'] ?? '');
  const cloud = record(clouds, 'clouds', infra(world, 'platformStatus', 'openstack', 'cloudName') || 'openstack');
  const field = (name: string): string => text(cloud, 'auth', name) ?? '';
  const credentials = { username: field('username'), password: field('password'), domain: field('user_domain_name') };
  const fault = await door.swift.head({ endpoint: field('auth_url'), region: text(cloud, 'region_name') ?? '', project: field('project_name'), credentials, systemRoots: true }, '');
  if (!fault) return true;
  if (['EndpointNotFound', 'Forbidden'].includes(fault.code)) return false;
  throw new Error(fault.text);
}

/** What the platform has to offer now. Throws what keeps OpenStack's object storage from being judged. */
export async function offered(door: StoreDoor, world: World): Promise<Defaults> {
  const openstack = infra(world, 'platformStatus', 'type') === 'OpenStack';
  return platformDefaults(world, openstack && (await swiftUsable(door, world)));
}

/** Makes the Config (and the claim that it names) on a cluster that has none. */
export async function bootstrap(client: Client, door: StoreDoor, world: World): Promise<void> {
  const defaults = await offered(door, world);
  if (defaults.claimClass !== undefined && !(await client.get(R.PersistentVolumeClaim, DEFAULT_CLAIM, HOME)))
    await client.create(R.PersistentVolumeClaim, ownClaim('ReadWriteOnce', defaults.claimClass));
  await client.create(R.Config, firstConfig(defaults));
}
