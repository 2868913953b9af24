import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import { waitFor } from '../../src/apply/wait.ts';
import { Stale } from '../../src/apply/stale.ts';
import type { Judgement, WaitStep } from '../../src/plan/types.ts';
import { apiError } from '../support/memory-kube.ts';
import { Bed, CLAIM, CONFIG, failure, wait } from './bed.ts';

const quiet = async (): Promise<void> => undefined;

/** Waits with a judge that says these things one after the other, the last for ever. */
function waiting(says: Judgement[], more: Partial<WaitStep> = {}, intact = quiet) {
  const bed = new Bed();
  let reads = 0;
  bed.judges['script'] = () => says[Math.min(reads++, says.length - 1)]!;
  const step = wait('w', 'script', [CONFIG], more);
  return { bed, step, reads: () => reads, run: () => waitFor(step, {}, bed.ports, intact) };
}

const no = (state: string): Judgement => ({ met: false, state });
const yes: Judgement = { met: true, state: 'ready' };

describe('waiting', () => {
  it('ends with the first content read when one is asked for', async () => {
    const { bed, run, reads } = waiting([no('a'), no('b'), yes]);
    await run();
    expect(reads()).toBe(3);
    expect(bed.events).toMatchObject([{ state: 'a' }, { state: 'b' }, { state: 'ready' }]);
  });

  it('tells a state once, not with every read', async () => {
    const { bed, run } = waiting([no('a'), no('a'), no('a'), no('b'), no('a'), yes]);
    await run();
    expect(bed.events.map((event) => (event.type === 'state' ? event.state : ''))).toEqual(['a', 'b', 'a', 'ready']);
  });

  it('wants its samples in a row, that far apart', async () => {
    const { bed, run, reads } = waiting([yes, no('a'), yes, yes, no('b'), yes, yes, yes], { samples: 3, apartSeconds: 5 });
    await run();
    expect(reads()).toBe(8);
    expect(bed.clock.slept.filter((ms) => ms === 5000)).toHaveLength(5);
  });

  it('hands over the parameters', async () => {
    const bed = new Bed();
    let given: unknown;
    bed.judges['p'] = (_snapshot, params) => {
      given = params;
      return yes;
    };
    await waitFor(wait('w', 'p', []), { replicas: 2 }, bed.ports, quiet);
    expect(given).toEqual({ replicas: 2 });
  });

  const lost = (hopeless: string): Judgement => ({ met: false, state: 'b', hopeless });

  it('stops long before its deadline without hope, and says why', async () => {
    const { bed, run, reads } = waiting([no('a'), lost('the storage class does not exist')]);
    expect(await failure(run())).toMatchObject({ outcome: 'unhealthy', message: 'Wait until script: the storage class does not exist' });
    expect(reads()).toBe(3);
    expect(bed.clock.now().getTime()).toBeLessThan(Date.parse('2026-03-01T12:00:10Z'));
  });

  const mending: [what: string, says: Judgement[], reads: number][] = [
    ['mends itself at once', [lost('x'), yes], 2],
    ['goes on mending', [lost('x'), no('a'), yes], 3],
    ['fails, mends, fails and mends', [lost('x'), no('a'), lost('y'), no('b'), lost('x'), yes], 6],
    ['cannot be read in between', [lost('x'), no('could not read'), lost('x'), yes], 4],
  ];
  it.each(mending)('keeps hope when the cluster %s', async (_what, says, reads) => {
    const one = waiting(says);
    await one.run();
    expect(one.reads()).toBe(reads);
  });

  it('gives up hope with the second look, seconds after the first, and tells the newer reason', async () => {
    const { bed, run, reads } = waiting([lost('first'), lost('second'), yes]);
    expect((await failure(run())).message).toBe('Wait until script: second');
    expect(reads()).toBe(2);
    expect(bed.clock.slept).toEqual([5000]);
  });

  it('does not wait beyond its deadline for the second look, and says what it saw', async () => {
    const { bed, run } = waiting([lost('the bucket is gone'), no('a')]);
    bed.ports.deadline = new Date(bed.clock.now().getTime() + 2000);
    expect(await failure(run())).toMatchObject({ outcome: 'timeout', message: expect.stringContaining('last seen: a') as string });
    expect(bed.clock.slept).toEqual([2000]);
    const late = waiting([lost('the bucket is gone')]);
    late.bed.ports.deadline = late.bed.clock.now();
    expect(await failure(late.run())).toMatchObject({ outcome: 'timeout', message: expect.stringContaining('last seen: the bucket is gone') as string });
  });

  it('is stale rather than hopeless when what was written is no longer there', async () => {
    const { run } = waiting([{ met: false, state: 'b', hopeless: 'x' }], {}, async () => Promise.reject(new Stale('overwritten')));
    expect(await failure(run())).toBeInstanceOf(Stale);
  });

  it('ends at the deadline with the last state, also when it is content now and then', async () => {
    const { bed, run } = waiting([no('Progressing: 1 of 2 replicas')]);
    const error = await failure(run());
    expect(error).toMatchObject({ outcome: 'timeout', message: 'Wait until script: not so by 12:10:00 UTC; last seen: Progressing: 1 of 2 replicas' });
    expect(bed.clock.now()).toEqual(bed.ports.deadline);
    const flapping = new Bed();
    let n = 0;
    flapping.judges['flap'] = () => (n++ % 2 === 0 ? yes : no('b'));
    expect(await failure(waitFor(wait('w', 'flap', [], { samples: 2, apartSeconds: 5 }), {}, flapping.ports, quiet))).toMatchObject({ outcome: 'timeout' });
  });

  it('bears reads that fail, and shows them', async () => {
    const { bed, run } = waiting([no('a'), yes]);
    const read = bed.ports.read;
    let times = 0;
    bed.ports.read = async (reads) => (++times < 4 ? Promise.reject(apiError(503, 'the API server is busy')) : read(reads));
    await run();
    expect(bed.events[0]).toMatchObject({ state: 'could not read: the API server is busy' });
  });

  it('does not hide a fault of the program', async () => {
    const { bed, run } = waiting([yes]);
    bed.ports.read = async () => Promise.reject(new TypeError('bug'));
    await expect(run()).rejects.toThrow(TypeError);
    const unknown = new Bed();
    expect(await failure(waitFor(wait('w', 'nobody', []), {}, unknown.ports, quiet))).toMatchObject({ outcome: 'unexpected' });
  });

  it('ends when interrupted, in a sleep and in a read', async () => {
    const sleeping = waiting([no('a')]);
    sleeping.bed.clock.during = () => sleeping.bed.stop.abort();
    expect(await failure(sleeping.run())).toMatchObject({ outcome: 'interrupted' });
    const reading = waiting([yes]);
    reading.bed.kube.fault = () => {
      reading.bed.stop.abort();
      return undefined;
    };
    expect(await failure(reading.run())).toMatchObject({ outcome: 'interrupted' });
  });
});

