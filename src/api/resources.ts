import type { KubeObject, Ref, Resource } from './types.ts';

const resource = (group: string, version: string, plural: string, kind: string, namespaced: boolean): Resource => ({ group, version, plural, kind, namespaced });
const core = (plural: string, kind: string, namespaced = true): Resource => resource('', 'v1', plural, kind, namespaced);

/** The resources that this project reads or writes, by the name of their kind. */
export const R = {
  Namespace: core('namespaces', 'Namespace', false),
  Node: core('nodes', 'Node', false),
  PersistentVolume: core('persistentvolumes', 'PersistentVolume', false),
  Secret: core('secrets', 'Secret'),
  ConfigMap: core('configmaps', 'ConfigMap'),
  Service: core('services', 'Service'),
  ServiceAccount: core('serviceaccounts', 'ServiceAccount'),
  PersistentVolumeClaim: core('persistentvolumeclaims', 'PersistentVolumeClaim'),
  Pod: core('pods', 'Pod'),
  Event: core('events', 'Event'),
  Deployment: resource('apps', 'v1', 'deployments', 'Deployment', true),
  DaemonSet: resource('apps', 'v1', 'daemonsets', 'DaemonSet', true),
  ReplicaSet: resource('apps', 'v1', 'replicasets', 'ReplicaSet', true),
  CronJob: resource('batch', 'v1', 'cronjobs', 'CronJob', true),
  Job: resource('batch', 'v1', 'jobs', 'Job', true),
  PodDisruptionBudget: resource('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', true),
  StorageClass: resource('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', false),
  Role: resource('rbac.authorization.k8s.io', 'v1', 'roles', 'Role', true),
  RoleBinding: resource('rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding', true),
  ClusterRole: resource('rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole', false),
  ClusterRoleBinding: resource('rbac.authorization.k8s.io', 'v1', 'clusterrolebindings', 'ClusterRoleBinding', false),
  CustomResourceDefinition: resource('apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition', false),
  Lease: resource('coordination.k8s.io', 'v1', 'leases', 'Lease', true),
  Config: resource('imageregistry.operator.openshift.io', 'v1', 'configs', 'Config', false),
  ImagePruner: resource('imageregistry.operator.openshift.io', 'v1', 'imagepruners', 'ImagePruner', false),
  Image: resource('config.openshift.io', 'v1', 'images', 'Image', false),
  Infrastructure: resource('config.openshift.io', 'v1', 'infrastructures', 'Infrastructure', false),
  ClusterVersion: resource('config.openshift.io', 'v1', 'clusterversions', 'ClusterVersion', false),
  ClusterOperator: resource('config.openshift.io', 'v1', 'clusteroperators', 'ClusterOperator', false),
  Proxy: resource('config.openshift.io', 'v1', 'proxies', 'Proxy', false),
  Ingress: resource('config.openshift.io', 'v1', 'ingresses', 'Ingress', false),
  IngressController: resource('operator.openshift.io', 'v1', 'ingresscontrollers', 'IngressController', true),
  Route: resource('route.openshift.io', 'v1', 'routes', 'Route', true),
  ImageStream: resource('image.openshift.io', 'v1', 'imagestreams', 'ImageStream', true),
  StoredImage: resource('image.openshift.io', 'v1', 'images', 'Image', false),
  Project: resource('project.openshift.io', 'v1', 'projects', 'Project', false),
  ObjectBucketClaim: resource('objectbucket.io', 'v1alpha1', 'objectbucketclaims', 'ObjectBucketClaim', true),
  ObjectBucket: resource('objectbucket.io', 'v1alpha1', 'objectbuckets', 'ObjectBucket', false),
} as const satisfies Record<string, Resource>;

/** The namespaces that the registry's objects live in. */
export const NS = {
  registry: 'openshift-image-registry',
  config: 'openshift-config',
  managed: 'openshift-config-managed',
  storage: 'openshift-storage',
  ingress: 'openshift-ingress',
} as const;

/** `apiVersion` as an object of the resource carries it. */
export function apiVersion(res: Resource): string {
  return res.group === '' ? res.version : `${res.group}/${res.version}`;
}

/** A reference to one object; the namespace is dropped where the resource is cluster-scoped. */
export function ref(res: Resource, name: string, namespace?: string): Ref {
  return res.namespaced && namespace !== undefined ? { resource: res, name, namespace } : { resource: res, name };
}

/** The API path of a resource's collection, or of one object when `name` is given. */
export function pathOf(res: Resource, namespace?: string, name?: string): string {
  const base = res.group === '' ? `/api/${res.version}` : `/apis/${res.group}/${res.version}`;
  const scope = res.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${base}${scope}/${res.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

/** How people write the object: `configs.imageregistry.operator.openshift.io/cluster`, `secrets/NS/NAME`. */
export function nameOf(r: Ref): string {
  const plural = r.resource.group === '' ? r.resource.plural : `${r.resource.plural}.${r.resource.group}`;
  return r.namespace === undefined ? `${plural}/${r.name}` : `${plural}/${r.namespace}/${r.name}`;
}

/** A new object of the resource, with nothing but its name (and namespace, labels). */
export function blank(r: Ref, labels?: Record<string, string>): KubeObject {
  return {
    apiVersion: apiVersion(r.resource),
    kind: r.resource.kind,
    metadata: { name: r.name, ...(r.namespace === undefined ? {} : { namespace: r.namespace }), ...(labels ? { labels } : {}) },
  };
}
