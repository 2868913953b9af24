import { describe, expect, it } from 'vitest';
import { nameOf, NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { CREDENTIALS } from '../../src/credentials/index.ts';
import type { Given } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import type { Plan } from '../../src/plan/types.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { bucketClaims, checkClaim, claimSecret } from '../../src/procedures/bucket-claim.ts';
import { credentialsSet, credentialsSync, type Keyed } from '../../src/procedures/credentials.ts';
import { checkAll, checkedFollow, checkedReads, facts } from '../../src/procedures/credentials-check.ts';
import type { Procedure } from '../../src/procedures/types.ts';
import type { Backend } from '../../src/registry/backends.ts';
import { JUDGES } from '../../src/registry/judges.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { one } from '../../src/snapshot/access.ts';
import type { Snapshot, StoreAnswer } from '../../src/snapshot/types.ts';
import { bound, boundClaim, CLAIM, CLAIM_MAP, CLAIM_SECRET, config, COPY, CA, odf } from '../platforms/world.ts';
import { object, recorded, refOf, snapshotOf, TARGET } from '../registry/world.ts';

const keyed = (backend: Backend, platform: string): Keyed => {
  const [form, found] = [CREDENTIALS[backend], PLATFORMS[platform]];
  if (form === undefined || found === undefined) throw new Error(`no ${backend}`);
  return { backend, form, platform: found };
};
const S3 = keyed('s3', 'aws');
const AZURE = keyed('azure', 'azure');
const set = credentialsSet(S3);
const sync = credentialsSync(S3);

const STORAGE = { managementState: 'Unmanaged', s3: { bucket: 'rgwbucket-1', region: 'us-east-1', regionEndpoint: 'https://rgw.lab', trustedCA: { name: COPY.name } } };
const on = (storage: object = STORAGE, more: object = {}): KubeObject => config({ managementState: 'Managed', replicas: 2, rolloutStrategy: 'RollingUpdate', storage, ...more }, { storage });
const held = (access: string, secret: string, more: object = {}): KubeObject =>
  object(OBJECT.credentials, { data: { REGISTRY_STORAGE_S3_ACCESSKEY: { bytes: 20, digest: access }, REGISTRY_STORAGE_S3_SECRETKEY: { bytes: 40, digest: secret }, ...more } });
const VAULT = object(ref(R.Secret, 'keys', 'vault'), { data: { AWS_ACCESS_KEY_ID: { bytes: 20, digest: 'k2' }, AWS_SECRET_ACCESS_KEY: { bytes: 40, digest: 's2' } } });
const FROM: Given = { 'from-secret': 'vault/keys' };
const copy = object(COPY, { data: { 'ca-bundle.crt': CA } });

/** The cluster as the reads of the commands find it: claims as one collection. */
const world = (objects: KubeObject[]): Snapshot => snapshotOf([...odf, copy, ...objects], { listed: [R.ObjectBucketClaim] });
const running = (...objects: KubeObject[]): Snapshot => world([...bound(), on(), ...objects]);

const planOf = (form: Procedure, given: Given, snapshot: Snapshot): Plan => assemble({ command: form.name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: form.desired(given, snapshot) });
const steps = (plan: Plan): string[] => plan.steps.map((step) => `${step.kind} ${step.id}`);
const errors = (form: Procedure, given: Given, snapshot: Snapshot): string[] => form.check(given, snapshot).filter(({ level }) => level === 'error').map(({ code }) => code);

describe('set', () => {
  it('writes the keys alone, waits, and proves; nothing is lost', () => {
    const snapshot = running(held('k1', 's1'), VAULT);
    const plan = planOf(set, FROM, snapshot);
    expect(errors(set, FROM, snapshot)).toEqual([]);
    expect(steps(plan)).toEqual(['ensure credentials', 'wait ready', 'prove push-pull']);
    expect(plan.steps[0]).toMatchObject({ ref: OBJECT.credentials, action: 'update', live: true });
    expect(plan.steps[1]).toMatchObject({ judge: 'registry-ready', samples: 2, apartSeconds: 5, reads: expect.arrayContaining([COPY]) as unknown });
    expect(plan.losses).toEqual([]);
  });

  it('does not touch keys of other storage in the secret', () => {
    const other = { REGISTRY_STORAGE_AZURE_ACCOUNTKEY: { bytes: 88, digest: 'a' } };
    const [step] = planOf(set, FROM, running(held('k1', 's1', other), VAULT)).steps;
    expect(JSON.stringify(step)).not.toContain('AZURE');
  });

  it('writes nothing where they are the same', () => {
    expect(planOf(set, FROM, running(held('k2', 's2'), VAULT)).steps.find(({ id }) => id === 'credentials')).toMatchObject({ action: 'keep', changes: [] });
  });

  /** A registry that is ready, whose pods were started with this checksum. */
  const ready = (checksum: string, ...objects: KubeObject[]): Snapshot => {
    const recordedAt = recorded('odf-s3-complete', 0);
    const snapshot: Snapshot = { ...recordedAt, answers: { ...recordedAt.answers } };
    const deployment = one(snapshot, OBJECT.deployment);
    if (deployment === undefined) throw new Error('nothing runs in the recording');
    const changed = mergePatch(deployment, { spec: { template: { metadata: { annotations: { 'imageregistry.operator.openshift.io/dependencies-checksum': checksum } } } } }) as KubeObject;
    for (const found of [...objects, changed, object(OBJECT.clusterVersion, { status: { desired: { version: '4.14.60' } } })]) snapshot.answers[nameOf(refOf(found))] = { state: 'found', items: [found] };
    return snapshot;
  };
  const paramsOf = (snapshot: Snapshot): unknown => planOf(set, FROM, snapshot).steps.find(({ id }) => id === 'ready');

  it('waits for pods that were started with the new keys, where those must follow', () => {
    const snapshot = ready('sha256:old', held('k1', 's1'), VAULT);
    expect(JUDGES['registry-ready']?.(snapshot, {})).toMatchObject({ met: true });
    expect(paramsOf(snapshot)).toMatchObject({ params: { former: 'sha256:old' } });
    expect(JUDGES['registry-ready']?.(snapshot, { former: 'sha256:old' })).toMatchObject({ met: false, state: 'the operator has not given the new keys to the pods yet' });
    expect(JUDGES['registry-ready']?.(ready('sha256:new', held('k2', 's2')), { former: 'sha256:old' })).toMatchObject({ met: true });
  });

  it('waits for none where the operator may not start any: the keys are the same, or it could not use the former ones', () => {
    expect(paramsOf(ready('sha256:old', held('k2', 's2', { other: {} }), VAULT))).not.toMatchObject({ params: { former: 'sha256:old' } });
    expect(paramsOf(ready('sha256:old', object(OBJECT.credentials, { data: {} }), VAULT))).not.toHaveProperty('params.former');
    expect(paramsOf(running(held('k1', 's1'), VAULT))).not.toHaveProperty('params.former');
  });

  const quiet: [what: string, storage: object, more: object][] = [
    ['is Removed', STORAGE, { managementState: 'Removed' }],
    ['is Unmanaged', STORAGE, { managementState: 'Unmanaged' }],
    ['has no replicas', STORAGE, { replicas: 0 }],
    ['is on other storage', { pvc: { claim: 'c' } }, {}],
    ['has none', {}, {}],
  ];
  it.each(quiet)('has nothing to wait for where the registry %s', (_, storage, more) => {
    const snapshot = world([on(storage, more), held('k1', 's1'), VAULT]);
    expect(steps(planOf(set, FROM, snapshot))).toEqual(['ensure credentials']);
  });

  it('looks into the store of the registry, with what is given', () => {
    expect(set.store?.(FROM, running(held('k1', 's1'), VAULT))).toMatchObject({ kind: 's3', bucket: 'rgwbucket-1', endpoint: 'https://rgw.lab', secret: { name: 'keys', namespace: 'vault' }, ca: CA });
    expect(credentialsSet(AZURE).store?.(FROM, running(VAULT))).toBeUndefined();
    expect(set.store?.(FROM, world([on({ pvc: { claim: 'c' } }), VAULT]))).toBeUndefined();
  });

  it('always wants credentials: those that are there are there already', () => {
    expect(set.missing?.({}, running(held('k1', 's1')))).toEqual(['credentials']);
    expect(set.missing?.(FROM, running())).toEqual([]);
    expect(set.missing?.({ credentials: '-' }, running())).toEqual([]);
  });

  const bad: [what: string, given: Given, objects: KubeObject[], store: StoreAnswer['state'] | undefined, codes: string[]][] = [
    ['a source that is not there', FROM, [], undefined, ['RC-CREDENTIALS-SOURCE']],
    ['a store that refuses them', FROM, [VAULT], 'refused', ['RC-STORE-REFUSED']],
    ['the keys of somebody else', FROM, [VAULT], 'foreign', ['RC-STORE-FOREIGN']],
    ['a store that cannot be reached is none', FROM, [VAULT], 'unreachable', []],
  ];
  it.each(bad)('stops at %s', (_, given, objects, state, codes) => {
    const snapshot = running(held('k1', 's1'), ...objects);
    if (state !== undefined) snapshot.store = { state, place: 'bucket x', detail: 'so' };
    expect(errors(set, given, snapshot)).toEqual(codes);
  });

  it.each([{ backend: 'pvc' }, { backend: 'S3' }, { colour: 'blue' }])('refuses %j', (given) => expect(() => set.reads({ ...given })).toThrow(/allowed: /u));
});

describe('sync', () => {
  it('copies the keys of the claim whose bucket is configured', () => {
    const snapshot = running(held('k1', 's1'));
    expect(errors(sync, {}, snapshot)).toEqual([]);
    const plan = planOf(sync, {}, snapshot);
    expect(steps(plan)).toEqual(['ensure credentials', 'wait ready', 'prove push-pull']);
    expect(JSON.stringify(plan.steps[0])).toContain(`of ${nameOf(CLAIM_SECRET)}`);
    expect(sync.store?.({}, snapshot)).toMatchObject({ secret: CLAIM_SECRET, bucket: 'rgwbucket-1' });
  });

  it('makes the secret where it was lost', () => {
    expect(planOf(sync, {}, running()).steps[0]).toMatchObject({ action: 'create' });
  });

  it('reads the claims first, then the secret and the config map beside the one', () => {
    expect(sync.reads({}).map((read) => read.resource.plural)).toContain('objectbucketclaims');
    expect(sync.follow?.({}, running())).toEqual(expect.arrayContaining([CLAIM_SECRET, expect.objectContaining({ name: CLAIM_MAP.name, namespace: NS.storage })]));
    expect(sync.follow?.({}, world([on()]))).toEqual([]);
  });

  const elsewhere = boundClaim('mine', 'other', 'rgwbucket-1', 's3');
  const bad: [what: string, objects: KubeObject[], code: string, message: RegExp][] = [
    ['no claim has the bucket', [...bound('another'), on()], 'RC-BUCKET-NO-CLAIM', /no bucket claim has the bucket rgwbucket-1/u],
    ['two claims have it', [...bound(), ...elsewhere, on()], 'RC-BUCKET-NO-CLAIM', /2 claims have a bucket of this name: .*rgwbucket.*mine/u],
    ['it is on no bucket', [...bound(), on({ pvc: { claim: 'c' } })], 'RC-BUCKET-NO-CLAIM', /no S3 bucket is configured/u],
    ['the claim is not bound', [object(CLAIM, { spec: { bucketName: 'rgwbucket-1' }, status: { phase: 'Pending' } }), on()], 'RC-BUCKET-UNBOUND', /is Pending/u],
    ['the secret of the claim is gone', [...bound().filter(({ kind }) => kind !== 'Secret'), on()], 'RC-BUCKET-UNBOUND', /its secret is not there/u],
  ];
  it.each(bad)('stops where %s', (_, objects, code, message) => {
    const snapshot = world([held('k1', 's1'), ...objects]);
    expect(sync.check({}, snapshot).filter(({ level }) => level === 'error')).toMatchObject([{ code, message: expect.stringMatching(message) as string }]);
  });

  it('finds a claim in whatever namespace it is', () => {
    const there = ref(R.ObjectBucketClaim, 'images', 'team');
    const snapshot = world([object(there, { spec: { bucketName: 'rgwbucket-1' }, status: { phase: 'Bound' } }), on()]);
    expect(bucketClaims(snapshot)).toHaveLength(1);
    expect(claimSecret(snapshot)).toEqual(ref(R.Secret, 'images', 'team'));
    expect(checkClaim(world([on()]))).toHaveLength(1);
  });
});

describe('check', () => {
  const found = (objects: KubeObject[], store?: StoreAnswer['state'], of: Keyed = S3): string[] => {
    const snapshot = world(objects);
    if (store !== undefined) snapshot.store = { state: store, place: 'bucket x', detail: 'so' };
    return checkAll(of, snapshot).map(({ level, code }) => `${level} ${code}`);
  };
  const value = (bytes: number, digest = 'd', padded = false): object => ({ bytes, digest, ...(padded ? { padded } : {}) });
  const minted = object(ref(R.Secret, 'installer-cloud-credentials', NS.registry), { data: { credentials: value(90) } });
  const swift = (user: number, password: number): KubeObject => object(OBJECT.credentials, { data: Object.fromEntries(['USERNAME', 'PASSWORD', 'APPLICATIONCREDENTIALID', 'APPLICATIONCREDENTIALNAME', 'APPLICATIONCREDENTIALSECRET'].map((key, i) => [`REGISTRY_STORAGE_SWIFT_${key}`, value([user, password][i] ?? 0)])) });
  const cases: [what: string, objects: KubeObject[], store: StoreAnswer['state'] | undefined, said: string[], of?: Keyed][] = [
    ['the claim\'s own keys', [...bound(), on(), held('key', 'secret')], 'ours', []],
    ['keys that are not the claim\'s any more', [...bound(), on(), held('key', 'old')], 'refused', ['error RC-CREDENTIALS-DIFFER', 'error RC-STORE-REFUSED']],
    ['keys without a claim', [on(), held('a', 'b')], 'ours', []],
    ['no secret', [on()], undefined, ['error RC-CREDENTIALS-MISSING']],
    ['no secret, but what the cloud has minted', [on(), minted], undefined, []],
    ['a key that lacks', [on(), object(OBJECT.credentials, { data: { REGISTRY_STORAGE_S3_ACCESSKEY: value(20) } })], undefined, ['error RC-SECRET-KEYS']],
    ['a key that lacks, whatever was minted', [on(), minted, object(OBJECT.credentials, { data: {} })], undefined, ['error RC-SECRET-KEYS']],
    ['an empty value', [on(), held('a', 'b', { REGISTRY_STORAGE_S3_SECRETKEY: value(0) })], undefined, ['error RC-CREDENTIALS-SHAPE']],
    ['white space', [on(), held('a', 'b', { REGISTRY_STORAGE_S3_SECRETKEY: value(41, 'b', true) })], 'ours', ['warning RC-CREDENTIALS-SHAPE']],
    ['Swift with a password', [on({ swift: { container: 'c', authURL: 'https://k/v3' } }), swift(5, 9)], undefined, [], keyed('swift', 'openstack-swift')],
    ['Swift with nothing in its five keys', [on({ swift: { container: 'c', authURL: 'https://k/v3' } }), swift(0, 0)], undefined, ['error RC-CREDENTIALS-SHAPE'], keyed('swift', 'openstack-swift')],
    ['a store that is not reached', [on(), held('a', 'b')], 'unreachable', ['warning RC-STORE-UNREACHABLE']],
    ['a bucket that is gone', [on(), held('a', 'b')], 'absent', ['error RC-STORE-ABSENT']],
  ];
  it.each(cases)('%s', (_, objects, store, said, of) => expect(found(objects, store, of)).toEqual(said));

  it('says to set other keys, not to set the registry up', () => {
    const snapshot = running(held('key', 'secret'));
    snapshot.store = { state: 'refused', place: 'bucket x', detail: 'so' };
    expect(checkAll(S3, snapshot)).toMatchObject([{ remedy: 'registryctl credentials set' }]);
  });

  it('tells that claims may not be read, which is no fault of the keys', () => {
    const snapshot = snapshotOf([...odf, copy, on(), held('a', 'b')]);
    snapshot.answers['objectbucketclaims.objectbucket.io/*/*'] = { state: 'denied', reason: 'no' };
    expect(checkAll(S3, snapshot)).toMatchObject([{ code: 'RC-ACCESS-DENIED', level: 'warning' }]);
  });

  it('reads what it compares', () => {
    expect(checkedReads(S3).map(({ resource }) => resource.plural)).toContain('objectbucketclaims');
    expect(checkedFollow(S3, running())).toContainEqual(CLAIM_SECRET);
  });

  it('says in a few lines what it saw', () => {
    const snapshot = running(held('key', 'secret'));
    snapshot.store = { state: 'ours', place: 'bucket rgwbucket-1 at rgw.lab', detail: '' };
    expect(facts(S3, snapshot)).toEqual([
      ['Secret', nameOf(OBJECT.credentials)],
      ['Keys', 'REGISTRY_STORAGE_S3_ACCESSKEY, REGISTRY_STORAGE_S3_SECRETKEY'],
      ['Claim', 'openshift-storage/rgwbucket'],
      ['Store', 'bucket rgwbucket-1 at rgw.lab: takes them'],
    ]);
    expect(facts(S3, world([on()]))).toEqual([['Secret', 'none that is whole'], ['Store', 'not asked']]);
  });
});
