import { afterEach, describe, expect, it } from 'vitest';
import { record, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { bucketName, startObc } from '../../../src/sandbox/actors/obc.ts';
import type { BucketKeeper } from '../../../src/sandbox/actors/obc.ts';
import { secretData } from '../../../src/sandbox/actors/objects.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { odf } from '../../../src/sandbox/scenarios/odf.ts';
import { bucketKeeper } from '../../../src/sandbox/stores/keeper.ts';
import { Memory } from '../../../src/sandbox/stores/memory.ts';
import { events, HandClock, phaseOf, settle, until, world } from './world.ts';
import type { World } from './world.ts';

const obc = (spec: Record<string, unknown>, id = 'rgwbucket'): KubeObject =>
  make(R.ObjectBucketClaim, `openshift-storage/${id}`, { spec });
const RGW = { storageClassName: 'ocs-storagecluster-ceph-rgw', generateBucketName: 'rgwbucket' };
const get = (w: World, id = 'rgwbucket') => w.client.get(R.ObjectBucketClaim, id, 'openshift-storage');

let w: World;
afterEach(async () => {
  await w.close();
  expect(w.faults).toEqual([]);
});

describe('bucketName', () => {
  it.each([
    [{ bucketName: 'mine', generateBucketName: 'p' }, /^mine$/],
    [{ generateBucketName: 'rgwbucket' }, /^rgwbucket-[0-9a-f]{8}-[0-9a-f-]{27}$/],
    [{ generateBucketName: 'a'.repeat(26) }, /^a{26}-[0-9a-f-]{36}$/],
    [{ generateBucketName: 'a'.repeat(40) }, /^a{26}-[0-9a-f-]{36}$/],
  ])('makes of %j a name', (spec, name) => {
    w = world();
    expect(bucketName(obc(spec))).toMatch(name);
  });

  it('makes none when no name is given', () => {
    w = world();
    expect(bucketName(obc({}))).toBeUndefined();
    expect(bucketName(obc({ generateBucketName: '' }))).toBeUndefined();
  });
});

describe('the bucket claim provisioner', () => {
  it.each([
    ['ocs-storagecluster-ceph-rgw', 'rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc'],
    ['openshift-storage.noobaa.io', 's3.openshift-storage.svc'],
  ])('binds a claim of class %s', async (storageClassName, host) => {
    w = world(odf(true));
    const memory = new Memory();
    w.play(startObc(w.stage, bucketKeeper(memory)));
    await w.client.create(R.ObjectBucketClaim, obc({ storageClassName, generateBucketName: 'rgwbucket' }));
    const bound = await until(async () => {
      const claim = await get(w);
      return text(claim, 'status', 'phase') === 'Bound' && claim;
    });
    const bucket = text(bound, 'spec', 'bucketName') ?? '';
    expect(bound).toMatchObject({
      metadata: { finalizers: ['objectbucket.io/finalizer'] },
      spec: { objectBucketName: 'obc-openshift-storage-rgwbucket' },
    });
    const [secret, map, ob] = await Promise.all([
      w.client.get(R.Secret, 'rgwbucket', 'openshift-storage'),
      w.client.get(R.ConfigMap, 'rgwbucket', 'openshift-storage'),
      w.client.get(R.ObjectBucket, 'obc-openshift-storage-rgwbucket'),
    ]);
    expect(map?.['data']).toEqual({
      BUCKET_NAME: bucket,
      BUCKET_HOST: host,
      BUCKET_PORT: '443',
      BUCKET_REGION: '',
      BUCKET_SUBREGION: '',
    });
    for (const o of [secret, map])
      expect(o?.metadata.ownerReferences?.[0]).toMatchObject({
        kind: 'ObjectBucketClaim',
        name: 'rgwbucket',
        uid: bound.metadata.uid,
      });
    const keys = secretData(secret);
    expect(Object.keys(keys).sort()).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
    expect(memory.users.get(keys['AWS_ACCESS_KEY_ID'] ?? '')).toMatchObject({
      secretKey: keys['AWS_SECRET_ACCESS_KEY'],
      name: memory.buckets.get(bucket)?.owner,
    });
    expect(ob).toMatchObject({
      status: { phase: 'Bound' },
      spec: {
        reclaimPolicy: 'Delete',
        storageClassName,
        claimRef: { name: 'rgwbucket', namespace: 'openshift-storage' },
        endpoint: { bucketHost: host, bucketPort: 443, bucketName: bucket, region: '' },
      },
    });
  });

  it('goes through its steps in order: the bucket has a name before it is there', async () => {
    const clock = new HandClock();
    w = world(odf(true), { clock, pace: 400 });
    const memory = new Memory();
    const seen: string[] = [];
    const stop = w.client.watch(R.ObjectBucketClaim, undefined, ({ object }) => {
      const o = object as KubeObject;
      seen.push(
        [
          text(o, 'status', 'phase') ?? '-',
          o.metadata.finalizers ? 'held' : '-',
          text(o, 'spec', 'bucketName') ? 'named' : '-',
          text(o, 'spec', 'objectBucketName') ? 'made' : '-',
          memory.buckets.size,
        ].join(' '),
      );
    });
    w.play(startObc(w.stage, bucketKeeper(memory)));
    await w.client.create(R.ObjectBucketClaim, obc(RGW));
    await settle();
    expect(text(await get(w), 'spec', 'bucketName')).toMatch(/^rgwbucket-/);
    expect(memory.buckets.size).toBe(0);
    clock.pass(399);
    await settle();
    expect(memory.buckets.size).toBe(0);
    clock.pass(1);
    await until(
      async () => (await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')) === 'Bound',
    );
    await settle();
    stop();
    expect(seen[0]).toBe('- - - - 0');
    expect(seen.slice(1, 4)).toEqual(['Pending - - - 0', 'Pending held - - 0', 'Pending held named - 0']);
    expect(seen.slice(-2)).toEqual(['Pending held named made 1', 'Bound held named made 1']);
  });

  it.each([
    ['no class', { generateBucketName: 'b' }, ''],
    ['a class that is not there', { storageClassName: 'none', generateBucketName: 'b' }, ''],
    ['a class of another kind', { storageClassName: 'ocs-storagecluster-cephfs', generateBucketName: 'b' }, ''],
    ['no name', { storageClassName: 'ocs-storagecluster-ceph-rgw' }, 'Pending'],
  ])('leaves a claim with %s', async (_, spec, phase) => {
    w = world(odf(true));
    const memory = new Memory();
    w.play(startObc(w.stage, bucketKeeper(memory)));
    await w.client.create(R.ObjectBucketClaim, obc(spec));
    await settle(80);
    expect(await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')).toBe(phase);
    expect([...memory.buckets.keys()]).toEqual([]);
    expect((await get(w))?.metadata.finalizers).toBeUndefined();
  });

  it('waits for a class that comes later', async () => {
    w = world([make(R.Namespace, 'openshift-storage')]);
    w.play(startObc(w.stage, bucketKeeper(new Memory())));
    await w.client.create(R.ObjectBucketClaim, obc(RGW));
    await settle();
    for (const o of odf(true).filter((c) => c.kind === 'StorageClass')) await w.client.create(R.StorageClass, o);
    await until(
      async () => (await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')) === 'Bound',
    );
  });

  it("stays Pending on somebody else's bucket, says so in an event, and tries again", async () => {
    const clock = new HandClock();
    w = world(odf(true), { clock });
    const memory = new Memory();
    memory.createBucket('taken', 'them');
    w.play(startObc(w.stage, bucketKeeper(memory)));
    await w.client.create(R.ObjectBucketClaim, obc({ ...RGW, bucketName: 'taken' }));
    await settle(80);
    expect(await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')).toBe('Pending');
    expect(await events(w.client, 'ProvisioningFailed')).toHaveLength(1);
    memory.removeBucket('taken', true);
    clock.pass(5000);
    await until(
      async () => (await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')) === 'Bound',
    );
  });

  it('deletes bucket, user, secret, map and ObjectBucket with the claim', async () => {
    w = world(odf(true));
    const memory = new Memory();
    w.play(startObc(w.stage, bucketKeeper(memory)));
    await w.client.create(R.ObjectBucketClaim, obc(RGW));
    await until(
      async () => (await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')) === 'Bound',
    );
    await w.client.remove(R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage');
    await until(async () => (await get(w)) === undefined);
    expect([memory.buckets.size, memory.users.size]).toEqual([0, 0]);
    for (const [r, id, ns] of [
      [R.Secret, 'rgwbucket', 'openshift-storage'],
      [R.ConfigMap, 'rgwbucket', 'openshift-storage'],
      [R.ObjectBucket, 'obc-openshift-storage-rgwbucket', undefined],
    ] as const) {
      expect(await w.client.get(r, id, ns)).toBeUndefined();
    }
  });

  it('lets a claim that never got a bucket go without touching the store', async () => {
    w = world(odf(true));
    const memory = new Memory();
    memory.createBucket('taken', 'them');
    w.play(startObc(w.stage, bucketKeeper(memory)));
    await w.client.create(R.ObjectBucketClaim, obc({ ...RGW, bucketName: 'taken' }));
    await until(async () => (await get(w))?.metadata.finalizers !== undefined);
    await w.client.remove(R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage');
    await until(async () => (await get(w)) === undefined);
    expect([...memory.buckets.keys()]).toEqual(['taken']);
  });

  it('goes on where another run of it was killed', async () => {
    w = world(odf(true));
    const memory = new Memory();
    const inner = bucketKeeper(memory);
    const deaf: BucketKeeper = { release: (b) => inner.release(b), provide: () => new Promise(() => undefined) };
    void startObc(w.stage, deaf);
    await w.client.create(R.ObjectBucketClaim, obc(RGW));
    const named = await until(async () => text(await get(w), 'spec', 'bucketName'));
    w.play(startObc(w.stage, inner));
    await until(
      async () => (await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')) === 'Bound',
    );
    expect([...memory.buckets.keys()]).toEqual([named]);
    expect(record(await get(w), 'spec')).toMatchObject({ bucketName: named });
  });

  it('overwrites a secret and a map of the same name', async () => {
    w = world([
      ...odf(true),
      make(R.ConfigMap, 'openshift-storage/rgwbucket', { data: { BUCKET_NAME: 'old', other: 'x' } }),
    ]);
    w.play(startObc(w.stage, bucketKeeper(new Memory())));
    await w.client.create(R.ObjectBucketClaim, obc(RGW));
    await until(
      async () => (await phaseOf(w.client, R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')) === 'Bound',
    );
    expect(text(await w.client.get(R.ConfigMap, 'rgwbucket', 'openshift-storage'), 'data', 'BUCKET_NAME')).toMatch(
      /^rgwbucket-/,
    );
  });
});
