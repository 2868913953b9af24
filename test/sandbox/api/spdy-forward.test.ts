import { createDeflate, constants } from 'node:zlib';
import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Forward } from '../../../src/sandbox/api/forward.ts';
import { forwardSpdy } from '../../../src/sandbox/api/spdy-forward.ts';
import { control, data, DICTIONARY, FIN, takeFrames, TYPE } from '../../../src/sandbox/api/spdy.ts';
import type { Frame } from '../../../src/sandbox/api/spdy.ts';

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const word = (text: string): Buffer => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);

/** One connection, with the client's side of it in hand. */
class Wire {
  readonly frames: Frame[] = [];
  greeting = '';
  closed = false;
  readonly #socket: Duplex;
  readonly #deflate = createDeflate({ dictionary: DICTIONARY });
  #rest: Buffer = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  constructor(forward: Forward | undefined, head: Buffer = Buffer.alloc(0)) {
    this.#socket = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, done) => {
        this.#take(bytes);
        done();
      },
    });
    this.#socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
    this.#socket.on('finish', () => this.#wake());
    forwardSpdy(forward, 'ns', 'pod', this.#socket, head);
  }

  get finished(): boolean {
    return this.#socket.writableFinished || this.closed;
  }

  #take(bytes: Buffer): void {
    if (this.greeting === '') this.greeting = bytes.toString();
    else {
      const taken = takeFrames(Buffer.concat([this.#rest, bytes]));
      this.#rest = taken.rest;
      this.frames.push(...taken.frames);
    }
    this.#wake();
  }

  say(bytes: Buffer): void {
    this.#socket.push(bytes);
  }

  hangUp(): void {
    this.#socket.destroy();
  }

  /** Opens a stream with these headers. */
  async open(stream: number, headers: Record<string, string>, flags = 0): Promise<void> {
    const pairs = Object.entries(headers);
    const block = Buffer.concat([number(pairs.length), ...pairs.flatMap(([name, value]) => [word(name), word(value)])]);
    this.openRaw(stream, await this.squeeze(block), flags);
  }

  openRaw(stream: number, block: Buffer, flags = 0): void {
    this.say(control(TYPE.synStream, flags, Buffer.concat([number(stream), number(0), Buffer.alloc(2), block])));
  }

  squeeze(block: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      const parts: Buffer[] = [];
      const keep = (part: Buffer): void => void parts.push(part);
      this.#deflate.on('data', keep);
      this.#deflate.write(block);
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
        this.#deflate.off('data', keep);
        resolve(Buffer.concat(parts));
      });
    });
  }

  /** Opens an error and a data stream for a port, as kubectl does. */
  async pair(first: number, port: string, request = String(first)): Promise<void> {
    await this.open(first, { streamtype: 'error', port, requestid: request }, FIN);
    await this.open(first + 2, { streamtype: 'data', port, requestid: request });
  }

  async until(done: (wire: this) => boolean): Promise<void> {
    while (!done(this)) await new Promise<void>((resolve) => void (this.#wake = resolve));
  }

  /** What came on a stream as text. */
  text(stream: number): string {
    return this.frames.filter((f) => f.type === 0 && f.stream === stream).map((f) => f.body.toString()).join('');
  }

  ended(stream: number): boolean {
    return this.frames.some((f) => f.type === 0 && f.stream === stream && (f.flags & FIN) !== 0);
  }
}

/** A pod whose ports say back what they hear, and which ports were asked for. */
function echo(): { forward: Forward; ports: string[]; pods: Duplex[] } {
  const ports: string[] = [];
  const pods: Duplex[] = [];
  const forward: Forward = (namespace, pod, port) => {
    ports.push(`${namespace}/${pod}:${port}`);
    const stream = new PassThrough();
    pods.push(stream);
    return Promise.resolve(stream);
  };
  return { forward, ports, pods };
}

describe('port-forward over SPDY', () => {
  it('greets with the protocol', () => {
    expect(new Wire(undefined).greeting.split('\r\n')).toEqual([
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      'X-Stream-Protocol-Version: portforward.k8s.io',
      '',
      '',
    ]);
  });

  it('answers each stream, and carries bytes both ways until an end', async () => {
    const { forward, ports } = echo();
    const wire = new Wire(forward);
    await wire.pair(1, '5000');
    wire.say(data(3, 0, Buffer.from('hello ')));
    wire.say(data(3, FIN, Buffer.from('world')));
    await wire.until((w) => w.ended(3));
    expect(wire.frames.filter((f) => f.type === TYPE.synReply).map((f) => f.stream)).toEqual([1, 3]);
    expect([wire.text(3), wire.text(1), wire.ended(1)]).toEqual(['hello world', '', true]);
    expect(ports).toEqual(['ns/pod:5000']);
  });

  it('keeps several connections apart', async () => {
    const { forward, ports } = echo();
    const wire = new Wire(forward);
    for (const first of [1, 5, 9]) await wire.pair(first, `50${first}`);
    for (const first of [9, 1, 5]) wire.say(data(first + 2, FIN, Buffer.from(`for ${first}`)));
    await wire.until((w) => [3, 7, 11].every((stream) => w.ended(stream)));
    expect([3, 7, 11].map((stream) => wire.text(stream))).toEqual(['for 1', 'for 5', 'for 9']);
    expect(ports).toEqual(['ns/pod:501', 'ns/pod:505', 'ns/pod:509']);
  });

  it('reads frames that come byte by byte, some of them before it listens', async () => {
    const { forward } = echo();
    const ping = control(TYPE.ping, 0, number(7));
    const wire = new Wire(forward, ping.subarray(0, 5));
    for (const byte of ping.subarray(5)) wire.say(Buffer.from([byte]));
    await wire.until((w) => w.frames.length > 0);
    expect(wire.frames).toMatchObject([{ type: TYPE.ping, stream: 7 }]);
  });

  it.each<[string, Forward | undefined, string]>([
    ['nothing listens', undefined, 'error forwarding port 5000 to pod pod: nothing listens there'],
    [
      'the port is shut',
      () => Promise.reject(new Error('connect ECONNREFUSED')),
      'error forwarding port 5000 to pod pod: connect ECONNREFUSED',
    ],
  ])('says on the error stream that %s, and ends both', async (_, forward, message) => {
    const wire = new Wire(forward);
    await wire.pair(1, '5000');
    await wire.until((w) => w.ended(3));
    expect([wire.text(1), wire.ended(1), wire.text(3)]).toEqual([message, true, '']);
    expect(wire.finished).toBe(false);
  });

  it('says on the error stream what the pod broke with', async () => {
    const { forward, pods } = echo();
    const wire = new Wire(forward);
    await wire.pair(1, '5000');
    await wire.until(() => pods.length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    pods[0]?.destroy(new Error('reset by the pod'));
    await wire.until((w) => w.ended(3));
    expect(wire.text(1)).toBe('reset by the pod');
  });

  it('lets go of the pod when a stream is reset, and goes on with the others', async () => {
    const { forward, pods } = echo();
    const wire = new Wire(forward);
    await wire.pair(1, '1');
    await wire.pair(5, '2');
    await wire.until(() => pods.length === 2);
    wire.say(control(TYPE.reset, 0, Buffer.concat([number(3), number(5)])));
    wire.say(data(3, 0, Buffer.from('to nobody')));
    wire.say(data(7, FIN, Buffer.from('to the other')));
    await wire.until((w) => w.ended(7));
    expect([pods[0]?.destroyed, wire.text(3), wire.text(7)]).toEqual([true, '', 'to the other']);
  });

  it('lets go of every pod when the client hangs up', async () => {
    const { forward, pods } = echo();
    const wire = new Wire(forward);
    await wire.pair(1, '1');
    await wire.until(() => pods.length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    wire.hangUp();
    await wire.until((w) => w.closed);
    expect(pods[0]?.destroyed).toBe(true);
  });

  it('ends when it is told to go away', async () => {
    const wire = new Wire(undefined);
    wire.say(control(TYPE.goAway, 0, Buffer.concat([number(0), number(0)])));
    await wire.until((w) => w.finished);
    expect(wire.frames).toEqual([]);
  });

  it.each<[string, Buffer]>([
    ['settings', control(TYPE.settings, 0, number(0))],
    ['a window', control(TYPE.windowUpdate, 0, Buffer.concat([number(1), number(65536)]))],
    ['data of no stream', data(99, 0, Buffer.from('x'))],
    ['a reset of no stream', control(TYPE.reset, 0, Buffer.concat([number(99), number(1)]))],
    ['an unknown control frame', control(77, 0, Buffer.alloc(3))],
    ['an empty control frame', control(77, 0, Buffer.alloc(0))],
  ])('minds no %s', async (_, frame) => {
    const wire = new Wire(undefined);
    wire.say(frame);
    wire.say(control(TYPE.ping, 0, number(1)));
    await wire.until((w) => w.frames.length > 0);
    expect(wire.frames.map((f) => f.type)).toEqual([TYPE.ping]);
  });

  it.each<[string, (wire: Wire) => Promise<Buffer>]>([
    ['that are not compressed', () => Promise.resolve(Buffer.from('streamtype: data'))],
    ['that promise more than there is', (wire) => wire.squeeze(number(5))],
    ['whose lengths lead out of them', (wire) => wire.squeeze(Buffer.concat([number(1), number(2 ** 31), word('x')]))],
  ])('hangs up on headers %s', async (_, block) => {
    const wire = new Wire(undefined);
    wire.openRaw(1, await block(wire));
    await wire.until((w) => w.closed);
    expect(wire.frames).toEqual([]);
  });
});
