import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { pending } from '../../src/plan/changes.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { outlook } from '../../src/registry/outlook.ts';
import { priorsFor } from './priors.ts';
import { ALL, sample, tell } from './sample.ts';
import { Table } from './table.ts';
import { BAD, VARIANTS } from './variants.ts';
import { bare, configOf, image, outcome, takenOver, type Fields, type Prior, type Variant } from './world.ts';

const IMAGES = [image('team/app', 1), image('team/app', 2), image('team/base', 3)];
const BACKENDS = ['emptyDir', 's3', 'gcs', 'swift', 'pvc', 'azure', 'ibmcos', 'oss'];
/** What makes two storages the same place, written down anew. */
const PLACE = ['bucket', 'regionEndpoint', 'container', 'authURL', 'accountName', 'claim', 'tenant', 'tenantID', 'regionName'];

const setIn = (storage: Fields): string[] => BACKENDS.filter((backend) => typeof storage[backend] === 'object' && storage[backend] !== null);
const place = (storage: Fields): string => setIn(storage).map((backend) => [backend, ...PLACE.map((key) => ((storage[backend] as Record<string, string | undefined>)[key] ?? ''))].join('|')).join(' + ');

/** A blank claim keeps the name where the operator has chosen it. */
const unnamed = (storage: Fields): Fields => (storage['pvc'] !== undefined && (storage['pvc'] as Fields)['claim'] === 'image-registry-storage' ? { ...storage, pvc: { claim: '' } } : storage);

/** Whether images would be left behind or end, by where they were and where the registry goes. */
function loses({ holds }: Prior, after: Fields): boolean {
  const to = place(after);
  // two pods become one, which restarts those of an empty directory
  return holds.some((held) => place(held) !== to || 'emptyDir' in held);
}

/** Whether the storage comes under a mark that lets Removed delete what has a name. */
function exposes({ spec }: Prior, after: Fields): boolean {
  const before = spec['storage'] as Fields;
  const named = (after['pvc'] as Fields | undefined)?.['claim'] === 'image-registry-storage';
  return named && after['managementState'] === 'Managed' && !(before['managementState'] === 'Managed' && place(before) === place(after));
}

function check(variant: Variant, prior: Prior, images: typeof IMAGES): void {
  const { form, given, wanted } = variant;
  const told = outcome(form, given, [...variant.objects, ...(prior.objects ?? []), ...images, configOf(prior.spec, prior.taken)]);
  expect(told.errors).toEqual([]);
  const after = told.after['storage'] as Fields;
  expect(setIn(after)).toHaveLength(1);
  expect(bare(unnamed(after))).toEqual(bare(wanted));
  expect(told.after['managementState']).toBe('Managed');
  const patches = told.plan.steps.filter((step) => step.kind === 'patch' && step.temporary !== true);
  expect(patches).toHaveLength(1);
  const image = told.plan.losses.filter((loss) => loss.images !== undefined);
  if (pending(told.plan) > 0) {
    expect(image.length > 0).toBe(images.length > 0 && loses(prior, after));
    expect(told.plan.losses.length - image.length).toBe(exposes(prior, after) ? 1 : 0);
  } else expect(told.plan.losses).toEqual([]);
  for (const loss of image) expect([loss.images, loss.examples]).toEqual([3, ['team/app', 'team/base']]);
  const noted = told.specs.flatMap((spec) => outlook(told.snapshot, spec)).map(({ code }) => code);
  const before = prior.spec['storage'] as Fields;
  expect(noted.includes('RC-STORAGE-TWO')).toBe(setIn(before).length > 1);
  for (const objects of [told.objects, takenOver(told.objects)]) {
    const again = outcome(form, given, objects);
    expect([pending(again.plan), again.plan.losses, again.errors]).toEqual([0, [], []]);
  }
}

const table = new Table();
afterAll(() => tell(`every state before, for every form, ${table.total} cases\n${table.toString()}\n`));

describe.each(VARIANTS.map((variant) => [variant.name, variant] as const))('%s', (_, variant) => {
  const every = priorsFor(variant).flatMap((prior) => [IMAGES, []].map((images) => ({ prior, images, name: `${prior.name}${images.length > 0 ? ', with images' : ''}` })));
  const cases = sample(every, 43, ({ prior }) => prior.from);

  it('leaves one backend as meant, says what is lost, and has nothing to do the second time', () => {
    const wrong: string[] = [];
    for (const { prior, images, name } of cases) {
      table.add(variant.form.name, prior.from);
      try {
        check(variant, prior, images);
      } catch (error) {
        wrong.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    expect(wrong.slice(0, 8).join('\n\n')).toBe('');
    expect(every.length).toBeGreaterThan(300);
    expect(cases.length).toBeGreaterThan(ALL ? 300 : 15);
  });
});

describe.each(Object.keys(PLATFORMS))('%s', (name) => {
  it('refuses bad input before anything is read', () => {
    const bad = BAD[name] ?? [];
    const passed = bad.filter((given) => {
      try {
        PLATFORMS[name]?.reads(given);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        expect((error as Failure).message).toMatch(/^--[a-z-]+: given .* allowed: /u);
        return false;
      }
    });
    table.add(name, 'bad input', bad.length);
    expect(passed).toEqual([]);
    expect(bad.length).toBeGreaterThanOrEqual(5);
  });

  it('is met with every state', () => {
    expect(VARIANTS.some(({ form }) => form.name === name)).toBe(true);
    for (const column of ['fresh', 're-run', 's3', 'gcs', 'azure', 'swift', 'pvc', 'emptyDir', 'ibmcos', 'oss', 'two at once']) expect([column, table.get(name, column) > 0]).toEqual([column, true]);
  });
});
