import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, goDuration, nanoseconds } from '../../../../src/sandbox/actors/operator/duration.ts';

describe('Go durations', () => {
  test.each([
    ['60m', '1h0m0s'],
    ['1h', '1h0m0s'],
    ['90s', '1m30s'],
    ['30s', '30s'],
    ['1.5h', '1h30m0s'],
    ['500ms', '500ms'],
    ['1500ms', '1.5s'],
    ['1us', '1µs'],
    ['1µs', '1µs'],
    ['7ns', '7ns'],
    ['0', '0s'],
    ['0s', '0s'],
    ['-90s', '-1m30s'],
    ['24h', '24h0m0s'],
    ['1h2m3.25s', '1h2m3.25s'],
  ])('%s is printed %s', (given, printed) => {
    expect(canonical(given)).toBe(printed);
  });

  test.each(['', 'soon', '5', '5 s', '1d', '--1s', '1h-1m', '.5s'])('%j is no duration', (given) => {
    expect(nanoseconds(given)).toBeUndefined();
  });

  test('nothing is 0s, and what is no duration stays as it is', () => {
    expect([undefined, null, '', 5].map(canonical)).toEqual(['0s', '0s', '0s', '0s']);
    expect(canonical('soon')).toBe('soon');
  });

  test('what is printed reads back the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e15 }).map((n) => n * 1000),
        (ns) => nanoseconds(goDuration(ns)) === ns,
      ),
    );
  });
});
