import { Agent, request as open, type IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure } from '../errors.ts';
import { openTls, type TlsOptions } from './tls.ts';
import type { Chain, Door } from './types.ts';
import { hostPort, stopIf, words } from './words.ts';

export interface Ask {
  method: string;
  /** path and query, or a whole URL on the same host */
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** HTTP over verified TLS to one host, on kept connections. */
export interface Speaker {
  readonly door: Door;
  /** the certificate as it was judged with the newest connection */
  chain(): Chain | undefined;
  ask(ask: Ask): Promise<Reply>;
  close(): void;
}

export interface SpeakerOptions extends Omit<TlsOptions, 'now'> {
  now: () => Date;
  /** how long (ms) may pass without a byte; default 30000 */
  idleMs?: number;
  /** the longest body (bytes) that is read; default 8 MiB */
  most?: number;
}

/** The agent that opens the speaker's verified connections. */
class VerifiedAgent extends Agent {
  readonly open: () => Promise<Duplex>;

  constructor(opens: () => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: 2 });
    this.open = opens;
  }

  override createConnection(_options: unknown, done?: (error: Error | null, stream: Duplex) => void): undefined {
    this.open().then(
      (socket) => done?.(null, socket),
      (error: unknown) => done?.(error instanceof Error ? error : new Error(String(error)), undefined as unknown as Duplex),
    );
  }
}

/**
 * Speaks HTTP through a door. Every answer counts as one; fails (unhealthy) only when there is none, or
 * it breaks off, in words and with neither the query nor a header, which may be secret.
 */
export function makeSpeaker(door: Door, options: SpeakerOptions): Speaker {
  const { now, idleMs = 30_000, most = 8 << 20, ...tls } = options;
  const where = hostPort(door.host, door.port);
  let chain: Chain | undefined;
  const agent = new VerifiedAgent(async () => {
    const opened = await openTls(door, { ...tls, now: now() });
    chain = opened.chain;
    return opened.socket;
  });

  const send = ({ method, path, headers = {}, body }: Ask): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const shown = path.split('?')[0] ?? path;
      const fail = (error: unknown): void => reject(error instanceof Failure ? error : new Failure('unhealthy', `${method} https://${where}${shown}: ${words(error)}.`, { cause: error }));
      const length = body === undefined ? {} : { 'content-length': String(body.length) };
      const asked = open({ agent, method, path, headers: { host: where, 'user-agent': 'registryctl', ...length, ...headers }, ...(tls.signal === undefined ? {} : { signal: tls.signal }) });
      const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${idleMs / 1000} seconds`)), idleMs);
      asked.on('error', (error) => {
        clearTimeout(timer);
        fail(tls.signal?.aborted === true ? new Failure('interrupted', 'Interrupted.') : error);
      });
      asked.on('response', (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          timer.refresh();
          parts.push(part);
          size += part.length;
          if (size > most) response.destroy(Object.assign(new Error(`the answer is longer than ${most} bytes`), { code: 'EMSGSIZE' }));
        });
        response.on('error', (error) => asked.emit('error', (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? new Error('the answer broke off') : error));
        response.on('end', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
        });
      });
      asked.end(body);
    });

  return {
    door,
    chain: () => chain,
    ask: async (ask) => {
      stopIf(tls.signal);
      return send(ask);
    },
    close: () => agent.destroy(),
  };
}
