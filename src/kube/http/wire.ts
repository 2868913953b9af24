import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Identity, Trust } from '../auth/tls.ts';
import { contextFor } from '../auth/tls.ts';
import { proxyHeaders, proxyName, TunnelAgent } from './tunnel.ts';
import type { Request } from './types.ts';

/** So many connections carry all requests; chosen by measurement, see docs/adr/0003-transport.md. */
export const MAX_SOCKETS = 4;

/** A request under way. */
export interface Running {
  /** the head of the answer; rejects when there is none */
  head: Promise<IncomingMessage>;
  /** whether the server may have seen the request */
  sent(): boolean;
  /** ends it; the head or the body then fails with this error */
  kill(error: Error): void;
}

/** Sends requests to one server, over few connections that are kept. */
export interface Wire {
  /** host and port, for people */
  readonly place: string;
  /** whether any request has reached the server yet */
  reached(): boolean;
  /** `stream` takes a connection of its own, for answers that last */
  start(request: Request, how?: { stream?: boolean; identity?: Identity | undefined }): Running;
  /** the agent that a WebSocket can connect through */
  agentFor(identity: Identity | undefined): http.Agent;
  close(): void;
}

/** Makes a wire; nothing is connected before the first request. */
export function makeWire(server: URL, trust: Trust, proxy: URL | undefined): Wire {
  const secure = server.protocol === 'https:';
  const agents = new Map<string, http.Agent>();
  const port = server.port === '' ? (secure ? 443 : 80) : Number(server.port);
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const base = server.pathname.replace(/\/$/, '');
  const forwarded = !secure && proxy !== undefined ? proxy : undefined;
  let reached = false;
  const open = new WeakSet<Socket>();

  const agent = (identity: Identity | undefined, stream: boolean): http.Agent => {
    const key = `${stream} ${identity?.cert ?? ''}`;
    const made = agents.get(key) ?? newAgent(secure ? contextFor(trust, identity) : undefined, trust, stream, proxy);
    agents.set(key, made);
    return made;
  };

  return {
    place: `${server.hostname}:${port}`,
    reached: () => reached,
    agentFor: (identity) => agent(identity, true),
    start(request, how = {}) {
      let sent = false;
      let killed: Error | undefined;
      let answer: IncomingMessage | undefined;
      const to = forwarded === undefined ? { host, port } : { host: forwarded.hostname, port: Number(proxyName(forwarded).split(':').at(-1)) };
      const path = forwarded === undefined ? `${base}${request.path}` : `${server.origin}${base}${request.path}`;
      const headers = forwarded === undefined ? request.headers : { ...request.headers, Host: server.host, ...proxyHeaders(forwarded) };
      const under = (secure ? https : http).request({ ...to, path, method: request.method, headers, agent: agent(how.identity, how.stream ?? false) });
      const head = new Promise<IncomingMessage>((resolve, reject) => {
        under.on('socket', (socket) => {
          const arrived = (): void => void (sent = reached = true);
          // `reusedSocket` is not set for a request that waited in the agent's queue
          if (open.has(socket)) arrived();
          else socket.once(secure ? 'secureConnect' : 'connect', () => {
            open.add(socket);
            arrived();
          });
        });
        under.on('error', (error) => reject(killed ?? error));
        under.on('response', (got) => {
          answer = got;
          resolve(got);
        });
        under.end(request.body);
      });
      return {
        head,
        sent: () => sent,
        kill(error) {
          killed ??= error;
          if (answer === undefined) under.destroy(error);
          else answer.destroy(error);
        },
      };
    },
    close() {
      for (const one of agents.values()) one.destroy();
      agents.clear();
    },
  };
}

function newAgent(secureContext: ReturnType<typeof contextFor> | undefined, trust: Trust, stream: boolean, proxy: URL | undefined): http.Agent {
  const pool = stream ? { keepAlive: false } : { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo' as const };
  if (secureContext === undefined) return new http.Agent(pool);
  // said outright, because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default
  const options = { ...pool, secureContext, rejectUnauthorized: trust.verify, ...(trust.serverName === undefined ? {} : { servername: trust.serverName }) };
  return proxy === undefined ? new https.Agent(options) : new TunnelAgent(proxy, options);
}
