import { describe, expect, it } from 'vitest';
import { at } from '../../src/api/json.ts';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { shown } from '../../src/plan/resolve.ts';
import { odfRgw } from '../../src/platforms/odf-rgw.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { one } from '../../src/snapshot/access.ts';
import { TARGET } from '../registry/world.ts';
import { bound, CA, cluster, config, COPY, FRESH, HOST, object, odf } from './world.ts';

type Fields = Record<string, unknown>;
const ENDPOINT = `https://${HOST}`;
const OURS = {
  bucket: 'rgwbucket-1',
  region: 'us-east-1',
  regionEndpoint: ENDPOINT,
  virtualHostedStyle: false,
  trustedCA: { name: 'image-registry-s3-bundle' },
};
const image = (n: number): KubeObject => {
  const digest = ref(R.StoredImage, `sha256:${n}`);
  return object(digest, {}, { annotations: { 'openshift.io/image.managed': 'true' } });
};
const IMAGES = [image(1), image(2), image(3)];
const keys = (access = 'key', more: Fields = {}): KubeObject =>
  object(OBJECT.credentials, {
    type: 'Opaque',
    data: {
      REGISTRY_STORAGE_S3_ACCESSKEY: { bytes: 20, digest: access },
      REGISTRY_STORAGE_S3_SECRETKEY: { bytes: 40, digest: 'secret' },
      ...more,
    },
  });
const copy = (pem = CA): KubeObject => object(COPY, { data: { 'ca-bundle.crt': pem } });
const DONE = [...odf, ...bound(), copy(), keys(), ...IMAGES];

interface Was {
  spec?: Fields;
  /** `status.storage`; what the spec says when not given */
  taken?: unknown;
  objects?: KubeObject[];
  given?: Given;
}

/** A registry that runs on this storage. */
const on = (storage: Fields, more: Fields = {}): Fields => ({
  managementState: 'Managed',
  replicas: 2,
  rolloutStrategy: 'RollingUpdate',
  storage: { managementState: 'Unmanaged', ...storage },
  ...more,
});

function plan({ spec = FRESH, taken = spec['storage'], objects = DONE, given = {} }: Was) {
  const snapshot = cluster([...objects, config(spec, { storage: taken })], given);
  const findings = odfRgw.check(given, snapshot).map((found) => found.code);
  const desired = odfRgw.desired(given, snapshot);
  const made = assemble({ command: 'setup odf-rgw', target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired });
  const body = made.steps.find((step) => step.kind === 'patch')?.body['spec'] ?? {};
  const after = mergePatch(at(one(snapshot, OBJECT.config), 'spec'), shown(body)) as Fields;
  const writes = made.steps.flatMap((step) => ('action' in step && step.action !== 'keep' ? [`${step.action} ${step.id}`] : []));
  const losses = made.losses.map(({ what, why, images }) => `${images ?? '?'} in ${what}: ${why}`);
  return { made, findings, after, writes, losses };
}

const MOVES = `the registry moves to S3 bucket rgwbucket-1 at ${ENDPOINT} and images are not copied`;
const BEHIND = '; the old storage stays behind and nothing will delete it';
const ENDS = 'the storage of the pods ends with them';
const EMPTY = 'emptyDir (images are lost when a pod restarts)';
const S3 = { ...OURS, encrypt: false };
const swift = { container: 'c', authURL: 'https://keystone/v3', domain: 'd', tenant: 't', regionName: 'r', authVersion: '3' };
const cloudFront = { baseURL: 'https://cdn', keypairID: 'k', privateKey: { key: 'k', name: 's' }, duration: '5m' };
const oss = { bucket: 'b', region: 'r', endpointAccessibility: 'Internal', encryption: { method: 'KMS', kms: { keyID: 'k' } } };
const cos = { bucket: 'b', location: 'l', resourceGroupName: 'g', resourceKeyCRN: 'crn:k', serviceInstanceCRN: 'crn:s' };

