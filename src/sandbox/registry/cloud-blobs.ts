import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import { signBlob } from '../stores/azure/sas.ts';
import type { CloudStore } from '../stores/cloud-door.ts';
import { signUrl } from '../stores/google/signed-url.ts';
import type { StorePlace } from '../stores-door.ts';
import { StorageError } from './blob-store.ts';
import type { BlobStore } from './blob-store.ts';

/** How long a redirect's URL is good for (ms). */
const LINK_LIFE = 20 * 60_000;

type Env = Readonly<Record<string, string>>;

/** A value of the operator's secret, as the environment hands it on: the registry reads that as YAML. */
function valueIn(secret: KubeObject | undefined, key: string, raw = false): string {
  const plain = Buffer.from(text(secret, 'data', key) ?? '', 'base64').toString();
  if (raw) return plain;
  try {
    return String(parse(plain, { logLevel: 'error' }) ?? '');
  } catch {
    return plain;
  }
}

/** Where the registry's container would look for its bucket, and with what, by its environment and the operator's secret. */
export function cloudPlace(kind: string, env: Env, secret: KubeObject | undefined): StorePlace {
  const of = (name: string): string => env[`REGISTRY_STORAGE_${kind.toUpperCase()}_${name}`] ?? '';
  const own = (name: string): string => valueIn(secret, `REGISTRY_STORAGE_${kind.toUpperCase()}_${name}`);
  const at = { region: of('REGION'), systemRoots: true };
  if (kind === 'gcs') return { ...at, credentials: { keyfile: valueIn(secret, 'REGISTRY_STORAGE_GCS_KEYFILE', true) } };
  if (kind === 'azure') return { ...at, endpoint: `https://${of('ACCOUNTNAME')}.blob.${of('REALM') || 'core.windows.net'}`, project: of('ACCOUNTNAME'), credentials: { accountKey: own('ACCOUNTKEY') } };
  if (kind !== 'swift') return { ...at, credentials: { any: 'of the cloud' } };
  const login = ['USERNAME', 'PASSWORD', 'APPLICATIONCREDENTIALID', 'APPLICATIONCREDENTIALNAME', 'APPLICATIONCREDENTIALSECRET'].map((name) => [name.toLowerCase(), own(name)]);
  return { ...at, endpoint: of('AUTHURL'), project: of('TENANT'), credentials: Object.fromEntries(login) as Record<string, string> };
}

/** A provider's bucket, with the pod's own credentials judged at every request. Every method rejects with `StorageError` when the provider does not let it in, or the bucket is gone. */
export function cloudBlobs(driver: string, store: CloudStore, place: StorePlace, name: string): BlobStore {
  const files = async (): Promise<Map<string, Buffer>> => {
    const opened = store.open(place, name);
    if ('fault' in opened) throw new StorageError(driver, opened.fault.text);
    return opened.bucket.objects;
  };
  return {
    id: `${driver}:${place.project ?? ''}/${name} ${createHash('sha256').update(JSON.stringify(place.credentials)).digest('hex')}`,
    get: async (key) => (await files()).get(key),
    async put(key, body) {
      (await files()).set(key, body);
    },
    async delete(key) {
      (await files()).delete(key);
    },
    list: async (prefix) => [...(await files()).keys()].filter((key) => key.startsWith(prefix)).toSorted(),
    async stat(key) {
      const file = (await files()).get(key);
      return file && { size: file.length };
    },
    async check() {
      await files();
    },
    link: async (method, key) => linkTo(driver, place, name, method, key),
  };
}

/** Where the registry sends those who pull: to Google and Azure by a URL that carries its own signature, to the others nowhere. */
function linkTo(driver: string, { credentials, endpoint = '', project = '' }: StorePlace, name: string, method: string, key: string): string | undefined {
  const until = Date.now() + LINK_LIFE;
  if (driver === 'gcs') return signUrl(credentials['keyfile'] ?? '', method, name, key, Math.floor(until / 1000));
  return driver === 'azure' ? signBlob(endpoint, project, credentials['accountKey'] ?? '', name, key, new Date(until)) : undefined;
}
