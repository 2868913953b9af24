import { describe, expect, it } from 'vitest';
import { nameOf, NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { isMet, knownBy } from '../../src/plan/known.ts';
import type { DesiredStep, DesiredWait, Reference } from '../../src/plan/types.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { bound, CLAIM, CLAIM_MAP, CLAIM_SECRET } from '../platforms/world.ts';
import { object, snapshotOf } from '../registry/world.ts';
import { MAP, reference } from './parts.ts';

const WAIT: DesiredWait = {
  id: 'bound',
  title: 'The claim is bound',
  judge: 'obc-bound',
  reads: [CLAIM, CLAIM_SECRET, CLAIM_MAP],
  params: { namespace: NS.storage, name: 'rgwbucket' },
};
const wait = (more: Partial<DesiredWait> = {}): DesiredStep => ({ kind: 'wait', ...WAIT, ...more });
const whole = snapshotOf(bound());
const without = (gone: KubeObject['kind']): Snapshot =>
  snapshotOf(bound().filter((o) => o.kind !== gone), { absent: [CLAIM, CLAIM_SECRET, CLAIM_MAP] });
const asked = (more: Partial<Reference['$ref']> = {}): Reference['$ref'] =>
  reference(['data', 'BUCKET_NAME'], { step: 'bound', object: nameOf(CLAIM_MAP), ...more }).$ref;

describe('a value that a wait yields', () => {
  const cases: [what: string, snapshot: Snapshot, ref: Reference['$ref'], step: DesiredStep, value: unknown][] = [
    ['is known once its judge is content', whole, asked(), wait(), 'rgwbucket-1'],
    ['of another object of the same wait', whole, asked({ object: nameOf(CLAIM), path: ['spec', 'storageClassName'] }), wait(), 'ocs-storagecluster-ceph-rgw'],
    ['of the first object that it reads, when none is named', whole, asked({ object: undefined as never, path: ['kind'] }), wait(), 'ObjectBucketClaim'],
    ['is not believed before: no claim', without('ObjectBucketClaim'), asked(), wait(), undefined],
    ['is not believed before: no secret', without('Secret'), asked(), wait(), undefined],
    ['is not there: no config map', without('ConfigMap'), asked(), wait(), undefined],
    ['of an object that the wait does not read', whole, asked({ object: nameOf(MAP) }), wait(), undefined],
    ['at a path that is not there', whole, asked({ path: ['data', 'NOTHING'] }), wait(), undefined],
    ['of a step that is not there', whole, asked({ step: 'other' }), wait(), undefined],
    ['of a collection, which is no object', whole, asked(), wait({ reads: [{ resource: R.ConfigMap }] }), undefined],
    ['whose judge nobody knows', whole, asked(), wait({ judge: 'nobody' }), undefined],
    ['of a wait for another claim', whole, asked(), wait({ params: { namespace: NS.storage, name: 'other' } }), undefined],
  ];
  it.each(cases)('%s', (_, snapshot, ref, step, value) => expect(knownBy(snapshot, [step])(ref)).toBe(value));
  it('of an object that no step makes is known at once, if that was read', () => {
    const own = { ref: CLAIM_MAP, step: '' };
    expect(knownBy(without('ObjectBucketClaim'), [])(asked(own))).toBe('rgwbucket-1');
    expect(knownBy(snapshotOf([]), [])(asked(own))).toBeUndefined();
  });

  it('of a secret is its digest, never its text', () => {
    const ref = asked({ object: nameOf(CLAIM_SECRET), path: ['data', 'AWS_ACCESS_KEY_ID'], secret: true });
    expect(knownBy(whole, [wait()])(ref)).toEqual({ bytes: 20, digest: 'key' });
  });
});

describe('a value of an object that a step makes', () => {
  const step: DesiredStep = { kind: 'object', id: 'map', title: 'm', ref: MAP, body: {} };
  it('is what is there', () => {
    const world = snapshotOf([object(MAP, { data: { a: '1' } })]);
    expect(knownBy(world, [step])(reference(['data', 'a'], { step: 'map' }).$ref)).toBe('1');
  });
  it('is not known before there is one', () => {
    const world = snapshotOf([], { absent: [MAP] });
    expect(knownBy(world, [step])(reference(['data', 'a'], { step: 'map' }).$ref)).toBeUndefined();
  });
  it.each([
    ['a patch', { kind: 'config', id: 'map', title: 'c', spec: {} }],
    ['a proof', { kind: 'prove', id: 'map', title: 'p', proof: 'push-pull' }],
  ] as [string, DesiredStep][])('%s yields none', (_, other) => {
    expect(knownBy(whole, [other])(reference(['kind'], { step: 'map' }).$ref)).toBeUndefined();
  });
});

describe('a wait that waits for values of another', () => {
  const second = wait({ id: 'second', params: { namespace: NS.storage, name: reference(['metadata', 'name'], { step: 'bound', object: nameOf(CLAIM) }) } });
  it('is content when both are', () => {
    expect(isMet(second as DesiredWait, whole, knownBy(whole, [wait(), second]))).toBe(true);
    const ref = asked({ step: 'second' });
    expect(knownBy(whole, [wait(), second])(ref)).toBe('rgwbucket-1');
  });
  it('is not while the first is not', () => {
    const early = without('Secret');
    expect(isMet(second as DesiredWait, early, knownBy(early, [wait(), second]))).toBe(false);
  });
  it('is not when nobody yields the value', () => expect(isMet(second as DesiredWait, whole, () => undefined)).toBe(false));
});

it('a wait without params is judged as it is', () => {
  const present: DesiredWait = { id: 'c', title: 'c', judge: 'config-present', reads: [] };
  const there = snapshotOf([object(ref(R.Config, 'cluster'), { spec: {} })]);
  expect(isMet(present, there, () => undefined)).toBe(true);
  expect(isMet(present, snapshotOf([], { absent: [ref(R.Config, 'cluster')] }), () => undefined)).toBe(false);
});
