import { canonicalJson } from './digest.ts';
import type { Plan, Step } from './types.ts';

const lasting = (step: Step): string => canonicalJson({ ...step, resourceVersion: undefined });

/**
 * Why a plan that was shown must not be carried out any more, in one sentence, or undefined: `now` is the same
 * plan made of a new Snapshot.
 */
export function stale(shown: Plan, now: Plan): string | undefined {
  if (shown.clusterId !== now.clusterId) return `the plan is for cluster ${shown.clusterId}, this is ${now.clusterId}`;
  if (shown.digest === now.digest) return undefined;
  const before = new Map(shown.steps.map((step) => [step.id, lasting(step)]));
  const changed = now.steps.filter((step) => before.get(step.id) !== lasting(step)).map((step) => step.title);
  return `the cluster has changed since the plan was made${changed.length === 0 ? '' : `: ${changed.join('; ')}`}`;
}
