import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bearGoneReaders } from '../../src/main.ts';
import { readerGone } from '../../src/ui/pipe.ts';

const fault = (code: string): Error => Object.assign(new Error(code), { code });

describe('a stream that fails', () => {
  it.each([['EPIPE', true], ['EIO', true], ['ENOSPC', false], ['EBADF', false]])('with %s: nobody reads any more: %s', (code, gone) => {
    expect(readerGone(fault(code))).toBe(gone);
    const stream = new EventEmitter();
    bearGoneReaders([stream], (error) => {
      throw error;
    });
    const fail = (): unknown => stream.emit('error', fault(code));
    if (gone) expect(fail()).toBe(true);
    else expect(fail).toThrow(code);
  });

  it.each([undefined, null, 'EPIPE', { code: 'EPIPE' }])('says nothing of readers with %j', (error) => {
    expect(readerGone(error)).toBe(false);
  });
});
