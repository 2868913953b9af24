import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { makeCa } from '../../src/sandbox/tls/authority.ts';

/** One request as it arrived. `key` is the same for the same request of another run: random names are left out. */
export interface Seen {
  /** from 1, in the order of arrival */
  n: number;
  method: string;
  /** with its query */
  path: string;
  /** method and path without random names, and how often that came: `GET /api/v1/... #2` */
  key: string;
  watch: boolean;
  upgrade: boolean;
  dryRun: boolean;
  /** changes the cluster for good: no read, dry run or review */
  write: boolean;
  body: string;
  /** what the client was answered; absent while it waits, 0 when it got no answer */
  status?: number;
  /** whether the target saw it, and what it answered */
  target?: number;
}

/** What is done to a request instead of passing it on and its answer back. */
export type Fault =
  /** `effect` passes it on first; `body` stands for the Status object */
  | { do: 'status'; code: number; retryAfter?: number; effect?: boolean; message?: string }
  | { do: 'reset'; effect: boolean }
  | { do: 'hang' }
  | { do: 'truncate' }
  | { do: 'html'; code?: number; effect?: boolean }
  /** refuses as a server that quotes what it was sent */
  | { do: 'quote'; code: number }
  /** watches: an ERROR event, no byte more, a broken connection or a line that is no JSON, after the first events */
  | { do: 'gone' } | { do: 'silence' } | { do: 'broken-line' }
  /** `before` runs before it is passed on, `answered` when its whole answer has left (kill the client), `took` in between */
  | { do: 'hook'; before?: () => unknown; took?: () => unknown; answered?: () => unknown };

export interface FaultProxyOptions {
  /** the kubeconfig (JSON) to stand before: one cluster, one user with a token */
  kubeconfig: string;
  /** for a login by certificate: the token that is sent on for it */
  token?: string;
}

export interface FaultProxy {
  url: string;
  seen: Seen[];
  /** tokens that went through, either way */
  tokens: Set<string>;
  /** asked for every request; undefined passes it on */
  fault: (request: Seen) => Fault | undefined;
  /** how many faults were carried out */
  fired: number;
  /** the kubeconfig of the target, but through this proxy */
  kubeconfig: string;
  /** counts of `key` begin anew */
  forget(): void;
  stop(): Promise<void>;
}

interface Config {
  clusters: { cluster: Record<string, unknown> & { server: string } }[];
  users: { user: Record<string, unknown> }[];
}

const REASONS: Record<number, string> = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 409: 'Conflict', 422: 'Invalid', 429: 'TooManyRequests', 500: 'InternalError', 503: 'ServiceUnavailable' };
const HTML = '<html><head><title>Sign in</title></head><body><h1>Your network asks you to sign in</h1></body></html>';

/** Names that differ from run to run. */
function steady(path: string): string {
  return path
    .replace(/registryctl-proof-[0-9a-f]+/g, 'registryctl-proof-X')
    .replace(/sha256:[0-9a-f]{64}|sha256%3A[0-9a-f]{64}/g, 'sha256:X')
    .replace(/\/pods\/image-registry-[0-9a-z-]+/g, '/pods/image-registry-X')
    .replace(/objectbuckets\/[^?/]+/g, 'objectbuckets/X')
    .replace(/resourceVersion=\d+/g, 'resourceVersion=N');
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function statusBody(code: number, message: string): string {
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: REASONS[code] ?? '', code });
}

/** Every text within a JSON body, decoded too where it is base64: what a talkative server would quote. */
function quoted(body: string): string {
  const texts: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') texts.push(`${key}: Invalid value: "${value}" (${Buffer.from(value, 'base64').toString('utf8')})`);
    else if (typeof value === 'object' && value !== null) for (const [inner, one] of Object.entries(value)) walk(one, inner);
  };
  try {
    walk(JSON.parse(body), '');
  } catch {
    texts.push(body);
  }
  return texts.join(', ');
}

