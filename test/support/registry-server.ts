import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Issued } from '../../src/sandbox/tls/authority.ts';

/** What a server does instead of its duty, for requests that `when` picks. */
export type Fault =
  | { kind: 'status'; status: number; body?: string; type?: string; headers?: Record<string, string> }
  | { kind: 'reset' | 'hang' | 'truncate' | 'wrong-bytes' }
  | { kind: 'redirect'; to: string };

export interface Request {
  method: string;
  path: string;
  authorization: string | undefined;
  host: string | undefined;
}

export interface RegistryServer {
  port: number;
  requests: Request[];
  blobs: Map<string, Buffer>;
  manifests: Map<string, { bytes: Buffer; type: string }>;
  tags: Map<string, string[]>;
  /** asked before every request; undefined to serve it as it should be */
  fault: (request: Request, nth: number) => Fault | undefined;
  /** `https://HOST:PORT` of a storage that blobs are redirected to */
  storage: string | undefined;
  /** tokens that may log in; the bearer is made from it */
  tokens: Set<string>;
  /** whether accounts may delete */
  deletes: boolean;
  realm: ((host: string) => string) | undefined;
  stop(): Promise<void>;
}

const sha = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const failure = (code: string, message: string): string => JSON.stringify({ errors: [{ code, message }] });

async function whole(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A small registry of the distribution API with OpenShift's token endpoint, over real TLS on 127.0.0.1. */
export async function startRegistry(certificate: Issued): Promise<RegistryServer> {
  const uploads = new Map<string, Buffer>();
  const state: RegistryServer = {
    port: 0, requests: [], blobs: new Map(), manifests: new Map(), tags: new Map(), fault: () => undefined, storage: undefined,
    tokens: new Set(['good']), deletes: true, realm: undefined, stop: async () => undefined,
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'https://x');
    const seen: Request = { method: request.method ?? '', path: url.pathname, authorization: request.headers.authorization, host: request.headers.host };
    state.requests.push(seen);
    const nth = state.requests.filter((other) => other.method === seen.method && other.path === seen.path).length;
    const fault = state.fault(seen, nth);
    const answer = (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers });
      response.end(seen.method === 'HEAD' ? undefined : body);
    };
    if (fault?.kind === 'reset') return void request.socket.destroy();
    if (fault?.kind === 'hang') return;
    const body = await whole(request);
    if (fault?.kind === 'status') return answer(fault.status, fault.body ?? '', { ...(fault.type === undefined ? {} : { 'content-type': fault.type }), ...fault.headers });
    if (fault?.kind === 'redirect') return answer(307, '', { location: fault.to });
    if (fault?.kind === 'truncate') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('some bytes');
      return void setTimeout(() => request.socket.destroy(), 5);
    }
    if (fault?.kind === 'wrong-bytes') return answer(200, 'other bytes');
    const host = seen.host ?? '';
    if (url.pathname === '/openshift/token') {
      const [, given = ''] = Buffer.from((seen.authorization ?? '').replace('Basic ', ''), 'base64').toString().split(':');
      return state.tokens.has(given) ? answer(200, JSON.stringify({ token: `bearer-${given}` }), { 'content-type': 'application/json' }) : answer(401);
    }
    const bearer = (seen.authorization ?? '').replace('Bearer bearer-', '');
    if (!state.tokens.has(bearer)) return answer(401, failure('UNAUTHORIZED', 'authentication required'), { 'www-authenticate': `Bearer realm="${state.realm?.(host) ?? `https://${host}/openshift/token`}"` });
    if (url.pathname === '/v2/') return answer(200, '{}');
    const [, repo = '', kind = '', rest = ''] = /^\/v2\/(.+?)\/(blobs\/uploads|blobs|manifests|tags)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind === 'blobs/uploads') {
      if (seen.method === 'POST') {
        const id = randomUUID();
        uploads.set(id, Buffer.alloc(0));
        return answer(202, '', { location: `https://${host}/v2/${repo}/blobs/uploads/${id}?_state=s0` });
      }
      const joined = Buffer.concat([uploads.get(rest) ?? Buffer.alloc(0), body]);
      uploads.set(rest, joined);
      if (seen.method === 'PATCH') return answer(202, '', { location: `/v2/${repo}/blobs/uploads/${rest}?_state=s${joined.length}` });
      const digest = url.searchParams.get('digest') ?? '';
      if (sha(joined) !== digest) return answer(400, failure('DIGEST_INVALID', 'provided digest did not match uploaded content'));
      state.blobs.set(digest, joined);
      return answer(201, '', { 'docker-content-digest': digest });
    }
    if (kind === 'blobs') {
      const found = state.blobs.get(rest);
      if (found === undefined) return answer(404, failure('BLOB_UNKNOWN', 'blob unknown to registry'));
      if (seen.method === 'GET' && state.storage !== undefined) return answer(307, '', { location: `${state.storage}/bucket/${rest}?X-Amz-Signature=presigned` });
      return answer(200, found);
    }
    if (kind === 'manifests') {
      if (seen.method === 'DELETE') return state.deletes ? answer(state.manifests.delete(rest) ? 202 : 404) : answer(401, failure('DENIED', 'access denied'));
      if (seen.method === 'PUT') {
        const digest = sha(body);
        const stored = { bytes: body, type: request.headers['content-type'] ?? '' };
        state.manifests.set(digest, stored).set(rest, stored);
        state.tags.set(repo, [...(state.tags.get(repo) ?? []), rest]);
        return answer(201, '', { 'docker-content-digest': digest });
      }
      const found = state.manifests.get(rest);
      return found === undefined ? answer(404, failure('MANIFEST_UNKNOWN', 'manifest unknown')) : answer(200, found.bytes, { 'content-type': found.type });
    }
    if (kind === 'tags') return answer(200, JSON.stringify({ name: repo, tags: state.tags.get(repo) ?? [] }));
    return answer(404, failure('NAME_UNKNOWN', 'no such path'));
  };

  const server: Server = createServer({ cert: certificate.chain, key: certificate.key }, (request, response) => void serve(request, response).catch(() => request.socket.destroy()));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.port = (server.address() as AddressInfo).port;
  state.stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return state;
}
