import { nameOf } from '../api/resources.ts';
import type { Kube } from '../kube/port.ts';
import { isTemporary } from '../plan/changes.ts';
import type { EnsureStep, PatchStep } from '../plan/types.ts';
import { holds, projected, undoing } from './compare.ts';
import { leftPaused } from './pause.ts';
import { answered } from './stale.ts';
import type { ApplyPorts } from './types.ts';
import type { Written } from './write.ts';

/** A live object or a temporary patch that was written, and what the object was before; kept in memory only. */
export interface Undo {
  step: EnsureStep | PatchStep;
  written: Written;
}

const TRIES = 4;

/** Takes the fields of a temporary patch back. Its object may have a new status since, so not its version counts but whether the patch still stands. */
async function lift(kube: Kube, { step, written: { before, intended } }: Undo): Promise<boolean> {
  const now = await kube.get(step.ref);
  if (now === undefined || !holds(now, intended)) return false;
  const { resourceVersion } = now.metadata;
  await kube.patch(step.ref, { ...(projected(before, intended) as object), metadata: { resourceVersion } }, { type: 'merge' });
  return true;
}

async function restore(kube: Kube, { step, written: { before, after } }: Undo): Promise<boolean> {
  const now = await kube.get(step.ref);
  if (now?.metadata.resourceVersion !== after.metadata.resourceVersion) return false;
  if (before === undefined) return kube.remove(step.ref, after.metadata.uid === undefined ? {} : { uid: after.metadata.uid });
  const patch = undoing(after, before);
  const metadata = { ...(patch['metadata'] as object | undefined), resourceVersion: after.metadata.resourceVersion };
  await kube.patch(step.ref, { ...patch, metadata }, { type: 'merge' });
  return true;
}

/**
 * Puts a live object back as it was, or takes a temporary patch back, unless somebody else has written it since. Never throws: gives
 * back what went wrong, in words, or undefined. Not stopped by the run's signal.
 */
export async function putBack(undo: Undo, why: string, ports: ApplyPorts): Promise<string | undefined> {
  const { kube, clock } = ports;
  const name = nameOf(undo.step.ref);
  const temporary = isTemporary(undo.step);
  for (let tries = 1; ; tries++) {
    try {
      const done = await (temporary ? lift : restore)(kube, undo);
      // after a broken answer the first attempt may be the writer that is found here
      if (!done && tries === 1) return `${name} was left as it is: somebody else changed it meanwhile.`;
      ports.emit({ type: 'put-back', step: undo.step, why });
      return undefined;
    } catch (error) {
      if (answered(error, 409) && !temporary) return `${name} was left as it is: somebody else changed it meanwhile.`;
      const trouble = `${name} could not be put back as it was: ${error instanceof Error ? error.message : String(error)}`;
      if (tries >= TRIES) return temporary ? `${trouble.replace(/\.$/u, '')}. ${leftPaused(undo.step, 'may still be')}` : trouble;
      await clock.sleep(500 * tries);
    }
  }
}
