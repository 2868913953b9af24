import { record, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject, Resource } from '../../api/types.ts';
import type { Store } from './store.ts';

/** What a cluster does to a new object before it is judged: it may change the (own) copy it is given, or throw a `Fault`. */
export type Admission = (resource: Resource, object: KubeObject, store: Store) => void;

/** OpenShift gives a route without a host one of its own: NAME-NAMESPACE.DOMAIN. */
export function routeHost(domain: string): Admission {
  return (resource, object) => {
    if (resource !== R.Route || (text(object, 'spec', 'host') ?? '') !== '') return;
    const { name = '', namespace = '' } = object.metadata;
    object['spec'] = { ...record(object, 'spec'), host: `${name}-${namespace}.${domain}` };
    object.metadata.annotations = { ...object.metadata.annotations, 'openshift.io/host.generated': 'true' };
  };
}

/** A claim that names no class gets the default one; the newest, where several say they are. */
export const defaultClass: Admission = (resource, object, store) => {
  if (resource !== R.PersistentVolumeClaim || record(object, 'spec')['storageClassName'] !== undefined) return;
  const named = store
    .all(R.StorageClass)
    .filter((c) => c.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''));
  const name = named[0]?.metadata.name;
  if (name !== undefined) object['spec'] = { ...record(object, 'spec'), storageClassName: name };
};
