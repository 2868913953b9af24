import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runChecks, sorted } from '../../src/checks/engine.ts';
import type { Check, Finding, Level } from '../../src/checks/types.ts';
import { NOW, serving, snapshotOf } from './worlds.ts';

const LEVELS: readonly Level[] = ['error', 'warning', 'info'];
const made = (level: Level, subject: string, message = '', code = 'RC-X'): Finding => ({ code, level, subject, message });
const words = (findings: readonly Finding[]): string[] => findings.map(({ subject, message }) => subject + message);

describe('sorted', () => {
  test.each<[string, Finding[], string[]]>([
    ['nothing', [], []],
    ['the worst first', [made('info', 'a'), made('warning', 'b'), made('error', 'c')], ['c', 'b', 'a']],
    ['equally bad ones as they came', [made('error', 'b'), made('error', 'a'), made('error', 'c')], ['b', 'a', 'c']],
    ['a thing once, in the first words', [made('error', 'a', '1'), made('error', 'a', '2')], ['a1']],
    ['the first words, though others are worse', [made('info', 'a', '1'), made('error', 'a', '2')], ['a1']],
    ['another code about the same thing', [made('error', 'a', '1'), made('error', 'a', '2', 'RC-Y')], ['a1', 'a2']],
    ['the same code about another thing', [made('error', 'a'), made('error', 'b')], ['a', 'b']],
  ])('%s', (_name, given, expected) => {
    expect(words(sorted(given))).toEqual(expected);
  });

  const some = fc.array(fc.record({
    code: fc.constantFrom('RC-A', 'RC-B'),
    level: fc.constantFrom(...LEVELS),
    subject: fc.constantFrom('x', 'y', 'z'),
    message: fc.string({ maxLength: 3 }),
  }), { maxLength: 12 });
  test('loses no code and no subject, invents none, and sorting again changes nothing', () => {
    fc.assert(fc.property(some, (findings) => {
      const result = sorted(findings);
      const keys = (all: readonly Finding[]): Set<string> => new Set(all.map(({ code, subject }) => `${code} ${subject}`));
      expect(keys(result)).toEqual(keys(findings));
      expect(result).toHaveLength(keys(findings).size);
      expect(sorted(result)).toEqual(result);
      for (const finding of result) expect(findings).toContain(finding);
      const order = result.map(({ level }) => LEVELS.indexOf(level));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }), { numRuns: 60 });
  });
  test('what was given stays as it was', () => {
    const given = [made('info', 'a'), made('error', 'b')];
    sorted(given);
    expect(words(given)).toEqual(['a', 'b']);
  });
});

describe('runChecks', () => {
  const snapshot = snapshotOf(serving('odf-s3-complete'));
  const check = (code: string, ...findings: Finding[]): Check => ({ code, title: code, reads: [], run: () => findings });
  test('asks every check, with the Snapshot and the time', () => {
    const seen: unknown[] = [];
    const spy = (code: string): Check => ({ ...check(code), run: (...given) => { seen.push([code, ...given]); return []; } });
    expect(runChecks([spy('a'), spy('b')], snapshot, { now: NOW })).toEqual([]);
    expect(seen).toEqual([['a', snapshot, { now: NOW }], ['b', snapshot, { now: NOW }]]);
  });
  test('causes stay before consequences of the same level', () => {
    const all = [check('1', made('warning', 'a')), check('2', made('error', 'b'), made('warning', 'c')), check('3', made('error', 'd'))];
    expect(words(runChecks(all, snapshot, { now: NOW }))).toEqual(['b', 'd', 'a', 'c']);
  });
  test('no check, no finding', () => {
    expect(runChecks([], snapshot, { now: NOW })).toEqual([]);
  });
});
