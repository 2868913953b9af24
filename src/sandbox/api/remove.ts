import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { conflict, forbidden, notFound } from './fault.ts';
import type { Kind } from './kind.ts';
import { kindOf, KINDS } from './kinds.ts';
import type { Store } from './store.ts';

/** What `DeleteOptions` may ask. */
export interface Removal {
  dryRun?: boolean;
  propagation?: 'Background' | 'Foreground' | 'Orphan';
  uid?: string | undefined;
  resourceVersion?: string | undefined;
}

/**
 * Deletes an object: at once, or, where finalizers hold it, by marking it. Returns its last state
 * and whether it is gone. Throws a `Fault` (404, 409 when a precondition does not hold).
 */
export function remove(store: Store, kind: Kind, name: string, namespace: string | undefined, removal: Removal = {}): { object: KubeObject; gone: boolean } {
  const { resource } = kind;
  const before = store.get(resource, name, namespace);
  if (!before) throw notFound(resource, name);
  const meta = before.metadata;
  if (removal.uid !== undefined && removal.uid !== meta.uid)
    throw conflict({ ...resource, plural: resource.kind }, name, `the UID in the precondition (${removal.uid}) does not match the UID in record (${meta.uid ?? ''}). The object might have been deleted and then recreated`);
  if (removal.resourceVersion !== undefined && removal.resourceVersion !== meta.resourceVersion)
    throw conflict({ ...resource, plural: resource.kind }, name, `the ResourceVersion in the precondition (${removal.resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion ?? ''}). The object might have been modified`);
  if (isNamespace(kind) && IMMORTAL.includes(name)) throw forbidden(resource, name, 'this namespace may not be deleted');
  const held = (meta.finalizers ?? []).length > 0 || isNamespace(kind);
  if (removal.dryRun === true) return { object: before, gone: !held };
  if (removal.propagation === 'Orphan') orphan(store, before);
  if (!held) {
    const last = store.drop(resource, name, namespace) ?? before;
    settle(store, kind, last);
    return { object: last, gone: true };
  }
  if (meta.deletionTimestamp !== undefined) return { object: before, gone: false };
  const marked: KubeObject = { ...before, metadata: { ...meta, deletionTimestamp: store.stamp(), ...(isNamespace(kind) ? {} : { deletionGracePeriodSeconds: 0 }), ...(kind.generation ? { generation: (meta.generation ?? 1) + 1 } : {}) } };
  if (isNamespace(kind)) marked['status'] = { phase: 'Terminating' };
  const saved = store.save(resource, marked);
  if (isNamespace(kind)) empty(store, name);
  return { object: saved, gone: false };
}

/** After an object came or went: what belongs to a gone owner goes, an emptied namespace ends. */
export function settle(store: Store, kind: Kind, object: KubeObject): void {
  const { name, namespace, uid } = object.metadata;
  if (store.get(kind.resource, name ?? '', namespace)) return;
  for (const { dependent, owner } of dependentsOf(store, uid)) {
    const owners = dependent.metadata.ownerReferences ?? [];
    if (owners.every((o) => o.uid === uid)) remove(store, owner, dependent.metadata.name ?? '', dependent.metadata.namespace);
  }
  if (namespace !== undefined) finish(store, namespace);
}

function dependentsOf(store: Store, uid: string | undefined): { dependent: KubeObject; owner: Kind }[] {
  if (uid === undefined) return [];
  return KINDS.flatMap((owner) =>
    store
      .all(owner.resource)
      .filter((o) => o.metadata.deletionTimestamp === undefined && (o.metadata.ownerReferences ?? []).some((r) => r.uid === uid))
      .map((dependent) => ({ dependent, owner })),
  );
}

function orphan(store: Store, before: KubeObject): void {
  for (const { dependent, owner } of dependentsOf(store, before.metadata.uid)) {
    const left = (dependent.metadata.ownerReferences ?? []).filter((o) => o.uid !== before.metadata.uid);
    const { ownerReferences: _, ...meta } = dependent.metadata;
    store.save(owner.resource, { ...dependent, metadata: left.length > 0 ? { ...meta, ownerReferences: left } : meta });
  }
}

const IMMORTAL = ['default', 'kube-system', 'kube-public'];
const isNamespace = (kind: Kind): boolean => kind.resource === R.Namespace;

/** Deletes what a namespace holds, then the namespace unless finalizers still hold something. */
function empty(store: Store, namespace: string): void {
  for (const kind of KINDS) {
    if (!kind.resource.namespaced) continue;
    for (const object of store.all(kind.resource, namespace)) {
      const name = object.metadata.name ?? '';
      if (store.get(kind.resource, name, namespace)) remove(store, kind, name, namespace);
    }
  }
  finish(store, namespace);
}

function finish(store: Store, namespace: string): void {
  const found = store.get(R.Namespace, namespace);
  if (found?.metadata.deletionTimestamp === undefined || (found.metadata.finalizers ?? []).length > 0) return;
  if (KINDS.some((kind) => kind.resource.namespaced && store.all(kind.resource, namespace).length > 0)) return;
  store.drop(R.Namespace, namespace);
  const kind = kindOf(R.Namespace);
  if (kind) settle(store, kind, found);
}
