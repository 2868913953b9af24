import { record, text } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { records } from '../objects.ts';
import { firstPruner } from './bootstrap.ts';
import { setCondition } from './conditions.ts';
import { words } from './errors.ts';
import { HOME, PRUNER } from './names.ts';
import { applyOperand } from './operands.ts';
import type { Operand } from './operands.ts';
import { cronJob } from './pruner-cron.ts';
import { account, binding } from './rbac.ts';
import { changeStatus } from './setting.ts';
import type { Setting } from './setting.ts';
import { named, readWorld } from './world.ts';
import type { World } from './world.ts';

/** The CA that signs services' certificates is injected here by its own controller. */
function serviceCa(world: World): KubeObject {
  const object = blank(ref(R.ConfigMap, 'serviceca', HOME));
  object.metadata.annotations = { 'service.beta.openshift.io/inject-cabundle': 'true' };
  const data = named(world.configMaps, 'serviceca')?.['data'];
  return data === undefined ? object : { ...object, data };
}

/** The condition that ended a job, of the job that ended last: of any job in the namespace, not only a pruner's. */
export function lastEnd(jobs: readonly KubeObject[]): { failed: boolean; reason: string; message: string } | undefined {
  const ends = jobs.flatMap((job) => records(job, 'status', 'conditions').filter((c) => c['status'] === 'True' && ['Complete', 'Failed'].includes(String(c['type']))));
  const when = (c: Record<string, unknown>): string => text(c, 'lastTransitionTime') ?? '';
  const last = ends.toSorted((a, b) => when(b).localeCompare(when(a)))[0];
  return last && { failed: last['type'] === 'Failed', reason: text(last, 'reason') ?? '', message: text(last, 'message') ?? '' };
}

/** The pruner's conditions, from its cron job, the jobs in the namespace, and what went wrong. */
function judge(status: Record<string, unknown>, now: Date, cron: KubeObject | undefined, jobs: readonly KubeObject[], failed: unknown): void {
  setCondition(status, now, 'Available', cron ? 'True' : 'False', cron ? 'AsExpected' : 'Error', cron ? 'Pruner CronJob has been created' : 'Pruner CronJob does not exist');
  const end = lastEnd(jobs);
  if (end?.failed) setCondition(status, now, 'Failed', 'True', end.reason, end.message);
  else setCondition(status, now, 'Failed', 'False', 'Complete', 'Pruner completed successfully');
  const suspended = record(cron, 'spec')['suspend'] === true;
  setCondition(status, now, 'Scheduled', suspended ? 'False' : 'True', suspended ? 'Suspended' : 'Scheduled', suspended ? 'The pruner job has been suspended' : 'The pruner job has been scheduled');
  if (failed !== undefined) setCondition(status, now, 'Degraded', 'True', 'SyncError', `Error: ${words(failed)}`);
  else if (end?.failed) setCondition(status, now, 'Degraded', 'True', 'JobFailed', end.message);
  else setCondition(status, now, 'Degraded', 'False', 'AsExpected');
}

/** Keeps the pruner's settings, its cron job and what that needs, and says how it does. */
export async function syncPruner(setting: Setting): Promise<void> {
  const { client } = setting;
  const world = await readWorld(client, ['pruners', 'images', 'serviceAccounts', 'clusterRoleBindings', 'configMaps', 'cronJobs', 'jobs']);
  const pruner = named(world.pruners, 'cluster') ?? (await client.create(R.ImagePruner, firstPruner()));
  const host = text(named(world.images, 'cluster'), 'status', 'internalRegistryHostname') ?? '';
  const operands: Operand[] = [
    account('pruner'),
    binding('openshift-image-registry-pruner', 'system:image-pruner', 'pruner'),
    { room: 'configMaps', name: 'serviceca', type: 'v1.ConfigMap', make: () => serviceCa(world) },
    { room: 'cronJobs', name: PRUNER, type: 'v1.CronJob', make: () => cronJob(record(pruner, 'spec'), host, setting.image.cli) },
  ];
  let failed: unknown;
  try {
    for (const operand of operands) await applyOperand(client, world, operand);
  } catch (error) {
    failed = error;
  }
  const cron = await client.get(R.CronJob, PRUNER, HOME);
  await changeStatus(client, R.ImagePruner, (status) => judge(status, setting.clock.now(), cron, world.jobs, failed));
  if (failed !== undefined) throw failed;
}
