import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { bucketStep } from '../../src/plan/bucket.ts';
import { keeps, pending, sets, writes } from '../../src/plan/changes.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { needs } from '../../src/plan/needs.ts';
import { showPlan } from '../../src/plan/show.ts';
import type { BucketStep, DesiredBucket } from '../../src/plan/types.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { widens } from '../../src/apply/replan.ts';
import type { SettingAnswer, StoreAnswer, StoreQuestion } from '../../src/snapshot/types.ts';
import { snapshotOf, TARGET } from '../registry/world.ts';
import { MARKED, unmarked } from '../report/samples.ts';
import { faults } from '../support/schema.ts';
import { ids, patch, planOf, prove, wait } from './parts.ts';

const QUESTION: StoreQuestion = { secret: ref(R.Secret, 'keys', 'default'), keys: { KEY: 'KEY' }, kind: 'gcs', bucket: 'b', settings: ['abort-uploads'] };
const DESIRED: DesiredBucket = { id: 'abort-uploads', title: 'Old uploads go', setting: 'abort-uploads', question: QUESTION, command: 'do it' };
const CHANGES = [{ path: 'lifecycle.rule[0]', after: { age: 1 } }];
const read = (changes: Extract<SettingAnswer, { state: 'read' }>['changes'] = CHANGES): SettingAnswer => ({ state: 'read', changes, seen: 'd1' });
const store = (answer?: SettingAnswer): StoreAnswer => ({ state: 'ours', place: 'bucket b at h', detail: 'd', ...(answer === undefined ? {} : { settings: { 'abort-uploads': answer } }) });
const seen = (answer?: StoreAnswer) => ({ ...snapshotOf([]), ...(answer === undefined ? {} : { store: answer }) });

/** The step as it is planned upon an answer. */
function made(answer: SettingAnswer = read()): BucketStep {
  const [step] = bucketStep(DESIRED, seen(store(answer)));
  if (step === undefined) throw new Error('no step');
  return step;
}

describe('a setting of a bucket becomes a step', () => {
  it.each<[string, DesiredBucket, StoreAnswer | undefined, string[]]>([
    ['to be written where it is not so', DESIRED, store(read()), ['update']],
    ['kept where it is', DESIRED, store(read([])), ['keep']],
    ['none where it could not be read', DESIRED, store({ state: 'unread', detail: 'denied' }), []],
    ['none where it was not read', DESIRED, store(), []],
    ['none where no store was asked', DESIRED, undefined, []],
    ['none without a question', { id: 'a', title: 't', setting: 'abort-uploads', command: 'c' }, store(read()), []],
    ['none of an answer about another setting', { ...DESIRED, setting: 'block-public-access' }, store(read()), []],
  ])('%s', (_what, desired, answer, actions) => {
    expect(bucketStep(desired, seen(answer)).map(({ action }) => action)).toEqual(actions);
  });

  it('counts as a change, and is no write to the cluster', () => {
    const [update, keep] = [made(), made(read([]))];
    expect([sets(update), writes(update), keeps(update)]).toEqual([true, false, false]);
    expect([sets(keep), writes(keep), keeps(keep)]).toEqual([false, false, true]);
    expect(pending(planOf([update, keep, wait('w'), prove('p')]))).toBe(1);
    expect(needs(planOf([update, keep]))).toEqual([]);
  });

  it('has what it is planned upon in its digest', () => {
    expect(digestOf([made()], [])).toBe(digestOf([made()], []));
    expect(digestOf([made()], [])).not.toBe(digestOf([{ ...made(), seen: 'd2' }], []));
  });

  it('stands where it is meant to be, and lets the proof follow though no object changes', () => {
    const desired = [{ kind: 'bucket', ...DESIRED } as const, { kind: 'prove', id: 'p', title: 'P', proof: 'push-pull' } as const];
    const plan = (answer: SettingAnswer) => assemble({ command: 'x', target: TARGET, clusterId: 'c1', clusterVersion: '4.14', snapshot: seen(store(answer)), desired });
    expect(ids(plan(read()).steps)).toEqual(['abort-uploads', 'p']);
    expect(ids(plan(read([])).steps)).toEqual(['abort-uploads']);
  });
});

describe('a plan with settings of a bucket', () => {
  const plan = planOf([made(), made(read([])), patch('c')]);
  it('is as published, without the question', () => {
    const shown = JSON.parse(JSON.stringify(showPlan(plan))) as Record<string, unknown>;
    expect(faults(shown, 'plan.v1.json')).toEqual([]);
    expect(shown).toMatchObject({ pending: 2, steps: [{ kind: 'bucket', bucket: 'bucket b at h', setting: 'abort-uploads', action: 'update', changes: CHANGES, command: 'do it' }, { action: 'keep', changes: [] }, {}] });
    expect(JSON.stringify(shown)).not.toContain('"keys"');
  });
  it('says what is set, field by field, and what is kept', () => {
    const text = unmarked(renderPlan(plan, MARKED, 80));
    expect(text).toContain('  1. set   bucket b at h\n     Old uploads go\n     + lifecycle.rule[0]: {"age":1}\n  2. keep  abort-uploads of bucket b at h\n');
    expect(unmarked(renderPlan(planOf([made(read([]))]), MARKED, 80))).toContain('No changes.');
  });
  it.each<[string, BucketStep, string | undefined]>([
    ['the same', made(), undefined],
    ['done meanwhile', made(read([])), undefined],
    ['another field', made(read([{ path: 'x', after: 1 }])), 'it would also change bucket b at h x'],
    ['another value', made(read([{ path: 'lifecycle.rule[0]', after: 2 }])), 'it would change bucket b at h lifecycle.rule[0] to another value'],
    ['another bucket', { ...made(), place: 'bucket c' }, 'it would also change bucket c lifecycle.rule[0]'],
  ])('is agreed to anew only when it goes further: %s', (_what, next, why) => {
    expect(widens(planOf([made()]), planOf([next]))).toBe(why);
  });
});
