import { describe, expect, test } from 'vitest';
import { controller } from '../../../../src/sandbox/actors/operator/controller.ts';
import { Permanent } from '../../../../src/sandbox/actors/operator/errors.ts';
import { JumpClock } from '../../../support/jump-clock.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function failing(error: () => Error | undefined) {
  const clock = new JumpClock();
  const at: number[] = [];
  const start = clock.now().getTime();
  const loop = controller(clock, () => {
    at.push(clock.now().getTime() - start);
    const thrown = error();
    return thrown ? Promise.reject(thrown) : Promise.resolve();
  });
  return { clock, at, loop };
}

describe('a control loop', () => {
  test('tries again after 5 ms, twice as long each time', async () => {
    const { clock, at, loop } = failing(() => new Error('no'));
    loop.wake();
    await turn();
    await clock.jump(700, turn);
    expect(at).toEqual([0, 5, 15, 35, 75, 155, 315, 635]);
    await loop.stop();
  });

  test('never waits longer than a thousand seconds', async () => {
    const { clock, at, loop } = failing(() => new Error('no'));
    loop.wake();
    await turn();
    await clock.jump(5_000_000, turn);
    const last = at.slice(-2);
    expect((last[1] ?? 0) - (last[0] ?? 0)).toBe(1_000_000);
    await loop.stop();
  });

  test('does not try a permanent error again, until an event', async () => {
    const { clock, at, loop } = failing(() => new Permanent('R', 'm'));
    loop.wake();
    await turn();
    await clock.jump(5_000_000, turn);
    expect(at).toEqual([0]);
    loop.wake();
    await turn();
    expect(at).toEqual([0, 5_000_000]);
    await loop.stop();
  });

  test('begins with 5 ms again after a success', async () => {
    let left = 3;
    const { clock, at, loop } = failing(() => (left-- > 0 ? new Error('no') : undefined));
    loop.wake();
    await turn();
    await clock.jump(1000, turn);
    left = 1;
    loop.wake();
    await turn();
    await clock.jump(1000, turn);
    expect(at).toEqual([0, 5, 15, 35, 1000, 1005]);
    await loop.stop();
  });

  test('an event does not wait for the retry, and replaces it', async () => {
    let left = 6;
    const { clock, at, loop } = failing(() => (left-- > 0 ? new Error('no') : undefined));
    loop.wake();
    await turn();
    await clock.jump(100, turn);
    left = 0;
    loop.wake();
    await turn();
    await clock.jump(10_000, turn);
    expect(at).toEqual([0, 5, 15, 35, 75, 100]);
    await loop.stop();
  });

  test('many events are one pass; those during a pass are one more', async () => {
    const clock = new JumpClock();
    let passes = 0;
    let open: (() => void) | undefined;
    const loop = controller(clock, () => {
      passes += 1;
      return new Promise((resolve) => (open = resolve));
    });
    for (let i = 0; i < 5; i++) loop.wake();
    await turn();
    expect([passes, loop.quiet()]).toEqual([1, false]);
    for (let i = 0; i < 5; i++) loop.wake();
    open?.();
    await turn();
    expect(passes).toBe(2);
    open?.();
    await turn();
    expect(loop.quiet()).toBe(true);
    await loop.stop();
  });

  test('after its end nothing runs and nothing waits', async () => {
    const { clock, at, loop } = failing(() => new Error('no'));
    loop.wake();
    await turn();
    await loop.stop();
    loop.wake();
    loop.later(1);
    await clock.jump(1000, turn);
    expect(at).toEqual([0]);
    expect(clock.waiting).toBe(0);
  });
});