describe('from every state there is', () => {
  const cases: [what: string, was: Was, writes: string[], losses: string[]][] = [
    ['fresh Removed', { objects: odf }, ['create claim', 'create ca', 'create credentials', 'update config'], []],
    ['fresh Removed, everything there', {}, ['update config'], []],
    ['fresh Removed on a cluster with imported images', { objects: [...DONE, object(ref(R.StoredImage, 'sha256:9'))] }, ['update config'], []],
    ['emptyDir', { spec: on({ emptyDir: {} }) }, ['update config'], [`3 in ${EMPTY}: ${ENDS}`]],
    ['emptyDir, Managed', { spec: on({ managementState: 'Managed', emptyDir: {} }) }, ['update config'], [`3 in ${EMPTY}: ${ENDS}`]],
    ['a claim', { spec: on({ pvc: { claim: 'p' } }) }, ['update config'], [`3 in volume claim p: ${MOVES}`]],
    [
      'a claim of the operator\'s',
      { spec: on({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } }) },
      ['update config'],
      [`3 in volume claim image-registry-storage: ${MOVES}${BEHIND}`],
    ],
    ['AWS', { spec: on({ s3: { bucket: 'b', region: 'r', encrypt: true } }) }, ['update config'], [`3 in S3 bucket b: ${MOVES}`]],
    ['AWS behind CloudFront', { spec: on({ s3: { bucket: 'b', keyID: 'k', cloudFront } }) }, ['update config'], [`3 in S3 bucket b: ${MOVES}`]],
    ['Google', { spec: on({ gcs: { bucket: 'b', projectID: 'p', keyID: 'k' } }) }, ['update config'], [`3 in GCS bucket b: ${MOVES}`]],
    ['Swift', { spec: on({ swift }) }, ['update config'], [`3 in Swift container c at https://keystone/v3: ${MOVES}`]],
    ['Azure', { spec: on({ azure: { accountName: 'a', container: 'c' } }) }, ['update config'], [`3 in Azure container c at a: ${MOVES}`]],
    ['IBM', { spec: on({ ibmcos: cos }) }, ['update config'], [`3 in IBM COS bucket b: ${MOVES}`]],
    ['Alibaba', { spec: on({ oss }) }, ['update config'], [`3 in OSS bucket b: ${MOVES}`]],
    ['this very storage', { spec: on({ s3: OURS }) }, [], []],
    ['this storage, another bucket', { spec: on({ s3: { ...S3, bucket: 'b' } }) }, ['update config'], [`3 in S3 bucket b at ${ENDPOINT}: ${MOVES}`]],
    [
      'this bucket at another endpoint',
      { spec: on({ s3: { ...S3, regionEndpoint: 'https://old' } }) },
      ['update config'],
      [`3 in S3 bucket rgwbucket-1 at https://old: ${MOVES}`],
    ],
    ['an endpoint that is only written otherwise', { spec: on({ s3: { ...S3, regionEndpoint: `${ENDPOINT.toUpperCase()}/` } }) }, ['update config'], []],
    ['this storage with another CA', { spec: on({ s3: { ...S3, trustedCA: { name: 'mine' } } }) }, ['update config'], []],
    ['this storage without CA', { spec: on({ s3: { ...S3, trustedCA: { name: '' } } }) }, ['update config'], []],
    ['this storage, encrypted', { spec: on({ s3: { ...S3, encrypt: true, keyID: 'k' } }) }, ['update config'], []],
    ['this storage in another region', { spec: on({ s3: { ...S3, region: 'eu' } }) }, ['update config'], []],
    ['this storage left Managed', { spec: on({ managementState: 'Managed', s3: OURS }) }, ['update config'], []],
    ['this storage, Unmanaged as a whole', { spec: on({ s3: OURS }, { managementState: 'Unmanaged' }) }, ['update config'], []],
    ['this storage, Removed', { spec: on({ s3: OURS }, { managementState: 'Removed' }), taken: {} }, ['update config'], []],
    ['two backends, none taken over', { spec: on({ emptyDir: {}, pvc: { claim: 'p' } }), taken: {} }, ['update config'], [`3 in volume claim p: ${MOVES}`]],
    [
      'two backends since emptyDir ran',
      { spec: on({ emptyDir: {}, pvc: { claim: 'p' } }), taken: { emptyDir: {} } },
      ['update config'],
      [`3 in ${EMPTY}: ${ENDS}`],
    ],
    ['all eight at once', { spec: on({ emptyDir: {}, s3: {}, gcs: {}, swift: {}, pvc: {}, azure: {}, ibmcos: {}, oss: {} }), taken: {} }, ['update config'], []],
    [
      'Removed, on a bucket of the administrator\'s',
      { spec: on({ s3: { bucket: 'b' } }, { managementState: 'Removed' }), taken: {} },
      ['update config'],
      [`3 in S3 bucket b: ${MOVES}`],
    ],
    [
      'Removed, its storage deleted with it',
      { spec: on({ managementState: 'Managed', s3: { bucket: 'b' } }, { managementState: 'Removed' }), taken: {} },
      ['update config'],
      [],
    ],
    ['a stale copy of the CA', { spec: on({ s3: OURS }), objects: [...odf, ...bound(), copy('old'), keys()] }, ['update ca'], []],
    ['no copy of the CA', { spec: on({ s3: OURS }), objects: [...odf, ...bound(), keys()] }, ['create ca'], []],
    ['rotated keys', { spec: on({ s3: OURS }), objects: [...odf, ...bound(), copy(), keys('old')] }, ['update credentials'], []],
    ['no keys', { spec: on({ s3: OURS }), objects: [...odf, ...bound(), copy()] }, ['create credentials'], []],
    [
      'a secret with keys of another store',
      { objects: [...odf, ...bound(), copy(), object(OBJECT.credentials, { data: { REGISTRY_STORAGE_SWIFT_USERNAME: { bytes: 1, digest: 'x' } } })] },
      ['update credentials', 'update config'],
      [],
    ],
    ['a pending claim', { objects: [...odf, { ...bound()[0]!, status: {} }, copy(), keys()] }, ['update credentials', 'update config'], []],
  ];

  it.each(cases)('%s', (_, was, writes, losses) => {
    const found = plan(was);
    expect(found.writes).toEqual(writes);
    expect(found.losses).toEqual(losses);
  });

  it.each(cases)('%s: ends on this storage and no other', (_, was) => {
    const { after, made } = plan(was);
    const bucket = made.steps.some((step) => step.id === 'claim-bound') && at(after, 'storage', 's3', 'bucket') !== 'rgwbucket-1' ? '(known after the claim is bound)' : 'rgwbucket-1';
    const storage = after['storage'] as Fields;
    expect({ ...storage, s3: { encrypt: false, ...(storage['s3'] as Fields) } }).toEqual({ managementState: 'Unmanaged', s3: { ...S3, bucket } });
    expect(after['managementState']).toBe('Managed');
  });
});

