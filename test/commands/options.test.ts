import fc from 'fast-check';
import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCENARIO, duration, normaliseArguments, truth } from '../../src/commands/options.ts';

describe('a length of time', () => {
  const good: [text: string, ms: number][] = [
    ['0', 0],
    ['90', 90_000],
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['1m30s500ms', 90_500],
  ];
  it.each(good)('%s is %i ms', (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  it.each(['', 'ten', '10 m', '-5s', '5d', 's', '1h 30m', '10m!', '1,5m'])('%j is none', (text) => {
    expect(() => duration(text)).toThrow(InvalidArgumentError);
  });

  it('adds up, whatever the parts', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), fc.nat(99), (h, m, s) => duration(`${h}h${m}m${s}s`) === ((h * 60 + m) * 60 + s) * 1000),
    );
  });
});

describe('truth', () => {
  it('knows two words', () => {
    expect(truth('true')).toBe(true);
    expect(truth('false')).toBe(false);
    for (const word of ['', 'yes', 'TRUE', '0', 'no']) expect(() => truth(word)).toThrow(InvalidArgumentError);
  });
});

describe('a bare --sandbox', () => {
  const cases: [given: string[], meant: string[]][] = [
    [['--sandbox', 'status'], [`--sandbox=${DEFAULT_SCENARIO}`, 'status']],
    [['status', '--sandbox'], ['status', `--sandbox=${DEFAULT_SCENARIO}`]],
    [['status', '--sandbox=aws'], ['status', '--sandbox=aws']],
    [['x', '--', '--sandbox'], ['x', '--', '--sandbox']],
    [[], []],
  ];
  it.each(cases)('%j means %j', (given, meant) => {
    expect(normaliseArguments(given)).toEqual(meant);
  });
});
