import { list, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Kind } from './kind.ts';
import { KINDS } from './kinds.ts';
import { PVC_PROTECTION } from './rules-storage.ts';
import type { Store } from './store.ts';

/** Finalizers that the collector puts on an object and takes off again. */
export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

export interface Dependent {
  object: KubeObject;
  kind: Kind;
}

/** What names the uid among its owners. */
export function dependentsOf(store: Store, uid: string | undefined): Dependent[] {
  if (uid === undefined) return [];
  return KINDS.flatMap((kind) =>
    store
      .all(kind.resource)
      .filter((o) => (o.metadata.ownerReferences ?? []).some((r) => r.uid === uid))
      .map((object) => ({ object, kind })),
  );
}

/** Takes the owner out of everything that names it. */
export function orphan(store: Store, owner: KubeObject): void {
  for (const { object, kind } of dependentsOf(store, owner.metadata.uid)) {
    const left = (object.metadata.ownerReferences ?? []).filter((o) => o.uid !== owner.metadata.uid);
    const { ownerReferences: _, ...meta } = object.metadata;
    store.save(kind.resource, { ...object, metadata: left.length > 0 ? { ...meta, ownerReferences: left } : meta });
  }
}

/** The finalizers of an object that nothing stands behind any more: the collector's own, and the protection of a claim that no pod uses. */
export function spent(store: Store, object: KubeObject): string[] {
  const held = object.metadata.finalizers ?? [];
  return held.filter((f) => {
    if (f === ORPHAN) return true;
    if (f === FOREGROUND) return store.collects && !dependentsOf(store, object.metadata.uid).some((d) => (d.object.metadata.ownerReferences ?? []).some((r) => r.uid === object.metadata.uid && r.blockOwnerDeletion === true));
    return f === PVC_PROTECTION && object.kind === 'PersistentVolumeClaim' && !used(store, object);
  });
}

/** Whether a pod that has not ended mounts the claim. */
function used(store: Store, claim: KubeObject): boolean {
  const running = store.all(R.Pod, claim.metadata.namespace).filter((pod) => !['Succeeded', 'Failed'].includes(text(pod, 'status', 'phase') ?? ''));
  return running.some((pod) => list(pod, 'spec', 'volumes').some((volume) => text(volume, 'persistentVolumeClaim', 'claimName') === claim.metadata.name));
}

/** Puts a claim's protection back when a write took it off, as its controller does. */
export function protect(store: Store, object: KubeObject): void {
  const { finalizers = [], deletionTimestamp } = object.metadata;
  if (object.kind !== 'PersistentVolumeClaim' || deletionTimestamp !== undefined || finalizers.includes(PVC_PROTECTION)) return;
  store.save(R.PersistentVolumeClaim, { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, PVC_PROTECTION] } });
}