describe('what is there is kept where it is valid', () => {
  const one = odf.filter((found) => found.metadata.name !== 'w1');
  const none = one.filter((found) => found.metadata.name !== 'w0');
  const single = odf.map((found) =>
    found.kind === 'Infrastructure' ? object(OBJECT.infrastructure, { status: { infrastructureTopology: 'SingleReplica' } }) : found);
  const claim = { pvc: { claim: 'p' } };
  const cases: [what: string, was: Was, replicas: number, strategy: string][] = [
    ['the manual\'s on a registry that never ran', {}, 2, 'RollingUpdate'],
    ['three that somebody chose', { spec: on(claim, { replicas: 3 }) }, 3, 'RollingUpdate'],
    ['one that somebody runs with', { spec: on(claim, { replicas: 1 }) }, 1, 'RollingUpdate'],
    ['one with Recreate, from a claim for one pod', { spec: on(claim, { replicas: 1, rolloutStrategy: 'Recreate' }) }, 1, 'Recreate'],
    ['none is no count', { spec: on(claim, { replicas: 0 }) }, 2, 'RollingUpdate'],
    ['a strategy that is none', { spec: on(claim, { rolloutStrategy: '' }) }, 2, 'RollingUpdate'],
    ['one worker', { objects: one }, 1, 'RollingUpdate'],
    ['one worker, three there', { objects: one, spec: on(claim, { replicas: 3 }) }, 1, 'RollingUpdate'],
    ['one worker, three asked for', { objects: one, given: { replicas: '3' } }, 3, 'RollingUpdate'],
    ['no worker', { objects: none }, 1, 'RollingUpdate'],
    ['a single-node topology', { objects: single }, 1, 'RollingUpdate'],
    ['asked for', { given: { replicas: '4', 'rollout-strategy': 'Recreate' }, spec: on(claim) }, 4, 'Recreate'],
  ];
  it.each(cases)('%s', (_, was, replicas, strategy) => {
    const { after } = plan(was);
    expect([after['replicas'], after['rolloutStrategy']]).toEqual([replicas, strategy]);
  });

  it.each([
    ['a node selector', { nodeSelector: { infra: '' } }],
    ['tolerations', { tolerations: [{ operator: 'Exists' }] }],
    ['routes', { routes: [{ name: 'r', hostname: 'h' }], defaultRoute: true }],
    ['a proxy', { proxy: { http: 'http://proxy:3128' } }],
    ['read-only', { readOnly: true }],
    ['redirects that somebody turned off', { disableRedirect: true }],
    ['limits', { resources: { limits: { cpu: '1' } } }],
    ['fields of a later version', { somethingNew: { a: 1 } }],
  ])('%s', (_, own) => expect(plan({ spec: on(claim, own) }).after).toMatchObject(own));
});

