import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { fillDefaults } from '../schemas/shape.ts';
import { kindFor } from './kinds.ts';
import { FIRST_ROLES } from './roles.ts';
import { Store } from './store.ts';
import type { StoreOptions } from './store.ts';

/** A store with the namespaces and roles that every cluster has. */
export function createStore(options: StoreOptions = {}): Store {
  const store = new Store(options);
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) namespace(store, name);
  seed(store, FIRST_ROLES);
  return store;
}

/**
 * Puts objects into a store as they are, status included, judged by nobody: how a scenario begins.
 * Namespaces they need are made. Throws when a kind is not served.
 */
export function seed(store: Store, objects: readonly KubeObject[]): void {
  for (const object of objects) {
    const kind = kindFor(object);
    if (!kind) throw new Error(`nothing serves ${object.apiVersion} ${object.kind}`);
    const meta = object.metadata;
    if (kind.resource.namespaced && !store.get(R.Namespace, meta.namespace ?? '')) namespace(store, meta.namespace ?? 'default');
    if (kind.resource === R.Namespace) namespace(store, meta.name ?? '', object);
    else {
      const whole = structuredClone(object);
      if (kind.custom) fillDefaults(whole, kind.schema);
      store.save(kind.resource, { ...whole, metadata: { ...structuredClone(meta), ...born(store, meta.uid), ...(kind.generation ? { generation: meta.generation ?? 1 } : {}) } });
    }
  }
}

const born = (store: Store, uid: string | undefined): { uid: string; creationTimestamp: string } => ({ uid: uid ?? store.uid(), creationTimestamp: store.stamp() });

function namespace(store: Store, name: string, like?: KubeObject): void {
  store.save(R.Namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
    ...structuredClone(like),
    metadata: { ...structuredClone(like?.metadata), name, ...born(store, like?.metadata.uid), labels: { 'kubernetes.io/metadata.name': name, ...like?.metadata.labels } },
  });
}
