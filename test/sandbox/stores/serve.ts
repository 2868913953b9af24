import { once } from 'node:events';
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { stored } from '../../../src/sandbox/stores/memory.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import type { Answer } from '../../../src/sandbox/stores/https.ts';
import { signedHeaders } from '../../../src/sandbox/stores/sign.ts';
import type { Keys } from '../../../src/sandbox/stores/sign.ts';
import { encode, queryString } from '../../../src/sandbox/stores/sigv4.ts';

export const HOST = 's3.storage.example';
export const ALICE = { name: 'alice', accessKey: 'AKALICE', secretKey: 'alice-secret' };
export const BOB = { name: 'bob', accessKey: 'AKBOB', secretKey: 'bob-secret' };

export interface Served {
  names: Map<string, string>;
  ca: string;
  port: number;
  close(): void;
}

/** An HTTPS server on loopback for the handler, known as `host` and any one label below it. */
export async function serve(handler: RequestListener, host = HOST): Promise<Served> {
  const ca = makeCa('service-ca');
  const { chain, key } = ca.issue({ commonName: host, dnsNames: [host, `*.${host}`] });
  const server = createServer({ cert: chain, key }, handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const to = `127.0.0.1:${port}`;
  return { names: new Map([[`${host}:443`, to], [`*.${host}:443`, to]]), ca: ca.cert, port, close: () => server.close() };
}

/** Objects of one bucket, past every check. */
export function bucketOf(store: S3Store, name: string) {
  const bucket = store.memory.buckets.get(name)!;
  return {
    put: (key: string, body: Buffer): void => store.memory.put(bucket, key, stored(body)),
    get: (key: string): Buffer | undefined => bucket.objects.get(key)?.body,
    list: (prefix = ''): string[] => [...bucket.objects.keys()].filter((k) => k.startsWith(prefix)).toSorted(),
  };
}

export interface Ask {
  method: string;
  path: string;
  query?: [string, string][];
  headers?: Record<string, string>;
  body?: string | Buffer;
  host?: string;
  at?: Date;
  keys?: Keys | null;
}

/** Sends requests to a served store, signed as Alice unless said otherwise. */
export function client(served: Served): (ask: Ask) => Promise<Answer & { text: string; code: string | undefined }> {
  return async (ask) => {
    const body = Buffer.from(ask.body ?? '');
    const host = ask.host ?? HOST;
    const unsigned = { method: ask.method, host, path: ask.path, query: ask.query ?? [], headers: ask.headers ?? {}, body };
    const headers = ask.keys === null ? unsigned.headers : signedHeaders(unsigned, ask.keys ?? ALICE, 'us-east-1', ask.at ?? new Date());
    const search = queryString(unsigned.query);
    const url = new URL(`https://${host}${encode(ask.path, true)}${search === '' ? '' : `?${search}`}`);
    const answer = await exchange({ names: served.names }, { method: ask.method, url, headers: { ...headers, 'content-length': String(body.length) }, body, trust: { ca: served.ca, systemRoots: false } });
    const text = answer.body.toString();
    return { ...answer, text, code: /<Code>(\w+)</.exec(text)?.[1] };
  };
}
