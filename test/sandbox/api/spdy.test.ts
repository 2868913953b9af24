import { createInflate, deflateSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { control, data, DICTIONARY, emptyHeaders, headerReader, takeFrames, TYPE } from '../../../src/sandbox/api/spdy.ts';

const block = (pairs: [string, string][]): Buffer => {
  const word = (text: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(text));
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const count = Buffer.alloc(4);
  count.writeUInt32BE(pairs.length);
  return Buffer.concat([count, ...pairs.flatMap(([name, value]) => [word(name), word(value)])]);
};

describe('SPDY/3.1 framing', () => {
  it('has the dictionary of the specification', () => {
    let [a, b] = [1, 0];
    for (const byte of DICTIONARY) {
      a = (a + byte) % 65521;
      b = (b + a) % 65521;
    }
    expect([DICTIONARY.length, (b * 65536 + a).toString(16)]).toEqual([1423, 'e3c6a7c2']);
  });

  it('takes frames out of bytes, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ stream: fc.integer({ min: 1, max: 0x7fffffff }), flags: fc.integer({ min: 0, max: 1 }), body: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 6 }), fc.integer({ min: 1, max: 30 }), (sent, step) => {
        const bytes = Buffer.concat(sent.map((f) => data(f.stream, f.flags, Buffer.from(f.body))));
        let rest = Buffer.alloc(0) as Buffer;
        const got: { stream: number; flags: number; body: number[] }[] = [];
        for (let at = 0; at < bytes.length; at += step) {
          const taken = takeFrames(Buffer.concat([rest, bytes.subarray(at, at + step)]));
          rest = taken.rest;
          got.push(...taken.frames.map((f) => ({ stream: f.stream, flags: f.flags, body: [...f.body] })));
        }
        expect(rest).toHaveLength(0);
        expect(got).toEqual(sent.map((f) => ({ stream: f.stream, flags: f.flags, body: [...f.body] })));
      }),
    );
  });

  it('tells control frames from data', () => {
    const { frames } = takeFrames(control(TYPE.ping, 0, Buffer.from([0, 0, 0, 7])));
    expect(frames).toMatchObject([{ type: TYPE.ping, stream: 7, flags: 0 }]);
  });

  it('reads a header block', async () => {
    const bytes = deflateSync(block([['streamtype', 'data'], ['PORT', '5000'], ['requestid', '0']]), { dictionary: DICTIONARY, finishFlush: constants.Z_SYNC_FLUSH });
    expect(await headerReader()(bytes)).toEqual({ streamtype: 'data', port: '5000', requestid: '0' });
  });

  it('refuses a block that is not compressed', async () => {
    await expect(headerReader()(Buffer.from('nothing of the kind'))).rejects.toThrow();
  });

  it('writes empty header blocks that share one compression', async () => {
    const next = emptyHeaders();
    const inflate = createInflate({ dictionary: DICTIONARY });
    const got: Buffer[] = [];
    inflate.on('data', (part: Buffer) => got.push(part));
    for (let i = 0; i < 3; i += 1) await new Promise<void>((resolve) => inflate.write(next(), () => resolve()));
    expect(Buffer.concat(got)).toEqual(Buffer.alloc(12));
  });
});
