import { nameOf } from '../api/resources.ts';
import type { Kube } from '../kube/port.ts';
import type { EnsureStep } from '../plan/types.ts';
import { undoing } from './compare.ts';
import { answered } from './stale.ts';
import type { ApplyPorts } from './types.ts';
import type { Written } from './write.ts';

/** A live object that was written, and what it was before; kept in memory only. */
export interface Undo {
  step: EnsureStep;
  written: Written;
}

const TRIES = 4;

async function once(kube: Kube, { step, written: { before, after } }: Undo): Promise<boolean> {
  const now = await kube.get(step.ref);
  if (now?.metadata.resourceVersion !== after.metadata.resourceVersion) return false;
  if (before === undefined) return kube.remove(step.ref, after.metadata.uid === undefined ? {} : { uid: after.metadata.uid });
  const patch = undoing(after, before);
  const metadata = { ...(patch['metadata'] as object | undefined), resourceVersion: after.metadata.resourceVersion };
  await kube.patch(step.ref, { ...patch, metadata }, { type: 'merge' });
  return true;
}

/**
 * Puts a live object back as it was, unless somebody else has written it since. Never throws: gives
 * back what went wrong, in words, or undefined. Not stopped by the run's signal.
 */
export async function putBack(undo: Undo, why: string, ports: ApplyPorts): Promise<string | undefined> {
  const { kube, clock } = ports;
  const name = nameOf(undo.step.ref);
  for (let tries = 1; ; tries++) {
    try {
      const done = await once(kube, undo);
      // after a broken answer the first attempt may be the writer that is found here
      if (!done && tries === 1) return `${name} was left as it is: somebody else changed it meanwhile.`;
      ports.emit({ type: 'put-back', step: undo.step, why });
      return undefined;
    } catch (error) {
      if (answered(error, 409)) return `${name} was left as it is: somebody else changed it meanwhile.`;
      if (tries >= TRIES) return `${name} could not be put back as it was: ${error instanceof Error ? error.message : String(error)}`;
      await clock.sleep(500 * tries);
    }
  }
}
