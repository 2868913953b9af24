import { describe, expect, it } from 'vitest';
import { isTemporary, pending, writes } from '../../src/plan/changes.ts';
import { ensure, patch, planOf, prove, wait } from './parts.ts';

describe('changes', () => {
  it.each([
    [ensure('a', { action: 'create' }), true],
    [ensure('a', { action: 'keep' }), false],
    [patch('p'), true],
    [patch('p', { action: 'keep' }), false],
    [wait('w'), false],
    [prove('p'), false],
  ])('%#', (step, does) => {
    expect(writes(step)).toBe(does);
    expect(pending(planOf([step, wait('x'), prove('y')]))).toBe(does ? 1 : 0);
    expect(isTemporary(step)).toBe(false);
  });
  it('what is taken back is written, and is no change', () => {
    const held = patch('h', { temporary: true });
    expect([writes(held), isTemporary(held), pending(planOf([held, patch('p')]))]).toEqual([true, true, 1]);
  });
});
