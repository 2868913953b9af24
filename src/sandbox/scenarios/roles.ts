import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { make } from './make.ts';

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const rule = (groups: string, resources: string, verbs: string[]): Rule => ({ apiGroups: groups.split(','), resources: resources.split(' '), verbs });
const IMAGE = ',image.openshift.io';

const streams = rule(IMAGE, 'imagestreams imagestreammappings imagestreamtags imagestreamimages imagestreamimports imagetags', READ);
const projectRead = [
  rule('', 'configmaps endpoints events limitranges persistentvolumeclaims pods pods/log pods/status replicationcontrollers resourcequotas serviceaccounts services namespaces bindings', READ),
  rule('apps', 'deployments daemonsets replicasets statefulsets', READ),
  rule('batch', 'cronjobs jobs', READ),
  rule('policy', 'poddisruptionbudgets', READ),
  rule('route.openshift.io', 'routes routes/status', READ),
  rule('project.openshift.io', 'projects', ['get']),
  rule('objectbucket.io', 'objectbucketclaims', READ),
  streams,
];
const projectWrite = [
  rule('', 'configmaps events persistentvolumeclaims pods secrets serviceaccounts services', [...READ, ...WRITE]),
  rule('', 'pods/exec pods/portforward pods/attach pods/proxy serviceaccounts/token', ['get', 'create']),
  rule('apps', 'deployments deployments/scale daemonsets replicasets statefulsets', WRITE),
  rule('batch', 'cronjobs jobs', WRITE),
  rule('policy', 'poddisruptionbudgets', WRITE),
  rule('route.openshift.io', 'routes routes/custom-host', WRITE),
  rule(IMAGE, 'imagestreams imagestreammappings imagestreamtags imagestreamimports imagetags imagestreams/secrets', WRITE),
  rule(IMAGE, 'imagestreams/layers', ['get', 'update']),
];
const projectAdmin = [
  rule('rbac.authorization.k8s.io,authorization.openshift.io', 'roles rolebindings', [...READ, ...WRITE]),
  rule('authorization.k8s.io,,authorization.openshift.io', 'localsubjectaccessreviews', ['create']),
  rule('project.openshift.io', 'projects', ['get', 'delete', 'patch', 'update']),
];

/** The cluster roles that OpenShift has and that matter to a registry. */
const ROLES: Record<string, Rule[]> = {
  'cluster-admin': [rule('*', '*', ['*']), { nonResourceURLs: ['*'], verbs: ['*'] }],
  admin: [...projectRead, ...projectWrite, ...projectAdmin],
  edit: [...projectRead, ...projectWrite],
  view: projectRead,
  'cluster-reader': [
    ...projectRead,
    rule('', 'nodes persistentvolumes', READ),
    rule('storage.k8s.io', 'storageclasses csidrivers volumeattachments', READ),
    rule('rbac.authorization.k8s.io', 'roles rolebindings clusterroles clusterrolebindings', READ),
    rule('config.openshift.io', '*', READ),
    rule('operator.openshift.io', '*', READ),
    rule('imageregistry.operator.openshift.io', 'configs imagepruners', READ),
    rule('apiextensions.k8s.io', 'customresourcedefinitions', READ),
    rule('objectbucket.io', '*', READ),
    rule('project.openshift.io', 'projects', READ),
    rule(IMAGE, 'images', READ),
    rule('authorization.k8s.io', 'subjectaccessreviews selfsubjectaccessreviews', ['create']),
  ],
  'system:image-builder': [rule(IMAGE, 'imagestreams/layers', ['get', 'update']), rule(IMAGE, 'imagestreams', ['create']), rule('build.openshift.io', 'builds/details', ['update']), rule('build.openshift.io', 'builds', ['get'])],
  'system:image-puller': [rule(IMAGE, 'imagestreams/layers', ['get'])],
  'system:image-pusher': [rule(IMAGE, 'imagestreams/layers', ['get', 'update'])],
  'registry-viewer': [streams, rule(IMAGE, 'imagestreams/layers', ['get']), rule('', 'namespaces', ['get']), rule('project.openshift.io', 'projects', ['get'])],
  'registry-editor': [
    rule('', 'namespaces', ['get']), rule('project.openshift.io', 'projects', ['get']), rule(IMAGE, 'imagestreams/layers', ['get', 'update']),
    rule(IMAGE, 'imagestreams imagestreammappings imagestreamtags imagestreamimages imagestreamimports imagetags imagestreams/secrets', [...READ, ...WRITE]),
  ],
  'registry-admin': [
    rule('', 'secrets serviceaccounts', [...READ, ...WRITE]), rule('', 'namespaces', ['get']), ...projectAdmin, rule(IMAGE, 'imagestreams/layers', ['get', 'update']),
    rule(IMAGE, 'imagestreams imagestreammappings imagestreamtags imagestreamimages imagestreamimports imagetags imagestreams/secrets', [...READ, ...WRITE]),
  ],
  'system:registry': [
    rule('', 'limitranges resourcequotas', ['list']), rule(IMAGE, 'imagestreamimages imagestreams/layers imagestreams/secrets', ['get']),
    rule(IMAGE, 'imagestreams', ['get', 'list']), rule(IMAGE, 'images imagestreamtags', ['get', 'update', 'delete']), rule(IMAGE, 'imagestreammappings', ['create']),
  ],
  'system:image-pruner': [
    rule('', 'pods replicationcontrollers limitranges', ['get', 'list']), rule('apps', 'daemonsets deployments replicasets statefulsets', ['get', 'list']), rule('batch', 'jobs cronjobs', ['get', 'list']),
    rule(IMAGE, 'images', ['delete', ...READ]), rule(IMAGE, 'imagestreams', READ), rule(IMAGE, 'imagestreams/status', ['update']), rule('build.openshift.io', 'builds buildconfigs', ['get', 'list']),
  ],
  'basic-user': [
    rule('project.openshift.io', 'projects projectrequests', ['list', 'watch']), rule('user.openshift.io', 'users', ['get']), rule('authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews', ['create']),
    rule('storage.k8s.io', 'storageclasses', READ),
  ],
  'self-provisioner': [rule('project.openshift.io', 'projectrequests', ['create'])],
};

const subject = (kind: 'User' | 'Group', id: string): unknown => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: id });

/** A cluster role for subjects everywhere. */
function bound(id: string, role: string, subjects: unknown[]): KubeObject {
  return make(R.ClusterRoleBinding, id, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role }, subjects });
}

/** Roles and who has them: administrators by certificate (system:masters) and by token (kube:admin), every user the basics. */
export function roles(): KubeObject[] {
  return [
    ...Object.entries(ROLES).map(([id, rules]) => make(R.ClusterRole, id, { rules })),
    bound('cluster-admins', 'cluster-admin', [subject('Group', 'system:cluster-admins'), subject('Group', 'system:masters'), subject('User', 'system:admin')]),
    bound('kubeadmin', 'cluster-admin', [subject('User', 'kube:admin')]),
    bound('cluster-readers', 'cluster-reader', [subject('Group', 'system:cluster-readers')]),
    bound('basic-users', 'basic-user', [subject('Group', 'system:authenticated')]),
    bound('self-provisioners', 'self-provisioner', [subject('Group', 'system:authenticated:oauth')]),
  ];
}