describe('waking early', () => {
  /** A clock that really sleeps, so that only a watch can end a sleep early. */
  function slow(bed: Bed): { naps: number[]; early: () => number } {
    const naps: number[] = [];
    let early = 0;
    bed.ports.clock = {
      now: () => bed.clock.now(),
      sleep: (ms, signal) => {
        if (ms < 3000) return Promise.resolve();
        naps.push(ms);
        return new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, 5000);
          signal?.addEventListener('abort', () => {
            clearTimeout(timer);
            early++;
            reject(new Error('aborted'));
          }, { once: true });
        });
      },
    };
    return { naps, early: () => early };
  }

  it('reads again as soon as what it reads changes', async () => {
    const bed = new Bed();
    const seen = slow(bed);
    bed.kube.put(CLAIM, {});
    setTimeout(() => bed.kube.touch(CLAIM, { status: { phase: 'Bound' } }), 20);
    await waitFor(wait('w', 'bound', [CLAIM]), {}, bed.ports, quiet);
    expect(seen.early()).toBe(1);
  });

  it('is not woken by what it does not read', async () => {
    const bed = new Bed();
    const seen = slow(bed);
    bed.kube.put(CLAIM, {});
    setTimeout(() => bed.kube.put(ref(R.ConfigMap, 'x', 'y'), {}), 10);
    setTimeout(() => bed.kube.touch(CLAIM, { status: {} }), 30);
    await waitFor(wait('w', 'bound', [CLAIM]), {}, bed.ports, quiet);
    expect(seen.naps).toHaveLength(1);
  });

  it.each([['refused', 403], ['gone', 410], ['broken', 0]])('goes on by reading when the watch is %s', async (_what, status) => {
    const { bed, run, reads } = waiting([no('a'), no('b'), no('c'), no('d'), no('e'), yes]);
    bed.kube.fault = (call) => (call.verb === 'watch' ? { error: apiError(status, 'no watch') } : undefined);
    await run();
    expect(reads()).toBe(6);
    // a watch that fails and fails is left alone
    expect(bed.kube.calls.filter((call) => call.verb === 'watch')).toHaveLength(3);
  });

  it('opens a watch again that ended by itself', async () => {
    const { bed, run } = waiting([no('a'), no('b'), no('c'), yes]);
    bed.ports.kube = Object.assign(Object.create(bed.kube) as typeof bed.kube, {
      watch: async function* () {
        bed.kube.calls.push({ verb: 'watch', name: 'x', dryRun: false });
        yield* [];
      },
    });
    await run();
    expect(bed.kube.calls.filter((call) => call.verb === 'watch')).toHaveLength(3);
  });

  it('ends its watches with the wait', async () => {
    const { bed, run } = waiting([no('a'), yes]);
    let ended = 0;
    bed.ports.kube = Object.assign(Object.create(bed.kube) as typeof bed.kube, {
      watch: async function* (_resource: unknown, options: { signal: AbortSignal }) {
        await new Promise<void>((resolve) => options.signal.addEventListener('abort', () => resolve(), { once: true }));
        ended++;
        yield* [];
      },
    });
    await run();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(1);
  });
});
