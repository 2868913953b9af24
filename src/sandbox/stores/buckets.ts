import { regionOf } from './amazon.ts';
import type { Call, Reply } from './call.ts';
import { checkSetting } from './settings.ts';
import { S3Error } from './errors.ts';
import type { S3Code } from './errors.ts';
import { listObjects } from './listing.ts';
import type { Bucket, Memory } from './memory.ts';
import { listUploads } from './multipart.ts';
import { texts, xml } from './xml.ts';

/** Settings a gateway keeps, and what it answers when one was never made. */
const SETTINGS: Record<string, S3Code> = {
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  lifecycle: 'NoSuchLifecycleConfiguration',
  tagging: 'NoSuchTagSet',
  policy: 'NoSuchBucketPolicy',
  cors: 'NoSuchCORSConfiguration',
};

/** True when the bucket refuses every upload because its ACLs are blocked, as Ceph does. */
export const blocked = (bucket: Bucket): boolean => texts(bucket.settings.get('publicAccessBlock') ?? '', 'BlockPublicAcls').includes('true');

/** Requests on a bucket that is there and may be used. */
export function onBucket(memory: Memory, bucket: Bucket, call: Call): Reply {
  const known = Object.keys(SETTINGS).find((s) => call.query.has(s));
  if (known !== undefined) return onSetting(bucket, call, known);
  switch (call.method) {
    case 'HEAD':
      return { status: 200, headers: { 'x-rgw-object-count': String(bucket.objects.size), 'x-rgw-bytes-used': String([...bucket.objects.values()].reduce((n, o) => n + o.body.length, 0)) } };
    case 'GET':
      return { status: 200, body: show(bucket, call) };
    case 'PUT':
      // Ceph knows none without a key server; Amazon does
      if (call.query.has('encryption') && regionOf(call.headers['host'] ?? '') === undefined) throw new S3Error('InvalidArgument');
      if (call.query.has('encryption')) bucket.settings.set('encryption', call.body.toString());
      return { status: 200 };
    case 'POST':
      if (call.query.has('delete')) return deleteMany(bucket, call);
      throw new S3Error('MethodNotAllowed');
    case 'DELETE':
      // also for a sub-resource that the gateway does not know, such as ?encryption: the bucket itself goes
      memory.removeBucket(bucket.name);
      return { status: 204 };
    default:
      throw new S3Error('MethodNotAllowed');
  }
}

function show(bucket: Bucket, call: Call): string {
  if (call.query.has('location')) return xml('LocationConstraint', {});
  if (call.query.has('versioning')) return xml('VersioningConfiguration', {});
  if (call.query.has('uploads')) return listUploads(bucket);
  if (call.query.has('acl')) {
    const owner = { ID: bucket.owner, DisplayName: bucket.owner };
    return xml('AccessControlPolicy', { Owner: owner, AccessControlList: { Grant: { Grantee: owner, Permission: 'FULL_CONTROL' } } });
  }
  return listObjects(bucket, call);
}

function onSetting(bucket: Bucket, call: Call, name: string): Reply {
  if (call.method === 'PUT') {
    if (regionOf(call.headers['host'] ?? '') !== undefined) checkSetting(call, name);
    bucket.settings.set(name, call.body.toString());
    return { status: 200 };
  }
  if (call.method === 'DELETE') {
    bucket.settings.delete(name);
    return { status: 204 };
  }
  const value = bucket.settings.get(name);
  if (value === undefined) throw new S3Error(SETTINGS[name] ?? 'NotImplemented');
  return { status: 200, body: value };
}

function deleteMany(bucket: Bucket, call: Call): Reply {
  const document = call.body.toString();
  const keys = texts(document, 'Key');
  if (!/<Delete[\s>]/.test(document) || keys.length === 0 || keys.length > 1000) throw new S3Error('MalformedXML');
  for (const key of keys) bucket.objects.delete(key);
  const quiet = texts(document, 'Quiet').includes('true');
  return { status: 200, body: xml('DeleteResult', { Deleted: quiet ? [] : keys.map((Key) => ({ Key })) }) };
}

/** ListBuckets of one user. */
export function listBuckets(memory: Memory, owner: string): Reply {
  const own = [...memory.buckets.values()].filter((b) => b.owner === owner).map((b) => ({ Name: b.name, CreationDate: b.created.toISOString() }));
  return { status: 200, body: xml('ListAllMyBucketsResult', { Owner: { ID: owner, DisplayName: owner }, Buckets: { Bucket: own } }) };
}

/** CreateBucket. The region asked for must be that of the host, the gateway's own (`default`), or none. */
export function createBucket(memory: Memory, call: Call, owner: string): Reply {
  const place = texts(call.body.toString(), 'LocationConstraint')[0] ?? '';
  const region = regionOf(call.headers['host'] ?? '');
  if (!['', region ?? 'default'].includes(place.trim())) throw new S3Error('InvalidLocationConstraint');
  memory.createBucket(call.bucket, owner, region);
  return { status: 200 };
}
