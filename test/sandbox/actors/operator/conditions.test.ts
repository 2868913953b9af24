import { describe, expect, test } from 'vitest';
import { conditionsIn, setCondition } from '../../../../src/sandbox/actors/operator/conditions.ts';

const NOON = new Date('2026-01-01T12:00:00.789Z');
const LATER = new Date('2026-01-01T13:00:00Z');
const first = (): Record<string, unknown> => {
  const status = {};
  setCondition(status, NOON, 'Available', 'True', 'Ready', 'well');
  return status;
};

describe('setting a condition', () => {
  test('a new one comes last, its time to the second', () => {
    const status = first();
    expect(setCondition(status, LATER, 'Degraded', 'False')).toBe(true);
    expect(status['conditions']).toEqual([
      {
        type: 'Available',
        status: 'True',
        reason: 'Ready',
        message: 'well',
        lastTransitionTime: '2026-01-01T12:00:00Z',
      },
      { type: 'Degraded', status: 'False', lastTransitionTime: '2026-01-01T13:00:00Z' },
    ]);
  });

  test.each([
    ['the same again', 'True', 'Ready', 'well', false, '12'],
    ['another message', 'True', 'Ready', 'very well', true, '12'],
    ['another reason', 'True', 'MinimumAvailability', 'well', true, '12'],
    ['another truth', 'False', 'Ready', 'well', true, '13'],
    ['unknown', 'Unknown', '', '', true, '13'],
  ] as const)('%s', (_what, truth, reason, message, changed, hour) => {
    const status = first();
    expect(setCondition(status, LATER, 'Available', truth, reason, message)).toBe(changed);
    const [only, ...more] = conditionsIn(status);
    expect(more).toEqual([]);
    expect(only?.lastTransitionTime).toBe(`2026-01-01T${hour}:00:00Z`);
    expect([only?.status, only?.reason ?? '', only?.message ?? '']).toEqual([truth, reason, message]);
  });

  test('an empty reason or message is left out', () => {
    const status = first();
    setCondition(status, LATER, 'Available', 'True');
    expect(Object.keys(conditionsIn(status)[0] ?? {})).toEqual(['type', 'status', 'lastTransitionTime']);
  });
});

test.each([
  ['no conditions', {}, 0],
  ['no list', { conditions: 'x' }, 0],
  ['what is none', { conditions: [1, null, {}, { type: 'A', status: 'True' }] }, 1],
])('%s: %j has %i', (_what, status, count) => {
  expect(conditionsIn(status)).toHaveLength(count);
});
