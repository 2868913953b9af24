import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { bucketKeeper } from '../../../src/sandbox/stores/keeper.ts';
import { page } from '../../../src/sandbox/stores/listing.ts';
import { Memory, stored } from '../../../src/sandbox/stores/memory.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import { texts, xml } from '../../../src/sandbox/stores/xml.ts';
import { ALICE, bucketOf, client, serve } from './serve.ts';

let store: S3Store;
const served = await serve((q, r) => store.handler(q, r));
const ask = client(served);
afterAll(() => served.close());
beforeEach(() => {
  store = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }] });
  for (const key of ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e & <f>']) bucketOf(store, 'images').put(key, Buffer.from(key));
});

const listed = async (...query: [string, string][]) => {
  const { text } = await ask({ method: 'GET', path: '/images', query });
  return { keys: texts(text, 'Key'), prefixes: texts(text, 'CommonPrefixes').map((p) => texts(p, 'Prefix')[0]), more: texts(text, 'IsTruncated')[0] === 'true', text };
};

describe('a listing', () => {
  it.each([
    [[], ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e & <f>'], []],
    [[['prefix', 'b/']], ['b/1', 'b/2', 'b/c/3'], []],
    [[['delimiter', '/']], ['a', 'd', 'e & <f>'], ['b/']],
    [[['prefix', 'b/'], ['delimiter', '/']], ['b/1', 'b/2'], ['b/c/']],
    [[['prefix', 'none']], [], []],
    [[['marker', 'b/2']], ['b/c/3', 'd', 'e & <f>'], []],
    [[['list-type', '2'], ['start-after', 'd']], ['e & <f>'], []],
    [[['max-keys', '0']], [], []],
    [[['prefix', 'e'], ['encoding-type', 'url']], ['e%20%26%20%3Cf%3E'], []],
  ] as [[string, string][], string[], string[]][])('%j', async (query, keys, prefixes) => {
    expect(await listed(...query)).toMatchObject({ keys, prefixes });
  });

  it('of version 2 goes on by its token, of version 1 by its marker', async () => {
    for (const v2 of [true, false]) {
      const seen: string[] = [];
      let from: [string, string][] = [];
      for (let turn = 0; turn < 9; turn += 1) {
        const got = await listed(['max-keys', '2'], ...(v2 ? [['list-type', '2'] as [string, string]] : []), ...from);
        seen.push(...got.keys);
        if (!got.more) break;
        from = [v2 ? ['continuation-token', texts(got.text, 'NextContinuationToken')[0]!] : ['marker', texts(got.text, 'NextMarker')[0]!]];
      }
      expect(seen).toEqual(['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e & <f>']);
    }
  });

  it('tells size, tag and owner', async () => {
    const { text } = await listed(['prefix', 'b/1']);
    expect([texts(text, 'Size'), texts(text, 'ID'), texts(text, 'ETag')]).toEqual([['3'], ['alice'], [stored(Buffer.from('b/1')).etag]]);
  });

  it('of a wrong number is refused', async () => {
    expect((await ask({ method: 'GET', path: '/images', query: [['max-keys', 'x']] })).code).toBe('InvalidArgument');
  });

  it('page by page holds every name once, in order, whatever the page', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', '/') }), { maxLength: 30 });
    fc.assert(fc.property(names, fc.integer({ min: 1, max: 7 }), fc.constantFrom('', '/'), fc.constantFrom('', 'a', 'a/'), (all, most, delimiter, prefix) => {
      const whole = page(all, { prefix, delimiter, after: '', most: 1000 });
      const keys: string[] = [];
      const prefixes: string[] = [];
      let after: string | undefined = '';
      for (let turn = 0; after !== undefined && turn < 50; turn += 1) {
        const one = page(all, { prefix, delimiter, after, most });
        keys.push(...one.keys);
        prefixes.push(...one.prefixes);
        after = one.next;
      }
      expect({ keys, prefixes }).toEqual({ keys: whole.keys, prefixes: whole.prefixes });
      expect(new Set(prefixes).size).toBe(prefixes.length);
    }));
  });
});

it('XML is read back as it was written', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' })), (values) => {
    expect(texts(xml('R', { V: values.map((v) => ({ T: v })) }), 'T')).toEqual(values);
  }));
  expect(texts('<a>&#65;&#x42;&amp;&unknown;</a>', 'a')).toEqual(['AB&&unknown;']);
});

describe('the keeper of claims', () => {
  it('makes a bucket with a user of its own, the same for the same claim', async () => {
    const memory = new Memory();
    const keeper = bucketKeeper(memory);
    const first = await keeper.provide('rgwbucket-1', 'openshift-storage/rgwbucket');
    expect(first.accessKey).toMatch(/^[A-Z0-9]{20}$/);
    expect(first.secretKey).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(await keeper.provide('rgwbucket-1', 'openshift-storage/rgwbucket')).toEqual(first);
    expect(memory.buckets.get('rgwbucket-1')?.owner).toBe(memory.users.get(first.accessKey)?.name);
    await expect(keeper.provide('second', 'openshift-storage/rgwbucket')).rejects.toMatchObject({ code: 'TooManyBuckets' });
  });

  it('gives nothing that belongs to another, and leaves no user behind', async () => {
    const memory = new Memory();
    memory.createBucket('taken', 'somebody');
    await expect(bucketKeeper(memory).provide('taken', 'ns/claim')).rejects.toMatchObject({ code: 'BucketAlreadyExists' });
    expect(memory.users.size).toBe(0);
  });

  it('releases the bucket with all that it holds, and its user; twice is no error', async () => {
    const memory = new Memory();
    const keeper = bucketKeeper(memory);
    await keeper.provide('b-1', 'ns/claim');
    memory.put(memory.buckets.get('b-1')!, 'k', stored(Buffer.from('x')));
    await keeper.release('b-1');
    await keeper.release('b-1');
    expect([memory.buckets.size, memory.users.size]).toEqual([0, 0]);
  });
});
