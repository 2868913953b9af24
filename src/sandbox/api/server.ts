import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Duplex } from 'node:stream';
import { Fault } from './fault.ts';
import { forwarder } from './forward.ts';
import type { Forward } from './forward.ts';
import { handle } from './handle.ts';
import { identify } from './identity.ts';
import type { Ask, Reply } from './request.ts';
import type { Store } from './store.ts';

const LARGEST = 3 * 1024 * 1024;

export interface ApiOptions {
  store: Store;
  /** PEM texts; a client certificate signed by `clientCa` says who asks */
  tls: { key: string; cert: string; clientCa: string };
  /** 0, and when not given, for any */
  port?: number;
  /** the administrator's token; made up when not given */
  adminToken?: string;
  /** opens a connection to a port of a pod */
  forward?: Forward;
}

export interface RunningApi {
  url: string;
  port: number;
  adminToken: string;
  /** ends all connections, watches too */
  stop(): Promise<void>;
}

/** Serves the store over HTTPS on 127.0.0.1. Throws when the port is taken. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { store, tls } = options;
  const adminToken = options.adminToken ?? randomBytes(24).toString('base64url');
  store.tokens.set(adminToken, { user: 'system:admin', groups: ['system:masters', 'system:authenticated'] });
  const server = createServer({ key: tls.key, cert: tls.cert, ca: tls.clientCa, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    void answer(store, request, response);
  });
  const upgrade = forwarder(options.forward);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const reply = handle(store, askOf(store, request, Buffer.alloc(0)));
    upgrade(reply, request, socket, head);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    adminToken,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function askOf(store: Store, request: IncomingMessage, body: Buffer): Ask {
  const url = new URL(`https://api${request.url ?? '/'}`);
  const { socket } = request;
  const certificate = socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate() : undefined;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : value]));
  return { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers, body, who: identify(store, headers['authorization'], certificate) };
}

async function answer(store: Store, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await bodyOf(request);
    const reply = body ? handle(store, askOf(store, request, body)) : tooLarge();
    send(reply, response);
  } catch (error) {
    // a fault of the sandbox itself: said as the API server says its own
    if (!response.headersSent) send({ code: 500, body: new Fault(500, 'InternalError', `Internal error occurred: ${String(error)}`).status }, response);
    else response.destroy();
  }
}

const tooLarge = (): Reply => ({ code: 413, body: new Fault(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LARGEST}`).status });

/** The whole body, or undefined when it is larger than the API server takes. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= LARGEST) parts.push(part);
  }
  return size > LARGEST ? undefined : Buffer.concat(parts);
}

function send(reply: Reply, response: ServerResponse): void {
  if ('pod' in reply) {
    send({ code: 400, body: new Fault(400, 'BadRequest', 'Upgrade request required').status }, response);
    return;
  }
  if ('events' in reply) {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    response.flushHeaders();
    const stop = reply.events(
      (event) => void response.write(`${JSON.stringify(event)}\n`),
      () => void response.end(),
    );
    response.on('close', stop);
    return;
  }
  if ('body' in reply) {
    const plain = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
    const warnings = [...new Set(reply.warnings ?? [])].map((line) => `299 - ${JSON.stringify(line)}`);
    if (warnings.length > 0) response.setHeader('warning', warnings);
    response.writeHead(reply.code, { 'content-type': Buffer.isBuffer(reply.body) ? 'application/octet-stream' : plain ? 'text/plain; charset=utf-8' : 'application/json', 'cache-control': 'no-cache, private' });
    response.end(plain ? (reply.body as string | Buffer) : `${JSON.stringify(reply.body)}\n`);
  }
}
