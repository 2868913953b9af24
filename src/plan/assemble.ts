import { at } from '../api/json.ts';
import { Failure } from '../errors.ts';
import type { Target } from '../kube/port.ts';
import { losses } from '../registry/losses.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { bucketStep } from './bucket.ts';
import { isTemporary, sets, writes } from './changes.ts';
import { configStep, ensureStep } from './compare.ts';
import { digestOf } from './digest.ts';
import { isMet, knownBy } from './known.ts';
import { mergePatch } from './merge.ts';
import { ordered } from './order.ts';
import { withPause } from './pause.ts';
import { resolveKnown, shown } from './resolve.ts';
import type { Lookup } from './resolve.ts';
import type { DesiredStep, Plan, Step, ValueObject } from './types.ts';

export interface Assembly {
  command: string;
  target: Target;
  clusterId: string;
  clusterVersion: string;
  snapshot: Snapshot;
  desired: readonly DesiredStep[];
  /**
   * what becomes of waits and proofs when no object changes: `drop` those waits that are content already, and the
   * proofs when no wait is left, so that a run which was stopped is completed and a second one does nothing; or
   * `keep` them all, to prove anew
   */
  unchanged?: 'drop' | 'keep';
}

function stepOf(desired: Exclude<DesiredStep, { kind: 'bucket' }>, snapshot: Snapshot, lookup: Lookup): Step {
  const { id, title } = desired;
  if (desired.kind === 'object') return ensureStep(desired, snapshot, lookup);
  if (desired.kind === 'config') return configStep(desired, snapshot, lookup);
  const params = resolveKnown(desired.params ?? {}, lookup) as ValueObject;
  if (desired.kind === 'prove') return { kind: 'prove', id, title, proof: desired.proof, params };
  return { kind: 'wait', id, title, judge: desired.judge, reads: desired.reads, params, samples: desired.samples ?? 1, apartSeconds: desired.apartSeconds ?? 0, ...(desired.anew === true ? { anew: true } : {}) };
}

function settled(steps: readonly Step[], snapshot: Snapshot, lookup: Lookup): Step[] {
  const left = steps.filter((step) => step.kind !== 'wait' || !isMet(step, snapshot, lookup));
  return left.some((step) => step.kind === 'wait') ? left : left.filter((step) => step.kind !== 'prove');
}

/** The Config's spec after each patch of it that lasts, as far as it is known. */
export function specsAfter(steps: readonly Step[], snapshot: Snapshot): unknown[] {
  const before = at(one(snapshot, OBJECT.config), 'spec') ?? {};
  return steps.flatMap((step) => (step.kind === 'patch' && writes(step) && !isTemporary(step) ? [mergePatch(before, at(shown(step.body), 'spec'))] : []));
}

/**
 * The plan that takes the cluster, as the Snapshot saw it, to the desired state: what to create, patch and keep,
 * in order, and what would be lost. References to what is known already are resolved, secrets are compared by digest.
 * Fails (cluster) when an object that it would write could not be read.
 */
export function assemble(assembly: Assembly): Plan {
  const { command, target, clusterId, clusterVersion, snapshot, desired, unchanged = 'drop' } = assembly;
  const ids = desired.map((step) => step.id);
  if (new Set(ids).size !== ids.length) throw new Failure('unexpected', `two steps of ${command} have one id: ${ids.join(', ')}`);
  const lookup = knownBy(snapshot, desired);
  const all = ordered(withPause(desired.flatMap((step) => (step.kind === 'bucket' ? bucketStep(step, snapshot) : [stepOf(step, snapshot, lookup)])), snapshot));
  const steps = all.some((step) => writes(step) || sets(step)) || unchanged === 'keep' ? all : settled(all, snapshot, lookup);
  const lost = specsAfter(steps, snapshot).flatMap((after) => losses(snapshot, after));
  return { schema: 'registryctl.dev/plan/v1', command, target, clusterId, clusterVersion, steps, losses: lost, digest: digestOf(steps, lost) };
}
