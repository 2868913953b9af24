import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/apply/types.ts';
import { eventLine } from '../../src/report/events.ts';
import { plain } from '../../src/report/paint.ts';
import { MARKED, PROVEN, STEPS, unmarked } from './samples.ts';

const { keys: step, ready, config } = STEPS;
type Case = [name: string, event: ApplyEvent, text: string, settled: boolean];

/** Every kind of event in its words; settled lines stay on the screen. */
const CASES: Case[] = [
  [
    'a dry run',
    { type: 'dry-run', step, ok: true },
    'checked by the server: Credentials of the bucket for the registry',
    false,
  ],
  [
    'a beginning',
    { type: 'start', step, index: 1, total: 7 },
    '2/7 Credentials of the bucket for the registry …',
    false,
  ],
  [
    'a state while waiting',
    { type: 'state', step: ready, state: '1 of 2 pods are available' },
    '2/7 The registry is ready: 1 of 2 pods are available',
    false,
  ],
  [
    'a plan that is stale',
    { type: 'replan', attempt: 2, why: 'the Config was changed by somebody else' },
    'planning anew (2): the Config was changed by somebody else',
    true,
  ],
  [
    'something that was put back',
    { type: 'put-back', step, why: 'the Config was refused' },
    'put back Credentials of the bucket for the registry: the Config was refused',
    true,
  ],
  ...([
    ['created', '✓', 'created'],
    ['updated', '✓', 'updated'],
    ['kept', '✓', 'already so'],
    ['met', '✓', 'yes'],
    ['proven', '✓', 'proven'],
    ['skipped', '-', 'not now'],
  ] as const).map(([outcome, mark, words]): Case => [
    `an end: ${outcome}`,
    { type: 'end', step: config, outcome },
    `${mark} 2/7 Registry on the bucket: ${words}`,
    true,
  ]),
];

describe('eventLine', () => {
  test.each(CASES)('%s', (_name, event, text, settled) => {
    expect(eventLine(event, '2/7', plain)).toEqual({ text, settled });
  });
  test.each(CASES)('%s: colours change nothing but the colour', (_name, event, text) => {
    const marked = eventLine(event, '2/7', MARKED)?.text ?? '';
    expect(marked).not.toBe(text);
    expect(unmarked(marked)).toBe(text);
  });
  test('a proof is told by itself, not as progress', () => {
    expect(eventLine({ type: 'proof', step: STEPS.proof, proof: PROVEN }, '7/7', plain)).toBeUndefined();
  });
  test('what went well is green, what did not is yellow', () => {
    expect(eventLine({ type: 'end', step, outcome: 'created' }, '1/1', MARKED)?.text).toMatch(/^‹g:✓›/u);
    expect(eventLine({ type: 'put-back', step, why: 'x' }, '1/1', MARKED)?.text).toMatch(/^‹y:put back›/u);
    expect(eventLine({ type: 'replan', attempt: 1, why: 'x' }, '1/1', MARKED)?.text).toMatch(/^‹y:planning anew›/u);
  });
  test.each<[string, ApplyEvent]>([
    ['a state', { type: 'state', step: ready, state: 'evil\u001b[2J\nnext' }],
    ['a reason to plan anew', { type: 'replan', attempt: 1, why: 'evil\u001b[2J\nnext' }],
    ['a reason to put back', { type: 'put-back', step, why: 'evil\u001b[2J\nnext' }],
    ['a title', { type: 'start', step: { ...step, title: 'evil\u001b[2J\nnext' }, index: 0, total: 1 }],
  ])('%s cannot steer a terminal and stays on its line', (_name, event) => {
    expect(eventLine(event, '1/1', plain)?.text).toContain('evil[2J next');
  });
});
