import type { OutgoingHttpHeaders } from 'node:http';
import { Readable, type Duplex } from 'node:stream';
import { text } from '../../api/json.ts';
import { ApiError, type Failure } from '../../errors.ts';
import { faultError, stopped } from '../errors/faults.ts';
import { refusal, tidy } from '../errors/refused.ts';
import { pause } from '../http/retry.ts';
import type { Sender } from '../http/sender.ts';
import { Late, WireFault, type Answer, type Call } from '../http/types.ts';
import type { CallOptions } from '../port.ts';
import { Pipe, type Socket } from './pipe.ts';

/**
 * One connection to a port of a pod, through the API server. client-node's PortForward opens and frames it; TLS settings,
 * proxy and identity are this connection's own. Opened again on faults that pass, as any read. Throws ApiError; a later
 * fault destroys the stream with one.
 */
export async function forward(sender: Sender, server: URL, namespace: string, pod: string, port: number, options: CallOptions): Promise<Duplex> {
  const call: Call = { verb: 'forward', object: `port ${port} of pods/${namespace}/${pod}`, method: 'GET', path: '', safe: true, ...options };
  for (let n = 0; ; n++) {
    const opened = await openOnce(sender, server, call, [namespace, pod, port], options);
    if (!('fault' in opened)) return opened;
    const wait = pause(call, opened.fault, n, sender.wire.reached(), sender.random());
    if (wait === undefined) throw notOpened(sender, call, opened.fault);
    await sender.clock.sleep(wait, call.signal).catch(() => {
      throw stopped(call);
    });
  }
}

async function openOnce(sender: Sender, server: URL, call: Call, [namespace, pod, port]: [string, string, number], options: CallOptions): Promise<Duplex | { fault: Answer | WireFault }> {
  const { request, proof } = await sender.prepare(call);
  const { Accept: _accept, ...headers } = request.headers;
  const { PortForward } = await import('@kubernetes/client-node/dist/portforward.js');
  const config = {
    getCurrentCluster: () => ({ server: server.href.replace(/\/$/, '') }),
    applyToHTTPSOptions: (into: { headers?: OutgoingHttpHeaders }) => {
      Object.assign(into, { headers, agent: sender.wire.agentFor(proof.identity), handshakeTimeout: sender.limitMs, signal: options.signal });
      return Promise.resolve();
    },
  };
  const pipe = new Pipe((words) => new ApiError('cluster', `Cannot forward ${call.object}: ${tidy(words)}.`, { status: 0, reason: 'PortForward' }));
  // client-node's own handling of input knows no back-pressure, so its input never speaks and the pipe sends itself
  const silent = new Readable({ read: () => undefined });
  const forwarder = new PortForward(config as unknown as ConstructorParameters<typeof PortForward>[0]);
  try {
    const opened = await forwarder.portForward(encodeURIComponent(namespace), encodeURIComponent(pod), [port], pipe.incoming as never, pipe.complaints as never, silent);
    pipe.attach(opened as unknown as Socket);
  } catch (event) {
    if (call.signal?.aborted === true) throw stopped(call);
    return { fault: faultOf(sender, event) };
  }
  if (options.signal?.aborted === true) pipe.destroy(stopped(call));
  options.signal?.addEventListener('abort', () => pipe.destroy(stopped(call)), { once: true });
  return pipe;
}

/** A refused WebSocket rejects with an event that has the answer's code in its message, and nothing of its body. */
function faultOf(sender: Sender, event: unknown): Answer | WireFault {
  const message = text(event, 'message') ?? '';
  const status = /Unexpected server response: (\d+)/.exec(message)?.[1];
  if (status !== undefined) return { status: Number(status), headers: {}, text: JSON.stringify({ kind: 'Status', message: 'the WebSocket was refused' }) };
  const inner: unknown = typeof event === 'object' && event !== null && 'error' in event ? event.error : event;
  const late = /handshake has timed out/.test(message) ? new Late(sender.limitMs ?? 0) : undefined;
  return new WireFault(late ?? (inner instanceof Error ? inner : new Error(message)), false);
}

function notOpened(sender: Sender, call: Call, fault: Answer | WireFault): Failure {
  return fault instanceof WireFault ? faultError(call, fault, sender.wire.place) : refusal(call, fault, sender.wire.place);
}
