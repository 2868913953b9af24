import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { ProxyFault } from './types.ts';

type Connected = (error: Error | null, socket?: Duplex) => void;

/** An agent whose connections lead through a CONNECT tunnel of an http(s) proxy; TLS to the server is inside the tunnel. */
export class TunnelAgent extends https.Agent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: https.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: tls.ConnectionOptions, done: Connected): undefined {
    openTunnel(this.#proxy, `${bracketed(options.host ?? '')}:${options.port ?? 443}`).then(
      (socket) => done(null, tls.connect({ ...options, socket })),
      (error: unknown) => done(error as Error),
    );
    return undefined;
  }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Host and port of a proxy, without the password that its URL may hold. */
export function proxyName(proxy: URL): string {
  return `${proxy.hostname}:${proxy.port === '' ? (proxy.protocol === 'https:' ? '443' : '80') : proxy.port}`;
}

/** `Proxy-Authorization` for a proxy whose URL names a user. */
export function proxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Asks the proxy for a connection to `authority` (host:port). Rejects with ProxyFault. */
function openTunnel(proxy: URL, authority: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const { request } = proxy.protocol === 'https:' ? https : http;
    const name = proxyName(proxy);
    // without it Node would look for the name of the Host header, the server's, in the proxy's certificate
    const servername = isIP(proxy.hostname.replace(/^\[|\]$/g, '')) === 0 ? proxy.hostname : '';
    const asking = request(proxy, { method: 'CONNECT', path: authority, agent: false, servername, headers: { Host: authority, ...proxyHeaders(proxy) } });
    asking.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new ProxyFault(name, answer.statusCode ?? 0, answer.statusMessage ?? ''));
    });
    asking.once('response', (answer) => {
      answer.destroy();
      reject(new ProxyFault(name, answer.statusCode ?? 0, answer.statusMessage ?? ''));
    });
    asking.once('error', (error: NodeJS.ErrnoException) => reject(new ProxyFault(name, 0, error.code ?? error.message)));
    asking.end();
  });
}
