import { text } from '../api/json.ts';
import { R } from '../api/resources.ts';
import { many, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

/** So many repositories are named where images would be lost. */
const MOST = 5;

/** What was pushed to the registry, as far as the images of the cluster tell. */
export interface Pushed {
  images: number;
  /** repositories (`namespace/image stream`), those with most images first; not all of them */
  examples: string[];
}

/** `namespace/name` of a reference `host:port/namespace/name@digest`; undefined for anything else. */
function repositoryOf(reference: string | undefined): string | undefined {
  return /^[^/\s]+\/([a-z0-9][-a-z0-9]*\/[a-z0-9][-._a-z0-9]*)(?:@|:|$)/u.exec(reference ?? '')?.[1];
}

/**
 * The images that were pushed to the registry, or undefined when they were not read. Imported images, which only
 * point elsewhere, lack the annotation and lose nothing.
 */
export function pushed(snapshot: Snapshot): Pushed | undefined {
  if (stateOf(snapshot, { resource: R.StoredImage }) !== 'found') return undefined;
  const stored = many(snapshot, R.StoredImage).filter((image) => image.metadata.annotations?.['openshift.io/image.managed'] === 'true');
  const counts = new Map<string, number>();
  for (const image of stored) {
    const repository = repositoryOf(text(image, 'dockerImageReference'));
    if (repository !== undefined) counts.set(repository, (counts.get(repository) ?? 0) + 1);
  }
  const examples = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, MOST).map(([repository]) => repository);
  return { images: stored.length, examples };
}
