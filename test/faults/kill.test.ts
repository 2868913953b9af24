import { expect, it } from 'vitest';
import { endState, illSaid, makeBed, pool, SECRET, secretsOf, torn, type Bed } from './bed.ts';
import { different, rehearse, STAGES, type Stage } from './cells.ts';
import { ALL, sample, tell } from './sample.ts';

const MOST: Record<string, number> = { setup: 5, 'setup over emptyDir': 2, 'setup over another bucket': 1, expose: 2 };
const stages = STAGES.filter(({ name }) => name in MOST);

/**
 * Whether each write of the credentials is followed by the Config patch as the very next write, over all runs: a
 * registry that runs on another backend does not read them before that patch.
 */
function outOfOrder({ proxy }: Bed): string | undefined {
  const writes = proxy.seen.filter(({ write, target = 0 }) => write && target >= 200 && target < 300);
  for (const [i, { method, path, body }] of writes.entries()) {
    const credentials = path.includes('/namespaces/openshift-image-registry/secrets') && (path.includes(SECRET) || body.includes(SECRET));
    const next = writes[i + 1];
    if (credentials && next !== undefined && !next.path.includes('/configs/cluster') && !next.path.includes(SECRET)) return `after ${method} of the credentials comes ${next.method} ${next.path}`;
  }
  return undefined;
}

async function killed(stage: Stage, n: number, end: string, signal: 'SIGKILL' | 'SIGINT' | 'SIGHUP'): Promise<{ reached: boolean; wrong: string[] }> {
  const bed = await makeBed(stage.ground);
  const wrong: string[] = [];
  try {
    const { child, done } = await bed.spawn(stage.argv);
    let sent = false;
    // after every write: a registry that the operator looks after has the keys of its bucket
    const took = async (): Promise<void> => {
      const halves = await torn(bed);
      if (halves !== undefined) wrong.push(`${halves} after a write`);
    };
    const kill = (): void => {
      sent = child.kill(signal);
    };
    bed.proxy.fault = (request) => (request.n === n ? { do: 'hook', took, answered: kill } : request.write ? { do: 'hook', took } : undefined);
    const first = await done;
    bed.proxy.fault = (request) => (request.write ? { do: 'hook', took } : undefined);
    const reached = sent && first.code !== 0;
    if (first.hung) wrong.push('it hung');
    if (signal !== 'SIGKILL' && first.code !== 0) {
      if (first.code !== 130) wrong.push(`exit ${first.code} after ${signal}: ${first.stderr}`);
      const ill = illSaid(first);
      if (ill !== undefined) wrong.push(ill);
      if (!/[Ii]nterrupted/.test(first.stderr)) wrong.push('it does not say that it was interrupted');
    }
    const again = await bed.run(stage.argv);
    if (again.code !== 0) wrong.push(`the run after it ends with ${again.code}: ${again.stderr}`);
    const now = await endState(bed);
    if (now !== end) wrong.push(`not the end state: ${different(end, now)}`);
    const order = outOfOrder(bed);
    if (order !== undefined) wrong.push(order);
    const told = `${first.stdout}\n${first.stderr}\n${again.stdout}\n${again.stderr}`;
    if ((await secretsOf(bed)).some((value) => told.includes(value))) wrong.push('a secret value in the output');
    return { reached, wrong };
  } finally {
    await bed.stop();
  }
}

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
  await pool(points, ALL ? 6 : 8, async (n) => {
    const one = await killed(stage, n, clean.end, signal);
    if (one.reached) reached += 1;
    failures.push(...one.wrong.map((words) => `${stage.name}, ${signal} after request ${n} (${clean.seen[n - 1]?.key}): ${words}`));
  });
  tell(`${signal} in "${stage.name}": ${points.length} of ${clean.seen.length} points, ${reached} ended there, ${((Date.now() - began) / 1000).toFixed(0)} s`);
  expect(failures).toEqual([]);
  expect(reached).toBeGreaterThan(points.length / 2);
});
