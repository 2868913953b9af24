import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { isReady, nextMove, share } from '../../../src/sandbox/actors/rollout.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { deployment } from './world.ts';

const pod = (id: string, ready: boolean): KubeObject =>
  make(R.Pod, `ns/${id}`, { status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } });
const pods = (kind: string, word: string): KubeObject[] => [...word].map((c, i) => pod(`${kind}${i}`, c === 'r'));
const move = (replicas: number, strategy: unknown, fresh: string, old: string, leaving = 0) => {
  const { create, remove } = nextMove({
    deployment: deployment(replicas, { spec: { strategy } }),
    fresh: pods('new', fresh),
    old: pods('old', old),
    leaving,
  });
  return [create, remove.map((p) => p.metadata.name)];
};
const rolling = (maxSurge: unknown, maxUnavailable: unknown) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
});
const OPERATORS = rolling(1, 1);

describe('nextMove', () => {
  // words: one letter a pod, r ready, n not
  it.each([
    ['a first rollout', 2, OPERATORS, '', '', 0, [2, []]],
    ['nothing to do', 2, OPERATORS, 'rr', '', 0, [0, []]],
    ['a pod that went', 2, OPERATORS, 'r', '', 0, [1, []]],
    ['scaling down takes what is not ready first', 1, OPERATORS, 'rn', '', 0, [0, ['new1']]],
    ['scaling to none', 0, OPERATORS, 'rr', '', 0, [0, ['new0', 'new1']]],
    ['a new template: one more, one fewer', 2, OPERATORS, '', 'rr', 0, [1, ['old0']]],
    ['old pods that are broken go at once', 2, OPERATORS, '', 'nn', 0, [1, ['old0', 'old1']]],
    ['the new one is not ready: keep one old', 2, OPERATORS, 'n', 'r', 0, [1, []]],
    ['the new ones are ready: the last old goes', 2, OPERATORS, 'rr', 'r', 0, [0, ['old0']]],
    ['one replica, none may miss', 1, rolling('25%', 0), '', 'r', 0, [1, []]],
    ['one replica, the new is ready', 1, rolling('25%', 0), 'r', 'r', 0, [0, ['old0']]],
    ['neither surge nor gap would stand still', 1, rolling(0, 0), '', 'r', 0, [0, ['old0']]],
    ['Recreate ends the old first', 2, { type: 'Recreate' }, '', 'rr', 0, [0, ['old0', 'old1']]],
    ['Recreate waits while they leave', 2, { type: 'Recreate' }, '', '', 1, [0, []]],
    ['Recreate then begins', 2, { type: 'Recreate' }, '', '', 0, [2, []]],
    ['no strategy is RollingUpdate by quarters', 4, undefined, '', 'rrrr', 0, [1, ['old0']]],
  ])('%s', (_, replicas, strategy, fresh, old, leaving, wanted) => {
    expect(move(replicas, strategy, fresh, old, leaving)).toEqual(wanted);
  });

  it('comes to its end by itself, never above surge nor below what must be there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        (replicas, before, maxSurge, maxUnavailable) => {
          let fresh: KubeObject[] = [];
          let old = pods('old', 'r'.repeat(before));
          for (let i = 0; i < 40; i += 1) {
            const next = nextMove({
              deployment: deployment(replicas, { spec: { strategy: rolling(maxSurge, maxUnavailable) } }),
              fresh,
              old,
              leaving: 0,
            });
            old = old.filter((p) => !next.remove.includes(p));
            fresh = [
              ...fresh.filter((p) => !next.remove.includes(p)),
              ...Array.from({ length: next.create }, (_, n) => pod(`n${i}-${n}`, true)),
            ];
            expect(fresh.length + old.length).toBeLessThanOrEqual(Math.max(replicas + maxSurge, before));
          }
          expect([fresh.length, old.length]).toEqual([replicas, 0]);
        },
      ),
    );
  });
});

describe('share', () => {
  it.each([
    [1, 2, 1],
    ['25%', 1, 1],
    ['25%', 4, 1],
    ['25%', 5, 2],
    ['0%', 5, 0],
    ['100%', 3, 3],
    [undefined, 3, 9],
    ['x', 3, 9],
    [0, 3, 0],
  ])('%s of %d is %d', (value, of, wanted) => {
    expect(share(value, of, Math.ceil, 9)).toBe(wanted);
  });

  it('rounds what may be missing down', () => {
    expect(share('25%', 7, Math.floor, 0)).toBe(1);
  });
});

describe('isReady', () => {
  it('does not count a pod that is going, or that has said nothing', () => {
    const going = pod('a', true);
    going.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    expect([isReady(going), isReady(make(R.Pod, 'ns/b')), isReady(pod('c', true)), isReady(pod('d', false))]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});
