import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { diskStore, newDisk, StorageError } from '../../../src/sandbox/registry/blob-store.ts';
import type { BlobStore } from '../../../src/sandbox/registry/blob-store.ts';
import { s3Blobs } from '../../../src/sandbox/registry/s3-blobs.ts';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import { ALICE, bucketOf, HOST, serve } from '../stores/serve.ts';

let s3: S3Store;
const served = await serve((q, r) => s3.handler(q, r));
afterAll(() => served.close());
beforeEach(() => {
  s3 = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }], hosts: [HOST] });
});

const trust = { ca: served.ca, systemRoots: false };
const place = { bucket: 'images', region: 'us-east-1', endpoint: `https://${HOST}`, virtualHosted: false, keys: ALICE, trust };
const outside = { names: served.names };

const kinds: [string, () => BlobStore][] = [
  ['a volume', () => diskStore('claim/c', newDisk())],
  ['a provider\'s bucket in memory', () => diskStore('gcs:b', newDisk(), 'gcs')],
  ['an S3 bucket in the path', () => s3Blobs(outside, place)],
  ['an S3 bucket in the host', () => s3Blobs(outside, { ...place, virtualHosted: true })],
];

/** Keys as a registry makes them, and some that it does not. */
const KEYS = [
  'docker/registry/v2/blobs/sha256/ab/abcd/data',
  'docker/registry/v2/repositories/demo/app/_layers/sha256/abcd/link',
  'plain',
  'with a space',
  'ü & <é> "quoted" \'too\'',
  '100%25+?#=;,:@$!*()',
];

describe.each(kinds)('%s', (_kind, make) => {
  let store: BlobStore;
  beforeEach(() => {
    store = make();
  });

  it.each(KEYS)('keeps %s byte for byte', async (key) => {
    const body = Buffer.from([0, 1, 13, 10, 127, 128, 255]);
    await store.put(key, body);
    expect((await store.get(key))?.equals(body)).toBe(true);
    expect(await store.stat(key)).toEqual({ size: 7 });
    expect(await store.list('')).toEqual([key]);
  });

  it('has nothing at first, and says so without a fault', async () => {
    expect(await store.get('none')).toBeUndefined();
    expect(await store.stat('none')).toBeUndefined();
    expect(await store.list('')).toEqual([]);
    await expect(store.check()).resolves.toBeUndefined();
  });

  it('keeps an empty file apart from none', async () => {
    await store.put('empty', Buffer.alloc(0));
    expect((await store.get('empty'))?.length).toBe(0);
    expect(await store.stat('empty')).toEqual({ size: 0 });
  });

  it('keeps the last of what was written', async () => {
    for (const text of ['first, which is longer', 'last']) await store.put('k', Buffer.from(text));
    expect((await store.get('k'))?.toString()).toBe('last');
    expect(await store.stat('k')).toEqual({ size: 4 });
  });

  it('deletes one file, and what is not there without a fault', async () => {
    for (const key of ['a', 'a/b', 'ab']) await store.put(key, Buffer.from(key));
    await store.delete('a');
    await store.delete('a');
    expect(await store.list('')).toEqual(['a/b', 'ab']);
    expect(await store.get('a')).toBeUndefined();
  });

  it.each([
    ['', ['a', 'a/b/c', 'a/b/d', 'a/c', 'b']],
    ['a', ['a', 'a/b/c', 'a/b/d', 'a/c']],
    ['a/', ['a/b/c', 'a/b/d', 'a/c']],
    ['a/b', ['a/b/c', 'a/b/d']],
    ['a/b/d', ['a/b/d']],
    ['c', []],
  ])('lists %j sorted', async (prefix, keys) => {
    for (const key of ['b', 'a/c', 'a/b/d', 'a', 'a/b/c']) await store.put(key, Buffer.from('x'));
    expect(await store.list(prefix)).toEqual(keys);
  });

  it('holds the same as a map after any few steps', async () => {
    const step = fc.record({
      verb: fc.constantFrom('put', 'delete'),
      key: fc.constantFrom('a', 'a/b', 'c d', 'ü'),
      body: fc.uint8Array({ maxLength: 20 }),
    });
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const like = new Map<string, Buffer>();
      for (const key of await store.list('')) await store.delete(key);
      for (const { verb, key, body } of steps) {
        if (verb === 'put') like.set(key, Buffer.from(body));
        else like.delete(key);
        await (verb === 'put' ? store.put(key, Buffer.from(body)) : store.delete(key));
      }
      expect(await store.list('')).toEqual([...like.keys()].toSorted());
      for (const [key, body] of like) expect((await store.get(key))?.equals(body)).toBe(true);
    }), { numRuns: 8 });
  });

  it('takes many writes at once', async () => {
    const keys = Array.from({ length: 12 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    await Promise.all(keys.map((key) => store.put(key, Buffer.from(key))));
    expect(await store.list('k')).toEqual(keys);
  });
});

