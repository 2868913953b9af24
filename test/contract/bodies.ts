import { apiVersion, pathOf, R } from '../../src/api/resources.ts';
import type { Resource } from '../../src/api/types.ts';
import { NAMESPACE } from './call.ts';

/** A kind with a body that is good, and values that are not. */
export interface Sample {
  resource: Resource;
  /** the path of the collection */
  path: string;
  body: Record<string, unknown>;
  status?: Record<string, unknown>;
  /** values that the kind's own rules refuse or change, by the path of the field */
  odd: readonly (readonly [path: string, value: unknown])[];
}

function sample(resource: Resource, rest: Record<string, unknown>, odd: Sample['odd'], status?: Record<string, unknown>): Sample {
  const metadata = { name: '{name}', ...(resource.namespaced ? { namespace: NAMESPACE } : {}), labels: { a: 'b' } };
  const body = { apiVersion: apiVersion(resource), kind: resource.kind, metadata, ...rest };
  return { resource, path: pathOf(resource, NAMESPACE), body, odd, ...(status ? { status } : {}) };
}

const CONFIG = {
  managementState: 'Managed',
  replicas: 2,
  logLevel: 'Normal',
  defaultRoute: true,
  routes: [{ name: 'r', hostname: 'r.example.com', secretName: 's' }],
  storage: { managementState: 'Managed', s3: { bucket: 'b', region: 'r', trustedCA: { name: 'ca' } } },
  nodeSelector: { x: 'y' },
  tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }],
  resources: { requests: { cpu: '100m', memory: '256Mi' } },
  requests: { read: { maxRunning: 1, maxWaitInQueue: '1s' } },
};
const TEXT = 'x'.repeat(300);

