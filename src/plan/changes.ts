import type { BucketStep, EnsureStep, PatchStep, Plan, Step } from './types.ts';

/** Whether the step writes to the cluster. */
export function writes(step: Step): step is EnsureStep | PatchStep {
  return (step.kind === 'ensure' || step.kind === 'patch') && step.action !== 'keep';
}

/** Whether the step sets something on a bucket. */
export function sets(step: Step): step is BucketStep {
  return step.kind === 'bucket' && step.action !== 'keep';
}

/** Whether the step finds all as it should be, and does nothing. */
export function keeps(step: Step): boolean {
  return step.kind !== 'wait' && step.kind !== 'prove' && step.action === 'keep';
}

/** Whether the step only holds until a later one takes it back. */
export function isTemporary(step: Step): boolean {
  return step.kind === 'patch' && step.temporary === true;
}

/** How many objects and settings the plan creates or changes for good; 0 means that there is nothing to do. */
export function pending(plan: Plan): number {
  return plan.steps.filter((step) => sets(step) || (writes(step) && !isTemporary(step))).length;
}
