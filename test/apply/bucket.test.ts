import { describe, expect, it } from 'vitest';
import { applyWithReplan } from '../../src/apply/replan.ts';
import type { BucketStep } from '../../src/plan/types.ts';
import type { SetOutcome } from '../../src/probe/store/set.ts';
import { Bed, failure, planOf, SOURCE } from './bed.ts';

const STEP: BucketStep = {
  kind: 'bucket', id: 'abort-uploads', title: 'Old uploads go', setting: 'abort-uploads', place: 'bucket b at h', action: 'update', changes: [{ path: 'a', after: 1 }], seen: 'd1', command: 'aws s3api put',
  question: { secret: SOURCE, keys: {}, kind: 'gcs', bucket: 'b' },
};

/** A bed whose store answers so, one after the other; the last goes on. */
function bedWith(...outcomes: SetOutcome[]): { bed: Bed; asked: BucketStep[] } {
  const bed = new Bed();
  const asked: BucketStep[] = [];
  bed.ports.store = async (step) => {
    asked.push(step);
    return (outcomes.length > 1 ? outcomes.shift() : outcomes[0]) ?? { state: 'written' };
  };
  return { bed, asked };
}
const withStep = (bed: Bed, step: BucketStep = STEP) => ({ ...bed.plan(), steps: [step, ...bed.plan().steps] });
const ends = (bed: Bed): (string | undefined)[] => bed.events.flatMap((event) => (event.type === 'end' && event.step.kind === 'bucket' ? [event.outcome] : []));

describe('a setting of a bucket is written', () => {
  it.each<[string, SetOutcome, string, string[]]>([
    ['and named', { state: 'written' }, 'updated', ['abort-uploads of bucket b at h']],
    ['by somebody else already', { state: 'already' }, 'kept', []],
  ])('%s, then the rest', async (_what, outcome, end, written) => {
    const { bed, asked } = bedWith(outcome);
    const done = await bed.apply(withStep(bed));
    expect(asked).toEqual([STEP]);
    expect(ends(bed)).toEqual([end]);
    expect(done.written.filter((name) => name.includes('bucket b'))).toEqual(written);
    expect(bed.config()['spec']).toMatchObject({ managementState: 'Managed' });
  });

  it('not at all where it is kept, or by a dry run, which says so', async () => {
    const { bed, asked } = bedWith();
    await bed.apply(planOf([{ ...STEP, action: 'keep' }]));
    await bed.apply(planOf([STEP]), { dryRun: true });
    expect([asked, ends(bed)]).toEqual([[], ['kept', 'skipped']]);
    expect(bed.events).toContainEqual({ type: 'state', step: STEP, state: 'would be written; a store has no dry run' });
  });

  it('only after the API server has taken every dry run', async () => {
    const { bed, asked } = bedWith();
    const plan = withStep(bed);
    const bad = plan.steps.map((step) => (step.id === 'claim' && step.kind === 'ensure' ? { ...step, action: 'update' as const, resourceVersion: '1' } : step));
    await expect(bed.apply({ ...plan, steps: bad })).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});

describe('where it is not', () => {
  it.each<[string, SetOutcome, string, RegExp]>([
    ['refused', { state: 'refused', detail: 'AccessDenied' }, 'cluster', /could not be written: AccessDenied\. Nothing was written\./],
    ['not known', { state: 'unsure', detail: 'no answer' }, 'unhealthy', /^It is not known whether abort-uploads of bucket b at h was written: no answer\. Nothing else was written\./],
  ])('%s: the run ends before the Config, with the command', async (_what, outcome, code, words) => {
    const { bed } = bedWith(outcome);
    const error = await failure(bed.apply(withStep(bed)));
    expect([error.outcome, error.remedy]).toEqual([code, STEP.command]);
    expect(error.message).toMatch(words);
    expect(bed.config()['spec']).toMatchObject({ managementState: 'Removed' });
  });

  it('changed by somebody else: it is planned anew', async () => {
    const { bed, asked } = bedWith({ state: 'changed', detail: 'somebody else changed it' }, { state: 'written' });
    const done = await applyWithReplan({ first: withStep(bed), makePlan: async () => withStep(bed, { ...STEP, seen: 'd2' }), confirm: () => Promise.reject(new Error('nothing new to agree to')) }, { dryRun: false, verify: true }, bed.ports);
    expect(asked.map(({ seen }) => seen)).toEqual(['d1', 'd2']);
    expect(done.written[0]).toBe('abort-uploads of bucket b at h');
  });

  it('changed for ever: it is a conflict', async () => {
    const { bed, asked } = bedWith({ state: 'changed', detail: 'again' });
    const error = await failure(applyWithReplan({ first: withStep(bed), makePlan: async () => withStep(bed), confirm: async () => undefined }, { dryRun: false, verify: true }, bed.ports));
    expect([error.outcome, asked.length]).toEqual(['conflict', 6]);
  });

  it('nothing speaks to stores: that is our fault', async () => {
    const bed = new Bed();
    expect(await failure(bed.apply(planOf([STEP])))).toMatchObject({ outcome: 'unexpected' });
  });

  it('the run was told to stop: nothing is sent', async () => {
    const { bed, asked } = bedWith();
    bed.stop.abort();
    expect((await failure(bed.apply(planOf([STEP])))).outcome).toBe('interrupted');
    expect(asked).toEqual([]);
  });
});
