import { describe, expect, it } from 'vitest';
import { at } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../../src/api/types.ts';
import { Fault } from '../../../src/sandbox/api/fault.ts';
import type { Kind } from '../../../src/sandbox/api/kind.ts';
import { kindOf } from '../../../src/sandbox/api/kinds.ts';
import { createStore } from '../../../src/sandbox/api/seed.ts';
import type { Store } from '../../../src/sandbox/api/store.ts';
import { create, update } from '../../../src/sandbox/api/write.ts';

const RBAC = 'rbac.authorization.k8s.io';
type Fields = Record<string, unknown>;

const served = (resource: Resource): Kind => {
  const kind = kindOf(resource);
  if (!kind) throw new Error(`nothing serves ${resource.plural}`);
  return kind;
};

const make = (resource: Resource, fields: Fields, store: Store = createStore()): KubeObject => {
  const body = { metadata: { name: 'x' }, ...structuredClone(fields) };
  return create(store, served(resource), resource.namespaced ? 'default' : undefined, body);
};

/** The fields that a write is refused for, or the code where there are none. */
const causes = (run: () => unknown): string[] => {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.status.details?.causes?.map((c) => c.field ?? '') ?? [String(error.code)];
  }
};

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const MIB = 1024 * 1024;
const CLAIM = { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } };
const CLASS = { provisioner: 'p' };
const SERVICE = { ports: [{ port: 5000 }] };
const CONTAINER = { name: 'c', image: 'quay.io/a/b:1' };
const LABELS = { app: 'a' };
const WORK = {
  selector: { matchLabels: LABELS },
  template: { metadata: { labels: LABELS }, spec: { containers: [CONTAINER] } },
};
const USER = { kind: 'User', name: 'u' };
const ROLE = { kind: 'ClusterRole', name: 'view' };

