import { nameOf } from '../api/resources.ts';
import { isTemporary } from '../plan/changes.ts';
import { isLive } from '../plan/order.ts';
import type { EnsureStep, PatchStep, Step } from '../plan/types.ts';

/**
 * The live steps that begin at `index` and the patch that follows them, with the temporary patch before them when
 * that stands there; empty when the step is neither.
 */
export function group(steps: readonly Step[], index: number): (EnsureStep | PatchStep)[] {
  const found: (EnsureStep | PatchStep)[] = [];
  let paused = false;
  for (const step of steps.slice(index)) {
    if (step.kind === 'patch') {
      if (isTemporary(step) ? found.length > 0 : found.length === 0) return found;
      found.push(step);
      if (!isTemporary(step)) return found;
      paused = true;
    } else if (isLive(step)) found.push(step);
    else if (!paused || step.kind !== 'wait') return found;
  }
  return found;
}

/** What must exist before the API server can check the step, and an earlier step makes: a namespace, or the object itself. */
export function awaited(steps: readonly Step[], step: EnsureStep | PatchStep): string | undefined {
  for (const earlier of steps) {
    if (earlier === step) return undefined;
    if (earlier.kind !== 'ensure' || earlier.action !== 'create') continue;
    if (nameOf(earlier.ref) === nameOf(step.ref)) return nameOf(step.ref);
    if (earlier.ref.resource.kind === 'Namespace' && earlier.ref.name === step.ref.namespace) return nameOf(earlier.ref);
  }
  return undefined;
}
