import type { KubeObject, Resource, WatchEvent } from '../../api/types.ts';
import type { Client, PatchKind } from '../client.ts';
import { Refused } from '../client.ts';
import { Fault } from './fault.ts';
import type { Kind } from './kind.ts';
import { kindOf } from './kinds.ts';
import { patch } from './patch.ts';
import { rule } from './rbac.ts';
import { remove } from './remove.ts';
import type { Store } from './store.ts';
import { ownerOf } from './tokens.ts';
import { create, update } from './write.ts';

/** A client that works on a store directly, as system:admin: no HTTP, the same rules. */
export function localClient(store: Store): Client {
  return {
    get: (resource, name, namespace) => answer(() => copied(store.get(served(resource).resource, name, namespace))),
    list: (resource, namespace) => answer(() => structuredClone(store.all(served(resource).resource, namespace))),
    create: (resource, object) => answer(() => structuredClone(create(store, served(resource), object.metadata.namespace, object))),
    update: (resource, object, subresource) =>
      answer(() => structuredClone(update(store, { kind: served(resource), namespace: object.metadata.namespace, name: object.metadata.name ?? '', subresource }, object))),
    patch: (resource, name, namespace, body, how: PatchKind = 'merge', subresource) =>
      answer(() => structuredClone(patch(store, { kind: served(resource), namespace, name, subresource }, body, how))),
    remove: (resource, name, namespace, _grace, propagation) =>
      answer(() => {
        const kind = served(resource);
        if (store.get(kind.resource, name, namespace)) remove(store, kind, name, namespace, propagation === undefined ? {} : { propagation });
      }),
    watch: (resource, namespace, seen) => watch(store, resource, namespace, seen),
    whoIs: (token) => answer(() => ownerOf(store, token)),
    may: (who, access) => answer(() => rule(store, who, access).allowed),
  };
}

function served(resource: Resource): Kind {
  const kind = kindOf(resource);
  if (!kind) throw new Fault(404, 'NotFound', 'the server could not find the requested resource');
  return kind;
}

const copied = (object: KubeObject | undefined): KubeObject | undefined => (object ? structuredClone(object) : undefined);

/** Runs a verb; its `Fault` becomes the `Refused` that clients know. */
function answer<T>(run: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    try {
      resolve(run());
    } catch (error) {
      reject(error instanceof Fault ? new Refused(error.code, error.status.reason ?? '', error.message) : (error as Error));
    }
  });
}

/** First what is there, then every change; always from a later turn of the event loop, in order. */
function watch(store: Store, resource: Resource, namespace: string | undefined, seen: (event: WatchEvent) => void): () => void {
  let open = true;
  let queue: WatchEvent[] = store.all(resource, namespace).map((object) => ({ type: 'ADDED', object }));
  const flush = (): void => {
    const events = queue;
    queue = [];
    for (const event of events) if (open) seen(structuredClone(event));
  };
  const soon = (): void => {
    setImmediate(flush);
  };
  if (queue.length > 0) soon();
  const end = store.follow((change) => {
    if (change.resource.plural !== resource.plural || change.resource.group !== resource.group) return;
    if (namespace !== undefined && change.object.metadata.namespace !== namespace) return;
    if (queue.push({ type: change.type, object: change.object }) === 1) soon();
  });
  return () => {
    open = false;
    end();
  };
}
