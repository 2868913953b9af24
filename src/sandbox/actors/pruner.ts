import { at, condition, conditions, text } from '../../api/json.ts';
import { NS, R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Actor } from '../client.ts';
import { conditionOf } from './deployment-status.ts';
import { each, loop } from './loop.ts';
import type { Stage, Turn } from './loop.ts';
import { going, name, owns, setStatus, stamp, uid } from './objects.ts';

/**
 * The job controllers of the registry's namespace: the pruner's CronJob counts as scheduled, and a Job that somebody
 * makes of it runs to its end. No Job is made here: any finished one would decide the pruner's condition (operator behaviour).
 */
export function startPruner(stage: Stage): Actor {
  const { client } = stage;
  return loop('pruner', stage, [[R.CronJob, NS.registry], [R.Job, NS.registry]], async (turn) => {
    const [crons, jobs] = await Promise.all([client.list(R.CronJob, NS.registry), client.list(R.Job, NS.registry)]);
    await each(crons.filter((c) => !going(c)), (cron) => remember(stage, turn, cron, jobs.filter((j) => owns(cron, j))));
    await each(jobs.filter((j) => !going(j)), (job) => work(stage, turn, job));
  });
}

/** When it was due last, unless it is suspended, and when one of its jobs last succeeded, which counts in either case. */
async function remember(stage: Stage, turn: Turn, cron: KubeObject, own: KubeObject[]): Promise<void> {
  const idle = at(cron, 'spec', 'suspend') === true || text(cron, 'status', 'lastScheduleTime') !== undefined;
  const ends = own.filter((j) => condition(j, 'Complete')?.status === 'True').map((j) => text(j, 'status', 'completionTime') ?? '');
  const latest = [text(cron, 'status', 'lastSuccessfulTime') ?? '', ...ends].sort().at(-1);
  await setStatus(stage.client, R.CronJob, cron, {
    ...(idle ? {} : { lastScheduleTime: stamp(lastRun(text(cron, 'spec', 'schedule') ?? '', turn.now)) }),
    ...(latest ? { lastSuccessfulTime: latest } : {}),
  });
}

/** When a daily schedule (`M H * * *`) was last due; for any other, the minute that began last. */
export function lastRun(schedule: string, now: Date): Date {
  const daily = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(schedule.trim());
  const due = new Date(now);
  if (!daily) {
    due.setUTCSeconds(0, 0);
    return due;
  }
  due.setUTCHours(Number(daily[2]), Number(daily[1]), 0, 0);
  return due > now ? new Date(due.getTime() - 86_400_000) : due;
}

async function work(stage: Stage, turn: Turn, job: KubeObject): Promise<void> {
  if (conditions(job).some((c) => c.type === 'Complete' || c.type === 'Failed') || at(job, 'spec', 'suspend') === true) return;
  const startTime = text(job, 'status', 'startTime') ?? stamp(turn.now);
  const write = (status: Record<string, unknown>): Promise<void> => setStatus(stage.client, R.Job, job, { startTime, ...status });
  if (!turn.passed(`${name(job)} ${uid(job)}`)) return write({ active: 1 });
  await write({ active: null, succeeded: 1, completionTime: stamp(turn.now), conditions: [conditionOf(job, turn.now, { type: 'Complete', status: 'True' })] });
}
