import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/types.ts';
import { Failure } from '../../src/errors.ts';
import { configStep, ensureStep } from '../../src/plan/compare.ts';
import { equal, mergePatch } from '../../src/plan/merge.ts';
import type { Lookup } from '../../src/plan/resolve.ts';
import type { DesiredObject, ValueObject } from '../../src/plan/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { object, snapshotOf } from '../registry/world.ts';
import { MAP, reference } from './parts.ts';

const nothing: Lookup = () => undefined;
const wanted = (body: ValueObject, more: Partial<DesiredObject> = {}): DesiredObject => ({ id: 'o', title: 'o', ref: MAP, body, ...more });
const there = (fields: Record<string, unknown>, target = MAP): KubeObject => object(target, fields);

describe('an object that is there', () => {
  const later = reference(['data', 'B']);
  const known: Lookup = (ref) => (ref.secret ? { bytes: 3, digest: 'd1' } : 'bucket-1');
  const hidden = reference(['data', 'K'], { secret: true });
  const cases: [what: string, has: ValueObject, body: ValueObject, lookup: Lookup, action: string, patch: ValueObject][] = [
    ['as wanted', { data: { a: '1' } }, { data: { a: '1' } }, nothing, 'keep', {}],
    ['with more than is wanted', { data: { a: '1', b: '2' } }, { data: { a: '1' } }, nothing, 'keep', {}],
    ['with another value', { data: { a: '1' } }, { data: { a: '2' } }, nothing, 'update', { data: { a: '2' } }],
    ['without the field', {}, { data: { a: '1' } }, nothing, 'update', { data: { a: '1' } }],
    ['with a field too many', { data: { a: '1' } }, { data: { a: null } }, nothing, 'update', { data: { a: null } }],
    ['without that field already', { data: {} }, { data: { a: null } }, nothing, 'keep', {}],
    ['with a value where an object is wanted', { data: 'x' }, { data: { a: '1' } }, nothing, 'update', { data: { a: '1' } }],
    ['with a list in another order', { l: ['a', 'b'] }, { l: ['b', 'a'] }, nothing, 'update', { l: ['b', 'a'] }],
    ['with the same list', { l: [{ x: 1, y: 2 }] }, { l: [{ y: 2, x: 1 }] }, nothing, 'keep', {}],
    ['with a value that turns out the same', { v: 'bucket-1' }, { v: later }, known, 'keep', {}],
    ['with one that turns out another', { v: 'old' }, { v: later }, known, 'update', { v: 'bucket-1' }],
    ['with one that is not known yet', { v: 'old' }, { v: later }, nothing, 'update', { v: later as never }],
    ['with the same secret', { v: { bytes: 3, digest: 'd1' } }, { v: hidden }, known, 'keep', {}],
    ['with another secret, whose text no plan holds', { v: { bytes: 3, digest: 'd2' } }, { v: hidden }, known, 'update', { v: hidden as never }],
    ['without the secret', {}, { v: hidden }, known, 'update', { v: hidden as never }],
    ['with a secret nobody could digest', { v: 'x' }, { v: hidden }, () => 'x', 'update', { v: hidden as never }],
  ];
  it.each(cases)('%s', (_, has, body, lookup, action, patch) => {
    const step = ensureStep(wanted(body), snapshotOf([there(has)]), lookup);
    expect([step.action, step.body]).toEqual([action, patch]);
    expect(step.resourceVersion).toBe('10');
    expect(step.changes.length > 0).toBe(action === 'update');
  });
});

describe('an object that is not there', () => {
  it('is made whole, what is wanted over what is set once', () => {
    const step = ensureStep(
      wanted({ data: { a: '1' } }, { onCreate: { data: { a: 'first', b: '2' } }, live: true }),
      snapshotOf([], { absent: [MAP] }),
      nothing,
    );
    expect(step).toMatchObject({
      action: 'create',
      live: true,
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'bundle', namespace: 'openshift-config' },
        data: { a: '1', b: '2' },
      },
    });
    expect(step).not.toHaveProperty('resourceVersion');
  });
  it.each(['denied', 'failed'] as const)('but when its read %s nothing is planned', (state) => {
    const blind = snapshotOf([]);
    blind.answers['configmaps/openshift-config/bundle'] = { state, reason: 'r' };
    const says = `configmaps/openshift-config/bundle could not be read (${state}), so it cannot be planned`;
    expect(() => ensureStep(wanted({}), blind, nothing)).toThrow(Failure);
    expect(() => ensureStep(wanted({}), blind, nothing)).toThrow(says);
  });
});

describe('the Config', () => {
  const step = (spec: ValueObject, has: ValueObject) =>
    configStep({ id: 'c', title: 'c', spec }, snapshotOf([there({ spec: has }, OBJECT.config)]), nothing);
  it('is kept when only what says nothing differs', () => {
    expect(step({ replicas: 2, proxy: null, storage: { pvc: null } }, { replicas: 2, proxy: {}, storage: {} })).toMatchObject({ action: 'keep', body: {}, changes: [] });
  });
  it('is patched whole when one field differs: its nulls only work together', () => {
    const spec = { replicas: 2, storage: { emptyDir: {}, pvc: null } };
    const made = step(spec, { replicas: 1, storage: { emptyDir: {} } });
    expect(made).toMatchObject({ action: 'update', body: { spec }, resourceVersion: '10' });
    expect(made.changes).toEqual([{ path: 'spec.replicas', before: 1, after: 2 }]);
  });
  it('that is not there yet is patched later, at whatever version it has then', () => {
    const made = configStep({ id: 'c', title: 'c', spec: { replicas: 2 } }, snapshotOf([], { absent: [OBJECT.config] }), nothing);
    expect(made).toMatchObject({ action: 'update', body: { spec: { replicas: 2 } } });
    expect(made).not.toHaveProperty('resourceVersion');
  });
});

it('whatever is there and wanted, the patch makes it so, and then there is none', () => {
  const leaf = fc.oneof(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 2 }), fc.boolean());
  const names = fc.constantFrom('x', 'y', 'z');
  const tree = (withNull: boolean): fc.Arbitrary<ValueObject> =>
    fc.letrec<{ value: never; object: ValueObject }>((tie) => ({
      value: fc.oneof({ maxDepth: 2 }, leaf, ...(withNull ? [fc.constant(null)] : []), tie('object')) as fc.Arbitrary<never>,
      object: fc.dictionary(names, tie('value'), { maxKeys: 3 }),
    })).object;
  fc.assert(
    fc.property(tree(false), tree(true), (has, body) => {
      const before = there({ data: has });
      const step = ensureStep(wanted({ data: body }), snapshotOf([before]), nothing);
      const after = mergePatch(before, step.body) as KubeObject;
      expect(equal(after, mergePatch(before, { data: body }))).toBe(true);
      expect(ensureStep(wanted({ data: body }), snapshotOf([after]), nothing).action).toBe('keep');
    }),
    { numRuns: 1500 },
  );
});
