import { NS, R, ref } from '../../src/api/resources.ts';
import type { Proof } from '../../src/apply/types.ts';
import type { Finding } from '../../src/checks/types.ts';
import type { Plan, Reference, Step } from '../../src/plan/types.ts';
import type { Paint } from '../../src/report/paint.ts';

/** Colours that can be read in a golden file; none of their marks stands in what we print. */
export const MARKED: Paint = {
  bold: (text) => `‹b:${text}›`,
  dim: (text) => `‹d:${text}›`,
  good: (text) => `‹g:${text}›`,
  bad: (text) => `‹r:${text}›`,
  warn: (text) => `‹y:${text}›`,
};

/** The text without the marks. */
export function unmarked(text: string): string {
  return text.replaceAll(/‹[bdgry]:|›/gu, '');
}

const CONFIG = ref(R.Config, 'cluster');
const SECRET = ref(R.Secret, 'image-registry-private-configuration-user', NS.registry);
const CLAIM = ref(R.ObjectBucketClaim, 'rgwbucket', NS.storage);
const MAP = ref(R.ConfigMap, 'image-registry-s3-bundle', NS.config);

const later = (show: string, secret: boolean): Reference => ({
  $ref: { step: 'claim-bound', object: 'secrets/openshift-storage/rgwbucket', path: ['data', 'KEY'], show, secret },
});

export const STEPS: Record<'claim' | 'bound' | 'ca' | 'keys' | 'config' | 'ready' | 'proof', Step> = {
  claim: {
    kind: 'ensure',
    id: 'claim',
    title: 'Object bucket claim',
    ref: CLAIM,
    action: 'create',
    live: false,
    body: { spec: { storageClassName: 'ocs-storagecluster-ceph-rgw' } },
    changes: [{ path: 'spec.storageClassName', after: 'ocs-storagecluster-ceph-rgw' }],
  },
  bound: {
    kind: 'wait',
    id: 'claim-bound',
    title: 'The claim is bound',
    judge: 'obc-bound',
    reads: [CLAIM],
    params: {},
    samples: 1,
    apartSeconds: 0,
  },
  ca: { kind: 'ensure', id: 'ca', title: 'CA of the object store', ref: MAP, action: 'keep', live: false, body: {}, changes: [] },
  keys: {
    kind: 'ensure',
    id: 'credentials',
    title: 'Credentials of the bucket for the registry',
    ref: SECRET,
    action: 'update',
    live: true,
    resourceVersion: '7',
    body: { data: { REGISTRY_STORAGE_S3_ACCESSKEY: later('(secret) AWS_ACCESS_KEY_ID', true) } },
    changes: [
      { path: 'data.REGISTRY_STORAGE_S3_ACCESSKEY', before: '(secret)', after: 'known after the claim is bound', secret: true },
      { path: 'data.OLD', before: '(secret)', secret: true },
    ],
  },
  config: {
    kind: 'patch',
    id: 'config',
    title: 'Registry on the bucket',
    ref: CONFIG,
    action: 'update',
    resourceVersion: '9',
    body: { spec: { managementState: 'Managed', storage: { s3: { bucket: later('known after the claim is bound', false) } } } },
    changes: [
      { path: 'spec.managementState', before: 'Removed', after: 'Managed' },
      { path: 'spec.replicas', after: 2 },
      { path: 'spec.storage.emptyDir', before: {} },
      { path: 'spec.storage.s3.bucket', after: '(known after the claim is bound)' },
      { path: 'spec.storage.s3.regionEndpoint', after: 'https://rgw-openshift-storage.apps.a-cluster-with-a-long-name.lab.example.com' },
    ],
  },
  ready: {
    kind: 'wait',
    id: 'ready',
    title: 'The registry is ready',
    judge: 'registry-ready',
    reads: [CONFIG],
    params: {},
    samples: 2,
    apartSeconds: 5,
  },
  proof: { kind: 'prove', id: 'push-pull', title: 'An image can be pushed and pulled', proof: 'push-pull', params: {} },
};

/** A plan of the steps, on a cluster in a laboratory. */
export function planOf(steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  return {
    schema: 'registryctl.dev/plan/v1',
    command: 'setup odf-rgw',
    target: { context: 'lab/admin', server: 'https://api.lab.example.com:6443', user: 'admin', sandbox: false },
    clusterId: '11111111-2222-3333-4444-555555555555',
    clusterVersion: '4.14.60',
    steps: [...steps],
    losses: [],
    digest: 'd',
    ...more,
  };
}

export const FINDINGS: readonly Finding[] = [
  {
    code: 'RC-STORAGE-TWO',
    level: 'error',
    subject: 'configs.imageregistry.operator.openshift.io/cluster spec.storage',
    message: 'Unable to apply resources: unable to sync storage configuration: exactly one storage type should be configured at the same time, got 2: [EmptyDir S3]',
    cause: 'A merge patch added one and kept the other; the operator applies nothing, and does not remove either.',
    remedy: 'oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p \'{"spec":{"storage":{"emptyDir":null}}}\'',
  },
  {
    code: 'RC-READ-ONLY',
    level: 'warning',
    subject: 'configs.imageregistry.operator.openshift.io/cluster spec.readOnly',
    message: 'The registry is read-only: pushes are refused.',
    cause: 'spec.readOnly is set, as for a hard prune.',
  },
  { code: 'RC-PRUNER-SUSPENDED', level: 'info', subject: 'imagepruners/cluster', message: 'Nothing is pruned.' },
];

export const PROVEN: Proof = {
  proof: 'push-pull',
  ok: true,
  summary: 'an image was pushed, pulled and compared',
  facts: [['registry', 'image-registry.openshift-image-registry.svc:5000'], ['digest', 'sha256:1234'], ['by', 'a service account']],
};
