import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/types.ts';
import { odfRgw } from '../../src/platforms/odf-rgw.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { pending } from '../../src/plan/changes.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { referencesIn } from '../../src/plan/resolve.ts';
import type { DesiredStep, EnsureStep, PatchStep, Plan } from '../../src/plan/types.ts';
import { BACKEND, BACKENDS, backendsOf } from '../../src/registry/backends.ts';
import { isEmpty } from '../../src/registry/normalise.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { bound, CA, CLAIM_MAP, cluster, config, COPY, FRESH, odf } from '../platforms/world.ts';
import { object, recorded, snapshotOf, TARGET } from '../registry/world.ts';
import { ids } from './parts.ts';

const plan = (snapshot: Snapshot, desired: readonly DesiredStep[] = odfRgw.desired({}, snapshot), unchanged?: 'drop' | 'keep'): Plan =>
  assemble({ command: 'setup odf-rgw', target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired, ...(unchanged === undefined ? {} : { unchanged }) });
const actions = (made: Plan): string[] => made.steps.map((step) => (step.kind === 'ensure' || step.kind === 'patch' ? `${step.action} ${step.id}` : step.id));
const find = <T extends EnsureStep | PatchStep>(made: Plan, id: string): T => made.steps.find((step) => step.id === id) as T;

const credentials = (key = 'key', more = {}): KubeObject => object(OBJECT.credentials, { type: 'Opaque', data: { REGISTRY_STORAGE_S3_ACCESSKEY: { bytes: 20, digest: key }, REGISTRY_STORAGE_S3_SECRETKEY: { bytes: 40, digest: 'secret' }, ...more } }, { resourceVersion: '33' });
const copy = (pem = CA): KubeObject => object(COPY, { data: { 'ca-bundle.crt': pem } });

