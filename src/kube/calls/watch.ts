import type { IncomingMessage } from 'node:http';
import { isRecord } from '../../api/json.ts';
import { pathOf } from '../../api/resources.ts';
import type { KubeObject, Resource, WatchEvent } from '../../api/types.ts';
import { ApiError } from '../../errors.ts';
import { faultError } from '../errors/faults.ts';
import { refusal, refusedEvent } from '../errors/refused.ts';
import { bounded, readBody } from '../http/once.ts';
import { query } from '../http/query.ts';
import type { Sender } from '../http/sender.ts';
import { Late, WireFault, type Call } from '../http/types.ts';
import type { Running } from '../http/wire.ts';
import type { WatchOptions } from '../port.ts';

const SECONDS = 300;
const IDLE_MS = 60_000;
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * One watch. Ends when the server ends it; throws ApiError for a refusal, an ERROR event (with its code), a line that is no
 * event, a broken connection, and `idleMs` of silence. Breaking the loop closes the connection.
 */
export async function* watchOnce(sender: Sender, resource: Resource, options: WatchOptions): AsyncGenerator<WatchEvent, void, undefined> {
  const call = watchCall(resource, options);
  const idleMs = options.idleMs ?? IDLE_MS;
  const { request, proof } = await sender.prepare(call);
  const running = sender.wire.start(request, { stream: true, identity: proof.identity });
  const release = bounded(running, undefined, options.signal);
  try {
    const response = await within(running, idleMs, running.head);
    sender.heed(response.headers);
    if (response.statusCode !== 200) {
      const body = await within(running, idleMs, readBody(response));
      if (response.statusCode === 401) sender.credentials.renew(proof);
      throw refusal(call, { status: response.statusCode ?? 0, headers: response.headers, text: body }, sender.wire.place);
    }
    for await (const line of lines(response, running, idleMs)) yield toEvent(call, line);
  } catch (error) {
    throw error instanceof ApiError ? error : faultError(call, new WireFault(error as Error, running.sent()), sender.wire.place);
  } finally {
    release();
    running.kill(new Error('watch over'));
  }
}

function watchCall(resource: Resource, options: WatchOptions): Call {
  const { namespace, name, labelSelector, resourceVersion, signal } = options;
  const plural = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  const fieldSelector = name === undefined ? undefined : `metadata.name=${name}`;
  return {
    verb: 'watch',
    object: [plural, namespace, name].filter((part) => part !== undefined).join('/'),
    method: 'GET',
    path: pathOf(resource, namespace) + query({ watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: options.seconds ?? SECONDS, resourceVersion, labelSelector, fieldSelector }),
    safe: true,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The lines of a body. The silence is only timed while a line is waited for, not while the caller works. */
async function* lines(response: IncomingMessage, running: Running, idleMs: number): AsyncGenerator<string, void, undefined> {
  response.setEncoding('utf8');
  const parts = (response as AsyncIterable<string>)[Symbol.asyncIterator]();
  let rest = '';
  for (;;) {
    const part = await within(running, idleMs, parts.next());
    if (part.done === true) break;
    rest += part.value;
    const split = rest.split('\n');
    rest = split.pop() ?? '';
    for (const line of split) if (line.trim() !== '') yield line;
    if (rest.length > LONGEST_LINE) break;
  }
  if (rest.trim() !== '') yield rest;
}

async function within<T>(running: Running, ms: number, wait: Promise<T>): Promise<T> {
  const timer = setTimeout(() => running.kill(new Late(ms)), ms);
  try {
    return await wait;
  } finally {
    clearTimeout(timer);
  }
}

const TYPES = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

function toEvent(call: Call, line: string): WatchEvent {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    throw new ApiError('cluster', `Cannot ${call.verb} ${call.object}: a line of the watch is broken (${line.length} characters that are no JSON).`, { status: 0, reason: 'BrokenWatch' });
  }
  if (isRecord(event) && event['type'] === 'ERROR') throw refusedEvent(call, event['object']);
  if (isRecord(event) && TYPES.has(String(event['type'])) && isRecord(event['object'])) return { type: event['type'] as 'ADDED', object: event['object'] as KubeObject };
  throw new ApiError('cluster', `Cannot ${call.verb} ${call.object}: a line of the watch is no event.`, { status: 0, reason: 'BrokenWatch' });
}
