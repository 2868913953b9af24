import { list } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { dependentsOf, FOREGROUND, ORPHAN, orphan, spent } from './collect.ts';
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
    throw isNamespace(kind)
      ? conflict(resource, name, `Precondition failed: UID in precondition: ${removal.uid}, UID in object meta: ${meta.uid ?? ''}`)
      : conflict({ ...resource, plural: resource.kind }, name, `the UID in the precondition (${removal.uid}) does not match the UID in record (${meta.uid ?? ''}). The object might have been deleted and then recreated`);
  if (removal.resourceVersion !== undefined && removal.resourceVersion !== meta.resourceVersion)
    throw isNamespace(kind)
      ? conflict(resource, name, `Precondition failed: ResourceVersion in precondition: ${removal.resourceVersion}, ResourceVersion in object meta: ${meta.resourceVersion ?? ''}`)
      : conflict({ ...resource, plural: resource.kind }, name, `the ResourceVersion in the precondition (${removal.resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion ?? ''}). The object might have been modified`);
  if (isNamespace(kind) && IMMORTAL.includes(name)) throw forbidden(resource, name, 'this namespace may not be deleted');
  const added = { Foreground: [FOREGROUND], Orphan: [ORPHAN], Background: [] }[isNamespace(kind) ? 'Background' : (removal.propagation ?? 'Background')];
  const finalizers = [...new Set([...(meta.finalizers ?? []), ...added])];
  const held = finalizers.length > 0 || isNamespace(kind);
  if (!held) {
    if (removal.dryRun === true) return { object: before, gone: true };
    const last = store.drop(resource, name, namespace) ?? before;
    settle(store, kind, last);
    return { object: last, gone: true };
  }
  if (meta.deletionTimestamp !== undefined) return { object: before, gone: false };
  const marked: KubeObject = {
    ...before,
    metadata: {
      ...meta,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      deletionTimestamp: store.stamp(),
      ...(isNamespace(kind) ? {} : { deletionGracePeriodSeconds: 0, ...(meta.generation === undefined ? {} : { generation: meta.generation + 1 }) }),
    },
  };
  if (isNamespace(kind)) marked['status'] = { phase: 'Terminating' };
  if (removal.dryRun === true) return { object: marked, gone: false };
  const saved = store.save(resource, marked);
  if (isNamespace(kind)) empty(store, name);
  else if (removal.propagation === 'Orphan') orphan(store, saved);
  else if (removal.propagation === 'Foreground') sweep(store, saved, 'Foreground');
  release(store, kind, saved);
  return { object: saved, gone: false };
}

/** Takes off a marked object what nothing stands behind any more; it goes with its last finalizer. */
function release(store: Store, kind: Kind, object: KubeObject): void {
  const now = store.get(kind.resource, object.metadata.name ?? '', object.metadata.namespace);
  if (!now || now.metadata.uid !== object.metadata.uid || now.metadata.deletionTimestamp === undefined) return;
  const gone = spent(store, now);
  if (gone.length === 0) return;
  const left = (now.metadata.finalizers ?? []).filter((f) => !gone.includes(f));
  if (left.length > 0) store.save(kind.resource, { ...now, metadata: { ...now.metadata, finalizers: left } });
  else {
    const last = store.drop(kind.resource, now.metadata.name ?? '', now.metadata.namespace) ?? now;
    settle(store, kind, last);
  }
}

/** After an object came or went: what belongs to a gone owner goes, owners that waited go on, an emptied namespace ends. */
export function settle(store: Store, kind: Kind, object: KubeObject): void {
  const { name, namespace } = object.metadata;
  if (store.get(kind.resource, name ?? '', namespace)) return;
  sweep(store, object, 'Background');
  const owners = new Set((object.metadata.ownerReferences ?? []).map((o) => o.uid));
  for (const other of KINDS) {
    for (const waiting of store.all(other.resource)) {
      if (waiting.metadata.deletionTimestamp !== undefined && (owners.has(waiting.metadata.uid ?? '') || kind.resource === R.Pod)) release(store, other, waiting);
    }
  }
  if (namespace !== undefined) finish(store, namespace);
}

/** Deletes what has no other owner than this one. */
function sweep(store: Store, owner: KubeObject, propagation: 'Background' | 'Foreground'): void {
  for (const { object, kind } of dependentsOf(store, owner.metadata.uid)) {
    const { name = '', namespace, ownerReferences = [], deletionTimestamp } = object.metadata;
    if (deletionTimestamp !== undefined || !ownerReferences.every((o) => o.uid === owner.metadata.uid)) continue;
    if (store.get(kind.resource, name, namespace)) remove(store, kind, name, namespace, { propagation });
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
  if (list(found, 'spec', 'finalizers').some((f) => f !== 'kubernetes')) return;
  if (KINDS.some((kind) => kind.resource.namespaced && store.all(kind.resource, namespace).length > 0)) return;
  store.drop(R.Namespace, namespace);
  const kind = kindOf(R.Namespace);
  if (kind) settle(store, kind, found);
}