describe('what is created', () => {
  it.each<[string, Resource, Fields, string[]]>([
    ['an empty config map', R.ConfigMap, {}, []],
    ['a config map with keys', R.ConfigMap, { data: { 'a.b': '', A_B: '', '.c': '' } }, []],
    ['keys named like what is inherited', R.ConfigMap, { data: { constructor: 'x', toString: 'y' } }, []],
    ['a key with a slash', R.ConfigMap, { data: { 'a/b': '' } }, ['data[a/b]']],
    ['an empty key', R.ConfigMap, { data: { '': 'x' } }, ['data[]']],
    ['a dot', R.ConfigMap, { data: { '.': 'x' } }, ['data[.]']],
    ['two dots before more', R.ConfigMap, { data: { '..a': 'x' } }, ['data[..a]']],
    ['a key too long', R.ConfigMap, { data: { ['k'.repeat(254)]: '' } }, [`data[${'k'.repeat(254)}]`]],
    ['a key of both kinds', R.ConfigMap, { data: { a: '' }, binaryData: { a: b64('x') } }, ['data[a]']],
    ['a config map of a MiB', R.ConfigMap, { data: { a: 'x'.repeat(MIB) } }, []],
    ['a config map of more', R.ConfigMap, { data: { a: 'x'.repeat(MIB), b: 'y' } }, ['']],
    ['more in two kinds of data', R.ConfigMap, { data: { a: 'x'.repeat(MIB) }, binaryData: { b: b64('y') } }, ['']],
    ['binary data that is not base64', R.ConfigMap, { binaryData: { a: '?' } }, ['400']],

    ['an opaque secret', R.Secret, { data: { a: b64('x') } }, []],
    ['a secret of a type of ours', R.Secret, { type: 'example.com/mine' }, []],
    ['a secret of a type that is inherited', R.Secret, { type: 'constructor' }, []],
    ['a TLS secret', R.Secret, { type: 'kubernetes.io/tls', stringData: { 'tls.crt': '', 'tls.key': '' } }, []],
    [
      'a TLS secret without its key',
      R.Secret,
      { type: 'kubernetes.io/tls', data: { 'tls.crt': b64('x') } },
      ['data[tls.key]'],
    ],
    [
      'a pull secret',
      R.Secret,
      { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{"auths":{}}' } },
      [],
    ],
    [
      'a pull secret that is no JSON',
      R.Secret,
      { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'auths' } },
      ['data[.dockerconfigjson]'],
    ],
    ['an old pull secret of nothing', R.Secret, { type: 'kubernetes.io/dockercfg' }, ['data[.dockercfg]']],
    ['a key for SSH that is not there', R.Secret, { type: 'kubernetes.io/ssh-auth' }, ['data[ssh-privatekey]']],
    ['a name without a password', R.Secret, { type: 'kubernetes.io/basic-auth', stringData: { username: 'u' } }, []],
    [
      'neither name nor password',
      R.Secret,
      { type: 'kubernetes.io/basic-auth' },
      ['data[username]', 'data[password]'],
    ],

    ['a claim', R.PersistentVolumeClaim, { spec: CLAIM }, []],
    ['a claim of a block device', R.PersistentVolumeClaim, { spec: { ...CLAIM, volumeMode: 'Block' } }, []],
    ['a claim of neither', R.PersistentVolumeClaim, { spec: { ...CLAIM, volumeMode: 'Tape' } }, ['spec.volumeMode']],
    ['no access', R.PersistentVolumeClaim, { spec: { ...CLAIM, accessModes: [] } }, ['spec.accessModes']],
    ['an odd access', R.PersistentVolumeClaim, { spec: { ...CLAIM, accessModes: ['RWX'] } }, ['spec.accessModes']],
    [
      'access by one pod and by many',
      R.PersistentVolumeClaim,
      { spec: { ...CLAIM, accessModes: ['ReadWriteOncePod', 'ReadWriteMany'] } },
      ['spec.accessModes'],
    ],
    ['no size', R.PersistentVolumeClaim, { spec: { ...CLAIM, resources: {} } }, ['spec.resources[storage]']],
    [
      'a size of nought',
      R.PersistentVolumeClaim,
      { spec: { ...CLAIM, resources: { requests: { storage: '0' } } } },
      ['spec.resources[storage]'],
    ],
    [
      'a size that is none',
      R.PersistentVolumeClaim,
      { spec: { ...CLAIM, resources: { requests: { storage: 'big' } } } },
      ['400'],
    ],

    ['a storage class', R.StorageClass, CLASS, []],
    ['a class of nobody', R.StorageClass, {}, ['provisioner']],
    ['a class that keeps', R.StorageClass, { ...CLASS, reclaimPolicy: 'Retain' }, []],
    ['a class that recycles', R.StorageClass, { ...CLASS, reclaimPolicy: 'Recycle' }, ['reclaimPolicy']],
    ['a class that binds someday', R.StorageClass, { ...CLASS, volumeBindingMode: 'Later' }, ['volumeBindingMode']],

    ['a binding', R.RoleBinding, { roleRef: ROLE, subjects: [USER] }, []],
    ['a binding of nobody', R.RoleBinding, { roleRef: ROLE }, []],
    ['a binding to a role at home', R.RoleBinding, { roleRef: { kind: 'Role', name: 'r' } }, []],
    ['a binding everywhere to it', R.ClusterRoleBinding, { roleRef: { kind: 'Role', name: 'r' } }, ['roleRef.kind']],
    ['a binding to no name', R.ClusterRoleBinding, { roleRef: { kind: 'ClusterRole' } }, ['roleRef.name']],
    [
      'a binding to another group',
      R.ClusterRoleBinding,
      { roleRef: { ...ROLE, apiGroup: 'x.io' } },
      ['roleRef.apiGroup'],
    ],
    ['a binding of a robot', R.RoleBinding, { roleRef: ROLE, subjects: [{ kind: 'Robot', name: 'r' }] }, ['subjects[0].kind']],
    ['a binding of no name', R.RoleBinding, { roleRef: ROLE, subjects: [USER, { kind: 'Group' }] }, ['subjects[1].name']],
    [
      'a service account at home',
      R.RoleBinding,
      { roleRef: ROLE, subjects: [{ kind: 'ServiceAccount', name: 's' }] },
      [],
    ],
    [
      'a service account of nowhere',
      R.ClusterRoleBinding,
      { roleRef: ROLE, subjects: [{ kind: 'ServiceAccount', name: 's' }] },
      ['subjects[0].namespace'],
    ],
    [
      'a service account of a group',
      R.RoleBinding,
      { roleRef: ROLE, subjects: [{ kind: 'ServiceAccount', name: 's', apiGroup: RBAC }] },
      ['subjects[0].apiGroup'],
    ],

    ['a service', R.Service, { spec: SERVICE }, []],
    ['a service without ports', R.Service, { spec: {} }, ['spec.ports']],
    ['a headless one without ports', R.Service, { spec: { clusterIP: 'None' } }, []],
    ['a port of nought', R.Service, { spec: { ports: [{ port: 0 }] } }, ['spec.ports[0].port']],
    ['a port too high', R.Service, { spec: { ports: [{ port: 1 }, { port: 65536 }] } }, ['spec.ports[1].port']],

    ['a pod', R.Pod, { spec: { containers: [CONTAINER] } }, []],
    ['a pod of nothing', R.Pod, { spec: { containers: [] } }, ['spec.containers']],
    ['a container of no image', R.Pod, { spec: { containers: [{ name: 'c' }] } }, ['spec.containers[0].image']],
    ['a container of no name', R.Pod, { spec: { containers: [CONTAINER, { image: 'i' }] } }, ['spec.containers[1].name']],

    ['a deployment', R.Deployment, { spec: WORK }, []],
    ['a deployment of -1', R.Deployment, { spec: { ...WORK, replicas: -1 } }, ['spec.replicas']],
    [
      'a selector that does not match',
      R.Deployment,
      { spec: { ...WORK, selector: { matchLabels: { app: 'b' } } } },
      ['spec.template.metadata.labels'],
    ],
    ['a daemon set without selector', R.DaemonSet, { spec: { template: WORK.template } }, ['spec.selector']],
  ])('%s', (_, resource, fields, wanted) => {
    expect(causes(() => make(resource, fields))).toEqual(wanted);
  });
});

