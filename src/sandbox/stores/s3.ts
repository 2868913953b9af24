import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { authenticate } from './auth.ts';
import { createBucket, listBuckets, onBucket } from './buckets.ts';
import { readCall } from './call.ts';
import type { Call, Reply } from './call.ts';
import { S3Error } from './errors.ts';
import { Memory, stored } from './memory.ts';
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

/** Objects of one bucket, past every check: for the registry that runs in the same process. */
export interface BucketHandle {
  put(key: string, body: Buffer): void;
  get(key: string): Buffer | undefined;
  list(prefix?: string): string[];
  remove(key: string): void;
  modified(key: string): Date | undefined;
}

/** A gateway that answers as Ceph's does. `handler` goes behind any HTTP or HTTPS server; `memory` adds users and buckets while it runs. */
export interface S3Store {
  handler: RequestListener;
  memory: Memory;
  /** undefined when there is no such bucket (any more) */
  bucket(name: string): BucketHandle | undefined;
}

/** Makes a gateway with these users and buckets. It holds everything in memory and opens no port by itself. */
export function startS3(options: S3Options = {}): S3Store {
  const memory = new Memory();
  for (const user of options.users ?? []) memory.addUser(user);
  for (const { name, owner } of options.buckets ?? []) memory.createBucket(name, owner);
  const now = options.now ?? ((): Date => new Date());
  return {
    memory,
    handler: (request, response) => void answer(request, response, (body) => serve(memory, readCall(request, body, options.hosts ?? []), now())),
    bucket: (name) => handle(memory, name),
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

async function answer(request: IncomingMessage, response: ServerResponse, run: (body: Buffer) => Reply): Promise<void> {
  const id = `tx${randomBytes(12).toString('hex')}-default`;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    send(request, response, id, run(Buffer.concat(chunks)));
  } catch (error) {
    const refusal = error instanceof S3Error ? error : new S3Error('InternalError');
    const body = xml('Error', { Code: refusal.code, RequestId: id, HostId: 'default-default' });
    send(request, response, id, { status: refusal.status, headers: { 'content-type': 'application/xml' }, body });
  }
}

/** A HEAD has the length of what GET would send, but an error's has none: a client then knows the status only. */
function send(request: IncomingMessage, response: ServerResponse, id: string, reply: Reply): void {
  if (response.destroyed) return;
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : (reply.body ?? Buffer.alloc(0));
  const type = typeof reply.body === 'string' ? { 'content-type': 'application/xml' } : {};
  const size = request.method === 'HEAD' && reply.status >= 400 ? 0 : body.length;
  response.writeHead(reply.status, { 'x-amz-request-id': id, ...type, ...reply.headers, ...(reply.status === 204 ? {} : { 'content-length': String(size) }) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function handle(memory: Memory, name: string): BucketHandle | undefined {
  const bucket = memory.buckets.get(name);
  return bucket && {
    put: (key, body) => memory.put(bucket, key, stored(body)),
    get: (key) => bucket.objects.get(key)?.body,
    list: (prefix = '') => [...bucket.objects.keys()].filter((k) => k.startsWith(prefix)).toSorted(),
    remove: (key) => void bucket.objects.delete(key),
    modified: (key) => bucket.objects.get(key)?.modified,
  };
}
