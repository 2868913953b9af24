import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { Refused } from '../client.ts';
import type { Client } from '../client.ts';
import { answer } from '../stores/answer.ts';
import { listen } from '../tls/listen.ts';
import { StorageError } from './blob-store.ts';
import type { BlobStore } from './blob-store.ts';
import { RegistryError } from './errors.ts';
import { route } from './handler.ts';
import type { Reply } from './request.ts';
import type { RegistrySettings } from './storage.ts';

export interface RegistryOptions {
  client: Client;
  /** the storage of the pod that takes the next request; undefined while no pod runs */
  storage: () => BlobStore | undefined;
  settings?: () => RegistrySettings;
  /** the service's certificate chain and key (PEM) */
  tls: { cert: string; key: string };
  /** how long (ms) a health check of the storage counts */
  healthEvery?: number;
}

export interface RegistryServer {
  port: number;
  stop(): Promise<void>;
}

const FIXED = { 'docker-distribution-api-version': 'registry/2.0', 'x-registry-supports-signatures': '1' };

/** Starts the integrated registry on 127.0.0.1 over HTTPS. It holds no files of its own: all is in `storage` and in the cluster. */
export async function startRegistry(options: RegistryOptions): Promise<RegistryServer> {
  const secret = randomBytes(32).toString('hex');
  const settings = options.settings ?? ((): RegistrySettings => ({ readOnly: false, disableRedirect: false }));
  const health = healthCheck(options.healthEvery ?? 1000);
  const handler: RequestListener = (request, response) => void answer(request, response, FIXED, async (body) => {
    const store = options.storage();
    // of the same pod as the storage: the next request is another pod's
    const own = settings();
    if (!store) throw new RegistryError('UNAVAILABLE');
    await health(store);
    if (request.url === '/healthz' || request.url === '/') return { status: 200 };
    return route({ client: options.client, store, settings: own, secret }, request, body);
  }, refuse);
  return listen(createServer({ cert: options.tls.cert, key: options.tls.key }, handler));
}

/** While the storage cannot be asked, every request is answered 503; the last answer of a storage counts for `every` ms. */
function healthCheck(every: number): (store: BlobStore) => Promise<void> {
  let last = { id: '', at: 0, good: false };
  return async (store) => {
    if (last.id !== store.id || !last.good || Date.now() - last.at >= every) {
      last = { id: store.id, at: Date.now(), good: await store.check().then(() => true, () => false) };
    }
    if (!last.good) throw new RegistryError('UNAVAILABLE', 'health check failed: please see /debug/health');
  };
}

function refuse(error: unknown): Reply {
  const detail = error instanceof StorageError || error instanceof Refused ? error.message : undefined;
  const refusal = error instanceof RegistryError ? error : new RegistryError('UNKNOWN', detail);
  return { status: refusal.status, headers: { 'content-type': 'application/json', ...refusal.headers }, body: refusal.body() };
}
