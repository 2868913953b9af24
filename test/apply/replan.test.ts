import { describe, expect, it } from 'vitest';
import { applyWithReplan, REPLANS, widens, type Drive } from '../../src/apply/replan.ts';
import { Stale } from '../../src/apply/stale.ts';
import { Failure } from '../../src/errors.ts';
import type { FieldChange, Plan } from '../../src/plan/types.ts';
import { BUNDLE, Bed, CONFIG, SECRET, ensure, failure, from, patch, planOf } from './bed.ts';

const CONFIG_NAME = 'configs.imageregistry.operator.openshift.io/cluster';
const OPTIONS = { dryRun: false, verify: true };

const withChanges = (changes: FieldChange[], more: Partial<Plan> = {}): Plan => planOf([{ ...patch('p', 'update', {}), changes }], more);
const plain = withChanges([{ path: 'spec.replicas', before: 1, after: 2 }]);

describe('a plan made anew', () => {
  const cases: [what: string, old: Plan, next: Plan, why: string | undefined][] = [
    ['the same', plain, plain, undefined],
    ['a pause, which changes nothing for good', plain, planOf([{ ...patch('h', 'update', {}), temporary: true, changes: [{ path: 'spec.managementState', after: 'Unmanaged' }] }, ...plain.steps]), undefined],
    ['what a pause only held for a while', planOf([{ ...patch('h', 'update', {}), temporary: true, changes: [{ path: 'spec.replicas', after: 0 }] }]), plain, `it would also change ${CONFIG_NAME} spec.replicas`],
    ['less', plain, planOf([patch('p', 'keep', {})]), undefined],
    ['from another value', plain, withChanges([{ path: 'spec.replicas', before: 7, after: 2 }]), undefined],
    ['to another value', plain, withChanges([{ path: 'spec.replicas', after: 3 }]), `it would change ${CONFIG_NAME} spec.replicas to another value`],
    ['one field more', plain, withChanges([{ path: 'spec.replicas', after: 2 }, { path: 'spec.managementState', after: 'Removed' }]), `it would also change ${CONFIG_NAME} spec.managementState`],
    ['a field removed instead', plain, withChanges([{ path: 'spec.replicas', before: 2 }]), `it would change ${CONFIG_NAME} spec.replicas to another value`],
    ['an object that somebody else made', planOf([ensure('b', BUNDLE, 'create', {})]), planOf([ensure('b', BUNDLE, 'update', {})]), 'it would write over configmaps/openshift-config/image-registry-s3-bundle, which somebody else made meanwhile'],
    ['an object that was made as it is wanted', planOf([ensure('b', BUNDLE, 'create', {})]), planOf([ensure('b', BUNDLE, 'keep', {})]), undefined],
    ['another object', plain, planOf([{ ...ensure('b', BUNDLE, 'create', {}), changes: [{ path: 'data.a', after: 'x' }] }]), 'it would also change configmaps/openshift-config/image-registry-s3-bundle data.a'],
    ['a loss', plain, { ...plain, losses: [{ what: 'the old bucket', why: 'x' }] }, 'it would lose the old bucket'],
    ['more images', { ...plain, losses: [{ what: 'b', why: 'x', images: 3 }] }, { ...plain, losses: [{ what: 'b', why: 'x', images: 4 }] }, 'it would lose more of b (4 images, not 3)'],
    ['uncounted images', { ...plain, losses: [{ what: 'b', why: 'x', images: 3 }] }, { ...plain, losses: [{ what: 'b', why: 'x' }] }, 'it would lose more of b (unknown images, not 3)'],
    ['fewer images', { ...plain, losses: [{ what: 'b', why: 'x', images: 3 }] }, { ...plain, losses: [{ what: 'b', why: 'x', images: 2 }] }, undefined],
    ['counted now', { ...plain, losses: [{ what: 'b', why: 'x' }] }, { ...plain, losses: [{ what: 'b', why: 'x', images: 2 }] }, undefined],
    ['another cluster', plain, { ...plain, clusterId: 'c2' }, 'it is for another cluster'],
    ['another server', plain, { ...plain, target: { ...plain.target, server: 'https://other' } }, 'it is for another cluster'],
  ];
  it.each(cases)('%s', (_what, old, next, why) => expect(widens(old, next)).toBe(why));

  it('may know what was not known before', () => {
    const old = planOf([{ ...patch('p', 'update', { spec: { bucket: from('x', ['data'], 'known after the claim is bound') } }), changes: [{ path: 'spec.bucket', after: 'known after the claim is bound' }] }]);
    expect(widens(old, withChanges([{ path: 'spec.bucket', after: 'b-1234' }]))).toBeUndefined();
  });
});

