import { R } from '../../api/resources.ts';
import type { Resource } from '../../api/types.ts';
import { forbidden, notFound } from './fault.ts';
import type { Store } from './store.ts';

/** Refuses a new object in a namespace that is not there (404) or being deleted (403). */
export function welcome(store: Store, resource: Resource, namespace: string, name: string): void {
  const found = store.get(R.Namespace, namespace);
  if (!found) throw notFound(R.Namespace, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw forbidden(resource, name, why, 403, { causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }] });
}