describe('by the way to the store', () => {
  const service = 'https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc';
  const given = { 'endpoint-host': 'ceph.example.com:8443', 'ca-source': 'ingress' };
  it('the service turns redirects off, and is another target for images', () => {
    const { after, losses } = plan({ spec: on({ s3: OURS }), given: { host: 'service' } });
    expect(after).toMatchObject({ disableRedirect: true, storage: { s3: { regionEndpoint: service } } });
    const moves = `the registry moves to S3 bucket rgwbucket-1 at ${service} and images are not copied`;
    expect(losses).toEqual([`3 in S3 bucket rgwbucket-1 at ${ENDPOINT}: ${moves}`]);
  });
  it('a host that is given is taken as it is', () => {
    const { after, findings } = plan({ given });
    expect(after).toMatchObject({ storage: { s3: { regionEndpoint: 'https://ceph.example.com:8443' } } });
    expect(after).not.toHaveProperty('disableRedirect');
    expect(findings).toEqual(['RC-ENDPOINT-PORT']);
  });
  it('a second run with the same host changes nothing', () => {
    const s3 = { ...OURS, regionEndpoint: 'https://ceph.example.com:8443' };
    expect(plan({ spec: on({ s3 }), given }).writes).toEqual([]);
  });
});

describe('findings on the way', () => {
  it.each([
    ['none on a new cluster', {}, []],
    ['a stale copy is told', { objects: [...odf, copy('old')] }, ['RC-CA-COPY-STALE']],
    ['a bucket of a claim left Managed is told', { spec: on({ managementState: 'Managed', s3: OURS }) }, ['RC-STORAGE-MANAGED-BY-ADMIN']],
    ['a bucket of the operator\'s own is not', { spec: on({ managementState: 'Managed', s3: { bucket: 'own' } }) }, []],
  ] as [string, Was, string[]][])('%s', (_, was, findings) => expect(plan(was).findings).toEqual(findings));
});

describe('images that could not be counted', () => {
  const denied = (spec: Fields, taken: unknown): unknown[] => {
    const snapshot = cluster([...DONE, config(spec, { storage: taken })]);
    snapshot.answers['images.image.openshift.io/*'] = { state: 'denied', reason: 'no' };
    snapshot.answers = Object.fromEntries(Object.entries(snapshot.answers).filter(([key]) => !key.includes('sha256')));
    const desired = odfRgw.desired({}, snapshot);
    return assemble({ command: 'c', target: TARGET, clusterId: 'c1', clusterVersion: '', snapshot, desired }).losses;
  };
  it.each([
    ['on a running registry', on({ s3: { bucket: 'b' } }), { s3: { bucket: 'b' } }],
    ['on a Removed one that names an administrator\'s bucket', on({ s3: { bucket: 'b' } }, { managementState: 'Removed' }), {}],
  ])('are a loss of unknown size %s', (_, spec, taken) => {
    expect(denied(spec, taken)).toEqual([{ what: 'S3 bucket b', why: MOVES }]);
  });
  it('are none where nothing can be', () => expect(denied(FRESH, {})).toEqual([]));
});