function drive(bed: Bed, more: Partial<Drive> = {}): Drive & { asked: (string | undefined)[]; made: () => number } {
  const asked: (string | undefined)[] = [];
  let made = 0;
  return {
    asked,
    made: () => made,
    makePlan: async () => {
      made++;
      return bed.plan();
    },
    confirm: async (_plan, why) => void asked.push(why),
    ...more,
  };
}

describe('applying until it stands', () => {
  it('plans, asks once, applies', async () => {
    const bed = new Bed();
    const driver = drive(bed);
    const result = await applyWithReplan(driver, OPTIONS, bed.ports);
    expect(driver.asked).toEqual([undefined]);
    expect(result.written).toHaveLength(4);
  });

  it('takes the plan that was confirmed already', async () => {
    const bed = new Bed();
    const driver = drive(bed, { first: bed.plan() });
    await applyWithReplan(driver, OPTIONS, bed.ports);
    expect([driver.made(), driver.asked]).toEqual([0, []]);
  });

  it.each([1, 3, REPLANS])('plans anew after the operator overwrote the patch %i times', async (times) => {
    const bed = new Bed('old keys');
    const old = structuredClone(bed.config());
    let overwritten = 0;
    bed.kube.after = (call) => void (call.name === CONFIG_NAME && call.verb === 'patch' && overwritten++ < times && bed.kube.put(CONFIG, { spec: old['spec'] }));
    const result = await applyWithReplan(drive(bed), OPTIONS, bed.ports);
    expect(bed.config()['spec']).toMatchObject({ managementState: 'Managed' });
    expect(bed.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY']).toBe(SECRET);
    expect(bed.events.filter((event) => event.type === 'replan').map((event) => event.attempt)).toEqual(Array.from({ length: times }, (_, i) => i + 1));
    // what earlier attempts wrote counts too
    expect(result.written).toHaveLength(4);
  });

  it('is a conflict after that', async () => {
    const bed = new Bed();
    const old = structuredClone(bed.config());
    bed.kube.after = (call) => void (call.name === CONFIG_NAME && call.verb === 'patch' && bed.kube.put(CONFIG, { spec: old['spec'] }));
    const driver = drive(bed);
    const error = await failure(applyWithReplan(driver, OPTIONS, bed.ports));
    expect(error).toMatchObject({ outcome: 'conflict' });
    expect(error).not.toBeInstanceOf(Stale);
    expect(error.message).toContain('outdated 6 times in a row');
    expect(driver.made()).toBe(1 + REPLANS);
  });

  /** Each plan is stale at once, and the second goes further. */
  function further(bed: Bed, next: Partial<Plan>): Drive & { asked: (string | undefined)[] } {
    const version = (bed.config()['metadata'] as { resourceVersion: string }).resourceVersion;
    const stale = planOf([patch('p', 'update', { spec: { replicas: 2 } }, '1')]);
    return drive(bed, { first: stale, makePlan: async () => planOf([patch('p', 'update', { spec: { replicas: 2 } }, version)], next) });
  }

  it('asks again when the new plan would lose more', async () => {
    const bed = new Bed();
    const driver = further(bed, { losses: [{ what: 'a bucket', why: 'x' }] });
    await applyWithReplan(driver, OPTIONS, bed.ports);
    expect(driver.asked).toEqual(['it would lose a bucket']);
  });

  it('writes nothing when that is not agreed to', async () => {
    const bed = new Bed();
    const driver = { ...further(bed, { losses: [{ what: 'a bucket', why: 'x' }] }), confirm: async () => Promise.reject(new Failure('preflight', 'not agreed')) };
    expect(await failure(applyWithReplan(driver, OPTIONS, bed.ports))).toMatchObject({ outcome: 'preflight' });
    expect(bed.kube.writes()).toEqual([]);
  });

  it('never goes on with another cluster', async () => {
    const bed = new Bed();
    const driver = further(bed, { clusterId: 'c2' });
    expect(await failure(applyWithReplan(driver, OPTIONS, bed.ports))).toMatchObject({ outcome: 'conflict' });
    expect(driver.asked).toEqual([]);
  });

  it('plans nothing anew for any other failure, nor after an interruption', async () => {
    const bed = new Bed();
    bed.proof = { proof: 'p', ok: false, summary: 'no', facts: [] };
    const driver = drive(bed);
    expect(await failure(applyWithReplan(driver, OPTIONS, bed.ports))).toMatchObject({ outcome: 'unhealthy' });
    expect(driver.made()).toBe(1);
    const stopped = new Bed();
    const second = further(stopped, {});
    stopped.clock.during = () => stopped.stop.abort();
    expect(await failure(applyWithReplan(second, OPTIONS, stopped.ports))).toMatchObject({ outcome: 'interrupted' });
  });
});