describe('a link', () => {
  it('is had from S3 only', async () => {
    expect(await diskStore('d', newDisk()).link('GET', 'k')).toBeUndefined();
    expect(await s3Blobs(outside, place).link('GET', 'k')).toMatch(/^https:/);
  });

  it.each([false, true])('is good without keys, for its method and its file only (bucket in the host: %s)', async (virtualHosted) => {
    const store = s3Blobs(outside, { ...place, virtualHosted });
    await store.put('a b/ü', Buffer.from('linked'));
    const link = (await store.link('GET', 'a b/ü'))!;
    const ask = (method: string, url: string) => exchange(outside, { method, url: new URL(url), trust });
    expect((await ask('GET', link)).body.toString()).toBe('linked');
    expect((await ask('DELETE', link)).status).toBe(403);
    expect((await ask('GET', link.replace('a%20b', 'other'))).status).toBe(403);
    expect(new URL(link).searchParams.get('X-Amz-Expires')).toBe('1200');
    expect(link).not.toContain(ALICE.secretKey);
  });
});

describe('a store that fails', () => {
  const steps: [string, (store: BlobStore) => Promise<unknown>][] = [
    ['get', (s) => s.get('k')],
    ['put', (s) => s.put('k', Buffer.from('x'))],
    ['delete', (s) => s.delete('k')],
    ['list', (s) => s.list('')],
    ['stat', (s) => s.stat('k')],
    ['check', (s) => s.check()],
  ];

  it.each(steps)('of a disk that is away: %s', async (_verb, run) => {
    const away = diskStore('d', { files: new Map([['k', Buffer.from('x')]]), fault: { down: true } }, 'swift');
    await expect(run(away)).rejects.toThrow(new StorageError('swift', 'stat /: input/output error'));
  });

  it.each(steps)('of S3 with keys it does not know: %s', async (_verb, run) => {
    const wrong = s3Blobs(outside, { ...place, keys: { accessKey: 'AKNONE', secretKey: 'x' } });
    await expect(run(wrong)).rejects.toBeInstanceOf(StorageError);
    await expect(run(wrong)).rejects.toThrow(/^s3aws: (InvalidAccessKeyId|Forbidden): \n\tstatus code: 403, request id: tx/);
  });

  it.each(steps)('of S3 that nobody serves: %s', async (_verb, run) => {
    const gone = s3Blobs({ names: new Map([[`${HOST}:443`, '127.0.0.1:1']]) }, place);
    await expect(run(gone)).rejects.toThrow('s3aws: RequestError: send request failed\ncaused by: dial tcp 127.0.0.1:1: connect: connection refused');
  });

  it.each([
    ['put', 'read-only file system', { readOnly: true }],
    ['delete', 'read-only file system', { readOnly: true }],
    ['put', 'no space left on device', { capacity: 3 }],
  ])('of a disk: %s with %s', async (verb, words, fault) => {
    const bad = diskStore('d', { files: new Map([['old', Buffer.from('123')]]), fault });
    const done = verb === 'put' ? bad.put('k', Buffer.from('x')) : bad.delete('old');
    await expect(done).rejects.toThrow(`filesystem: ${verb === 'delete' ? 'unlink /registry/old' : words.startsWith('no') ? 'write /registry/k' : 'mkdir /registry/k'}: ${words}`);
    expect((await bad.get('old'))?.toString()).toBe('123');
  });

  it('of S3 that is full still reads, and takes nothing', async () => {
    const store = s3Blobs(outside, place);
    await store.put('k', Buffer.from('123'));
    s3.memory.capacity = 4;
    await expect(store.put('more', Buffer.from('45'))).rejects.toThrow('s3aws: QuotaExceeded');
    expect((await store.get('k'))?.toString()).toBe('123');
    expect(bucketOf(s3, 'images').list()).toEqual(['k']);
  });

  it('of S3 whose bucket was deleted: reading finds nothing, writing and the check fail', async () => {
    const store = s3Blobs(outside, place);
    s3.memory.removeBucket('images');
    expect(await store.get('k')).toBeUndefined();
    await expect(store.put('k', Buffer.from('x'))).rejects.toThrow('NoSuchBucket');
    await expect(store.check()).rejects.toThrow('NoSuchBucket');
  });

  it('an S3 list goes over pages', async () => {
    for (let i = 0; i < 1005; i += 1) bucketOf(s3, 'images').put(`p/${String(i).padStart(4, '0')}`, Buffer.from('x'));
    const keys = await s3Blobs(outside, place).list('p/');
    expect([keys.length, keys[0], keys.at(-1)]).toEqual([1005, 'p/0000', 'p/1004']);
  });
});
