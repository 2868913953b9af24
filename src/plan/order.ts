import type { Step } from './types.ts';

/**
 * The steps with each live one directly before the patch that follows it, after every wait on the way: what a
 * running registry reads now is written last, or the operator would use new keys on the old bucket. Live steps
 * without a patch after them stay where they are.
 */
export function ordered(steps: readonly Step[]): Step[] {
  const placed: Step[] = [];
  let held: Step[] = [];
  const patches = steps.map((step) => step.kind === 'patch').lastIndexOf(true);
  steps.forEach((step, index) => {
    if (step.kind === 'ensure' && step.live && index < patches) {
      held.push(step);
      return;
    }
    if (step.kind === 'patch') {
      placed.push(...held);
      held = [];
    }
    placed.push(step);
  });
  return placed;
}
