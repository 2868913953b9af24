import type { Snapshot } from '../snapshot/types.ts';
import type { BucketStep, DesiredBucket } from './types.ts';

/** The step that makes a setting of a bucket so, or keeps it; none where the store has not told how it is. */
export function bucketStep({ id, title, setting, question, command }: DesiredBucket, { store }: Snapshot): BucketStep[] {
  const found = store?.settings?.[setting];
  if (store === undefined || question === undefined || found?.state !== 'read') return [];
  const { changes, seen } = found;
  return [{ kind: 'bucket', id, title, setting, question, place: store.place, action: changes.length === 0 ? 'keep' : 'update', changes, seen, command }];
}
