import { at } from '../api/json.ts';
import type { JsonObject } from '../api/types.ts';
import { JUDGES } from '../registry/judges.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { referencesIn, resolveKnown } from './resolve.ts';
import type { Lookup } from './resolve.ts';
import { objectOf } from './source.ts';
import type { DesiredStep, DesiredWait } from './types.ts';

/** Whether a wait is content with the Snapshot as it is. Not so while its params wait for other values, or when nobody knows its judge. */
export function isMet(wait: DesiredWait, snapshot: Snapshot, lookup: Lookup): boolean {
  const params = resolveKnown(wait.params ?? {}, lookup);
  if (referencesIn(params).length > 0) return false;
  return JUDGES[wait.judge]?.(snapshot, params as JsonObject).met === true;
}

/**
 * What References stand for as far as the Snapshot tells: what a wait reads only once its judge is content (a claim
 * names its bucket before there is one). A secret's value is known by its digest alone.
 */
export function knownBy(snapshot: Snapshot, desired: readonly DesiredStep[]): Lookup {
  const lookup: Lookup = ($ref) => {
    const wait = $ref.ref === undefined ? desired.find(({ id }) => id === $ref.step) : undefined;
    if (wait?.kind === 'wait' && !isMet(wait, snapshot, lookup)) return undefined;
    const ref = objectOf({ $ref }, desired);
    return ref === undefined ? undefined : at(one(snapshot, ref), ...$ref.path);
  };
  return lookup;
}
