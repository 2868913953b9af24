import type { Call, Reply } from './call.ts';
import { described } from './call.ts';
import { S3Error } from './errors.ts';
import { joined, stored } from './memory.ts';
import type { Bucket, Memory, StoredObject, Upload } from './memory.ts';
import { texts, xml } from './xml.ts';

/** Every part but the last must have this many bytes. */
const LEAST_PART = 5 * 1024 * 1024;

/** Requests with `uploads` or `uploadId`. `source` is the object that a part is copied from. */
export function onUpload(memory: Memory, bucket: Bucket, call: Call, source: () => StoredObject): Reply {
  if (call.query.has('uploads')) {
    if (call.method !== 'POST') throw new S3Error('MethodNotAllowed');
    const { type, meta } = described(call);
    const id = memory.startUpload(bucket, call.key, type, meta);
    return { status: 200, body: xml('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: call.key, UploadId: id }) };
  }
  const id = call.query.get('uploadId') ?? '';
  const upload = bucket.uploads.get(id);
  if (!upload || upload.key !== call.key) throw new S3Error('NoSuchUpload');
  switch (call.method) {
    case 'PUT':
      return putPart(upload, call, source);
    case 'GET':
      return { status: 200, body: listParts(bucket, upload, id) };
    case 'DELETE':
      bucket.uploads.delete(id);
      return { status: 204 };
    case 'POST':
      return complete(memory, bucket, upload, call, id);
    default:
      throw new S3Error('MethodNotAllowed');
  }
}

function putPart(upload: Upload, call: Call, source: () => StoredObject): Reply {
  const number = Number(call.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) throw new S3Error('InvalidArgument');
  const copied = call.headers['x-amz-copy-source'] === undefined ? undefined : source();
  const range = /^bytes=(\d+)-(\d+)$/.exec(call.headers['x-amz-copy-source-range'] ?? '');
  if (copied && range && Number(range[2]) >= copied.body.length) throw new S3Error('InvalidRange');
  const part = stored(copied ? (range ? copied.body.subarray(Number(range[1]), Number(range[2]) + 1) : copied.body) : call.body);
  upload.parts.set(number, part);
  if (!copied) return { status: 200, headers: { etag: part.etag } };
  return { status: 200, body: xml('CopyPartResult', { LastModified: part.modified.toISOString(), ETag: part.etag }) };
}

function complete(memory: Memory, bucket: Bucket, upload: Upload, call: Call, id: string): Reply {
  const document = call.body.toString();
  const numbers = texts(document, 'PartNumber').map(Number);
  const tags = texts(document, 'ETag');
  if (numbers.length === 0 || tags.length !== numbers.length) throw new S3Error('MalformedXML');
  if (numbers.some((n, i) => i > 0 && n <= (numbers[i - 1] ?? 0))) throw new S3Error('InvalidPartOrder');
  const parts = numbers.map((n, i) => {
    const part = upload.parts.get(n);
    if (!part || part.etag.slice(1, -1) !== (tags[i] ?? '').replaceAll('"', '')) throw new S3Error('InvalidPart');
    return part;
  });
  if (parts.slice(0, -1).some((p) => p.body.length < LEAST_PART)) throw new S3Error('EntityTooSmall');
  const whole = joined(upload, parts);
  memory.put(bucket, upload.key, whole);
  bucket.uploads.delete(id);
  return { status: 200, body: xml('CompleteMultipartUploadResult', { Location: `/${bucket.name}/${upload.key}`, Bucket: bucket.name, Key: upload.key, ETag: whole.etag }) };
}

function listParts(bucket: Bucket, upload: Upload, id: string): string {
  const parts = [...upload.parts].toSorted(([a], [b]) => a - b);
  return xml('ListPartsResult', {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: id,
    IsTruncated: false,
    Part: parts.map(([n, p]) => ({ PartNumber: n, LastModified: p.modified.toISOString(), ETag: p.etag, Size: p.body.length })),
  });
}

/** ListMultipartUploads. */
export function listUploads(bucket: Bucket): string {
  const uploads = [...bucket.uploads].map(([id, u]) => ({ Key: u.key, UploadId: id, Initiated: u.started.toISOString(), StorageClass: 'STANDARD' }));
  return xml('ListMultipartUploadsResult', { Bucket: bucket.name, IsTruncated: false, Upload: uploads });
}
