import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, record } from '../../src/api/json.ts';
import { outcomeOf } from './volumes-golden.ts';
import type { Golden } from './volumes-golden.ts';
import { NAMES } from './volumes-world.ts';

const ROOT = new URL('../fixtures/platforms/', import.meta.url);
const BACKENDS = ['emptyDir', 's3', 'gcs', 'swift', 'pvc', 'azure', 'ibmcos', 'oss'];
const filesOf = (name: string): string[] => readdirSync(new URL(`${name}/`, ROOT)).filter((file) => file.endsWith('.yaml'));
const read = (name: string, file: string): Golden => parse(readFileSync(new URL(`${name}/${file}`, ROOT), 'utf8')) as Golden;

describe.each(NAMES)('%s', (name) => {
  it('has fixtures', () => expect(filesOf(name).length).toBeGreaterThanOrEqual(3));

  it.each(filesOf(name))('%s', (file) => {
    const golden = read(name, file);
    expect(golden.about.length).toBeGreaterThan(10);
    expect(outcomeOf(name, golden)).toEqual({ findings: golden.findings ?? [], losses: golden.losses ?? [], writes: golden.writes });
  });

  it.each(filesOf(name))('%s: one patch, of one backend, with a null for each of the other seven and the mark', (file) => {
    const { writes } = read(name, file);
    const patches = Object.entries(writes).filter(([what]) => what.startsWith('patch configs.imageregistry.operator.openshift.io/cluster'));
    expect(patches).toHaveLength(1);
    const storage = record(patches[0]?.[1], 'spec', 'storage');
    expect(Object.keys(storage).sort()).toEqual([...BACKENDS, 'managementState'].sort());
    expect(BACKENDS.filter((backend) => storage[backend] !== null)).toHaveLength(1);
    const kept = storage['emptyDir'] === null && at(storage, 'pvc', 'claim') !== '';
    expect(storage['managementState']).toBe(kept ? 'Unmanaged' : 'Managed');
    // what is made comes before it is named
    expect(Object.keys(writes).at(-1)).toBe(patches[0]?.[0]);
  });
});
