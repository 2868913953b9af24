import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { connect, type Connection, type ConnectOptions, type KubeClock } from '../../src/kube/connect.ts';
import { makeCa, type CertificateRequest, type Issued } from '../../src/sandbox/tls/authority.ts';

/** One request as it came over the wire. */
export interface Seen {
  method: string;
  url: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** names and values as sent, repeated lines kept apart */
  lines: [name: string, value: string][];
  body: string;
  /** of the client's certificate */
  certificate: string | undefined;
}

export type Answerer = (seen: Seen, response: ServerResponse, nth: number) => void | Promise<void>;

export interface Api {
  url: string;
  port: number;
  seen: Seen[];
  /** TCP connections so far */
  connections(): number;
  /** TLS handshakes that resumed an earlier session */
  resumed(): number;
  /** of the connections that are open now */
  open(): number;
  stop(): Promise<void>;
}

/** The authority of every server here, unless a test says otherwise. */
export const CA = makeCa('test CA');
export const OTHER_CA = makeCa('other CA');
const SERVER = CA.issue({ commonName: '127.0.0.1', dnsNames: ['localhost', 'api.cluster.example'], ips: ['127.0.0.1'] });

export const serverCertificate = (request: Partial<CertificateRequest>, ca = CA): Issued => ca.issue({ commonName: 'server', ips: ['127.0.0.1'], ...request });

/** A real HTTPS (or HTTP) server on loopback that remembers every request; it ends with the test. */
export async function api(answer: Answerer, how: { plain?: boolean; certificate?: Issued; port?: number; clientCa?: string } = {}): Promise<Api> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let resumed = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // the clock of these tests stands in the past, which is not what they are about
    response.sendDate = false;
    void record(request).then(async (one) => {
      seen.push(one);
      await answer(one, response, seen.length);
    });
  };
  const { cert: _cert, ...certificate } = how.certificate ?? SERVER;
  const server = how.plain === true ? http.createServer(listener) : https.createServer({ key: certificate.key, cert: certificate.chain, ...(how.clientCa === undefined ? {} : { ca: how.clientCa, requestCert: true, rejectUnauthorized: false }) }, listener);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.isSessionReused()) resumed += 1;
  });
  await new Promise<void>((resolve) => server.listen(how.port ?? 0, '127.0.0.1', resolve));
  const port = (server.address() as AddressInfo).port;
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return { url: `${how.plain === true ? 'http' : 'https'}://127.0.0.1:${port}`, port, seen, connections: () => connections, resumed: () => resumed, open: () => sockets.size, stop };
}

async function record(request: IncomingMessage): Promise<Seen> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const url = new URL(request.url ?? '/', 'http://server');
  const lines: [string, string][] = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push([request.rawHeaders[i]!, request.rawHeaders[i + 1]!]);
  const peer = 'getPeerCertificate' in request.socket ? (request.socket as TLSSocket).getPeerCertificate() : undefined;
  const certificate = peer?.subject?.CN as string | undefined;
  return { method: request.method ?? '', url: request.url ?? '', path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, lines, body: Buffer.concat(parts).toString('utf8'), certificate };
}

/** Answers with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200, headers: http.OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers with a Status, as the API server refuses. */
export function refuse(response: ServerResponse, code: number, reason: string, message: string, more: { details?: unknown; headers?: http.OutgoingHttpHeaders } = {}): void {
  json(response, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code, ...(more.details === undefined ? {} : { details: more.details }) }, code, more.headers);
}

/** The values of every line of a header, in the order they were sent. */
export const linesOf = (seen: Seen | undefined, name: string): string[] => (seen?.lines ?? []).filter(([n]) => n.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

export const config = (name = 'cluster', more: object = {}): { apiVersion: string; kind: string; metadata: { name: string } } => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...more });

/** A kubeconfig of one cluster, one user and one context. */
export function kubeconfig(server: string, user: object = { token: 'sha256~secret-token' }, cluster: object = {}): string {
  const ca = server.startsWith('https') && !('insecure-skip-tls-verify' in cluster) ? { 'certificate-authority-data': Buffer.from(CA.cert).toString('base64') } : {};
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    contexts: [{ name: 'lab', context: { cluster: 'c', user: 'admin' } }],
    clusters: [{ name: 'c', cluster: { server, ...ca, ...cluster } }],
    users: [{ name: 'admin', user }],
  });
}

/** A clock that jumps: sleeping takes no time and is remembered. */
export function jumpingClock(): KubeClock & { slept: number[]; forward(ms: number): void } {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const slept: number[] = [];
  return {
    slept,
    forward: (ms) => void (now += ms),
    now: () => new Date(now),
    sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

export interface Opened {
  kube: Connection;
  clock: ReturnType<typeof jumpingClock>;
  warned: string[];
}

/** Connects with nothing of this machine's environment; closed when the test ends. */
export async function open(text: string, more: Partial<ConnectOptions> = {}): Promise<Opened> {
  const clock = jumpingClock();
  const warned: string[] = [];
  const kube = await connect({ kubeconfigText: text, env: {}, home: '/nonexistent', warn: (line) => void warned.push(line), userAgent: 'registryctl/test', clock, random: () => 0, ...more });
  onTestFinished(() => kube.close());
  return { kube, clock, warned };
}

/** The error that a promise ends with; fails the test when it does not. */
export async function fault(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error('nothing was thrown');
  return outcome as Error & Record<string, unknown>;
}

/** A port that nothing listens at. */
export async function deadPort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
