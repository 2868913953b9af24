import { R } from '../api/resources.ts';
import { many, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

/**
 * How many images were pushed to the registry, or undefined when they were not read. Imported images, which only
 * point elsewhere, lack the annotation and lose nothing.
 */
export function pushedImages(snapshot: Snapshot): number | undefined {
  if (stateOf(snapshot, { resource: R.StoredImage }) !== 'found') return undefined;
  return many(snapshot, R.StoredImage).filter((image) => image.metadata.annotations?.['openshift.io/image.managed'] === 'true').length;
}
