import { createHash, randomUUID } from 'node:crypto';
import { S3Error } from './errors.ts';

export interface User {
  name: string;
  accessKey: string;
  secretKey: string;
  /** a claim's user may have one bucket */
  maxBuckets?: number;
}

export interface StoredObject {
  body: Buffer;
  /** with its quotes */
  etag: string;
  modified: Date;
  type: string;
  /** `x-amz-meta-…` by their whole name */
  meta: Record<string, string>;
}

export interface Upload {
  key: string;
  started: Date;
  type: string;
  meta: Record<string, string>;
  parts: Map<number, StoredObject>;
}

export interface Bucket {
  name: string;
  owner: string;
  /** of Amazon's regions the one it was made in; any for one that is a gateway's own */
  region?: string;
  created: Date;
  objects: Map<string, StoredObject>;
  uploads: Map<string, Upload>;
  /** bodies of the settings that were PUT, by sub-resource */
  settings: Map<string, string>;
}

const md5 = (data: Buffer): string => createHash('md5').update(data).digest('hex');

/** An object of this body, stamped now. */
export function stored(body: Buffer, type = 'binary/octet-stream', meta: Record<string, string> = {}, etag = `"${md5(body)}"`): StoredObject {
  return { body, etag, modified: new Date(), type, meta };
}

/** The parts of an upload as one object; its tag is made of the parts' tags, as every S3 does. */
export function joined(upload: Upload, parts: StoredObject[]): StoredObject {
  const tags = Buffer.concat(parts.map((p) => Buffer.from(p.etag.slice(1, -1), 'hex')));
  return stored(Buffer.concat(parts.map((p) => p.body)), upload.type, upload.meta, `"${md5(tags)}-${parts.length}"`);
}

/** What a gateway holds: users, and their buckets. Errors are `S3Error`. */
export class Memory {
  readonly users = new Map<string, User>();
  readonly buckets = new Map<string, Bucket>();
  /** when set, a write that would hold more bytes in all is refused with QuotaExceeded */
  capacity = Number.POSITIVE_INFINITY;

  addUser(user: User): void {
    this.users.set(user.accessKey, user);
  }

  /** Ceph: one's own again is no error; somebody else's is BucketAlreadyExists; over a user's number is TooManyBuckets. */
  createBucket(name: string, owner: string, region?: string): Bucket {
    const there = this.buckets.get(name);
    if (there) {
      if (there.owner !== owner) throw new S3Error('BucketAlreadyExists');
      return there;
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) throw new S3Error('InvalidBucketName');
    const most = [...this.users.values()].find((u) => u.name === owner)?.maxBuckets ?? 1000;
    if ([...this.buckets.values()].filter((b) => b.owner === owner).length >= most) throw new S3Error('TooManyBuckets');
    const bucket: Bucket = { name, owner, ...(region === undefined ? {} : { region }), created: new Date(), objects: new Map(), uploads: new Map(), settings: new Map() };
    this.buckets.set(name, bucket);
    return bucket;
  }

  /** Refuses a bucket with objects, unless `force` (as a reclaim policy does) empties it. */
  removeBucket(name: string, force = false): void {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket');
    if (!force && bucket.objects.size > 0) throw new S3Error('BucketNotEmpty');
    this.buckets.delete(name);
  }

  put(bucket: Bucket, key: string, object: StoredObject): void {
    const used = [...this.buckets.values()].flatMap((b) => [...b.objects.values()]).reduce((sum, o) => sum + o.body.length, 0);
    if (Number.isFinite(this.capacity) && used + object.body.length > this.capacity) throw new S3Error('QuotaExceeded');
    bucket.objects.set(key, object);
  }

  startUpload(bucket: Bucket, key: string, type: string, meta: Record<string, string>): string {
    const id = `2~${randomUUID().replaceAll('-', '')}`;
    bucket.uploads.set(id, { key, started: new Date(), type, meta, parts: new Map() });
    return id;
  }
}
