import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord, record } from '../../src/api/json.ts';
import { NS } from '../../src/api/resources.ts';
import type { KubeObject, Ref } from '../../src/api/types.ts';
import { Failure } from '../../src/errors.ts';
import type { Platform } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { pending, writes } from '../../src/plan/changes.ts';
import { knownBy } from '../../src/plan/known.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { referencesIn, resolve } from '../../src/plan/resolve.ts';
import type { DesiredStep, Plan } from '../../src/plan/types.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { expose } from '../../src/procedures/expose.ts';
import { state } from '../../src/procedures/state.ts';
import { BACKENDS } from '../../src/registry/backends.ts';
import { CODES } from '../../src/registry/codes.ts';
import { JUDGES } from '../../src/registry/judges.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { one, readKey } from '../../src/snapshot/access.ts';
import type { Answer, Read, Snapshot } from '../../src/snapshot/types.ts';
import { object, refOf, snapshotOf, TARGET } from '../registry/world.ts';
import type { Sample, Samples } from './samples/sample.ts';
import { ROUTE, running } from './world.ts';

/** Every form with options and a cluster; a new form adds a file to the folder, or a line to one. */
const FILES = readdirSync(new URL('./samples', import.meta.url)).filter((file) => file !== 'sample.ts');
const SAMPLES = (await Promise.all(FILES.map(async (file) => ((await import(`./samples/${file}`)) as { SAMPLES: Samples }).SAMPLES))).flat();
const FORMS: [name: string, form: Platform][] = [...Object.entries(PLATFORMS), ['expose', expose], ['state', state]];

function holds(read: Read, found: KubeObject): boolean {
  const own = refOf(found);
  const same = own.resource === read.resource && (read.name === undefined || read.name === own.name);
  return same && (read.namespace === undefined || read.namespace === own.namespace);
}

/** What reading the cluster would give: an answer to each read of the form, then to those that follow. */
function look({ form, given, objects, store }: Sample): Snapshot {
  const snapshot = snapshotOf([]);
  const answer = (read: Read): void => {
    const items = objects.filter((found) => holds(read, found));
    snapshot.answers[readKey(read)] = read.name !== undefined && items.length === 0 ? { state: 'absent' } : { state: 'found', items };
  };
  for (const read of form.reads(given)) answer(read);
  for (let wave = 0; wave < 2; wave++) for (const read of form.follow?.(given, snapshot) ?? []) answer(read);
  return store === undefined ? snapshot : { ...snapshot, store };
}

