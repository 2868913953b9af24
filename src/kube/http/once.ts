import type { IncomingMessage } from 'node:http';
import type { Identity } from '../auth/tls.ts';
import { Late, Stopped, TooLarge, WireFault, type Answer, type Request } from './types.ts';
import type { Running, Wire } from './wire.ts';

/** The largest answer that is taken; pages of a list stay far below. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Sends a request and reads its whole answer, within `limitMs` where that is given. Throws WireFault. */
export async function exchange(wire: Wire, request: Request, how: { identity?: Identity | undefined; limitMs?: number | undefined; signal?: AbortSignal | undefined }): Promise<Answer> {
  const running = wire.start(request, { identity: how.identity });
  const release = bounded(running, how.limitMs, how.signal);
  try {
    const response = await running.head;
    return { status: response.statusCode ?? 0, headers: response.headers, text: await readBody(response) };
  } catch (error) {
    throw new WireFault(error as Error, running.sent());
  } finally {
    release();
  }
}

/** Ends a request when its time is over or its signal is aborted; the returned function lifts both. */
export function bounded(running: Running, limitMs: number | undefined, signal: AbortSignal | undefined): () => void {
  const stop = (): void => running.kill(new Stopped());
  const timer = limitMs === undefined ? undefined : setTimeout(() => running.kill(new Late(limitMs)), limitMs);
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
}

/** The body as text. Rejects when it breaks off or is larger than the limit. */
export function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  // events, because an iterator of a stream costs more than the answer
  return new Promise((resolve, reject) => {
    response.on('data', (part: Buffer) => {
      size += part.length;
      parts.push(part);
      if (size > MOST_BYTES) response.destroy(new TooLarge());
    });
    response.on('error', reject);
    response.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    // a body that breaks off ends without an end
    response.on('close', () => reject(new Error('aborted')));
  });
}
