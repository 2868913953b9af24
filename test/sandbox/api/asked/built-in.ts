import type { Asked } from './asked.ts';

/** What kube-apiserver 1.27.4 with OpenShift's definitions answered, call after call; the order matters. */
export const builtIn: Asked[] = [
  {
    method: 'POST', path: '/api/v1/namespaces/default/secrets?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' }, data: { c: 'ZA==' } },
    answer: {
      code: 201,
      object: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 's', namespace: 'default' }, data: { a: 'Yg==', c: 'ZA==' }, type: 'Opaque' },
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/secrets?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'not base64!' } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/secrets?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'kubernetes.io/tls', data: { 'tls.crt': '' } },
    answer: { code: 422, reason: 'Invalid', message: 'Secret "s" is invalid: data[tls.key]: Required value' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/secrets?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'eA==' } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/secrets',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's1' }, type: 'a', data: { x: 'eA==' } },
    answer: {
      code: 201,
      object: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 's1', namespace: 'default' }, data: { x: 'eA==' }, type: 'a' },
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/secrets/s1',
    body: { type: 'b' },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid', message: 'Secret "s1" is invalid: type: Invalid value: "b": field is immutable' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/secrets/s1',
    body: { stringData: { z: 'y' } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 's1', namespace: 'default' }, data: { x: 'eA==', z: 'eQ==' }, type: 'a' },
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/secrets/s1',
    body: { data: { x: null } },
    type: 'application/strategic-merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 's1', namespace: 'default' }, data: { z: 'eQ==' }, type: 'a' },
    },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/secrets/s1',
    answer: { code: 200 },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/persistentvolumeclaims?dryRun=All',
    body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p' }, spec: {} },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'PersistentVolumeClaim "p" is invalid: [spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/persistentvolumeclaims?dryRun=All',
    body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p' }, spec: { accessModes: ['X'], resources: { requests: { storage: '1Gi' } } } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/persistentvolumeclaims?dryRun=All',
    body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '0' } } } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'PersistentVolumeClaim "p" is invalid: spec.resources[storage]: Invalid value: "0": must be greater than zero',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/persistentvolumeclaims?dryRun=All',
    body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1xx' } } } },
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: "PersistentVolumeClaim in version \"v1\" cannot be handled as a PersistentVolumeClaim: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/persistentvolumeclaims?dryRun=All',
    body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p' }, spec: { accessModes: 'ReadWriteOnce' } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/persistentvolumeclaims?dryRun=All',
    body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeMode: 'X', bogus: 1 } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/persistentvolumeclaims',
    body: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'x', resources: { requests: { storage: '1Gi' } } } },
    answer: { code: 201 },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/persistentvolumeclaims/p',
    body: { spec: { accessModes: ['ReadWriteMany'] } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/persistentvolumeclaims/p',
    body: { spec: { resources: { requests: { storage: '2Gi' } } } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/persistentvolumeclaims/p/status',
    body: { status: { phase: 'Bound' } },
    type: 'application/merge-patch+json',
    answer: { code: 200 },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/persistentvolumeclaims/p',
    body: { metadata: { finalizers: null } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', metadata: { name: 'p', namespace: 'default' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'x', volumeMode: 'Filesystem' }, status: { phase: 'Bound' } },
    },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/persistentvolumeclaims/p',
    answer: {
      code: 200,
      object: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', metadata: { name: 'p', namespace: 'default', deletionGracePeriodSeconds: 0, finalizers: ['kubernetes.io/pvc-protection'] }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'x', volumeMode: 'Filesystem' }, status: { phase: 'Bound' } },
    },
  },
  {
    method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings?dryRun=All',
    body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'r' } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings?dryRun=All',
    body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'r' }, roleRef: { kind: 'X', name: 'y', apiGroup: 'rbac.authorization.k8s.io' } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
    body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'r' }, roleRef: { kind: 'ClusterRole', name: 'view', apiGroup: 'rbac.authorization.k8s.io' }, subjects: [{ kind: 'User', name: 'u' }] },
    answer: {
      code: 201,
      object: { kind: 'RoleBinding', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'r', namespace: 'default' }, subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'u' }], roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' } },
    },
  },
  {
    method: 'PATCH', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/r',
    body: { roleRef: { name: 'edit' } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/r',
    body: { subjects: [{ kind: 'ServiceAccount', name: 's' }] },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'RoleBinding', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'r', namespace: 'default' }, subjects: [{ kind: 'ServiceAccount', name: 's' }], roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' } },
    },
  },
  {
    method: 'DELETE', path: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/r',
    answer: { code: 200 },
  },
  {
    method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/clusterroles?dryRun=All',
    body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a:b/c' }, rules: [{ verbs: [], resources: ['x'] }] },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments?dryRun=All',
    body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: {} },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments?dryRun=All',
    body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'c' } }, spec: { containers: [{ name: 'x', image: 'y' }] } } } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments?dryRun=All',
    body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { replicas: -1, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'x', image: 'y' }] } } } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Deployment.apps "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    },
  },
  {
    method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments',
    body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'x', image: 'y:1', ports: [{ containerPort: 5000 }], env: [{ name: 'A', value: '1' }] }] } } } },
    answer: { code: 201 },
  },
  {
    method: 'PATCH', path: '/apis/apps/v1/namespaces/default/deployments/d',
    body: { spec: { template: { spec: { containers: [{ name: 'x', env: [{ name: 'B', value: '2' }] }] } } } },
    type: 'application/strategic-merge-patch+json',
    answer: { code: 200 },
  },
  {
    method: 'PATCH', path: '/apis/apps/v1/namespaces/default/deployments/d',
    body: { spec: { replicas: 3 } },
    type: 'application/merge-patch+json',
    answer: { code: 200 },
  },
  {
    method: 'PATCH', path: '/apis/apps/v1/namespaces/default/deployments/d/status',
    body: { status: { replicas: 1 } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'd', namespace: 'default', generation: 3 }, spec: { replicas: 3, selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'x', image: 'y:1', ports: [{ containerPort: 5000, protocol: 'TCP' }], env: [{ name: 'B', value: '2' }, { name: 'A', value: '1' }], resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', imagePullPolicy: 'IfNotPresent' }], restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', securityContext: {}, schedulerName: 'default-scheduler' } }, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } }, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }, status: { replicas: 1 } },
    },
  },
  {
    method: 'PATCH', path: '/apis/apps/v1/namespaces/default/deployments/d',
    body: { spec: { selector: { matchLabels: { a: 'z' } } } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/apps/v1/namespaces/default/deployments/d',
    body: { spec: { template: { spec: { containers: [{ name: 'x', '$patch': 'delete' }] } } } },
    type: 'application/strategic-merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Deployment.apps "d" is invalid: spec.template.spec.containers: Required value',
    },
  },
  {
    method: 'DELETE', path: '/apis/apps/v1/namespaces/default/deployments/d',
    answer: { code: 200 },
  },
  {
    method: 'POST', path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n1' } },
    answer: {
      code: 201,
      object: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'n1', labels: { 'kubernetes.io/metadata.name': 'n1' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'N_1' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Namespace \"N_1\" is invalid: metadata.name: Invalid value: \"N_1\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n.1' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Namespace "n.1" is invalid: metadata.name: Invalid value: "n.1": must not contain dots',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Namespace "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is invalid: [metadata.name: Invalid value: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": must be no more than 63 characters, metadata.labels: Invalid value: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": must be no more than 63 characters]',
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/n1',
    body: { metadata: { labels: { x: 'y' } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'n1', labels: { 'kubernetes.io/metadata.name': 'n1', x: 'y' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/n1/serviceaccounts',
    body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa1' } },
    answer: { code: 201, object: { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'sa1', namespace: 'n1' } } },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/n1/serviceaccounts/none/token',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    answer: { code: 404, reason: 'NotFound', message: 'serviceaccounts "none" not found' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/n1/serviceaccounts/sa1/token',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 10 } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes',
    },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/kube-system?dryRun=All',
    answer: { code: 403, reason: 'Forbidden', message: 'namespaces "kube-system" is forbidden: this namespace may not be deleted' },
  },
  {
    method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
    who: 'bob',
    answer: {
      code: 201,
      object: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: { resourceAttributes: { verb: 'get', resource: 'pods' } }, status: { allowed: false } },
    },
  },
  {
    method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {} },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: '.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified',
    },
  },
  {
    method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'get', resource: 'pods' }, nonResourceAttributes: { verb: 'get', path: '/x' } } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: '.authorization.k8s.io "" is invalid: spec.user: Invalid value: "": at least one of user or group must be specified',
    },
  },
  {
    method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user: 'z', groups: ['system:masters'], resourceAttributes: { verb: 'get', resource: 'pods' } } },
    answer: {
      code: 201,
      object: { kind: 'SubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: { resourceAttributes: { verb: 'get', resource: 'pods' }, user: 'z', groups: ['system:masters'] }, status: { allowed: true } },
    },
  },
  {
    method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user: 'z', resourceAttributes: { verb: 'get', resource: 'pods' } } },
    who: 'bob',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'POST', path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: 'bobtoken' } },
    answer: { code: 201 },
  },
  {
    method: 'POST', path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: 'no' } },
    answer: { code: 201 },
  },
  {
    method: 'GET', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    answer: { code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/ap?fieldManager=t',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ap' }, data: { a: 'b' } },
    type: 'application/apply-patch+yaml',
    answer: {
      code: 201,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'ap', namespace: 'default' }, data: { a: 'b' } },
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/ap',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ap' } },
    type: 'application/apply-patch+yaml',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/ap',
    answer: { code: 200 },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'f', finalizers: ['x.y/z'], labels: { l: '1' } } },
    answer: {
      code: 201,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'f', namespace: 'default', labels: { l: '1' }, finalizers: ['x.y/z'] } },
    },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/f',
    answer: {
      code: 200,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'f', namespace: 'default', deletionGracePeriodSeconds: 0, labels: { l: '1' }, finalizers: ['x.y/z'] } },
    },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/f',
    answer: {
      code: 200,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'f', namespace: 'default', deletionGracePeriodSeconds: 0, labels: { l: '1' }, finalizers: ['x.y/z'] } },
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/f',
    body: { metadata: { finalizers: ['x.y/z', 'x.y/w'] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "f" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x.y/w"}',
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/f',
    body: { metadata: { finalizers: [] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'f', namespace: 'default', deletionGracePeriodSeconds: 0, labels: { l: '1' } } },
    },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps/f',
    answer: { code: 404, reason: 'NotFound', message: 'configmaps "f" not found' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'i' }, immutable: true, data: { a: 'b' } },
    answer: {
      code: 201,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'i', namespace: 'default' }, immutable: true, data: { a: 'b' } },
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/i',
    body: { data: { a: 'c' } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "i" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/i',
    body: { immutable: false },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "i" is invalid: immutable: Forbidden: field is immutable when `immutable` is set',
    },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?labelSelector=l=1',
    answer: { code: 200 },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name=i',
    answer: { code: 200 },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?labelSelector=!l,l notin (2)&limit=1',
    answer: { code: 200 },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name=i',
    answer: { code: 200 },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rv', resourceVersion: '5' } },
    answer: { code: 500, message: 'resourceVersion should not be set on objects to be created' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps?dryRun=All',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'rv-', ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: '', uid: 'u' }] } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/services?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: {} },
    answer: { code: 422, reason: 'Invalid', message: 'Service "s" is invalid: spec.ports: Required value' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/services?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Service', metadata: { name: '1s' }, spec: { ports: [{ port: 0 }] } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/pods?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: {} },
    answer: { code: 422, reason: 'Invalid', message: 'Pod "p" is invalid: spec.containers: Required value' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/pods?dryRun=All',
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image: 'b' }] } },
    answer: { code: 201 },
  },
  {
    method: 'POST', path: '/apis/storage.k8s.io/v1/storageclasses?dryRun=All',
    body: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'p' } },
    answer: { code: 422, reason: 'Invalid', message: 'StorageClass.storage.k8s.io "p" is invalid: provisioner: Required value' },
  },
  {
    method: 'POST', path: '/apis/storage.k8s.io/v1/storageclasses?dryRun=All',
    body: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'p' }, provisioner: 'x', reclaimPolicy: 'Z' },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/status',
    answer: {
      code: 200,
      object: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default', labels: { 'kubernetes.io/metadata.name': 'default' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
    },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps/kube-root-ca.crt/status',
    answer: { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
  },
  {
    method: 'PUT', path: '/api/v1/namespaces/default/configmaps/kube-root-ca.crt/foo',
    body: {},
    answer: { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/namespaces',
    answer: { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
  },
  {
    method: 'GET', path: '/api/v2/pods',
    answer: { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
  },
  {
    method: 'GET', path: '/apis/apps/v1/foo',
    answer: { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
  },
  {
    method: 'GET', path: '/api/v1/configmaps/x',
    answer: { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
  },
  {
    method: 'PUT', path: '/api/v1/namespaces/default/configmaps/cc',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cc' } },
    answer: { code: 404, reason: 'NotFound', message: 'configmaps "cc" not found' },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/n1',
    answer: {
      code: 200,
      object: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'n1', labels: { 'kubernetes.io/metadata.name': 'n1', x: 'y' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating' } },
    },
  },
];
