import { text } from '../api/json.ts';
import type { KubeObject } from '../api/types.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { registryClaim } from './objects.ts';

/**
 * Why the volume of a registry on a claim is not there yet, or nothing: the claim that the Config names waits for one, has
 * lost it, or goes. A class may wait for the registry's pod, so this passes by itself; where it does not, no pod starts.
 * Nothing is said of a claim that was not read.
 */
export function ofClaim(snapshot: Snapshot, config: KubeObject): string[] {
  const name = text(config, 'spec', 'storage', 'pvc', 'claim') ?? '';
  const claim = name === '' ? undefined : one(snapshot, registryClaim(name));
  if (claim === undefined) return [];
  if (claim.metadata.deletionTimestamp !== undefined) return [`the volume claim ${name} is being deleted`];
  const phase = text(claim, 'status', 'phase') ?? 'Pending';
  return phase === 'Bound' ? [] : [`the volume claim ${name} has no volume: it is ${phase}`];
}
