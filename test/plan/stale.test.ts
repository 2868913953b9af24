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

describe('whatever changes', () => {
  const one = ensure('a', { body: { data: { x: '1' } } });
  const two = patch('config', { body: { spec: { replicas: 2 } } });
  const shown = planOf([one, two, wait('w')]);
  const again = 'the cluster has changed since the plan was made';
  it.each([
    ['another value of an object', [{ ...one, body: { data: { x: '2' } } }, two, wait('w')], `${again}: Object a`],
    ['another value of the Config', [one, { ...two, body: { spec: { replicas: 3 } } }, wait('w')], `${again}: Patch config`],
    ['another order', [two, one, wait('w')], again],
    ['a wait for something else', [one, two, wait('w', { params: { name: 'x' } })], `${again}: Wait w`],
    ['a secret that is written live now', [{ ...one, live: true }, two, wait('w')], `${again}: Object a`],
    ['nothing is left to do', [], again],
    ['keys in another order', [one, { ...two, body: { spec: { replicas: 2 } } }, wait('w')], undefined],
  ])('%s', (_, steps, says) => expect(stale(shown, planOf(steps))).toBe(says));
  it('another cluster comes before any other difference', () => {
    expect(stale(shown, planOf([], [], { clusterId: 'c9' }))).toBe('the plan is for cluster c1, this is c9');
  });
});
