import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTemporary } from '../../src/plan/changes.ts';
import { isLive, ordered } from '../../src/plan/order.ts';
import type { EnsureStep, Step } from '../../src/plan/types.ts';
import { ensure, ids, patch, prove, wait } from './parts.ts';

const live = (id: string, more: Partial<EnsureStep> = {}): EnsureStep => ensure(id, { live: true, ...more });
const held = (id: string): Step => patch(id, { temporary: true });
const kept = (id: string): EnsureStep => live(id, { action: 'keep' });

describe('order', () => {
  const cases: [what: string, steps: Step[], order: string[]][] = [
    ['after every wait, directly before the patch', [live('s'), ensure('m'), wait('w'), patch('p'), wait('r')], ['m', 'w', 's', 'p', 'r']],
    ['several keep their order', [live('a'), wait('w'), live('b'), ensure('x'), patch('p')], ['w', 'x', 'a', 'b', 'p']],
    ['before the next patch, not the last', [live('a'), patch('p'), live('b'), wait('w'), patch('q')], ['a', 'p', 'w', 'b', 'q']],
    ['without a patch they stay', [live('a'), wait('w'), ensure('b')], ['a', 'w', 'b']],
    ['after the last patch they stay', [patch('p'), live('a'), wait('w')], ['p', 'a', 'w']],
    ['before a patch that keeps', [live('a'), wait('w'), patch('p', { action: 'keep' })], ['w', 'a', 'p']],
    ['what is only kept stays', [kept('a'), live('b'), wait('w'), patch('p')], ['a', 'w', 'b', 'p']],
    ['nothing kept stands between a live step and its patch', [live('a'), kept('b'), patch('p')], ['b', 'a', 'p']],
    ['a new one is live too', [live('a', { action: 'create' }), wait('w'), patch('p')], ['w', 'a', 'p']],
    ['proofs stay where they are', [live('a'), prove('v'), patch('p')], ['v', 'a', 'p']],
    ['after a temporary patch, which is none to follow', [live('a'), held('h'), wait('w'), patch('p')], ['h', 'w', 'a', 'p']],
    ['a temporary patch alone changes nothing', [live('a'), held('h'), wait('w')], ['a', 'h', 'w']],
    ['nothing', [], []],
  ];
  it.each(cases)('%s', (_, steps, order) => expect(ids(ordered(steps))).toEqual(order));
});

it.each([
  ['a live object that is written', live('a'), true],
  ['one that is kept', kept('a'), false],
  ['one that nobody reads now', ensure('a'), false],
  ['a patch', patch('p'), false],
  ['a wait', wait('w'), false],
])('live: %s', (_, step, is) => expect(isLive(step)).toBe(is));

describe('any steps', () => {
  const kind = fc.constantFrom('live', 'kept', 'ensure', 'patch', 'held', 'wait', 'prove');
  const make: Record<string, (id: string) => Step> = { live, kept, ensure, patch, held, wait, prove };
  const steps = fc.array(kind, { maxLength: 12 }).map((kinds) => kinds.map((one, i) => (make[one] ?? ensure)(`${one}${i}`)));
  const runs = { numRuns: 1500 };
  const others = (of: readonly Step[]): string[] => ids(of.filter((step) => !isLive(step)));

  it('none is lost, none is made, and those that are not live keep their order', () => {
    fc.assert(
      fc.property(steps, (given) => {
        expect(ids(ordered(given)).sort()).toEqual(ids(given).sort());
        expect(others(ordered(given))).toEqual(others(given));
      }),
      runs,
    );
  });
  it('between a live step and the patch after it are only live steps', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const order = ordered(given);
        const last = order.map((step) => step.kind === 'patch' && !isTemporary(step)).lastIndexOf(true);
        order.slice(0, Math.max(last, 0)).forEach((step, i) => {
          const next = order[i + 1];
          if (isLive(step) && next !== undefined) expect(isLive(next) || (next.kind === 'patch' && !isTemporary(next))).toBe(true);
        });
      }),
      runs,
    );
  });
  it('ordering twice is ordering once', () => {
    fc.assert(
      fc.property(steps, (given) => {
        expect(ids(ordered(ordered(given)))).toEqual(ids(ordered(given)));
      }),
      runs,
    );
  });
});
