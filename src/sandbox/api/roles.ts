import type { KubeObject } from '../../api/types.ts';

const API = 'rbac.authorization.k8s.io/v1';
const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'patch', 'delete', 'deletecollection'];
const WORK = ['configmaps', 'events', 'persistentvolumeclaims', 'pods', 'pods/log', 'serviceaccounts', 'services'];

const clusterRole = (name: string, rules: unknown[]): KubeObject => ({ apiVersion: API, kind: 'ClusterRole', metadata: { name }, rules });
const toGroups = (name: string, role: string, ...groups: string[]): KubeObject => ({
  apiVersion: API,
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: groups.map((group) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group })),
});
const on = (verbs: string[], apiGroups: string[], resources: string[]): unknown => ({ verbs, apiGroups, resources });

const apps = ['deployments', 'daemonsets', 'replicasets'];
const view = [on(READ, [''], [...WORK, 'namespaces']), on(READ, ['apps'], apps), on(READ, ['batch'], ['jobs', 'cronjobs']), on(READ, ['route.openshift.io'], ['routes']), on(READ, ['image.openshift.io'], ['imagestreams', 'imagestreams/layers'])];
const edit = [...view, on(WRITE, [''], [...WORK, 'secrets']), on(['create'], [''], ['pods/portforward', 'serviceaccounts/token']), on(WRITE, ['apps'], apps), on(WRITE, ['batch'], ['jobs', 'cronjobs']), on(WRITE, ['route.openshift.io'], ['routes']), on([...WRITE], ['image.openshift.io'], ['imagestreams', 'imagestreams/layers'])];

/** The roles and bindings that every cluster begins with, as far as they decide about what is served here. */
export const FIRST_ROLES: readonly KubeObject[] = [
  clusterRole('cluster-admin', [on(['*'], ['*'], ['*']), { verbs: ['*'], nonResourceURLs: ['*'] }]),
  clusterRole('admin', [...edit, on(WRITE, ['rbac.authorization.k8s.io'], ['roles', 'rolebindings'])]),
  clusterRole('edit', edit),
  clusterRole('view', view),
  clusterRole('system:discovery', [{ verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz', '/version', '/version/'] }]),
  clusterRole('system:public-info-viewer', [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] }]),
  clusterRole('system:basic-user', [on(['create'], ['authorization.k8s.io'], ['selfsubjectaccessreviews', 'selfsubjectrulesreviews']), on(['get'], ['user.openshift.io'], ['users'])]),
  clusterRole('system:auth-delegator', [on(['create'], ['authentication.k8s.io'], ['tokenreviews']), on(['create'], ['authorization.k8s.io'], ['subjectaccessreviews'])]),
  toGroups('cluster-admin', 'cluster-admin', 'system:masters'),
  toGroups('system:discovery', 'system:discovery', 'system:authenticated'),
  toGroups('system:basic-user', 'system:basic-user', 'system:authenticated'),
  toGroups('system:public-info-viewer', 'system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
];
