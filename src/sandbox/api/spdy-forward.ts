import type { Duplex } from 'node:stream';
import type { Forward } from './forward.ts';
import { control, data, emptyHeaders, FIN, headerReader, takeFrames, TYPE } from './spdy.ts';
import type { Frame } from './spdy.ts';

const PROTOCOL = 'portforward.k8s.io';

interface Stream {
  kind: 'data' | 'error';
  request: string;
  pod?: Duplex;
  early: Buffer[];
  ended: boolean;
}

/**
 * Port-forward over SPDY/3.1, as kubectl 1.27 speaks it: for every connection it opens an error and
 * a data stream with the same `requestid` and the `port`. Windows are not counted; neither does kubectl.
 */
export function forwardSpdy(forward: Forward | undefined, namespace: string, pod: string, socket: Duplex, head: Buffer): void {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${PROTOCOL}\r\n\r\n`);
  const streams = new Map<number, Stream>();
  const readHeaders = headerReader();
  const noHeaders = emptyHeaders();
  const send = (bytes: Buffer): void => {
    if (!socket.destroyed && socket.writable) socket.write(bytes);
  };
  const errorOf = (request: string): number | undefined => [...streams].find(([, s]) => s.kind === 'error' && s.request === request)?.[0];
  const finish = (id: number, stream: Stream, fault = ''): void => {
    const error = errorOf(stream.request);
    if (error !== undefined) {
      send(data(error, FIN, Buffer.from(fault)));
      streams.delete(error);
    }
    send(data(id, FIN, Buffer.alloc(0)));
    streams.delete(id);
  };

  const open = async (frame: Frame): Promise<void> => {
    const headers = await readHeaders(frame.body.subarray(10));
    const stream: Stream = { kind: headers['streamtype'] === 'error' ? 'error' : 'data', request: headers['requestid'] ?? '', early: [], ended: (frame.flags & FIN) !== 0 };
    streams.set(frame.stream, stream);
    const id = Buffer.alloc(4);
    id.writeUInt32BE(frame.stream);
    send(control(TYPE.synReply, 0, Buffer.concat([id, noHeaders()])));
    if (stream.kind === 'data') void join(frame.stream, stream, Number(headers['port']));
  };
  const join = async (id: number, stream: Stream, port: number): Promise<void> => {
    try {
      if (!forward) throw new Error('nothing listens there');
      const to = await forward(namespace, pod, port);
      stream.pod = to;
      for (const bytes of stream.early) to.write(bytes);
      if (stream.ended) to.end();
      to.on('data', (bytes: Buffer) => send(data(id, 0, bytes)));
      to.on('error', (error: Error) => finish(id, stream, error.message));
      to.on('end', () => finish(id, stream));
    } catch (error) {
      finish(id, stream, `error forwarding port ${port} to pod ${pod}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const receive = (frame: Frame): void => {
    const stream = streams.get(frame.stream);
    if (!stream) return;
    if (frame.body.length > 0) {
      if (stream.pod) stream.pod.write(frame.body);
      else stream.early.push(frame.body);
    }
    if ((frame.flags & FIN) === 0) return;
    stream.ended = true;
    stream.pod?.end();
  };

  let rest = head;
  let work: Promise<void> = Promise.resolve();
  const take = (bytes: Buffer): void => {
    const taken = takeFrames(Buffer.concat([rest, bytes]));
    rest = taken.rest;
    work = work
      .then(async () => {
        for (const frame of taken.frames) {
          if (frame.type === 0) receive(frame);
          else if (frame.type === TYPE.synStream) await open(frame);
          else if (frame.type === TYPE.ping) send(control(TYPE.ping, 0, frame.body));
          else if (frame.type === TYPE.reset) {
            streams.get(frame.stream)?.pod?.destroy();
            streams.delete(frame.stream);
          } else if (frame.type === TYPE.goAway) socket.end();
        }
      })
      .catch(() => void socket.destroy());
  };
  socket.on('data', take);
  socket.on('close', () => {
    for (const stream of streams.values()) stream.pod?.destroy();
  });
  take(Buffer.alloc(0));
}
