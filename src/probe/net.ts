import { isIP, connect as open } from 'node:net';
import type { Duplex } from 'node:stream';
import { Failure } from '../errors.ts';
import { openTunnel } from './tunnel.ts';
import type { Detour, Door } from './types.ts';
import { hostPort, stopIf, words } from './words.ts';

/** Raw connections from this machine. */
export interface Net {
  /** a connection to the host, to where a detour leads, or through a proxy; fails (unhealthy) with the reason in words */
  connect(host: string, port: number, signal?: AbortSignal): Promise<Duplex>;
  /** the same as a Door */
  door(host: string, port: number): Door;
}

export interface NetOptions {
  detours?: readonly Detour[];
  /** `HOST:PORT:ADDRESS[,ADDRESS…]`, as curl's --resolve */
  resolve?: readonly string[];
  /** the http(s) proxy for a host that no detour names; undefined for none */
  proxy?: (host: string, port: number) => URL | undefined;
  /** how long (ms) a connection may take; default 10000 */
  timeoutMs?: number;
}

function bad(given: string, why: string): Failure {
  return new Failure('usage', `--resolve ${given}: ${why}; it must be HOST:PORT:ADDRESS, an IPv6 address in brackets.`);
}

/** Parses one `HOST:PORT:ADDRESS[,ADDRESS…]`; fails (usage) saying what is wrong with it. */
export function parseResolve(given: string): Detour[] {
  const match = /^(\[[^\]]*\]|[^:[\]]*):([^:]*):(.*)$/.exec(given);
  if (match === null) throw bad(given, 'it has not three parts');
  const [host = '', digits = '', addresses = ''] = match.slice(1);
  const port = Number(digits);
  const name = host.replace(/^\[|\]$/g, '');
  if (name === '') throw bad(given, 'the host is empty');
  if (!/^\d+$/.test(digits) || port < 1 || port > 65535) throw bad(given, `the port is "${digits}", not a number from 1 to 65535`);
  return addresses.split(',').map((part) => {
    const bracketed = /^\[(.*)\]$/.exec(part)?.[1];
    const address = bracketed ?? part;
    const family = isIP(address);
    if (family === 0 || (bracketed !== undefined && family !== 6) || (bracketed === undefined && family === 6)) throw bad(given, `"${part}" is not an IP address${family === 6 ? ' in brackets' : ''}`);
    return { host: name, port, address, toPort: port };
  });
}

function leads(detour: Detour, host: string, port: number): boolean {
  if (detour.port !== port) return false;
  const wanted = detour.host.toLowerCase();
  const name = host.toLowerCase();
  if (wanted === '*' || wanted === name) return true;
  return wanted.startsWith('*.') && name.indexOf('.') === name.length - wanted.length + 1 && name.endsWith(wanted.slice(1));
}

function dial(address: string, port: number, timeoutMs: number, signal: AbortSignal | undefined): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = open({ host: address, port });
    const end = (error: Error): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const stop = (): void => end(new Failure('interrupted', 'Interrupted.'));
    const timer = setTimeout(() => end(new Error(`no connection within ${timeoutMs / 1000} seconds`)), timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      socket.off('error', end);
    };
    signal?.addEventListener('abort', stop, { once: true });
    socket.on('error', end);
    socket.once('connect', () => {
      settle();
      socket.setNoDelay(true);
      // between two users of the socket a reset must not end the process; it shows with the next read
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Connections that follow `--resolve` first, then the kubeconfig's detours, then the proxy where there is one, then DNS. */
export function makeNet({ detours = [], resolve = [], proxy, timeoutMs = 10_000 }: NetOptions): Net {
  const own = resolve.flatMap(parseResolve);
  const connect = async (host: string, port: number, signal?: AbortSignal): Promise<Duplex> => {
    stopIf(signal);
    const given = own.filter((detour) => leads(detour, host, port));
    const first = detours.find((detour) => leads(detour, host, port));
    const detoured = given.length > 0 ? given : first === undefined ? [] : [first];
    const via = detoured.length > 0 ? undefined : proxy?.(host, port);
    const ways = detoured.length > 0 ? detoured.map((way) => [way.address, way.toPort] as const) : [[host, port] as const];
    let why = '';
    for (const [address, toPort] of ways) {
      try {
        if (via !== undefined) return await openTunnel(via, `${host.includes(':') ? `[${host}]` : host}:${port}`, timeoutMs, signal);
        return await dial(address, toPort, timeoutMs, signal);
      } catch (error) {
        if (error instanceof Failure) throw error;
        why = `${words(error)}${detoured.length > 0 ? ` (tried ${hostPort(address, toPort)})` : ''}`;
      }
    }
    throw new Failure('unhealthy', `No connection to ${hostPort(host, port)}: ${why}.`);
  };
  // what --resolve sends elsewhere is not the host that the detour's CA is for
  const caOf = (host: string, port: number): string | undefined => (own.some((way) => leads(way, host, port)) ? undefined : detours.find((way) => leads(way, host, port))?.ca);
  const door = (host: string, port: number): Door => {
    const ca = caOf(host, port);
    return { host, port, ...(ca === undefined ? {} : { ca }), connect: (signal) => connect(host, port, signal) };
  };
  return { connect, door };
}
