import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import { each, loop, wallClock } from '../../../src/sandbox/actors/loop.ts';
import type { Turn } from '../../../src/sandbox/actors/loop.ts';
import { Refused } from '../../../src/sandbox/client.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { HandClock, settle, until, world } from './world.ts';

const map = (id: string) => make(R.ConfigMap, `openshift-image-registry/${id}`, { data: {} });

describe('loop', () => {
  it('makes a pass at the start, one for many changes, and none after its end', async () => {
    const w = world();
    let passes = 0;
    const actor = loop('t', w.stage, [[R.ConfigMap]], async () => void (passes += 1));
    await settle();
    expect(passes).toBe(1);
    for (let i = 0; i < 20; i += 1) await w.client.create(R.ConfigMap, map(`m${i}`));
    await settle();
    expect(passes).toBeGreaterThan(1);
    expect(passes).toBeLessThan(21);
    await actor.stop();
    const before = passes;
    await w.client.create(R.ConfigMap, map('late'));
    await settle();
    expect(passes).toBe(before);
  });

  it('never runs two passes at once, and runs again for what changed during one', async () => {
    const w = world();
    let now = 0;
    let most = 0;
    let seen: string[] = [];
    w.play(
      loop('t', w.stage, [[R.ConfigMap]], async () => {
        now += 1;
        most = Math.max(most, now);
        seen = (await w.client.list(R.ConfigMap)).map((o) => o.metadata.name ?? '');
        await new Promise((resolve) => setTimeout(resolve, 5));
        now -= 1;
      }),
    );
    for (const id of ['a', 'b', 'c']) {
      await w.client.create(R.ConfigMap, map(id));
      await settle(3);
    }
    await until(() => seen.length === 3);
    await w.close();
    expect(most).toBe(1);
  });

  it.each([
    ['a fault of its own', new Error('broken'), 1],
    ['a conflict', new Refused(409, 'Conflict', 'changed'), 0],
    ['an object that went', new Refused(404, 'NotFound', 'gone'), 0],
    ['a refusal', new Refused(422, 'Invalid', 'no'), 1],
  ])('tries again after %s, and tells of it only when it is a fault', async (_, error, told) => {
    const clock = new HandClock();
    const w = world([], { clock });
    let passes = 0;
    w.play(
      loop('t', w.stage, [], async () => {
        passes += 1;
        if (passes === 1) throw error;
      }),
    );
    await settle();
    expect([passes, w.faults.length]).toEqual([1, told]);
    clock.pass(500);
    await settle();
    expect(passes).toBe(2);
    await w.close();
  });

  it('asks again when the time that a pass waits for has come', async () => {
    const clock = new HandClock();
    const w = world([], { clock, pace: 300 });
    const answers: boolean[] = [];
    let forget = false;
    w.play(
      loop('t', w.stage, [], async (turn: Turn) => {
        if (forget) turn.forget('k');
        answers.push(turn.passed('k'));
      }),
    );
    await settle();
    clock.pass(299);
    await settle();
    expect(answers).toEqual([false]);
    clock.pass(1);
    await settle();
    expect(answers).toEqual([false, true]);
    forget = true;
    await w.client.create(R.ConfigMap, map('x'));
    await w.close();
  });

  it('waits for the pass that is running when it is stopped, and for nothing else', async () => {
    const w = world();
    let ended = false;
    const actor = loop('t', w.stage, [], async (turn) => {
      turn.passed('far', 1e9);
      await new Promise((resolve) => setTimeout(resolve, 10));
      ended = true;
    });
    await actor.stop();
    expect(ended).toBe(true);
  });
});

describe('each', () => {
  const race = new Refused(409, 'Conflict', 'changed');
  const gone = new Refused(404, 'NotFound', 'gone');
  const fault = new Error('broken');
  it.each([
    { what: 'nothing went wrong', errors: [undefined, undefined], thrown: undefined },
    { what: 'the first failed', errors: [fault, undefined], thrown: fault },
    { what: 'one raced', errors: [undefined, race], thrown: race },
    { what: 'one raced and one failed', errors: [race, fault], thrown: fault },
    { what: 'two raced', errors: [gone, race], thrown: gone },
  ])('does all items, whatever becomes of one: $what', async ({ errors, thrown }) => {
    const done: number[] = [];
    const result = await each([...errors.keys()], async (i) => {
      done.push(i);
      if (errors[i] !== undefined) throw errors[i];
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(result).toBe(thrown);
    expect(done).toEqual([0, 1]);
  });

  it('does them one after another', async () => {
    const seen: string[] = [];
    await each(['a', 'b'], async (item) => {
      seen.push(`${item} begins`);
      await settle(2);
      seen.push(`${item} ends`);
    });
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});

describe('wallClock', () => {
  it('runs what is due, and not what was cancelled', async () => {
    const ran: string[] = [];
    wallClock.after(1, () => ran.push('kept'));
    wallClock.after(1, () => ran.push('cancelled'))();
    await until(() => ran.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ran).toEqual(['kept']);
    expect(Math.abs(wallClock.now().getTime() - Date.now())).toBeLessThan(1000);
  });
});
