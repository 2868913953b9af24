import { describe, expect, it } from 'vitest';
import { stale } from '../../src/plan/stale.ts';
import { ensure, patch, planOf, wait } from './parts.ts';

describe('stale', () => {
  const plan = planOf([ensure('a'), patch('config')]);
  it('not when only versions of objects moved', () => expect(stale(plan, planOf([ensure('a', { resourceVersion: '2' }), patch('config', { resourceVersion: '3' })]))).toBeUndefined());
  it('on another cluster', () => expect(stale(plan, planOf(plan.steps, [], { clusterId: 'c2' }))).toBe('the plan is for cluster c1, this is c2'));
  it('names what is different', () => {
    expect(stale(plan, planOf([ensure('a', { action: 'create' }), patch('config'), wait('w')]))).toBe('the cluster has changed since the plan was made: Object a; Wait w');
  });
  it('when a step has gone', () => expect(stale(plan, planOf([ensure('a')]))).toBe('the cluster has changed since the plan was made'));
  it('when more would be lost', () => expect(stale(plan, planOf(plan.steps, [{ what: 'x', why: 'y' }]))).toBe('the cluster has changed since the plan was made'));
});
