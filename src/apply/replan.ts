import { nameOf } from '../api/resources.ts';
import { Failure } from '../errors.ts';
import { isTemporary, sets, writes } from '../plan/changes.ts';
import { referencesIn } from '../plan/resolve.ts';
import type { Loss, Plan, Step } from '../plan/types.ts';
import { apply } from './apply.ts';
import { checkRunning, Stale } from './stale.ts';
import type { ApplyOptions, ApplyPorts, ApplyResult } from './types.ts';

/** How often a plan is made anew before it counts as a conflict. */
export const REPLANS = 5;

function lossier(before: readonly Loss[], after: readonly Loss[]): string | undefined {
  for (const loss of after) {
    const known = before.find((other) => other.what === loss.what);
    if (known === undefined) return `it would lose ${loss.what}`;
    if (known.images !== undefined && (loss.images === undefined || loss.images > known.images)) return `it would lose more of ${loss.what} (${loss.images ?? 'unknown'} images, not ${known.images})`;
  }
  return undefined;
}

/** Each field that a step changes for good, with what it is changed to. */
function changed(step: Step): [field: string, after: string][] {
  if (sets(step)) return step.changes.map((change) => [`${step.place} ${change.path}`, JSON.stringify(change.after) ?? 'removed']);
  if (!writes(step) || isTemporary(step)) return [];
  return step.changes.map((change) => [`${nameOf(step.ref)} ${change.path}`, JSON.stringify(change.after) ?? 'removed']);
}

/**
 * Why a plan made anew needs a new confirmation, in words; undefined when it stays within the old
 * one: the same cluster, no more lost, no field changed that was not to be changed, and to no other
 * value (values that were not known then may be known now).
 */
export function widens(old: Plan, next: Plan): string | undefined {
  if (old.clusterId !== next.clusterId || old.target.server !== next.target.server) return next.clusterId === '' ? 'it cannot be read any more which cluster it is for' : 'it is for another cluster';
  const loss = lossier(old.losses, next.losses);
  if (loss !== undefined) return loss;
  for (const step of next.steps) {
    // what this run made itself is as it is wanted: it would be kept
    const made = step.kind === 'ensure' && step.action === 'update' && old.steps.some((one) => one.kind === 'ensure' && one.action === 'create' && nameOf(one.ref) === nameOf(step.ref));
    if (made) return `it would write over ${nameOf(step.ref)}, which somebody else made meanwhile`;
  }
  const said = new Map(old.steps.flatMap(changed));
  const open = new Set(old.steps.filter((step) => 'body' in step && referencesIn(step.body).length > 0).flatMap((step) => changed(step).map(([field]) => field)));
  for (const [field, after] of next.steps.flatMap(changed)) {
    const before = said.get(field);
    if (before === undefined) return `it would also change ${field}`;
    if (before !== after && !open.has(field)) return `it would change ${field} to another value`;
  }
  return undefined;
}

/** Where plans come from, and who agrees to one. */
export interface Drive {
  /** the plan that was confirmed; made and confirmed first when not given */
  first?: Plan;
  makePlan(): Promise<Plan>;
  /** resolves when the plan may be applied, throws a Failure when not; `why` says what is new in it, undefined for the first plan */
  confirm(plan: Plan, why: string | undefined): Promise<void>;
}

/**
 * Applies a plan and, whenever it turns out stale, makes it anew: at most five times, then it is a
 * conflict (exit 6). A new plan that goes further than the confirmed one must be confirmed again.
 */
export async function applyWithReplan(drive: Drive, options: ApplyOptions, ports: ApplyPorts): Promise<ApplyResult> {
  let plan = drive.first;
  if (plan === undefined) {
    plan = await drive.makePlan();
    await drive.confirm(plan, undefined);
  }
  let confirmed = plan;
  const written = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await apply(plan, options, ports);
      return { ...result, written: [...new Set([...written, ...result.written])] };
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      if (attempt > REPLANS) throw new Failure('conflict', `The plan was outdated ${attempt} times in a row; something else keeps writing the same objects. ${error.message}`, { cause: error });
      for (const name of error.written) written.add(name);
      ports.emit({ type: 'replan', attempt, why: error.message });
      await ports.clock.sleep(400 * attempt, ports.signal).catch(() => checkRunning(ports.signal));
      plan = await drive.makePlan();
      const why = widens(confirmed, plan);
      if (why === undefined) continue;
      if (plan.clusterId !== confirmed.clusterId) throw new Failure('conflict', `The plan made anew cannot be applied: ${why}.`);
      await drive.confirm(plan, why);
      confirmed = plan;
    }
  }
}
