import { expect, it } from 'vitest';
import { pool } from './bed.ts';
import { rehearse, STAGES, type Stage } from './cells.ts';
import { killed } from './killed.ts';
import { ALL, note, sample, tell } from './sample.ts';

const MOST: Record<string, number> = { setup: 5, 'setup over emptyDir': 2, 'setup over another bucket': 1, expose: 2 };
const stages = STAGES.filter(({ name }) => name in MOST);

/** A clean run of each stage, the same for every signal. */
const cleans = new Map<string, ReturnType<typeof rehearse>>();
function cleanRun(stage: Stage): ReturnType<typeof rehearse> {
  const clean = cleans.get(stage.name) ?? rehearse(stage);
  cleans.set(stage.name, clean);
  return clean;
}

it.concurrent.each(stages.flatMap((stage) => (['SIGKILL', 'SIGINT', 'SIGHUP'] as const).map((signal) => [signal, stage.name, stage] as const)))('%s after every request of %s: the next run completes it, nothing is left', { timeout: 1_800_000 }, async (signal, _name, stage) => {
  const only = /^(\d+)-(\d+)$/.exec(process.env['FAULTS_POINTS'] ?? '');
  const clean = await cleanRun(stage);
  const most = (MOST[stage.name] ?? 3) / (signal === 'SIGKILL' ? 1 : signal === 'SIGINT' ? 2 : 4);
  const all = clean.seen.map(({ n }) => n).filter((n) => only === null || (n >= Number(only[1]) && n <= Number(only[2])));
  const points = sample(all, only === null ? Math.ceil(most) : all.length);
  const failures: string[] = [];
  let reached = 0;
  const began = Date.now();
  await pool(points, ALL ? 2 : 8, async (n) => {
    const one = await killed(stage, n, clean.end, signal);
    if (one.reached) reached += 1;
    note(`${one.wrong.length > 0 ? 'BAD' : 'ok'} ${one.reached ? 'ended there' : 'not reached'} ${signal} ${stage.name} after ${n} (${clean.seen[n - 1]?.key})\n${one.wrong.map((words) => `    ${words}\n`).join('')}`);
    failures.push(...one.wrong.map((words) => `${stage.name}, ${signal} after request ${n} (${clean.seen[n - 1]?.key}): ${words}`));
  });
  tell(`${signal} in "${stage.name}": ${points.length} of ${clean.seen.length} points, ${reached} ended there, ${((Date.now() - began) / 1000).toFixed(0)} s`);
  expect(failures).toEqual([]);
  expect(reached).toBeGreaterThan(points.length / 2);
});
