import { at, conditions, text } from '../../api/json.ts';
import { NS, R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Actor } from '../client.ts';
import { conditionOf } from './deployment-status.ts';
import { loop } from './loop.ts';
import type { Stage, Turn } from './loop.ts';
import { going, name, setStatus, stamp, uid } from './objects.ts';

/**
 * The job controllers of the registry's namespace: the pruner's CronJob counts as scheduled, and a Job that somebody
 * makes of it runs to its end. No Job is made here: any finished one would decide the pruner's condition (operator behaviour).
 */
export function startPruner(stage: Stage): Actor {
  const { client } = stage;
  return loop('pruner', stage, [[R.CronJob, NS.registry], [R.Job, NS.registry]], async (turn) => {
    for (const cron of await client.list(R.CronJob, NS.registry)) {
      if (at(cron, 'spec', 'suspend') === true || text(cron, 'status', 'lastScheduleTime') !== undefined || going(cron)) continue;
      await setStatus(client, R.CronJob, cron, { lastScheduleTime: stamp(lastRun(text(cron, 'spec', 'schedule') ?? '', turn.now)) });
    }
    for (const job of await client.list(R.Job, NS.registry)) if (!going(job)) await work(stage, turn, job);
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
