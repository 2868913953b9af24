import { describe, expect, it } from 'vitest';
import { requestTimeout } from '../../src/kube/duration.ts';

describe('requestTimeout', () => {
  it.each([
    [undefined, 30_000],
    ['5', 5000],
    ['30s', 30_000],
    ['1m', 60_000],
    ['1m30s', 90_000],
    ['1.5s', 1500],
    ['250ms', 250],
    ['2h', 7_200_000],
    [' 5s ', 5000],
    ['0', undefined],
    ['0s', undefined],
    ['9999h', undefined],
  ])('%s is %s ms', (text, ms) => {
    expect(requestTimeout(text)).toBe(ms);
  });

  it.each(['', 'soon', '-1s', '5 s', '1d', '1m30', 's', '1e3'])('refuses %j', (text) => {
    expect(() => requestTimeout(text)).toThrow(`--request-timeout: "${text}" is not a length of time`);
  });
});
