import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import { awaited, group } from '../../src/apply/order.ts';
import type { EnsureStep, PatchStep, Step } from '../../src/plan/types.ts';
import { CLAIM, ensure, ids, MAP, patch, prove, wait } from '../plan/parts.ts';

const live = (id: string, more: Partial<EnsureStep> = {}): EnsureStep => ensure(id, { live: true, ...more });
const held = (id: string): PatchStep => patch(id, { temporary: true });

describe('what is written together with a live step', () => {
  const cases: [what: string, steps: Step[], index: number, members: string[]][] = [
    ['the patch after it', [live('a'), patch('p')], 0, ['a', 'p']],
    ['all live steps up to the patch', [live('a'), live('b'), patch('p'), live('c')], 0, ['a', 'b', 'p']],
    ['those from the middle on', [live('a'), live('b'), patch('p')], 1, ['b', 'p']],
    ['nothing for a patch alone', [live('a'), patch('p')], 1, []],
    ['nothing for a step that is not live', [ensure('a'), patch('p')], 0, []],
    ['nothing for a live one that is kept', [live('a', { action: 'keep' }), patch('p')], 0, []],
    ['only itself before a wait', [live('a'), wait('w'), patch('p')], 0, ['a']],
    ['only itself at the end', [live('a')], 0, ['a']],
    ['a patch that keeps, too', [live('a'), patch('p', { action: 'keep' })], 0, ['a', 'p']],
    ['nothing beyond the end', [live('a')], 1, []],
    ['the temporary patch before them, but not its wait', [held('h'), wait('w'), live('a'), live('b'), patch('p'), live('c')], 0, ['h', 'a', 'b', 'p']],
    ['what follows a temporary patch, without it', [held('h'), wait('w'), live('a'), patch('p')], 2, ['a', 'p']],
    ['a temporary patch and the next, when nothing is live', [held('h'), wait('w'), patch('p')], 0, ['h', 'p']],
    ['not beyond another temporary patch', [live('a'), held('h'), live('b'), patch('p')], 0, ['a']],
    ['not beyond a wait that is not for a pause', [live('a'), wait('w'), held('h'), patch('p')], 0, ['a']],
    ['a temporary patch at the end', [held('h'), wait('w')], 0, ['h']],
  ];
  it.each(cases)('%s', (_, steps, index, members) => expect(ids(group(steps, index))).toEqual(members));
});

describe('what must be made before a step can be checked', () => {
  const space = ref(R.Namespace, 'openshift-config');
  const make = (id: string, target = MAP): EnsureStep => ensure(id, { action: 'create', ref: target });
  const last = patch('p', { ref: MAP });
  const cases: [what: string, earlier: Step[], step: EnsureStep | PatchStep, name: string | undefined][] = [
    ['the object itself', [make('m')], last, 'configmaps/openshift-config/bundle'],
    ['its namespace', [make('n', space)], last, 'namespaces/openshift-config'],
    ['the first of both', [make('n', space), make('m')], last, 'namespaces/openshift-config'],
    ['nothing, when another namespace is made', [make('n', ref(R.Namespace, 'other'))], last, undefined],
    ['nothing, when another object is made', [make('c', CLAIM)], last, undefined],
    ['nothing, when it is there', [ensure('m')], last, undefined],
    ['nothing, when it is kept', [ensure('m', { action: 'keep' })], last, undefined],
    ['nothing for what has no namespace', [make('n', space)], patch('p'), undefined],
    ['waits and proofs make nothing', [wait('w'), prove('v')], last, undefined],
  ];
  it.each(cases)('%s', (_, earlier, step, name) => expect(awaited([...earlier, step], step)).toBe(name));

  it('later steps do not count', () => expect(awaited([last, make('m')], last)).toBeUndefined());
  it('a step does not wait for itself', () => {
    const own = make('m');
    expect(awaited([own], own)).toBeUndefined();
  });
});
