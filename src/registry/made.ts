import { at, text } from '../api/json.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { backendOf } from './backends.ts';
import { OBJECT, registryClaim } from './objects.ts';

/** The one name that the operator gives to a claim, and the annotation by which it knows it (operator behaviour, recording pvc-blank-claim). */
const CLAIM = 'image-registry-storage';
const OWNED = 'imageregistry.openshift.io';

/**
 * Whether the operator made a storage, by the names that it gives: buckets and containers begin with the cluster's name and what
 * they are for, accounts with `imageregistry`; its claim has one name and an annotation, if the claim was read. An empty directory is always its own.
 */
export function madeByOperator(snapshot: Snapshot, storage: unknown): boolean {
  const backend = backendOf(storage);
  if (backend === undefined) return false;
  if (backend === 'emptyDir') return true;
  const own = at(storage, backend);
  if (backend === 'pvc') {
    const claim = one(snapshot, registryClaim(CLAIM));
    return text(own, 'claim') === CLAIM && (claim === undefined || claim.metadata.annotations?.[OWNED] === 'true');
  }
  if (backend === 'azure') return (text(own, 'accountName') ?? '').startsWith('imageregistry');
  const cluster = text(one(snapshot, OBJECT.infrastructure), 'status', 'infrastructureName') ?? '';
  return cluster !== '' && (text(own, 'bucket') ?? text(own, 'container') ?? '').startsWith(`${cluster}-image-registry`);
}
