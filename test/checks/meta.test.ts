import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ALL_CHECKS } from '../../src/checks/all.ts';
import { CODES, type Code } from '../../src/registry/codes.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { statusReads, statusFollow } from '../../src/snapshot/reads.ts';
import type { Answer, Snapshot } from '../../src/snapshot/types.ts';
import { broken, FAULTS } from './faults.ts';
import { NOW, recorded, serving, snapshotOf } from './worlds.ts';

const FOLDER = new URL('./', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'));
const OWN = ALL_CHECKS.map(({ code }) => code);
/** What tests say of a code: the rows of its table, or a test of its own. */
const TABLES = FILES.flatMap((name) => [...readFileSync(new URL(name, FOLDER), 'utf8').matchAll(/^table\('(RC-[A-Z0-9-]+)'/gmu)].map(([, code = '']) => code));

/** Codes that no table can hold, since what they judge comes with the clock. */
const BY_THE_CLOCK = ['RC-CA-EXPIRED', 'RC-ROUTE-CERT'];

describe('every code of a check', () => {
  test.each([...new Set(OWN)])('%s is in the table of codes, and has worlds that show it and near misses', (code) => {
    expect(Object.keys(CODES)).toContain(code);
    if (!BY_THE_CLOCK.includes(code)) expect(TABLES).toContain(code);
  });
  test('no code has two tables of worlds, and every table is of a code of a check', () => {
    expect(TABLES.filter((code, index) => TABLES.indexOf(code) !== index)).toEqual([]);
    expect(TABLES.filter((code) => !OWN.includes(code))).toEqual([]);
  });
  test.each(ALL_CHECKS)('$code is titled as in the table', ({ code, title }) => {
    expect(title).toBe(CODES[code as Code].title);
  });
});

const WORLDS: [string, Snapshot][] = [
  ['a healthy registry', snapshotOf(serving('odf-s3-complete'))],
  ['a claim', snapshotOf(serving('pvc-rwx-cephfs'))],
  ['two storages', snapshotOf(recorded('two-backends', 1))],
  ['a CA that is missing', snapshotOf(recorded('odf-s3-missing-trusted-ca', 0))],
  ['a route without its secret', snapshotOf(recorded('custom-route', 2))],
  ['everything broken on S3', snapshotOf(broken(FAULTS))],
  ['half of it', snapshotOf(broken(FAULTS.filter((_, index) => index % 2 === 1)))],
  ['five keys of Swift', snapshotOf(recorded('swift-credentials', 0))],
  ['a pruner that is suspended', snapshotOf(recorded('pruner', 1))],
];

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

describe.each(ALL_CHECKS.map((check, index) => [`${check.code} (${index})`, check] as const))('%s', (_name, check) => {
  test('reads what a status reads', () => {
    const first = statusReads().map(readKey);
    const further = WORLDS.flatMap(([, snapshot]) => statusFollow(snapshot).map(readKey));
    for (const read of check.reads) expect([...first, ...further]).toContain(readKey(read));
  });
  test.each(WORLDS)('changes nothing and says the same twice: %s', (_world, snapshot) => {
    const once = check.run(frozen(snapshot), { now: NOW });
    expect(check.run(snapshot, { now: NOW })).toEqual(once);
    expect(once.every(({ code }) => code === check.code)).toBe(true);
  });
  test.each(WORLDS)('needs of the first reads only those that it names: %s', (_world, snapshot) => {
    const own = new Set(check.reads.map(readKey));
    const others = new Set(statusReads().map(readKey).filter((key) => !own.has(key)));
    const answers = Object.fromEntries(Object.entries(snapshot.answers).filter(([key]) => !others.has(key)));
    expect(check.run({ ...snapshot, answers }, { now: NOW })).toEqual(check.run(snapshot, { now: NOW }));
  });
});

/** A Snapshot in which every read of a status was answered so. */
const all = (answer: Answer): Snapshot => ({
  schema: 'registryctl.dev/snapshot/v1',
  takenAt: NOW,
  target: { context: 'c', server: 's', user: 'u', sandbox: false },
  answers: Object.fromEntries(statusReads().map((read) => [readKey(read), answer])),
});
const codesOf = (snapshot: Snapshot): string[] => ALL_CHECKS.flatMap((check) => check.run(snapshot, { now: NOW })).map(({ code }) => code);

describe('of what was not seen, nothing is claimed but that the version is unproven', () => {
  test.each<[string, Snapshot]>([
    ['everything was denied', all({ state: 'denied', reason: 'no' })],
    ['every read failed', all({ state: 'failed', reason: 'slow' })],
    ['nothing was asked', { ...all({ state: 'absent' }), answers: {} }],
  ])('%s', (_name, snapshot) => {
    expect(codesOf(snapshot)).toEqual(['RC-CLUSTER-VERSION-UNPROVEN']);
  });
  test('a cluster without any of it has no Config', () => {
    expect(codesOf(all({ state: 'absent' }))).toEqual(['RC-CONFIG-ABSENT', 'RC-CLUSTER-VERSION-UNPROVEN']);
  });
  test('objects without any fields are judged without a fault of this program', () => {
    const bare: Answer = { state: 'found', items: [{ apiVersion: 'v1', kind: 'X', metadata: { name: 'cluster' } }] };
    expect(codesOf(all(bare))).toEqual(expect.arrayContaining(['RC-STATE-INERT', 'RC-OPERATOR-STALE']));
  });
});