/** The kinds that the program writes. */
export const SAMPLES: readonly Sample[] = [
  sample(
    R.Config,
    { spec: CONFIG },
    [
      ['spec.managementState', 'Sometimes'],
      ['spec.logLevel', 'Loud'],
      ['spec.operatorLogLevel', ''],
      ['spec.rolloutStrategy', 'BlueGreen'],
      ['spec.replicas', -1],
      ['spec.replicas', 3e9],
      ['spec.replicas', 1e40],
      ['spec.routes', [{ hostname: 'h' }]],
      ['spec.routes', [{ zone: 1, name: 'z', hostname: 'h' }, { secretName: 's', name: 'a' }]],
      ['spec.storage', {}],
      ['spec.storage', { emptyDir: {}, pvc: { claim: 'c' } }],
      ['spec.storage', { azure: { container: 'NotGood', accountName: 'a' } }],
      ['spec.storage', { oss: { bucket: 'a', endpointAccessibility: 'Moon' } }],
      ['spec.storage', { oss: { encryption: { method: 'KMS' } } }],
      ['spec.storage', { oss: { encryption: { kms: { keyID: '' } } } }],
      ['spec.storage', { ibmcos: { resourceKeyCRN: 'crn' } }],
      ['spec.storage.s3.trustedCA', { name: 'Not_A_Name' }],
      ['spec.storage.s3.trustedCA', { name: TEXT }],
      ['spec.storage.s3.cloudFront', { baseURL: 'u', duration: 'soon' }],
      ['spec.requests.write', { maxWaitInQueue: '1 x' }],
      ['spec.resources', { limits: { cpu: 'much' } }],
      ['spec.resources', { claims: [{ name: 'a' }, { name: 'a' }] }],
      ['spec.tolerations', [{ tolerationSeconds: 'long' }]],
      ['spec.affinity', { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } }],
      ['spec.topologySpreadConstraints', [{ maxSkew: 1 }]],
      ['spec.unsupportedConfigOverrides', { any: { thing: [null, 1] } }],
      ['spec.observedConfig', null],
      ['spec', {}],
      ['spec', null],
    ],
    { storage: {}, storageManaged: true, readyReplicas: 1, conditions: [{ type: 'Available', status: 'True', lastTransitionTime: '2026-01-02T03:04:05Z' }] },
  ),
  sample(
    R.ImagePruner,
    { spec: { schedule: '0 0 * * *', suspend: false, keepTagRevisions: 3, keepYoungerThanDuration: '60m', logLevel: 'Normal' } },
    [
      ['spec.schedule', 'whenever'],
      ['spec.keepYoungerThanDuration', 'x'],
      ['spec.keepTagRevisions', -1],
      ['spec.logLevel', 'All'],
      ['spec.ignoreInvalidImageReferences', 'yes'],
      ['spec', {}],
    ],
    { observedGeneration: 1, conditions: [] },
  ),
  sample(
    R.Image,
    { spec: { additionalTrustedCA: { name: 'registry-cas' }, registrySources: { insecureRegistries: ['r.example.com'] } } },
    [
      ['spec.additionalTrustedCA', {}],
      ['spec.additionalTrustedCA.name', 7],
      ['spec.registrySources.containerRuntimeSearchRegistries', []],
      ['spec.registrySources.containerRuntimeSearchRegistries', ['a', 'a']],
      ['spec.externalRegistryHostnames', 'one'],
      ['spec.allowedRegistriesForImport', [{ domainName: 'd', insecure: 'no' }]],
      ['spec', {}],
    ],
    { internalRegistryHostname: 'h' },
  ),
  sample(
    R.Secret,
    { type: 'Opaque', data: { key: 'dmFsdWU=' }, stringData: { more: 'text' } },
    [
      ['data.key', 'not base64!'],
      ['data.key', 'YQ'],
      ['data', { 'bad key': 'YQ==' }],
      ['data', { '..': 'YQ==' }],
      ['data', { [TEXT]: 'YQ==' }],
      ['type', 'kubernetes.io/tls'],
      ['type', 'kubernetes.io/dockerconfigjson'],
      ['type', 'kubernetes.io/basic-auth'],
      ['type', 'kubernetes.io/ssh-auth'],
      ['type', ''],
      ['immutable', true],
      ['stringData.key', 'wins'],
    ],
  ),
  sample(
    R.ConfigMap,
    { data: { 'ca.crt': 'text', other: '1' }, binaryData: { bin: 'AAE=' } },
    [
      ['data', { 'not a key': 'x' }],
      ['data', { '.': 'x' }],
      ['data', { bin: 'twice' }],
      ['data.other', 1],
      ['binaryData.bin', '%%'],
      ['immutable', true],
      ['data', {}],
      ['data', null],
    ],
  ),
  sample(
    R.PersistentVolumeClaim,
    { spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '100Gi' } }, storageClassName: 'none' } },
    [
      ['spec.accessModes', []],
      ['spec.accessModes', ['Sometimes']],
      ['spec.accessModes', ['ReadWriteOncePod', 'ReadOnlyMany']],
      ['spec.resources.requests.storage', '0'],
      ['spec.resources.requests.storage', '-1Gi'],
      ['spec.resources.requests.storage', 'much'],
      ['spec.resources.requests.storage', '1024Gi'],
      ['spec.resources.requests', {}],
      ['spec.resources', {}],
      ['spec.storageClassName', 'Not_A_Class'],
      ['spec.storageClassName', ''],
      ['spec.volumeMode', 'Tape'],
      ['spec.volumeMode', 'Block'],
      ['spec.volumeName', 'pv'],
      ['spec.selector', { matchLabels: { x: 'y' } }],
      ['spec.dataSource', { kind: 'PersistentVolumeClaim', name: 'other' }],
    ],
    { phase: 'Bound' },
  ),
  sample(
    R.Route,
    { spec: { host: 'r.example.com', to: { kind: 'Service', name: 'image-registry', weight: 100 }, port: { targetPort: '5000-tcp' }, tls: { termination: 'reencrypt' } } },
    [
      ['spec.to', { kind: 'Pod', name: 'p' }],
      ['spec.to', { kind: 'Service', name: '' }],
      ['spec.to', { name: 'no-kind' }],
      ['spec.to', { kind: 'Service', name: 's', weight: 300 }],
      ['spec.tls', { termination: 'middle' }],
      ['spec.tls', { termination: 'passthrough', insecureEdgeTerminationPolicy: 'Allow' }],
      ['spec.tls', { termination: 'edge', insecureEdgeTerminationPolicy: 'Maybe' }],
      ['spec.tls', {}],
      ['spec.host', 'not a host'],
      ['spec.host', TEXT],
      ['spec.path', 'no-slash'],
      ['spec.port', {}],
      ['spec.port', { targetPort: true }],
      ['spec.wildcardPolicy', 'All'],
      ['spec.alternateBackends', [1, 2, 3, 4].map((n) => ({ kind: 'Service', name: `s${n}` }))],
    ],
    { ingress: [{ host: 'r.example.com', conditions: [{ type: 'Admitted', status: 'True' }] }] },
  ),
  sample(
    R.ObjectBucketClaim,
    { spec: { storageClassName: 'openshift-storage.noobaa.io', generateBucketName: 'registry' } },
    [
      ['spec', {}],
      ['spec.storageClassName', 7],
      ['spec.additionalConfig', { size: 1 }],
      ['spec.additionalConfig', { size: '1' }],
      ['spec.objectBucketName', 'obc-x'],
      ['status', { phase: 'Lost' }],
    ],
    { phase: 'Bound' },
  ),
  sample(R.Namespace, {}, [
    ['spec', { finalizers: ['kubernetes'] }],
    ['metadata.labels', { 'kubernetes.io/metadata.name': 'other' }],
    ['metadata.annotations', { 'openshift.io/display-name': 'x' }],
  ]),
  sample(R.ServiceAccount, { imagePullSecrets: [{ name: 'pull' }], automountServiceAccountToken: false }, [
    ['secrets', [{ name: 's' }]],
    ['secrets', ['s']],
    ['imagePullSecrets', [{ name: 'pull' }, { name: 'pull' }]],
    ['automountServiceAccountToken', 'no'],
  ]),
  sample(
    R.RoleBinding,
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }] },
    [
      ['roleRef', { kind: 'ClusterRole', name: 'view' }],
      ['roleRef', { kind: 'Group', name: 'view' }],
      ['roleRef', { kind: 'Role', name: '' }],
      ['roleRef.name', 'edit'],
      ['roleRef.apiGroup', 'other'],
      ['subjects', [{ kind: 'ServiceAccount', name: 'sa' }]],
      ['subjects', [{ kind: 'ServiceAccount', name: 'sa', namespace: NAMESPACE }]],
      ['subjects', [{ kind: 'ServiceAccount', name: 'Not OK', namespace: NAMESPACE }]],
      ['subjects', [{ kind: 'Robot', name: 'r' }]],
      ['subjects', [{ kind: 'User', name: '' }]],
      ['subjects', []],
    ],
  ),
];
