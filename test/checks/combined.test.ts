import { describe, expect, test } from 'vitest';
import { statusOf } from '../../src/report/status.ts';
import { broken, FAULTS, type Fault } from './faults.ts';
import { findingsOf } from './table.ts';
import { config, NOW, snapshotOf } from './worlds.ts';

const ORDER = ['error', 'warning', 'info'];
const found = (faults: readonly Fault[]): string[] => findingsOf(broken(faults)).map(({ code }) => code);
const sortedCodes = (faults: readonly Fault[]): string[] => faults.map(({ code }) => code as string).sort();

const PAIRS = FAULTS.flatMap((first, index) => FAULTS.slice(index + 1).map((second): [Fault, Fault] => [first, second]));

test.each(FAULTS)('alone, $what is $code and nothing else', (fault) => {
  const expected = fault.code === 'RC-STORAGE-TWO' ? ['RC-STORAGE-TWO', 'RC-EMPTYDIR', 'RC-EMPTYDIR-REPLICAS'] : [fault.code];
  expect(found([fault]).sort()).toEqual(expected.sort());
});

describe('two at once: both are found', () => {
  test.each(PAIRS.map(([first, second]) => [`${first.what} and ${second.what}`, [first, second]] as const))('%s', (_name, faults) => {
    expect(found(faults)).toEqual(expect.arrayContaining(sortedCodes(faults)));
  });
});

describe('three at once: all are found, the worst first, each with what mends it', () => {
  const triples = FAULTS.map((_, index) => [0, 4, 9].map((step) => FAULTS[(index + step) % FAULTS.length] as Fault));
  test.each(triples.map((faults) => [faults.map(({ what }) => what).join(', '), faults] as const))('%s', (_name, faults) => {
    const all = findingsOf(broken(faults));
    expect(all.map(({ code }) => code)).toEqual(expect.arrayContaining(sortedCodes(faults)));
    const levels = all.map(({ level }) => ORDER.indexOf(level));
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    for (const { remedy } of all) expect(remedy).toMatch(/\boc |registryctl /u);
  });
});

test('everything at once: a verdict, and a reason for each error', () => {
  const report = statusOf(snapshotOf(broken(FAULTS)), NOW);
  expect(report.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(sortedCodes(FAULTS)));
  expect(report.verdict).toBe('unhealthy');
  expect(report.reasons).toHaveLength(report.findings.filter(({ level }) => level === 'error').length);
});

test('the order in which faults came about changes no finding', () => {
  const some = FAULTS.filter((_, index) => index % 2 === 0);
  expect(found([...some].reverse()).sort()).toEqual(found(some).sort());
});

describe('Removed forgives what only a running registry needs', () => {
  const forgiven = ['RC-SECRET-KEYS', 'RC-CA-MISSING', 'RC-S3-REGION', 'RC-READ-ONLY', 'RC-ROUTE-ABSENT'];
  test.each(FAULTS.filter(({ code }) => forgiven.includes(code)))('$code', (fault) => {
    const stage = config(broken([fault]), { spec: { managementState: 'Removed' } });
    expect(findingsOf(stage).map(({ code }) => code)).not.toContain(fault.code);
  });
});