/** Starts a proxy on 127.0.0.1 that ends TLS with a certificate of its own and speaks to the target with the target's CA. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const config = JSON.parse(options.kubeconfig) as Config;
  const cluster = config.clusters[0]?.cluster;
  if (cluster === undefined) throw new Error('the kubeconfig names no cluster');
  const to = new URL(cluster.server);
  const trust = Buffer.from(String(cluster['certificate-authority-data']), 'base64').toString('utf8');
  // made once: every connection would make its own
  const secureContext = createSecureContext({ ca: trust });
  const agent = new https.Agent({ secureContext, keepAlive: true });
  // a watch has a connection of its own
  const watches = new https.Agent({ secureContext });
  const ca = makeCa('fault-proxy');
  const own = ca.issue({ commonName: '127.0.0.1', ips: ['127.0.0.1'], dnsNames: ['localhost'] });
  const counts = new Map<string, number>();
  const open = new Set<Duplex>();

  const note = (request: IncomingMessage, body: string, upgrade: boolean): Seen => {
    const { method = 'GET', url: path = '/' } = request;
    const watch = /[?&]watch=(true|1)/.test(path);
    const dryRun = path.includes('dryRun=All');
    const base = `${method} ${steady(path)}`;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    const write = method !== 'GET' && !dryRun && !path.includes('accessreviews') && !path.endsWith('/token');
    const seen: Seen = { n: proxy.seen.length + 1, method, path, key: `${base} #${count}`, watch, upgrade, dryRun, write, body };
    proxy.seen.push(seen);
    return seen;
  };
  const headers = (from: IncomingHttpHeaders): IncomingHttpHeaders => {
    const bearer = /^Bearer (.+)$/.exec(from.authorization ?? '')?.[1];
    if (bearer !== undefined) proxy.tokens.add(bearer);
    return { ...from, host: to.host, ...(options.token === undefined || from.authorization !== undefined ? {} : { authorization: `Bearer ${options.token}` }) };
  };
  const ask = (request: IncomingMessage, seen: Seen, body?: Buffer): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const way = https.request({ host: to.hostname, port: to.port, path: seen.path, method: seen.method, headers: headers(request.headers), agent: seen.watch ? watches : agent });
      way.on('response', (answer) => {
        seen.target = answer.statusCode ?? 0;
        resolve(answer);
      });
      way.on('error', reject);
      if (seen.watch) request.socket.once('close', () => way.destroy());
      way.end(body);
    });
  const reply = (seen: Seen, response: ServerResponse, code: number, type: string, text: string | Buffer, more: Record<string, string> = {}): void => {
    seen.status = code;
    response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...more });
    response.end(text);
  };

  async function watching(seen: Seen, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const answer = await ask(request, seen);
    seen.status = answer.statusCode ?? 0;
    response.writeHead(seen.status, { 'content-type': answer.headers['content-type'] ?? 'application/json' });
    response.flushHeaders();
    answer.on('error', () => response.destroy());
    if (fault === undefined || fault.do === 'hook') {
      answer.on('data', (part: Buffer) => response.write(part));
      answer.on('end', () => response.end());
      return;
    }
    answer.resume();
    const event = { type: 'ERROR', object: JSON.parse(statusBody(410, 'too old resource version')) as object };
    if (fault.do === 'gone') response.end(`${JSON.stringify(event)}\n`);
    else if (fault.do === 'broken-line') response.end('{"type":"MODIFIED","object":{"kind":\n{"oops\n');
    else if (fault.do === 'reset') response.write('{"type":"MOD', () => request.socket.destroy());
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const seen = note(request, body.toString('utf8'), false);
    const fault = proxy.fault(seen);
    if (fault !== undefined) proxy.fired += 1;
    if (fault?.do === 'hook') await fault.before?.();
    if (seen.watch && (fault === undefined || ['gone', 'silence', 'broken-line', 'reset', 'hook'].includes(fault.do))) {
      await watching(seen, request, response, fault);
      if (fault?.do === 'hook') await fault.answered?.();
      return;
    }
    const passes = fault === undefined || fault.do === 'hook' || fault.do === 'truncate' || ('effect' in fault && fault.effect === true);
    const answer = passes ? await ask(request, seen, body) : undefined;
    const text = answer === undefined ? Buffer.alloc(0) : await bodyOf(answer);
    if (seen.path.endsWith('/token')) {
      const issued = /"token":\s*"([^"]+)"/.exec(text.toString('utf8'))?.[1];
      if (issued !== undefined) proxy.tokens.add(issued);
    }
    switch (fault?.do) {
      case 'status': return reply(seen, response, fault.code, 'application/json', statusBody(fault.code, fault.message ?? 'the fault proxy says no'), fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) });
      case 'quote': return reply(seen, response, fault.code, 'application/json', statusBody(fault.code, quoted(body.toString('utf8'))));
      case 'html': return reply(seen, response, fault.code ?? 200, 'text/html', HTML);
      case 'reset':
        seen.status = 0;
        request.socket.destroy();
        return;
      case 'hang':
        seen.status = 0;
        return;
      case 'truncate':
        seen.status = 0;
        response.writeHead(answer?.statusCode ?? 200, { 'content-type': 'application/json', 'content-length': text.length });
        response.write(text.subarray(0, Math.floor(text.length / 2)), () => request.socket.destroy());
        return;
      // watches only, or nothing to spoil
      case 'gone': case 'silence': case 'broken-line': case 'hook': case undefined: break;
    }
    if (fault?.do === 'hook') await fault.took?.();
    const { connection: _c, 'transfer-encoding': _t, 'content-length': _l, 'keep-alive': _k, ...rest } = answer?.headers ?? {};
    seen.status = answer?.statusCode ?? 0;
    response.writeHead(seen.status, { ...rest, 'content-length': text.length });
    response.end(text);
    if (fault?.do === 'hook' && fault.answered !== undefined) {
      if (!response.writableFinished) await once(response, 'finish');
      await fault.answered();
    }
  }

  /** WebSockets: the handshake is repeated towards the target, then bytes go both ways. */
  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const seen = note(request, '', true);
    const fault = proxy.fault(seen);
    if (fault !== undefined) proxy.fired += 1;
    socket.on('error', () => undefined);
    if (fault?.do === 'hook') await fault.before?.();
    if (fault !== undefined && fault.do !== 'hook' && fault.do !== 'truncate') {
      seen.status = fault.do === 'status' || fault.do === 'quote' ? fault.code : fault.do === 'html' ? 200 : 0;
      if (fault.do === 'hang' || fault.do === 'silence') return;
      const text = fault.do === 'html' ? HTML : statusBody(seen.status, 'the fault proxy says no');
      if (seen.status === 0) socket.destroy();
      else socket.end(`HTTP/1.1 ${seen.status} Fault\r\nContent-Type: ${fault.do === 'html' ? 'text/html' : 'application/json'}\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`);
      return;
    }
    const way = https.request({ host: to.hostname, port: to.port, path: seen.path, method: 'GET', headers: headers(request.headers), ca: trust, agent: false });
    way.on('error', () => socket.destroy());
    way.on('response', (answer) => {
      seen.status = seen.target = answer.statusCode ?? 0;
      socket.end(`HTTP/1.1 ${seen.status} Refused\r\nConnection: close\r\n\r\n`);
    });
    way.on('upgrade', (answer, far, farHead) => {
      seen.status = seen.target = 101;
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      open.add(far);
      far.on('error', () => socket.destroy());
      far.on('close', () => {
        open.delete(far);
        socket.destroy();
      });
      socket.on('close', () => far.destroy());
      if (head.length > 0) far.write(head);
      if (farHead.length > 0) socket.write(farHead);
      // the connection breaks after its first kilobytes
      let bytes = 0;
      if (fault?.do === 'truncate') far.on('data', (part: Buffer) => (bytes += part.length) > 3000 && socket.destroy());
      socket.pipe(far).pipe(socket);
      if (fault?.do === 'hook') void fault.answered?.();
    });
    way.end();
  }

  const server = https.createServer({ cert: own.chain, key: own.key });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('request', (request, response) => {
    response.on('error', () => undefined);
    // what fails between proxy and target is a broken connection to the client
    handle(request, response).catch(() => request.socket.destroy());
  });
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    upgrade(request, socket, head).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(cluster, { server: url, 'certificate-authority-data': Buffer.from(ca.cert).toString('base64') });
  if (options.token !== undefined) for (const { user } of config.users) {
    delete user['client-certificate-data'];
    delete user['client-key-data'];
    user['token'] = options.token;
  }
  const proxy: FaultProxy = {
    url,
    seen: [],
    tokens: new Set(),
    fault: () => undefined,
    fired: 0,
    kubeconfig: `${JSON.stringify(config, null, 2)}\n`,
    forget: () => counts.clear(),
    async stop() {
      agent.destroy();
      watches.destroy();
      server.close();
      server.closeAllConnections();
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return proxy;
}
