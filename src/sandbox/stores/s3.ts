import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { answer } from './answer.ts';
import { authenticate } from './auth.ts';
import { createBucket, listBuckets, onBucket } from './buckets.ts';
import { readCall } from './call.ts';
import type { Call, Reply } from './call.ts';
import { S3Error } from './errors.ts';
import { Memory } from './memory.ts';
import type { User } from './memory.ts';
import { onObject } from './objects.ts';
import { xml } from './xml.ts';

export interface S3Options {
  users?: readonly User[];
  buckets?: readonly { name: string; owner: string }[];
  /** names below which `BUCKET.name` is virtual-hosted style */
  hosts?: readonly string[];
  now?: () => Date;
}

/** A gateway that answers as Ceph's does. `handler` goes behind any HTTP or HTTPS server; `memory` adds users and buckets while it runs. */
export interface S3Store {
  handler: RequestListener;
  memory: Memory;
}

/** Makes a gateway with these users and buckets. It holds everything in memory and opens no port by itself. */
export function startS3(options: S3Options = {}): S3Store {
  const memory = new Memory();
  for (const user of options.users ?? []) memory.addUser(user);
  for (const { name, owner } of options.buckets ?? []) memory.createBucket(name, owner);
  const now = options.now ?? ((): Date => new Date());
  return {
    memory,
    handler(request, response) {
      const id = `tx${randomBytes(12).toString('hex')}-default`;
      const run = (body: Buffer): Reply => typed(serve(memory, readCall(request, body, options.hosts ?? []), now()));
      void answer(request, response, { 'x-amz-request-id': id }, run, (error) => {
        const { code, status } = error instanceof S3Error ? error : new S3Error('InternalError');
        // a HEAD's refusal has no body to tell the length of: a client then knows the status only
        return typed({ status, body: request.method === 'HEAD' ? '' : xml('Error', { Code: code, RequestId: id, HostId: 'default-default' }) });
      });
    },
  };
}

function serve(memory: Memory, call: Call, now: Date): Reply {
  call.user = authenticate(call, memory.users, now);
  const owner = call.user?.name;
  if (owner === undefined) throw new S3Error('AccessDenied');
  if (call.bucket === '') return listBuckets(memory, owner);
  const bucket = memory.buckets.get(call.bucket);
  if (call.method === 'PUT' && call.key === '' && (!bucket || bucket.owner !== owner) && call.pairs.length === 0) return createBucket(memory, call, owner);
  if (!bucket) throw new S3Error('NoSuchBucket');
  if (bucket.owner !== owner) throw new S3Error('AccessDenied');
  return call.key === '' ? onBucket(memory, bucket, call) : onObject(memory, bucket, call);
}

/** What is text is XML. */
const typed = (reply: Reply): Reply => (typeof reply.body === 'string' ? { ...reply, headers: { 'content-type': 'application/xml', ...reply.headers } } : reply);