describe('what the server fills in', () => {
  it.each<[string, Resource, Fields, string, unknown]>([
    ['the type of a secret', R.Secret, {}, 'type', 'Opaque'],
    ['plain data as base64', R.Secret, { stringData: { a: 'é' } }, 'data', { a: b64('é') }],
    ['plain data over the other', R.Secret, { data: { a: b64('1') }, stringData: { a: '2' } }, 'data.a', b64('2')],
    ['no plain data', R.Secret, { stringData: { a: 'x' } }, 'stringData', undefined],
    ['how a claim is mounted', R.PersistentVolumeClaim, { spec: CLAIM }, 'spec.volumeMode', 'Filesystem'],
    ['what protects it', R.PersistentVolumeClaim, { spec: CLAIM }, 'metadata.finalizers.0', 'kubernetes.io/pvc-protection'],
    ['what becomes of a volume', R.StorageClass, CLASS, 'reclaimPolicy', 'Delete'],
    ['when a class binds', R.StorageClass, CLASS, 'volumeBindingMode', 'Immediate'],
    ['a group of a role', R.RoleBinding, { roleRef: ROLE }, 'roleRef.apiGroup', RBAC],
    ['a group of a user', R.RoleBinding, { roleRef: ROLE, subjects: [USER] }, 'subjects.0.apiGroup', RBAC],
    ['a type of service', R.Service, { spec: SERVICE }, 'spec.type', 'ClusterIP'],
    ['a target', R.Service, { spec: SERVICE }, 'spec.ports.0', { port: 5000, protocol: 'TCP', targetPort: 5000 }],
    ['no address where none is wanted', R.Service, { spec: { clusterIP: 'None' } }, 'spec.clusterIP', 'None'],
    ['one replica', R.Deployment, { spec: WORK }, 'spec.replicas', 1],
    ['none of a daemon', R.DaemonSet, { spec: WORK }, 'spec.replicas', undefined],
    ['a way to roll', R.Deployment, { spec: WORK }, 'spec.strategy.rollingUpdate', { maxUnavailable: '25%', maxSurge: '25%' }],
    ['none where it recreates', R.Deployment, { spec: { ...WORK, strategy: { type: 'Recreate' } } }, 'spec.strategy', { type: 'Recreate' }],
    ['when a pod begins anew', R.Pod, { spec: { containers: [CONTAINER] } }, 'spec.restartPolicy', 'Always'],
    ['a label of a namespace', R.Namespace, {}, 'metadata.labels', { 'kubernetes.io/metadata.name': 'x' }],
    ['a finalizer of a namespace', R.Namespace, {}, 'spec.finalizers', ['kubernetes']],
    ['a phase of a namespace', R.Namespace, {}, 'status.phase', 'Active'],
  ])('%s', (_, resource, fields, path, wanted) => {
    expect(at(make(resource, fields), ...path.split('.'))).toEqual(wanted);
  });

  it.each<[string, string]>([
    ['quay.io/a/b', 'Always'],
    ['quay.io/a/b:latest', 'Always'],
    ['quay.io:443/a/b', 'Always'],
    ['b', 'Always'],
    ['b:1', 'IfNotPresent'],
    ['quay.io:443/a/b:1', 'IfNotPresent'],
    [`b@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  ])('pulls %s %s', (image, wanted) => {
    const pod = make(R.Pod, { spec: { containers: [{ name: 'c', image }] } });
    expect(at(pod, 'spec', 'containers', 0, 'imagePullPolicy')).toBe(wanted);
  });
});

describe('what must not change', () => {
  it.each<[string, Resource, Fields, Fields, string[]]>([
    ['data', R.ConfigMap, { data: { a: '1' } }, { data: { a: '2' } }, []],
    ['frozen data', R.ConfigMap, { data: { a: '1' }, immutable: true }, { data: { a: '2' } }, ['data']],
    ['what was frozen', R.ConfigMap, { immutable: true }, { immutable: false }, ['immutable']],
    ['labels of what is frozen', R.ConfigMap, { immutable: true }, { metadata: { name: 'x', labels: LABELS } }, []],
    ['what is to be frozen', R.Secret, {}, { immutable: true }, []],
    ['frozen secrets', R.Secret, { immutable: true }, { data: { a: b64('x') } }, ['data']],
    ['the type of a secret', R.Secret, {}, { type: 'example.com/mine' }, ['type']],
    ['the provisioner', R.StorageClass, CLASS, { provisioner: 'q' }, ['provisioner']],
    ['the parameters', R.StorageClass, CLASS, { parameters: { a: 'b' } }, ['parameters']],
    ['what becomes of volumes', R.StorageClass, CLASS, { reclaimPolicy: 'Retain' }, ['reclaimPolicy']],
    ['when it binds', R.StorageClass, CLASS, { volumeBindingMode: 'WaitForFirstConsumer' }, ['volumeBindingMode']],
    ['whether it grows', R.StorageClass, CLASS, { allowVolumeExpansion: true }, []],
    ['the role of a binding', R.RoleBinding, { roleRef: ROLE }, { roleRef: { ...ROLE, name: 'edit' } }, ['roleRef']],
    ['the subjects of a binding', R.RoleBinding, { roleRef: ROLE }, { subjects: [USER] }, []],
    ['a selector', R.Deployment, { spec: WORK }, { spec: { ...WORK, selector: { matchLabels: {} } } }, ['spec.selector']],
    ['replicas', R.Deployment, { spec: WORK }, { spec: { ...WORK, replicas: 3 } }, []],
    ['the ports of a service', R.Service, { spec: SERVICE }, { spec: { ports: [{ port: 1 }] } }, []],
    ['its address', R.Service, { spec: SERVICE }, { spec: { ...SERVICE, clusterIP: '172.30.9.9' } }, ['spec.clusterIP']],
    ['the access of a claim', R.PersistentVolumeClaim, { spec: CLAIM }, { spec: { ...CLAIM, accessModes: ['ReadWriteOnce'] } }, ['spec']],
    ['the volume of a claim, once', R.PersistentVolumeClaim, { spec: CLAIM }, { spec: { ...CLAIM, volumeName: 'v' } }, []],
  ])('%s', (_, resource, fields, change, wanted) => {
    const store = createStore();
    const made = make(resource, fields, store);
    const { namespace } = made.metadata;
    const { stringData: _plain, ...rest } = fields;
    const body = { metadata: { name: 'x' }, ...structuredClone({ ...rest, ...change }) };
    expect(causes(() => update(store, { kind: served(resource), namespace, name: 'x' }, body))).toEqual(wanted);
    if (wanted.length > 0) expect(store.get(resource, 'x', namespace)).toBe(made);
  });
});
