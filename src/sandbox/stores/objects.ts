import { createHash } from 'node:crypto';
import { regionOf } from './amazon.ts';
import { blocked } from './buckets.ts';
import type { Call, Reply } from './call.ts';
import { decoded, described } from './call.ts';
import { S3Error } from './errors.ts';
import { stored } from './memory.ts';
import type { Bucket, Memory, StoredObject } from './memory.ts';
import { onUpload } from './multipart.ts';
import { xml } from './xml.ts';

/** Requests on a key of a bucket that may be used. Server-side encryption with AES256 is accepted and has no effect, as Ceph does. */
export function onObject(memory: Memory, bucket: Bucket, call: Call): Reply {
  const source = (): StoredObject => copySource(memory, call);
  if (call.query.has('uploads') || call.query.has('uploadId')) return onUpload(memory, bucket, call, source);
  switch (call.method) {
    case 'GET':
    case 'HEAD':
      return read(bucket.objects.get(call.key), call);
    case 'PUT':
      return put(memory, bucket, call, source);
    case 'DELETE':
      bucket.objects.delete(call.key);
      return { status: 204 };
    default:
      throw new S3Error('MethodNotAllowed');
  }
}

function put(memory: Memory, bucket: Bucket, call: Call, source: () => StoredObject): Reply {
  // Amazon refuses only those that ask for public access, as the registry does not
  if (blocked(bucket) && regionOf(call.headers['host'] ?? '') === undefined) throw new S3Error('AccessDenied');
  const { type, meta } = described(call);
  if (call.headers['x-amz-copy-source'] !== undefined) {
    const from = source();
    const kept = call.headers['x-amz-metadata-directive'] === 'REPLACE' ? { type, meta } : from;
    const copy = stored(from.body, kept.type, kept.meta, from.etag);
    memory.put(bucket, call.key, copy);
    return { status: 200, body: xml('CopyObjectResult', { LastModified: copy.modified.toISOString(), ETag: copy.etag }) };
  }
  const sum = call.headers['content-md5'];
  if (sum !== undefined && sum !== createHash('md5').update(call.body).digest('base64')) throw new S3Error('BadDigest');
  const object = stored(call.body, type, meta);
  memory.put(bucket, call.key, object);
  return { status: 200, headers: { etag: object.etag } };
}

function read(object: StoredObject | undefined, call: Call): Reply {
  if (!object) throw new S3Error('NoSuchKey');
  const wanted = call.headers['if-match'];
  if (wanted !== undefined && wanted !== object.etag && wanted !== '*') throw new S3Error('PreconditionFailed');
  const headers = { 'content-type': object.type, etag: object.etag, 'last-modified': object.modified.toUTCString(), 'accept-ranges': 'bytes', ...object.meta };
  if (call.headers['if-none-match'] === object.etag) return { status: 304, headers };
  const part = byteRange(call.headers['range'], object.body.length);
  if (!part) return { status: 200, headers, body: object.body };
  const range = `bytes ${part.from}-${part.to}/${object.body.length}`;
  return { status: 206, headers: { ...headers, 'content-range': range }, body: object.body.subarray(part.from, part.to + 1) };
}

/** The bytes a Range header asks of `size`; undefined for none, or for a form we do not serve (the whole is answered then). Throws InvalidRange. */
export function byteRange(header: string | undefined, size: number): { from: number; to: number } | undefined {
  const m = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!m || (m[1] === '' && m[2] === '')) return undefined;
  const from = m[1] === '' ? Math.max(0, size - Number(m[2])) : Number(m[1]);
  const to = m[1] === '' || m[2] === '' ? size - 1 : Math.min(Number(m[2]), size - 1);
  if (from >= size || to < from) throw new S3Error('InvalidRange');
  return { from, to };
}

function copySource(memory: Memory, call: Call): StoredObject {
  const text = decoded(decodeURIComponent, (call.headers['x-amz-copy-source'] ?? '').replace(/^\//, ''));
  const cut = text.indexOf('/');
  const bucket = memory.buckets.get(text.slice(0, cut));
  if (!bucket) throw new S3Error('NoSuchBucket');
  if (bucket.owner !== call.user?.name) throw new S3Error('AccessDenied');
  const object = bucket.objects.get(text.slice(cut + 1));
  if (!object) throw new S3Error('NoSuchKey');
  return object;
}
