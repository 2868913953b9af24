import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endState, makeBed, pool, standOn } from '../faults/bed.ts';
import { cellsOf, different, rehearse, runCells, STAGES } from '../faults/cells.ts';
import type { Stage } from '../faults/cells.ts';
import { judged } from '../faults/judged.ts';
import { killed } from '../faults/killed.ts';
import { sample, tell } from '../faults/sample.ts';
import { startGrounds } from './ground.ts';

/** How many real API servers are used at the same time. */
const WIDTH = 3;
/** Of each stage: after how many requests the run is killed, and how many cells of faults, of requests and of watches. */
const MOST: Record<string, readonly [kills: number, requests: number, watches: number]> = { setup: [15, 20, 3], 'setup over emptyDir': [1, 5, 0], 'setup over another bucket': [1, 5, 0], expose: [8, 10, 0] };

let grounds: Awaited<ReturnType<typeof startGrounds>>;
const cleans = new Map<string, Awaited<ReturnType<typeof rehearse>>>();

/** A clean run of a stage. */
async function clean(stage: Stage): Promise<Awaited<ReturnType<typeof rehearse>>> {
  const known = cleans.get(stage.name) ?? (await rehearse(stage));
  cleans.set(stage.name, known);
  return known;
}

/** How many requests a run as a process of its own sends, which waits in true time. */
async function requestsOf(stage: Stage): Promise<number> {
  const bed = await makeBed(stage.ground);
  const { done } = await bed.spawn(stage.argv);
  expect((await done).code).toBe(0);
  const { length } = bed.proxy.seen;
  await bed.stop();
  return length;
}

beforeAll(async () => {
  grounds = await startGrounds(WIDTH);
  standOn(() => grounds.take());
}, 120_000);
afterAll(() => grounds.stop());

describe('faults between the program and a real API server', () => {
  it('begin on a cluster that is the same every time', async () => {
    const states: string[] = [];
    for (let i = 0; i < WIDTH + 1; i += 1) {
      const bed = await makeBed('fresh');
      states.push(await endState(bed));
      if (i === 0) await bed.run(['setup', 'odf-rgw', '--yes']);
      await bed.stop();
    }
    expect(states.map((state) => different(states[0] ?? '', state))).toEqual(states.map(() => ''));
  });

  it.each(STAGES.map((stage) => [stage.name, stage] as const))('killed after a request of %s: the next run completes it, nothing is left', { timeout: 600_000 }, async (name, stage) => {
    const { seen, end } = await clean(stage);
    const count = await requestsOf(stage);
    const points = sample(Array.from({ length: count }, (_, i) => i + 1), MOST[name]?.[0] ?? 1);
    const wrong: string[] = [];
    let reached = 0;
    const began = Date.now();
    await pool(points, WIDTH, async (n) => {
      const one = await killed(stage, n, end, 'SIGKILL');
      if (one.reached) reached += 1;
      wrong.push(...one.wrong.map((words) => `${name}, killed after request ${n} (${seen[n - 1]?.key}): ${words}`));
    });
    tell(`on kube-apiserver, SIGKILL in "${name}": ${points.length} of ${count} points, ${reached} ended there, ${((Date.now() - began) / 1000).toFixed(0)} s`);
    expect(wrong).toEqual([]);
    expect(reached).toBeGreaterThan(points.length / 2);
  });

  it.each(STAGES.map((stage) => [stage.name, stage] as const))('a fault to a request of %s ends in success or in one clear sentence', { timeout: 600_000 }, async (name, stage) => {
    const { seen, end } = await clean(stage);
    const all = cellsOf(stage, seen, stage.brief === undefined ? [] : (await rehearse(stage, stage.brief)).seen);
    const watching = ({ key }: { key: string }): boolean => key.includes('watch=true');
    const [, requests, watches] = MOST[name] ?? [0, 1, 0];
    const cells = [...sample(all.filter((cell) => !watching(cell)), requests), ...(watches > 0 ? sample(all.filter(watching), watches) : [])];
    const began = Date.now();
    const told = await runCells(cells, end, WIDTH);
    const reached = told.filter(({ fired }) => fired > 0).length;
    const codes = [...new Set(told.map(({ code }) => code))].sort((a, b) => a - b).map((code) => `${told.filter((one) => one.code === code).length} x ${code}`);
    tell(`on kube-apiserver, ${name}: ${told.length} of ${all.length} cells, ${reached} reached; exits ${codes.join(', ')}; ${((Date.now() - began) / 1000).toFixed(0)} s`);
    expect(told.flatMap(judged)).toEqual([]);
    expect(reached).toBeGreaterThan(told.length / 2);
  });
});
