import { Agent, request } from 'node:https';
import { at, text } from '../../../src/api/json.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { createStore, seed } from '../../../src/sandbox/api/seed.ts';
import { startApi } from '../../../src/sandbox/api/server.ts';
import type { ApiOptions, RunningApi } from '../../../src/sandbox/api/server.ts';
import type { Store, StoreOptions } from '../../../src/sandbox/api/store.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';

export const MERGE = 'application/merge-patch+json';
export const JSON_PATCH = 'application/json-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';

export interface Said {
  code: number;
  /** parsed JSON, or the text */
  body: unknown;
  warnings: string[];
}

/** A running API with a way to ask it things. */
export interface Room {
  store: Store;
  api: RunningApi;
  ca: string;
  /** issues a client certificate */
  certificate(user: string, groups: string[]): { cert: string; key: string };
  ask(method: string, path: string, body?: unknown, more?: { type?: string; token?: string | undefined; headers?: Record<string, string>; cert?: string; key?: string }): Promise<Said>;
  /** serves the same store on the same port again, after `meanwhile` */
  restart(meanwhile: () => void): Promise<void>;
  stop(): Promise<void>;
}

const ca = makeCa('test');
const served = ca.issue({ commonName: 'api', server: true, ips: ['127.0.0.1'], dnsNames: ['localhost'] });

/** Starts an API on 127.0.0.1 with the token `admin`; bob has `bob` and no rights. */
export async function room(options: StoreOptions & { forward?: ApiOptions['forward'] } = {}): Promise<Room> {
  const store = createStore(options);
  store.tokens.set('bob', { user: 'bob', groups: ['dev', 'system:authenticated'] });
  const start = (port: number): Promise<RunningApi> => startApi({ store, port, adminToken: 'admin', tls: { key: served.key, cert: served.cert, clientCa: ca.cert }, ...(options.forward ? { forward: options.forward } : {}) });
  const api = await start(0);
  let running = api;
  const agent = new Agent({ keepAlive: true, ca: ca.cert });
  return {
    store,
    api,
    ca: ca.cert,
    certificate: (user, groups) => ca.issue({ commonName: user, organizations: groups, client: true }),
    ask: (method, path, body, { type = 'application/json', token = 'admin', headers = {}, cert, key } = {}) =>
      new Promise((resolve, reject) => {
        const bytes = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
        const own = cert === undefined ? agent : new Agent({ ca: ca.cert, cert, key });
        const call = request(
          `${api.url}${path.replaceAll(' ', '%20')}`,
          { method, agent: own, headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...(bytes === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(bytes) }), ...headers } },
          (response) => {
            const parts: Buffer[] = [];
            response.on('data', (part: Buffer) => parts.push(part));
            response.on('end', () => {
              const said = Buffer.concat(parts).toString();
              let parsed: unknown = said;
              try {
                parsed = JSON.parse(said);
              } catch {
                // text stays text
              }
              const warnings = [response.headers['warning'] ?? []].flat().flatMap((line) => line.split(/, (?=299 )/));
              resolve({ code: response.statusCode ?? 0, body: parsed, warnings });
            });
          },
        );
        call.on('error', reject);
        call.end(bytes);
      }),
    restart: async (meanwhile) => {
      await running.stop();
      meanwhile();
      running = await start(api.port);
    },
    stop: () => {
      agent.destroy();
      return running.stop();
    },
  };
}

export const config = (spec: Record<string, unknown> = {}, name = 'cluster'): KubeObject => ({
  apiVersion: 'imageregistry.operator.openshift.io/v1',
  kind: 'Config',
  metadata: { name },
  spec: { replicas: 1, ...spec },
});

export const reasonOf = (body: unknown): string | undefined => text(body, 'reason');
export const messageOf = (body: unknown): string | undefined => text(body, 'message');
export const fieldOf = (body: unknown, ...path: (string | number)[]): unknown => at(body, ...path);
export { seed };
