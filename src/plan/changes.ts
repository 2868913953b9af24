import type { EnsureStep, PatchStep, Plan, Step } from './types.ts';

/** Whether the step writes to the cluster. */
export function writes(step: Step): step is EnsureStep | PatchStep {
  return (step.kind === 'ensure' || step.kind === 'patch') && step.action !== 'keep';
}

/** How many objects the plan creates or changes; 0 means that there is nothing to do. */
export function pending(plan: Plan): number {
  return plan.steps.filter(writes).length;
}
