import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { amazonSays, elsewhere } from './amazon.ts';
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
  buckets?: readonly { name: string; owner: string; region?: string }[];
  /** names below which `BUCKET.name` is virtual-hosted style */
  hosts?: readonly string[];
  now?: () => Date;
}

/** A gateway that answers as Ceph's does, and at Amazon's hosts as Amazon. `handler` goes behind any HTTP or HTTPS server; `memory` adds users and buckets while it runs. */
export interface S3Store {
  handler: RequestListener;
  memory: Memory;
}

/** Makes a gateway with these users and buckets. It holds everything in memory and opens no port by itself. */
export function startS3(options: S3Options = {}): S3Store {
  const memory = new Memory();
  for (const user of options.users ?? []) memory.addUser(user);
  for (const { name, owner, region } of options.buckets ?? []) memory.createBucket(name, owner, region);
  const now = options.now ?? ((): Date => new Date());
  return {
    memory,
    handler(request, response) {
      const id = `tx${randomBytes(12).toString('hex')}-default`;
      const host = request.headers.host ?? '';
      let asked = '';
      const run = (body: Buffer): Reply => {
        const call = readCall(request, body, options.hosts ?? []);
        asked = call.bucket;
        const reply = typed(serve(memory, call, now()));
        return { ...reply, headers: { ...amazonSays(host, memory.buckets.get(asked)).headers, ...reply.headers } };
      };
      void answer(request, response, { 'x-amz-request-id': id }, run, (error) => {
        const { code, status } = error instanceof S3Error ? error : new S3Error('InternalError');
        const { headers, fields } = amazonSays(host, memory.buckets.get(asked), code);
        // a HEAD's refusal has no body to tell the length of: a client then knows the status only
        return typed({ status, headers, body: request.method === 'HEAD' ? '' : xml('Error', { Code: code, ...fields, RequestId: id, HostId: 'default-default' }) });
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
  if (elsewhere(call.headers['host'] ?? '', bucket)) throw new S3Error('PermanentRedirect');
  if (bucket.owner !== owner) throw new S3Error('AccessDenied');
  return call.key === '' ? onBucket(memory, bucket, call) : onObject(memory, bucket, call);
}

/** What is text is XML. */
const typed = (reply: Reply): Reply => (typeof reply.body === 'string' ? { ...reply, headers: { 'content-type': 'application/xml', ...reply.headers } } : reply);