describe('a new cluster', () => {
  const made = plan(cluster([...odf, config(FRESH)]));
  it('creates and patches, the live secret last', () => {
    expect(actions(made)).toEqual(['create claim', 'claim-bound', 'create ca', 'create credentials', 'update config', 'ready', 'push-pull']);
    expect(pending(made)).toBe(4);
  });
  it('creates whole objects', () => {
    expect(find(made, 'claim').body).toEqual({ apiVersion: 'objectbucket.io/v1alpha1', kind: 'ObjectBucketClaim', metadata: { name: 'rgwbucket', namespace: 'openshift-storage' }, spec: { generateBucketName: 'rgwbucket', storageClassName: 'ocs-storagecluster-ceph-rgw' } });
    expect(find(made, 'credentials').body).toMatchObject({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' });
    expect(find<EnsureStep>(made, 'credentials').resourceVersion).toBeUndefined();
  });
  it('does not know the bucket yet', () => {
    expect(find(made, 'config').changes).toContainEqual({ path: 'spec.storage.s3.bucket', after: '(known after the claim is bound)' });
    expect(find(made, 'config').changes).toContainEqual({ path: 'spec.managementState', before: 'Removed', after: 'Managed' });
  });
  it('carries the version that it was planned upon', () => expect(find<PatchStep>(made, 'config').resourceVersion).toBe('10'));
  it('loses nothing', () => expect(made.losses).toEqual([]));
  it('is the same plan twice', () => expect(plan(cluster([...odf, config(FRESH)])).digest).toBe(made.digest));
  it('waits for a Config that is not there and patches it then', () => {
    const early = plan(cluster(odf));
    expect(actions(early)).toEqual(['config-present', 'create claim', 'claim-bound', 'create ca', 'create credentials', 'update config', 'ready', 'push-pull']);
    expect(find<PatchStep>(early, 'config').resourceVersion).toBeUndefined();
  });
});

describe('a claim that is bound', () => {
  const made = plan(cluster([...odf, config(FRESH), ...bound()]));
  it('is kept, and its bucket is known', () => {
    expect(actions(made)[0]).toBe('keep claim');
    expect(find(made, 'config').body).toMatchObject({ spec: { storage: { s3: { bucket: 'rgwbucket-1' } } } });
    expect(referencesIn(made.steps.filter((step) => step.id !== 'credentials'))).toEqual([]);
  });
  it('its keys stay references', () => expect(referencesIn(find(made, 'credentials').body).map(({ $ref }) => $ref.path[1])).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']));
  it('a bucket name is not believed before', () => {
    const [claim, ...rest] = bound();
    const pendingClaim = { ...claim!, status: { phase: 'Pending' } };
    expect(referencesIn(find(plan(cluster([...odf, config(FRESH), pendingClaim, ...rest])), 'config').body)).toHaveLength(1);
  });
});

/** The cluster after the plan was carried out and the operator has written its defaults over it. */
function applied(spec: Record<string, unknown>, made: Plan): Record<string, unknown> {
  const body = find<PatchStep>(made, 'config').body['spec'];
  const after = (body === undefined ? spec : mergePatch(spec, body)) as Record<string, unknown>;
  const storage = after['storage'] as Record<string, Record<string, unknown>>;
  const s3 = Object.fromEntries(Object.entries(storage['s3']!).filter(([key, value]) => key !== 'encrypt' && !isEmpty(value)));
  return { ...after, httpSecret: '(secret)', proxy: {}, requests: { read: { maxWaitInQueue: '0s' } }, storage: { ...storage, s3: { ...s3, virtualHostedStyle: false } } };
}

describe('a second run', () => {
  const rest = [...odf, ...bound(), copy(), credentials()];
  const first = plan(cluster([...rest, config(FRESH)]));
  const second = (spec = applied(FRESH, first), others = rest) => cluster([...others, config(spec)]);

  it('changes nothing, but still waits for what has not come true', () => {
    const made = plan(second());
    expect(pending(made)).toBe(0);
    expect(ids(made.steps)).toEqual(['claim', 'ca', 'credentials', 'config', 'ready', 'push-pull']);
    expect(made.losses).toEqual([]);
  });
  it('has nothing to wait for when the registry is ready', () => {
    const ready = recorded('odf-s3-complete', 0, { absent: [] });
    const spec = ((ready.answers['configs.imageregistry.operator.openshift.io/cluster'] as { items: KubeObject[] }).items[0]!)['spec'] as object;
    const desired: DesiredStep[] = [
      { kind: 'config', id: 'config', title: 'c', spec: { ...(spec as Record<string, never>) } },
      { kind: 'wait', id: 'ready', title: 'r', judge: 'registry-ready', reads: [], params: { spec: {} } },
      { kind: 'prove', id: 'p', title: 'p', proof: 'push-pull' },
    ];
    expect(ids(plan(ready, desired).steps)).toEqual(['config']);
    expect(ids(plan(ready, desired, 'keep').steps)).toEqual(['config', 'ready', 'p']);
  });
  it.each([
    ['a key was rotated', [...odf, ...bound(), copy(), credentials('old')], 'update credentials', { data: { REGISTRY_STORAGE_S3_ACCESSKEY: expect.objectContaining({ $ref: expect.anything() as unknown }) as unknown } }],
    ['the CA was renewed', [...odf, ...bound(), copy('old'), credentials()], 'update ca', { data: { 'ca-bundle.crt': CA } }],
  ])('when %s, only that is written', (_, others, action, body) => {
    const made = plan(second(undefined, others));
    expect(actions(made).filter((one) => !one.startsWith('keep') && one.includes(' '))).toEqual([action]);
    const step = find<EnsureStep>(made, action.split(' ')[1]!);
    expect(step.body).toEqual(body);
    expect(actions(made).indexOf(action)).toBeGreaterThan(ids(made.steps).indexOf('claim-bound'));
    expect(step.live).toBe(true);
  });
  it('keys of the secret that are not ours do not matter', () => {
    expect(pending(plan(second(undefined, [...odf, ...bound(), copy(), credentials('key', { REGISTRY_STORAGE_SWIFT_USERNAME: { bytes: 1, digest: 'x' } })])))).toBe(0);
  });
  it('another bucket would lose images, and says so', () => {
    const before = { ...applied(FRESH, first), storage: { managementState: 'Unmanaged', s3: { bucket: 'old', regionEndpoint: 'https://h' } } };
    const world = cluster([...rest, config(before, { storage: before.storage })]);
    delete world.answers['images.image.openshift.io/*'];
    expect(plan(world).losses).toMatchObject([{ what: 'S3 bucket old at https://h' }]);
  });
});

describe('any storage there was', () => {
  const value = fc.oneof(fc.constantFrom('', 'a', 'b'), fc.boolean());
  const backend = fc.constantFrom(...BACKENDS).chain((name) => fc.tuple(fc.constant(name), fc.dictionary(fc.constantFrom('name', ...BACKEND[name].keys), value)));
  const spec = fc.record({
    managementState: fc.constantFrom('Managed', 'Removed', 'Unmanaged'),
    replicas: fc.integer({ min: -1, max: 4 }),
    rolloutStrategy: fc.constantFrom('RollingUpdate', 'Recreate', ''),
    readOnly: fc.boolean(),
    storage: fc.tuple(fc.array(backend, { maxLength: 3 }), fc.constantFrom('Managed', 'Unmanaged', '')).map(([set, managementState]) => ({ ...Object.fromEntries(set), managementState })),
  });

  it('setup leaves exactly one backend, Unmanaged, and a second plan is empty', () => {
    const others = [...odf, ...bound(), copy(), credentials()];
    fc.assert(
      fc.property(spec, (before) => {
        const first = plan(cluster([...others, config(before)]));
        const after = applied(before, first);
        expect(backendsOf(after['storage'])).toEqual(['s3']);
        expect(after).toMatchObject({ managementState: 'Managed', storage: { managementState: 'Unmanaged', s3: { bucket: 'rgwbucket-1', region: 'us-east-1' } } });
        expect(Number(after['replicas'])).toBeGreaterThan(0);
        expect(pending(plan(cluster([...others, config(after)])))).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('objects of every kind', () => {
  const desired = (body: Record<string, never> | object): DesiredStep[] => [{ kind: 'object', id: 'o', title: 'o', ref: CLAIM_MAP, body: body as never, onCreate: { data: { first: 'time' } } }];
  const world = (data?: object) => (data === undefined ? snapshotOf([], { absent: [CLAIM_MAP] }) : snapshotOf([object(CLAIM_MAP, { data })]));
  it.each([
    ['is created with what is set once', undefined, { data: { a: '1' } }, 'create', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rgwbucket', namespace: 'openshift-storage' }, data: { first: 'time', a: '1' } }],
    ['is kept', { a: '1', b: '2' }, { data: { a: '1' } }, 'keep', {}],
    ['is patched by what differs', { a: '1', b: '2' }, { data: { a: '1', b: '3' } }, 'update', { data: { b: '3' } }],
    ['loses a field', { a: '1', b: '2' }, { data: { b: null } }, 'update', { data: { b: null } }],
    ['has lost it already', { a: '1' }, { data: { b: null } }, 'keep', {}],
    ['an empty object in place of nothing', { a: '1' }, { extra: {} }, 'update', { extra: {} }],
    ['what is set once is not compared', { a: '1' }, {}, 'keep', {}],
  ])('%s', (_, data, body, action, sent) => {
    const step = find<EnsureStep>(plan(world(data), desired(body)), 'o');
    expect([step.action, step.body]).toEqual([action, sent]);
  });
  it('what could not be read is not planned', () => {
    expect(() => plan(snapshotOf([], { denied: [CLAIM_MAP] }), desired({}))).toThrow('configmaps/openshift-storage/rgwbucket could not be read (denied), so it cannot be planned');
  });
  it('two steps of one name are a fault', () => expect(() => plan(world({}), [...desired({}), ...desired({})])).toThrow('two steps of setup odf-rgw have one id: o, o'));
  it('a wait whose judge nobody knows is never content', () => {
    const wait: DesiredStep = { kind: 'wait', id: 'w', title: 'w', judge: 'none', reads: [] };
    expect(ids(plan(world({}), [...desired({}), wait]).steps)).toEqual(['o', 'w']);
  });
});