/** The same Snapshot, which throws when something is looked up that was not asked for. */
function guarded(snapshot: Snapshot): Snapshot {
  const declared = Object.keys(snapshot.answers);
  const covers = (key: string): boolean => declared.some((own) => own.endsWith('*') && key.startsWith(own.slice(0, -1)));
  const answers = new Proxy(snapshot.answers, {
    get(target, key): Answer | undefined {
      const name = String(key);
      if (!declared.includes(name) && !name.endsWith('*') && !covers(name)) throw new Error(`${name} is looked at and not read`);
      return target[name];
    },
  });
  return { ...snapshot, answers };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

function planOf({ form, given }: Sample, snapshot: Snapshot, desired = form.desired(given, snapshot)): Plan {
  return assemble({ command: form.name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired });
}

/** The objects after every step of the plan was written. */
function carriedOut(sample: Sample): KubeObject[] {
  const snapshot = look(sample);
  const desired = sample.form.desired(sample.given, snapshot);
  const lookup = knownBy(snapshot, desired);
  return planOf(sample, snapshot, desired).steps.filter(writes).reduce((objects, step) => {
    const isIt = (found: KubeObject): boolean => readKey(refOf(found)) === readKey(step.ref);
    const before = objects.find(isIt) ?? object(step.ref);
    return [...objects.filter((found) => !isIt(found)), mergePatch(before, resolve(step.body, lookup)) as KubeObject];
  }, sample.objects);
}

const errors = (sample: Sample, snapshot: Snapshot): string[] =>
  sample.form.check(sample.given, snapshot).filter((one) => one.level === 'error').map((one) => one.code);

describe.each(SAMPLES)('%s', (_, sample) => {
  const { form, given } = sample;

  it('has nothing in its way, and something to do', () => {
    const snapshot = look(sample);
    expect(errors(sample, snapshot)).toEqual([]);
    expect(pending(planOf(sample, snapshot))).toBeGreaterThan(0);
  });

  it('reads all that it looks at', () => {
    const snapshot = guarded(look(sample));
    expect(() => form.check(given, snapshot)).not.toThrow();
    expect(() => planOf(sample, snapshot)).not.toThrow();
  });

  it('reads nothing twice', () => {
    const keys = form.reads(given).map(readKey);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('is pure: gives the same twice, and changes neither side', () => {
    const snapshot = frozen(look(sample));
    const options = frozen({ ...given });
    const both = [0, 1].map(() => [form.reads(options), form.follow?.(options, snapshot), form.check(options, snapshot), form.desired(options, snapshot)]);
    expect(both[0]).toEqual(both[1]);
  });

  it('a second plan is empty', () => {
    const after = { ...sample, objects: carriedOut(sample) };
    const again = planOf(after, look(after));
    expect(again.steps.filter(writes).map((step) => step.title)).toEqual([]);
    expect(again.losses).toEqual([]);
  });

  it('a form of setup patches the Config once: one backend, null for the seven others, and who owns the storage', () => {
    const specs = form.desired(given, look(sample)).flatMap((step) => (step.kind === 'config' ? [step.spec] : []));
    expect(specs).toHaveLength(1);
    if (PLATFORMS[form.name] === undefined) return;
    const { managementState, ...backends } = record(specs[0], 'storage');
    expect(managementState).toMatch(/^(Managed|Unmanaged)$/u);
    expect(Object.keys(backends).sort()).toEqual([...BACKENDS].sort());
    expect(Object.values(backends).filter((backend) => backend !== null)).toHaveLength(1);
    expect(specs[0]).toMatchObject({ managementState: 'Managed', replicas: expect.any(Number) as number, rolloutStrategy: expect.stringMatching(/^(RollingUpdate|Recreate)$/u) as string });
  });

  it('misses nothing, and asks of a store only what is in the cluster, by names', () => {
    const snapshot = look(sample);
    expect(form.missing?.(given, snapshot) ?? []).toEqual([]);
    const asked = form.store?.(given, snapshot);
    if (asked === undefined) return;
    expect(snapshot.answers[readKey(asked.secret)]?.state).toBe('found');
    const data = record(one(snapshot, asked.secret), 'data');
    for (const name of Object.values(asked.keys)) expect(Object.keys(data)).toContain(name);
  });

  it('its steps have names of their own, waits that a judge knows, and References to steps before', () => {
    const desired = form.desired(given, look(sample));
    expect(new Set(desired.map((step) => step.id)).size).toBe(desired.length);
    for (const [index, step] of desired.entries()) {
      if (step.kind === 'wait') expect(Object.keys(JUDGES)).toContain(step.judge);
      const earlier = desired.slice(0, index).map((before) => before.id);
      for (const { $ref } of referencesIn(step)) {
        if ($ref.ref === undefined) expect([...earlier, 'claim-bound']).toContain($ref.step);
        else expect([$ref.step, look(sample).answers[readKey($ref.ref)]?.state]).toEqual(['', 'found']);
      }
    }
  });

  it('a proof is told only what its prover reads', () => {
    const params: Record<string, string[]> = { 'push-pull': [], route: ['name'] };
    const proofs = form.desired(given, look(sample)).filter((step): step is DesiredStep & { kind: 'prove' } => step.kind === 'prove');
    for (const { proof, params: own = {} } of proofs) expect(params[proof]).toEqual(Object.keys(own));
  });

  it('secrets are References only', () => {
    for (const step of form.desired(given, look(sample))) {
      if (step.kind !== 'object' || step.ref.resource.kind !== 'Secret') continue;
      // a key that must be there, and has no value with these credentials
      const data = isRecord(step.body['data']) ? Object.values(step.body['data']).filter((value) => value !== '') : [];
      expect(referencesIn(data).filter(({ $ref }) => $ref.secret)).toHaveLength(data.length);
      expect(data.length).toBeGreaterThan(0);
    }
  });

  it('whatever is missing or may not be read is found before it is planned upon', () => {
    const whole = look(sample);
    const keys = Object.keys(whole.answers);
    const fault = fc.constantFrom<Answer>({ state: 'absent' }, { state: 'denied', reason: 'no' }, { state: 'failed', reason: 'a timeout' });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...keys), fault), { maxLength: 4 }), (faults) => {
        const snapshot = { ...whole, answers: { ...whole.answers, ...Object.fromEntries(faults) } };
        const found = form.check(given, snapshot);
        for (const one of found) {
          expect(Object.keys(CODES)).toContain(one.code);
          expect(one.remedy).not.toMatch(/undefined|\[object/u);
          expect(one.message).not.toMatch(/undefined|\[object/u);
        }
        if (found.every((one) => one.level !== 'error')) expect(() => planOf(sample, snapshot)).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });
});

describe.each(FORMS)('%s', (name, form) => {
  it('goes by its name', () => {
    expect(form.name).toBe(name);
    expect(form.title).not.toMatch(/\.$/u);
    expect(form.manual).toMatch(/^\d+(\.\d+)*(, \d+(\.\d+)*)*$/u);
  });

  it('has a page that shows its command', () => {
    const page = new URL(`../../docs/guide/${form.page}`, import.meta.url);
    expect(existsSync(page)).toBe(true);
    expect(readFileSync(page, 'utf8')).toMatch(new RegExp(`registryctl (setup )?${name}`, 'u'));
  });

  it.each(form.options.map((option) => [option.flag, option] as const))('--%s has words, and a fallback that it would take', (flag, option) => {
    expect(flag).toMatch(/^[a-z]+(-[a-z]+)*$/u);
    expect(option.about).toMatch(/^[A-Z].{10,}[^.]$/u);
    expect(option.value ?? 'NAME').toMatch(/^[A-Z]+([/:][A-Z]+)*$/u);
    if (option.choices !== undefined && option.fallback !== undefined) expect(option.choices).toContain(option.fallback);
    if (option.fallback !== undefined) expect(() => form.reads({ [flag]: option.fallback })).not.toThrow();
  });

  it('refuses an option that it does not have, before anything is read', () => {
    for (const ask of [() => form.reads({ nonsense: 'x' }), () => form.check({ nonsense: 'x' }, snapshotOf([]))]) {
      expect(ask).toThrow(Failure);
      expect(ask).toThrow(/^--nonsense: given "x", allowed: --/u);
    }
  });

  it('takes options whose names are not those of every command', () => {
    const taken = ['yes', 'plan-only', 'dry-run', 'no-verify', 'verify', 'timeout', 'expect-cluster', 'accept-loss', 'detailed-exitcode', 'output', 'file', 'emit', 'kubeconfig', 'context', 'cluster', 'user', 'as', 'sandbox', 'resolve', 'color'];
    const flags = form.options.map(({ flag }) => flag);
    expect(new Set(flags).size).toBe(flags.length);
    expect(flags.filter((flag) => taken.includes(flag))).toEqual([]);
    if (form.credentials !== undefined) expect(flags).toEqual(expect.arrayContaining(['credentials', 'from-secret']));
  });

  it('has samples here', () => expect(SAMPLES.filter(([, sample]) => sample.form === form)).not.toEqual([]));
});

it.each(['forms', 'platforms', 'procedures'])('files of src/%s stay small', (room) => {
  const files = readdirSync(new URL(`../../src/${room}`, import.meta.url));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = readFileSync(new URL(`../../src/${room}/${file}`, import.meta.url), 'utf8');
    expect([file, text.split('\n').length <= 150]).toEqual([file, true]);
  }
});

it('the guard itself notices what was not read', () => {
  const snapshot = guarded(look({ form: expose, given: { 'default-route': true }, objects: [running] }));
  const secret: Ref = { ...OBJECT.credentials, namespace: NS.registry };
  expect(() => snapshot.answers[readKey(secret)]).toThrow('is looked at and not read');
  expect(() => snapshot.answers[readKey(ROUTE)]).toThrow(/cephobjectstore is looked at and not read/u);
  expect(snapshot.answers[readKey(OBJECT.config)]?.state).toBe('found');
});
