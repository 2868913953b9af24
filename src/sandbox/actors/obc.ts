import { randomUUID } from 'node:crypto';
import { record, text } from '../../api/json.ts';
import { blank, R, ref } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Actor } from '../client.ts';
import { each, loop } from './loop.ts';
import type { Stage, Turn } from './loop.ts';
import { base64, ensure, event, going, key, name, namespace, ownedBy, phase, secretData, setStatus, uid } from './objects.ts';

/** The object store behind the classes. */
export interface BucketKeeper {
  /** makes the bucket and a user of its own, or gives the user of a bucket made for this claim before; throws when it is somebody else's */
  provide(bucket: string, claim: string): Promise<{ accessKey: string; secretKey: string }>;
  /** deletes the bucket with all it holds, and its user */
  release(bucket: string): Promise<void>;
}

const FINALIZER = 'objectbucket.io/finalizer';

/** Where a provisioner's buckets are reached from inside the cluster (manual: ODF object gateways; both serve TLS by the service CA). */
const ENDPOINTS: Record<string, string> = {
  'openshift-storage.ceph.rook.io/bucket': 'rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc',
  'openshift-storage.noobaa.io/obc': 's3.openshift-storage.svc',
};

/**
 * The bucket claim provisioner. The order is the library's: phase Pending, finalizer, `spec.bucketName`
 * (before there is a bucket), bucket and keys, Secret and ConfigMap, ObjectBucket, phase Bound.
 * It never says Failed: what cannot be made stays Pending.
 */
export function startObc(stage: Stage, keeper: BucketKeeper): Actor {
  return loop('obc', stage, [[R.ObjectBucketClaim], [R.StorageClass]], async (turn) => {
    const [claims, classes] = await Promise.all([stage.client.list(R.ObjectBucketClaim), stage.client.list(R.StorageClass)]);
    await each(claims, async (claim) => {
      if (going(claim)) await release(stage, keeper, claim);
      else if (phase(claim) !== 'Bound') {
        const named = text(claim, 'spec', 'storageClassName');
        const storageClass = classes.find((c) => name(c) === named);
        const host = ENDPOINTS[text(storageClass, 'provisioner') ?? ''];
        if (storageClass && host) await provide(stage, keeper, turn, claim, { storageClass, host });
      }
    });
  });
}

/** The generated name: the prefix, cut to 26 characters where it is longer, and a UUID. */
export function bucketName(claim: KubeObject): string | undefined {
  const given = text(claim, 'spec', 'bucketName');
  const prefix = text(claim, 'spec', 'generateBucketName');
  if (given) return given;
  return prefix ? `${prefix.slice(0, 26)}-${randomUUID()}` : undefined;
}

async function provide(stage: Stage, keeper: BucketKeeper, turn: Turn, claim: KubeObject, by: { storageClass: KubeObject; host: string }): Promise<void> {
  const { client } = stage;
  const [id, ns] = [name(claim), namespace(claim)];
  await setStatus(client, R.ObjectBucketClaim, claim, { phase: 'Pending' });
  const bucket = bucketName(claim);
  if (bucket === undefined) return;
  if (!claim.metadata.finalizers?.includes(FINALIZER)) {
    await client.patch(R.ObjectBucketClaim, id, ns, { metadata: { finalizers: [...(claim.metadata.finalizers ?? []), FINALIZER] } });
  }
  if (text(claim, 'spec', 'bucketName') === undefined) await client.patch(R.ObjectBucketClaim, id, ns, { spec: { bucketName: bucket } });
  if (!turn.passed(uid(claim))) return;

  const keys = await keeper.provide(bucket, key(claim)).catch(async (error: unknown) => {
    await event(client, claim, turn.now, { type: 'Warning', reason: 'ProvisioningFailed', message: error instanceof Error ? error.message : String(error), from: 'obc' });
    turn.forget(uid(claim));
    turn.passed(uid(claim), 5000);
    return undefined;
  });
  if (keys === undefined) return;
  const metadata = { name: id, namespace: ns, finalizers: [FINALIZER], ownerReferences: [ownedBy(claim)], labels: { 'bucket-provisioner': (text(by.storageClass, 'provisioner') ?? '').replace('/', '-') } };
  const where = { BUCKET_NAME: bucket, BUCKET_HOST: by.host, BUCKET_PORT: '443', BUCKET_REGION: '', BUCKET_SUBREGION: '' };
  await ensure(client, R.Secret, { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: base64({ AWS_ACCESS_KEY_ID: keys.accessKey, AWS_SECRET_ACCESS_KEY: keys.secretKey }) });
  await ensure(client, R.ConfigMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: where });
  const ob = await ensure(client, R.ObjectBucket, objectBucket(claim, by.storageClass, where));
  await setStatus(client, R.ObjectBucket, ob, { phase: 'Bound' });
  await client.patch(R.ObjectBucketClaim, id, ns, { spec: { objectBucketName: name(ob) } });
  await client.patch(R.ObjectBucketClaim, id, ns, { status: { phase: 'Bound' } }, 'merge', 'status');
  turn.forget(uid(claim));
}

function objectBucket(claim: KubeObject, storageClass: KubeObject, where: Record<string, string>): KubeObject {
  const object = blank(ref(R.ObjectBucket, `obc-${namespace(claim)}-${name(claim)}`));
  object.metadata.finalizers = [FINALIZER];
  object['spec'] = {
    storageClassName: name(storageClass),
    reclaimPolicy: text(storageClass, 'reclaimPolicy') ?? 'Delete',
    claimRef: { apiVersion: claim.apiVersion, kind: claim.kind, name: name(claim), namespace: namespace(claim), uid: uid(claim) },
    endpoint: { bucketHost: where['BUCKET_HOST'], bucketPort: 443, bucketName: where['BUCKET_NAME'], region: '', subRegion: '', additionalConfig: record(claim, 'spec', 'additionalConfig') },
  };
  return object;
}

/** Both classes reclaim by deleting: the bucket, what it holds and its keys go with the claim. */
async function release(stage: Stage, keeper: BucketKeeper, claim: KubeObject): Promise<void> {
  const { client } = stage;
  if (!claim.metadata.finalizers?.includes(FINALIZER)) return;
  const ob = `obc-${namespace(claim)}-${name(claim)}`;
  const there = await client.get(R.ObjectBucket, ob);
  const bucket = text(claim, 'spec', 'bucketName');
  const made = secretData(await client.get(R.Secret, name(claim), namespace(claim)))['AWS_ACCESS_KEY_ID'] !== undefined || there !== undefined;
  if (bucket && made && text(there, 'spec', 'reclaimPolicy') !== 'Retain') await keeper.release(bucket);
  for (const [resource, id, ns] of [[R.ObjectBucket, ob, undefined], [R.Secret, name(claim), namespace(claim)], [R.ConfigMap, name(claim), namespace(claim)]] as const) {
    const object = await client.get(resource, id, ns);
    if (object === undefined) continue;
    await client.patch(resource, id, ns, { metadata: { finalizers: null } });
    await client.remove(resource, id, ns);
  }
  const rest = claim.metadata.finalizers.filter((f) => f !== FINALIZER);
  await client.patch(R.ObjectBucketClaim, name(claim), namespace(claim), { metadata: { finalizers: rest.length > 0 ? rest : null } });
}
