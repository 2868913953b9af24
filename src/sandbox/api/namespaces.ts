import { R } from '../../api/resources.ts';
import type { KubeObject, Resource } from '../../api/types.ts';
import { forbidden, notFound } from './fault.ts';
import type { Kind } from './kind.ts';
import { kindOf } from './kinds.ts';
import type { Store } from './store.ts';

/** Refuses a new object in a namespace that is not there (404) or being deleted (403). */
export function welcome(store: Store, resource: Resource, namespace: string, name: string): void {
  const found = store.get(R.Namespace, namespace);
  if (!found) throw notFound(R.Namespace, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw forbidden(resource, name, why, 403, { causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }] });
}

/** What the cluster puts into every new namespace: the API's CA and the default service account. */
export function furnish(store: Store, kind: Kind, made: KubeObject, create: (kind: Kind, body: KubeObject) => void): void {
  if (kind.resource !== R.Namespace) return;
  const namespace = made.metadata.name ?? '';
  const put = (resource: Resource, name: string, more: Record<string, unknown>): void => {
    const what = kindOf(resource);
    if (what && !store.get(resource, name, namespace)) create(what, { apiVersion: 'v1', kind: resource.kind, metadata: { name, namespace }, ...more });
  };
  put(R.ServiceAccount, 'default', {});
  const ca = store.get(R.ConfigMap, 'kube-root-ca.crt', 'default')?.['data'];
  put(R.ConfigMap, 'kube-root-ca.crt', { data: ca ?? { 'ca.crt': '' } });
}
