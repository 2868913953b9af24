import { nameOf } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import type { Kube } from '../kube/port.ts';
import { isLive } from '../plan/order.ts';
import type { EnsureStep, PatchStep, Step } from '../plan/types.ts';
import { holds } from './compare.ts';
import type { Undo } from './put-back.ts';
import { Stale } from './stale.ts';

/**
 * The version to go on from while a temporary patch stands: the operator writes its status meanwhile, which moves
 * the version and not the generation. Throws Stale when the spec is no longer the one that the patch left.
 */
export function stillPaused({ step, written }: Undo, found: KubeObject | undefined): string | undefined {
  if (found === undefined || found.metadata.generation !== written.generation || !holds(found, written.intended)) {
    throw new Stale(`${nameOf(step.ref)} was changed by somebody else during the pause.`);
  }
  return found.metadata.resourceVersion;
}

/**
 * Whether the live objects of a pause are as they were before it: those in `back` were put back, the others must
 * have the version that they were planned upon. False when one cannot be read. Never throws.
 */
export async function untouched(steps: readonly (EnsureStep | PatchStep)[], back: ReadonlySet<Step>, kube: Kube): Promise<boolean> {
  const open = steps.filter((step) => isLive(step) && !back.has(step));
  const found = await Promise.all(open.map(async (step) => kube.get(step.ref).catch(() => 'unread' as const)));
  return open.every((step, i) => found[i] !== 'unread' && found[i]?.metadata.resourceVersion === step.resourceVersion);
}

/** What is to be known of a pause that was not taken back. */
export function leftPaused({ ref }: EnsureStep | PatchStep, how: 'stays' | 'may still be'): string {
  return `${nameOf(ref)} ${how} Unmanaged: the registry serves as before, and the operator keeps off until the same command has completed.`;
}
