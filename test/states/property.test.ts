import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { R } from '../../src/api/resources.ts';
import { pending, writes } from '../../src/plan/changes.ts';
import { state } from '../../src/procedures/state.ts';
import { ENTRIES } from '../../src/sandbox/schemas/index.ts';
import { judge } from '../../src/sandbox/schemas/judge.ts';
import { prune } from '../../src/sandbox/schemas/shape.ts';
import { setups, variantOf } from './generate.ts';
import { goes, objectsOf } from './planned.ts';
import { ALL, SEED, tell } from './sample.ts';
import { image, outcome, takenOver, type Fields } from './world.ts';

const RUNS = ALL ? 10_000 : 1_440;
const SCHEMA = ENTRIES.find(({ resource }) => resource === R.Config)?.schema.properties?.['spec'];
const IMAGES = [image('team/app', 1), image('team/db', 2)];
const BACKENDS = ['emptyDir', 's3', 'gcs', 'swift', 'pvc', 'azure', 'ibmcos', 'oss'];
const NAMES = ['bucket', 'container', 'claim'];

const setIn = (storage: Fields): string[] => BACKENDS.filter((backend) => typeof storage[backend] === 'object' && storage[backend] !== null);
const nameIn = (storage: Fields): string => NAMES.map((key) => setIn(storage).map((backend) => (storage[backend] as Record<string, string | undefined>)[key] ?? '').join('')).join('');
const storageOf = (spec: Fields): Fields => (spec['storage'] ?? {}) as Fields;

/** What the API server's strict validation has against a spec, by the sandbox's schema, which the contract suite holds to the real one. */
function complaints(spec: Fields): string[] {
  if (SCHEMA === undefined) throw new Error('there is no schema of the Config');
  const copy = structuredClone(spec);
  return [...prune(copy, SCHEMA, 'spec'), ...judge(copy, SCHEMA, 'spec').map(({ message }) => message)];
}

const told = { planned: 0, refused: 0, lost: 0, two: 0 };
afterAll(() => tell(`any state before and any set-up: ${JSON.stringify(told)}`));

describe('any set-up on any state before', () => {
  it('leaves exactly one backend that the API server accepts, loses nothing in silence, and is done the first time', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(setups, fc.boolean(), (setup, stored) => {
        const { given, spec, taken } = setup;
        const { form } = variantOf(setup);
        const images = stored ? IMAGES : [];
        const objects = objectsOf(setup, images);
        expect(complaints(spec)).toEqual([]);
        if (!goes(form, given, objects)) return void (told.refused += 1);
        const { plan, after, objects: now } = outcome(form, given, objects);
        told.planned += 1;
        const before = storageOf(spec);
        const storage = storageOf(after);
        if (setIn(before).length > 1) told.two += 1;

        expect(setIn(storage)).toHaveLength(1);
        expect(complaints(after)).toEqual([]);
        expect(after['managementState']).toBe('Managed');
        expect(plan.steps.flatMap((step) => (step.kind === 'patch' && writes(step) ? [step.body] : [])).filter((body) => complaints((body as { spec: Fields }).spec).some((one) => !/Required value/.test(one)))).toEqual([]);

        // never less safe without a loss that says so
        const marked = storage['managementState'] === 'Managed' && storage['emptyDir'] === undefined && nameIn(storage) !== '';
        const same = before['managementState'] === 'Managed' && setIn(before).join() === setIn(storage).join() && nameIn(before) === nameIn(storage);
        if (marked && !same) expect(plan.losses.some(({ why }) => why.includes('a later Removed would delete'))).toBe(true);
        const moved = setIn(taken).length === 1 && (setIn(taken).join() !== setIn(storage).join() || nameIn(taken) !== nameIn(storage));
        if (moved && stored && pending(plan) > 0) {
          expect(plan.losses.filter((loss) => loss.images === 2)).toHaveLength(1);
          told.lost += 1;
        }
        if (!stored) expect(plan.losses.filter((loss) => (loss.images ?? 0) > 0)).toEqual([]);

        for (const seen of [now, takenOver(now)]) {
          const again = outcome(form, given, seen);
          expect([again.errors, again.plan.steps.filter(writes).map(({ title }) => title), again.plan.losses]).toEqual([[], [], []]);
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(told.planned).toBeGreaterThanOrEqual(RUNS * 0.625);
    expect(Math.min(told.lost, told.two)).toBeGreaterThan(50);
  });
});

describe('any state before, and a change of state', () => {
  it('changes nothing but the state, and deletes nothing in silence', { timeout: 600_000 }, () => {
    let [planned, deletes] = [0, 0];
    fc.assert(
      fc.property(setups, fc.constantFrom('managed', 'unmanaged', 'removed'), fc.boolean(), (setup, to, stored) => {
        const given = { to };
        const objects = objectsOf(setup, stored ? IMAGES : []);
        if (!goes(state, given, objects)) return;
        const { plan, after, objects: now } = outcome(state, given, objects);
        planned += 1;
        expect({ ...after, managementState: '' }).toEqual({ ...setup.spec, managementState: '' });
        expect(String(after['managementState']).toLowerCase()).toBe(to);
        const held = setIn(setup.taken)[0];
        const ends = held === 'emptyDir' || storageOf(setup.spec)['managementState'] === 'Managed';
        if (to === 'removed' && setup.spec['managementState'] !== 'Removed' && held !== undefined && ends && stored) {
          deletes += 1;
          expect(plan.losses.filter((loss) => loss.images === 2)).toHaveLength(1);
          // never together with a change of storage that the operator has not seen
          if (storageOf(setup.spec)['managementState'] === 'Managed') expect(setIn(storageOf(setup.spec))).toEqual([held]);
        }
        if (to === 'unmanaged') expect(plan.losses).toEqual([]);
        if (to === 'managed') expect(setIn(storageOf(setup.spec))).toHaveLength(1);
        const again = outcome(state, given, now);
        expect([again.errors, again.plan.steps.filter(writes), again.plan.losses]).toEqual([[], [], []]);
      }),
      { numRuns: RUNS / 4, seed: SEED },
    );
    tell(`any state before and a change of state: ${planned} planned, ${deletes} that would delete`);
    expect(planned).toBeGreaterThan(RUNS / 8);
    expect(deletes).toBeGreaterThan(5);
  });
});
