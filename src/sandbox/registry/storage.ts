import { isRecord, list, record, text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Clouds } from '../stores/doors.ts';
import type { Outside, Trust } from '../stores/https.ts';
import { diskStore, newDisk, StorageError } from './blob-store.ts';
import type { BlobStore, Disk } from './blob-store.ts';
import { cloudBlobs, cloudPlace } from './cloud-blobs.ts';
import { s3Blobs } from './s3-blobs.ts';

/** What there is around a registry pod: disks by volume, the way to object stores, and what the operator mounted. */
export interface PodStores {
  /** by `claim/NAME` and `pod/UID`; made when first used */
  disks: Map<string, Disk>;
  outside: Outside;
  clouds?: Clouds;
  /** `image-registry-private-configuration`, the operator's copy of the keys */
  secret: KubeObject | undefined;
  /** the pod trusts what the system trusts, and the storage's CA bundle */
  trust: Trust;
}

export interface RegistrySettings {
  readOnly: boolean;
  disableRedirect: boolean;
}

/** The environment of the registry's container; values are YAML, so quotes around them are taken off. */
export function environment(deployment: KubeObject | undefined): Record<string, string> {
  const containers = list(deployment, 'spec', 'template', 'spec', 'containers').filter(isRecord);
  const container = containers.find((c) => c['name'] === 'registry') ?? containers[0];
  return Object.fromEntries(list(container, 'env').filter(isRecord).map((e) => [String(e['name']), (text(e, 'value') ?? '').replaceAll(/^(["'])(.*)\1$/g, '$2')]));
}

/** Read-only mode and redirects, as the operator writes them into the environment. */
export function settingsFor(deployment: KubeObject | undefined): RegistrySettings {
  const env = environment(deployment);
  return {
    readOnly: /enabled:\s*true/.test(env['REGISTRY_STORAGE_MAINTENANCE_READONLY'] ?? ''),
    disableRedirect: env['REGISTRY_STORAGE_REDIRECT_DISABLE'] === 'true',
  };
}

/**
 * The storage that a pod of the registry's Deployment uses: an S3 bucket over HTTPS, a provider's bucket in memory with the pod's own
 * credentials, a claim (shared by all pods), or a folder that ends with the pod. Throws StorageError for an environment that names none.
 */
export function storageFor(deployment: KubeObject, pod: KubeObject, stores: PodStores): BlobStore {
  const env = environment(deployment);
  const kind = env['REGISTRY_STORAGE'] ?? '';
  if (kind === 'filesystem') return volume(deployment, pod, stores.disks);
  if (kind === 's3') {
    const region = env['REGISTRY_STORAGE_S3_REGION'] ?? '';
    return s3Blobs(stores.outside, {
      bucket: env['REGISTRY_STORAGE_S3_BUCKET'] ?? '',
      region,
      endpoint: env['REGISTRY_STORAGE_S3_REGIONENDPOINT'] || `https://s3.${region}.amazonaws.com`,
      virtualHosted: env['REGISTRY_STORAGE_S3_FORCEPATHSTYLE'] === 'false',
      keys: keysIn(stores.secret),
      trust: stores.trust,
    });
  }
  const cloud = { gcs: 'BUCKET', swift: 'CONTAINER', azure: 'CONTAINER', ibmcos: 'BUCKET', oss: 'BUCKET' }[kind];
  if (cloud === undefined) throw new StorageError(kind === '' ? 'registry' : kind, 'StorageDriver not registered');
  const store = stores.clouds?.[kind as keyof Clouds];
  if (store === undefined) throw new StorageError(kind, 'no such host');
  return cloudBlobs(kind, store, cloudPlace(kind, env, stores.secret), env[`REGISTRY_STORAGE_${kind.toUpperCase()}_${cloud}`] ?? '');
}

function volume(deployment: KubeObject, pod: KubeObject, disks: Map<string, Disk>): BlobStore {
  const found = list(deployment, 'spec', 'template', 'spec', 'volumes').filter(isRecord).find((v) => v['name'] === 'registry-storage');
  const claim = text(found, 'persistentVolumeClaim', 'claimName');
  const id = claim === undefined ? `pod/${pod.metadata.uid ?? pod.metadata.name ?? ''}` : `claim/${claim}`;
  const disk = disks.get(id) ?? newDisk();
  disks.set(id, disk);
  return diskStore(id, disk);
}

/** The keys in the operator's secret: key `credentials`, an AWS profile file. */
export function keysIn(secret: KubeObject | undefined): { accessKey: string; secretKey: string } {
  const plain = text(record(secret, 'stringData'), 'credentials') ?? Buffer.from(text(secret, 'data', 'credentials') ?? '', 'base64').toString();
  const value = (name: string): string => new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'm').exec(plain)?.[1] ?? '';
  return { accessKey: value('aws_access_key_id'), secretKey: value('aws_secret_access_key') };
}
