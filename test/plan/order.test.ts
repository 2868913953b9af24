import { describe, expect, it } from 'vitest';
import { ordered } from '../../src/plan/order.ts';
import { ensure, ids, patch, wait } from './parts.ts';

describe('order', () => {
  const live = (id: string) => ensure(id, { live: true });
  it.each([
    ['after every wait, directly before the patch', [live('secret'), ensure('map'), wait('w'), patch('config'), wait('ready')], ['map', 'w', 'secret', 'config', 'ready']],
    ['several keep their order', [live('ca'), wait('w'), live('secret'), ensure('x'), patch('config')], ['w', 'x', 'ca', 'secret', 'config']],
    ['before the next patch, not the last', [live('a'), patch('p1'), live('b'), wait('w'), patch('p2')], ['a', 'p1', 'w', 'b', 'p2']],
    ['without a patch they stay', [live('a'), wait('w'), ensure('b')], ['a', 'w', 'b']],
    ['after the last patch they stay', [patch('p'), live('a'), wait('w')], ['p', 'a', 'w']],
    ['before a patch that keeps', [live('a'), wait('w'), patch('p', { action: 'keep' })], ['w', 'a', 'p']],
    ['nothing', [], []],
  ])('%s', (_, steps, expected) => expect(ids(ordered(steps))).toEqual(expected));
});
