import { isTemporary } from './changes.ts';
import type { EnsureStep, Step } from './types.ts';

/** Whether the step writes what a running registry reads now. */
export function isLive(step: Step): step is EnsureStep {
  return step.kind === 'ensure' && step.live && step.action !== 'keep';
}

/**
 * The steps with each live one directly before the patch that follows it, after every wait on the way: what a
 * running registry reads now is written last, or the operator would use new keys on the old bucket. Live steps
 * without a patch after them, and those that write nothing, stay where they are; a temporary patch is none to follow.
 * Ordering twice changes nothing.
 */
export function ordered(steps: readonly Step[]): Step[] {
  const placed: Step[] = [];
  let held: Step[] = [];
  const lasts = (step: Step): boolean => step.kind === 'patch' && !isTemporary(step);
  const patches = steps.map(lasts).lastIndexOf(true);
  steps.forEach((step, index) => {
    if (isLive(step) && index < patches) {
      held.push(step);
      return;
    }
    if (lasts(step)) {
      placed.push(...held);
      held = [];
    }
    placed.push(step);
  });
  return placed;
}
