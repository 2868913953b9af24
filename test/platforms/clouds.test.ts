import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nameOf } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { writes } from '../../src/plan/changes.ts';
import { knownBy } from '../../src/plan/known.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { resolve, shown } from '../../src/plan/resolve.ts';
import type { Plan } from '../../src/plan/types.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Snapshot, StoreAnswer } from '../../src/snapshot/types.ts';
import { object, refOf, TARGET } from '../registry/world.ts';
import { formOf, look, objectsOf, type Case } from './clouds-world.ts';
import { CA } from './world.ts';

/**
 * One set-up as a file: the cluster's platform, what is there (`objects` by name, the spec of the Config and its `status.storage`), what is
 * given and what the store says; and what comes of it: what is asked, missing, found, lost and written.
 */
interface Golden {
  about: string;
  platform: string;
  given: Given;
  objects?: (string | KubeObject)[];
  config?: Record<string, unknown>;
  taken?: unknown;
  store?: StoreAnswer;
  asked?: Record<string, unknown>;
  missing?: string[];
  findings?: string[];
  losses?: string[];
  writes?: Record<string, unknown>;
}

const ROOT = new URL('../fixtures/platforms/', import.meta.url);
const NAMES = ['aws', 'gcp', 'azure', 'openstack-swift'];

const caseOf = (name: string, { given, platform, objects, config, taken, store }: Golden): Case => ({
  form: formOf(name), given, platform, ...(objects === undefined ? {} : { objects }), ...(config === undefined ? {} : { spec: config }), ...(taken === undefined ? {} : { taken }), ...(store === undefined ? {} : { store }),
});

const planOf = ({ form, given }: Case, snapshot: Snapshot): Plan =>
  assemble({ command: form.name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: form.desired(given, snapshot) });

const readable = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null).replaceAll(JSON.stringify(CA).slice(1, -1), '(the CA)'));

function outcome(one: Case): Omit<Golden, 'about' | 'platform' | 'given'> {
  const snapshot = look(one);
  const { form, given } = one;
  const missing = form.missing?.(given, snapshot) ?? [];
  const findings = form.check(given, snapshot).map(({ level, code }) => `${level} ${code}`);
  const question = form.store?.(given, snapshot);
  const asked = question === undefined ? {} : { asked: readable({ ...question, keys: Object.values(question.keys), secret: nameOf({ ...question.secret }) }) as Record<string, unknown> };
  if (missing.length > 0 || findings.some((found) => found.startsWith('error'))) return { ...asked, missing, findings, losses: [], writes: {} };
  const plan = planOf(one, snapshot);
  const written = plan.steps.filter(writes).map((step) => [`${step.kind === 'patch' ? (step.temporary === true ? 'pause' : 'patch') : step.action} ${nameOf(step.ref)}`, readable(shown(step.body))] as const);
  return { ...asked, missing, findings, losses: plan.losses.map(({ what, why }) => `${what}: ${why}`), writes: Object.fromEntries(written) };
}

/** The objects once the plan was carried out. */
function after(one: Case): KubeObject[] {
  const snapshot = look(one);
  const lookup = knownBy(snapshot, one.form.desired(one.given, snapshot));
  return planOf(one, snapshot).steps.filter(writes).reduce((objects, step) => {
    const isIt = (found: KubeObject): boolean => readKey(refOf(found)) === readKey(step.ref);
    return [...objects.filter((found) => !isIt(found)), mergePatch(objects.find(isIt) ?? object(step.ref), resolve(step.body, lookup)) as KubeObject];
  }, objectsOf(one));
}

describe.each(NAMES)('%s', (name) => {
  const dir = new URL(`${name}/`, ROOT);
  const files = readdirSync(dir).map((file) => [file, parse(readFileSync(new URL(file, dir), 'utf8')) as Golden] as const);

  it('has fixtures of a new cluster, of a set-up that is there, and of what stands in the way', () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
    expect(files.some(([, golden]) => golden.config === undefined && golden.writes !== undefined)).toBe(true);
    expect(files.some(([, golden]) => golden.config !== undefined && Object.keys(golden.writes ?? {}).length === 0 && golden.missing === undefined)).toBe(true);
    expect(files.some(([, golden]) => golden.findings?.some((found) => found.startsWith('error')))).toBe(true);
  });

  it.each(files)('%s', (_file, golden) => {
    const { about, platform: _platform, given: _given, objects: _objects, config: _config, taken: _taken, store: _store, ...expected } = golden;
    expect(about.length).toBeGreaterThan(10);
    expect(outcome(caseOf(name, golden))).toEqual({ missing: [], findings: [], losses: [], writes: {}, ...expected });
  });

  it.each(files.filter(([, golden]) => Object.keys(golden.writes ?? {}).length > 0))('%s: a second plan is empty, with the same options and with none', (_file, golden) => {
    const one = caseOf(name, golden);
    const objects = after(one);
    const again = planOf(one, look(one, objects));
    expect(again.steps.filter(writes).map((step) => step.title)).toEqual([]);
    const bare: Case = { ...one, given: {} };
    const unasked = planOf(bare, look(bare, objects));
    expect(one.form.missing?.({}, look(bare, objects))).toEqual([]);
    expect(unasked.steps.filter(writes).map((step) => JSON.stringify(shown(step.body)))).toEqual([]);
  });
});
