import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readCall } from '../../../src/sandbox/stores/call.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import { texts } from '../../../src/sandbox/stores/xml.ts';
import { ALICE, BOB, bucketOf, client, HOST, serve } from './serve.ts';

let store: S3Store;
const served = await serve((q, r) => store.handler(q, r));
const ask = client(served);
afterAll(() => served.close());
beforeEach(() => {
  store = startS3({ users: [ALICE, BOB], buckets: [{ name: 'images', owner: 'alice' }, { name: 'others', owner: 'bob' }], hosts: [HOST] });
});

describe('buckets', () => {
  it.each([
    ['HEAD', '/images', 200],
    ['HEAD', '/others', 403],
    ['HEAD', '/nowhere', 404],
    ['PUT', '/images', 200],
    ['PUT', '/others', 409],
    ['PUT', '/fresh', 200],
    ['PUT', '/Bad_Name', 400],
    ['PUT', '/ab', 400],
    ['DELETE', '/images', 204],
    ['DELETE', '/others', 403],
    ['DELETE', '/nowhere', 404],
  ])('%s %s is %d', async (method, path, status) => {
    expect((await ask({ method, path })).status).toBe(status);
  });

  it('names the error in a body, without words, and not for HEAD', async () => {
    const put = await ask({ method: 'PUT', path: '/others' });
    expect(put.code).toBe('BucketAlreadyExists');
    expect(put.text).not.toContain('<Message>');
    expect(texts(put.text, 'RequestId')[0]).toBe(put.headers['x-amz-request-id']);
    const head = await ask({ method: 'HEAD', path: '/others' });
    expect([head.text, head.headers['content-length']]).toEqual(['', '0']);
  });

  it('takes only its own region for a new bucket', async () => {
    const make = (place: string) => ask({ method: 'PUT', path: '/fresh', body: `<CreateBucketConfiguration><LocationConstraint>${place}</LocationConstraint></CreateBucketConfiguration>` });
    expect((await make('eu-west-1')).code).toBe('InvalidLocationConstraint');
    expect((await make('default')).status).toBe(200);
  });

  it('lists one\'s own only', async () => {
    expect(texts((await ask({ method: 'GET', path: '/' })).text, 'Name')).toEqual(['images']);
  });

  it('stops a user at the number of buckets allowed', async () => {
    store.memory.addUser({ name: 'claim', accessKey: 'C', secretKey: 'c', maxBuckets: 1 });
    const keys = { accessKey: 'C', secretKey: 'c' };
    expect((await ask({ method: 'PUT', path: '/one', keys })).status).toBe(200);
    expect((await ask({ method: 'PUT', path: '/two', keys })).code).toBe('TooManyBuckets');
    expect((await ask({ method: 'PUT', path: '/one', keys })).status).toBe(200);
  });

  it('keeps a bucket that holds objects', async () => {
    await ask({ method: 'PUT', path: '/images/a', body: 'x' });
    expect((await ask({ method: 'DELETE', path: '/images' })).code).toBe('BucketNotEmpty');
  });

  it('deletes the whole (empty) bucket for a sub-resource it does not know', async () => {
    expect((await ask({ method: 'DELETE', path: '/images', query: [['encryption', '']] })).status).toBe(204);
    expect((await ask({ method: 'HEAD', path: '/images' })).status).toBe(404);
  });

  it('does not know bucket encryption: PUT is refused, GET is the listing', async () => {
    expect((await ask({ method: 'PUT', path: '/images', query: [['encryption', '']] })).code).toBe('InvalidArgument');
    expect((await ask({ method: 'GET', path: '/images', query: [['encryption', '']] })).text).toContain('<ListBucketResult');
  });

  it.each([
    ['publicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'],
    ['lifecycle', 'NoSuchLifecycleConfiguration'],
    ['tagging', 'NoSuchTagSet'],
    ['policy', 'NoSuchBucketPolicy'],
  ])('keeps the setting %s, and deleting it leaves the bucket', async (name, missing) => {
    const on = { path: '/images', query: [[name, '']] as [string, string][] };
    expect((await ask({ ...on, method: 'GET' })).code).toBe(missing);
    expect((await ask({ ...on, method: 'PUT', body: '<A>1</A>' })).status).toBe(200);
    expect((await ask({ ...on, method: 'GET' })).text).toBe('<A>1</A>');
    expect((await ask({ ...on, method: 'DELETE' })).status).toBe(204);
    expect((await ask({ method: 'HEAD', path: '/images' })).status).toBe(200);
  });

  it('refuses every upload while public ACLs are blocked', async () => {
    const block = (on: boolean) => ask({ method: 'PUT', path: '/images', query: [['publicAccessBlock', '']], body: `<PublicAccessBlockConfiguration><BlockPublicAcls>${on}</BlockPublicAcls></PublicAccessBlockConfiguration>` });
    await block(true);
    expect((await ask({ method: 'PUT', path: '/images/a', body: 'x' })).code).toBe('AccessDenied');
    await block(false);
    expect((await ask({ method: 'PUT', path: '/images/a', body: 'x' })).status).toBe(200);
  });

  it('at Amazon\'s hosts, blocked public ACLs stop no upload that is private', async () => {
    const amazon = startS3({ users: [ALICE, BOB], buckets: [{ name: 'images', owner: 'alice' }], hosts: ['s3.us-east-1.amazonaws.com'] });
    const bed = await serve((q, r) => amazon.handler(q, r), 's3.us-east-1.amazonaws.com');
    const there = client(bed);
    const host = 's3.us-east-1.amazonaws.com';
    expect((await there({ method: 'PUT', path: '/images', host, query: [['publicAccessBlock', '']], body: '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>' })).status).toBe(200);
    expect((await there({ method: 'PUT', path: '/images/a', host, body: 'x' })).status).toBe(200);
    bed.close();
  });
});

describe('objects', () => {
  it('come back as they went, with type, tag and own headers', async () => {
    const body = Buffer.from([0, 255, 10, 13, 128]);
    const put = await ask({ method: 'PUT', path: '/images/a b/ü+&.bin', body, headers: { 'content-type': 'text/x', 'x-amz-meta-who': 'me' } });
    const got = await ask({ method: 'GET', path: '/images/a b/ü+&.bin' });
    expect(got.body).toEqual(body);
    expect(got.headers).toMatchObject({ 'content-type': 'text/x', 'x-amz-meta-who': 'me', etag: put.headers['etag'], 'content-length': '5' });
    const head = await ask({ method: 'HEAD', path: '/images/a b/ü+&.bin' });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '5', '']);
  });

  it.each([
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
    ['bytes=1-2,4-5', 200, '0123456789', undefined],
    ['bytes=-', 200, '0123456789', undefined],
  ])('range %s', async (range, status, body, shown) => {
    await ask({ method: 'PUT', path: '/images/n', body: '0123456789' });
    const got = await ask({ method: 'GET', path: '/images/n', headers: { range } });
    expect([got.status, got.text, got.headers['content-range']]).toEqual([status, body, shown]);
  });

  it.each(['bytes=10-', 'bytes=4-2', 'bytes=-0'])('range %s cannot be had', async (range) => {
    await ask({ method: 'PUT', path: '/images/n', body: '0123456789' });
    expect((await ask({ method: 'GET', path: '/images/n', headers: { range } })).code).toBe('InvalidRange');
  });

  it('conditions on the tag', async () => {
    const etag = (await ask({ method: 'PUT', path: '/images/n', body: 'x' })).headers['etag']!;
    expect((await ask({ method: 'GET', path: '/images/n', headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await ask({ method: 'GET', path: '/images/n', headers: { 'if-match': '"other"' } })).code).toBe('PreconditionFailed');
  });

  it('is gone after DELETE, which may be said twice', async () => {
    await ask({ method: 'PUT', path: '/images/n', body: 'x' });
    expect((await ask({ method: 'DELETE', path: '/images/n' })).status).toBe(204);
    expect((await ask({ method: 'DELETE', path: '/images/n' })).status).toBe(204);
    expect((await ask({ method: 'GET', path: '/images/n' })).code).toBe('NoSuchKey');
  });

  it('somebody else\'s cannot be read, written, copied or deleted', async () => {
    bucketOf(store, 'others').put('k', Buffer.from('secret'));
    for (const method of ['GET', 'PUT', 'DELETE']) expect((await ask({ method, path: '/others/k' })).code).toBe('AccessDenied');
    expect((await ask({ method: 'PUT', path: '/images/mine', headers: { 'x-amz-copy-source': '/others/k' } })).code).toBe('AccessDenied');
    expect(bucketOf(store, 'others').get('k')?.toString()).toBe('secret');
  });

  it('copies, keeping or replacing what is said about the object', async () => {
    await ask({ method: 'PUT', path: '/images/a', body: 'x', headers: { 'x-amz-meta-v': '1' } });
    const copy = await ask({ method: 'PUT', path: '/images/b', headers: { 'x-amz-copy-source': 'images/a' } });
    expect(copy.text).toContain('<CopyObjectResult');
    expect((await ask({ method: 'GET', path: '/images/b' })).headers['x-amz-meta-v']).toBe('1');
    await ask({ method: 'PUT', path: '/images/c', headers: { 'x-amz-copy-source': 'images/a', 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-v': '2' } });
    expect((await ask({ method: 'GET', path: '/images/c' })).headers['x-amz-meta-v']).toBe('2');
    expect((await ask({ method: 'PUT', path: '/images/d', headers: { 'x-amz-copy-source': 'images/none' } })).code).toBe('NoSuchKey');
    expect((await ask({ method: 'PUT', path: '/images/d', headers: { 'x-amz-copy-source': 'none/none' } })).code).toBe('NoSuchBucket');
  });

  it('checks Content-MD5', async () => {
    expect((await ask({ method: 'PUT', path: '/images/a', body: 'x', headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' } })).code).toBe('BadDigest');
  });

  it('understands a body in signed or trailed chunks', () => {
    const chunks = '5;chunk-signature=00\r\nhello\r\n6;chunk-signature=00\r\n world\r\n0;chunk-signature=00\r\nx-amz-checksum-crc32:AA==\r\n\r\n';
    const call = readCall({ url: '/images/a', method: 'PUT', headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' } } as never, Buffer.from(chunks), []);
    expect(call.body.toString()).toBe('hello world');
  });

  it('is full at its capacity, and still reads and deletes', async () => {
    store.memory.capacity = 10;
    expect((await ask({ method: 'PUT', path: '/images/a', body: '12345678' })).status).toBe(200);
    expect((await ask({ method: 'PUT', path: '/images/b', body: '123' })).code).toBe('QuotaExceeded');
    expect((await ask({ method: 'GET', path: '/images/a' })).status).toBe(200);
    await ask({ method: 'DELETE', path: '/images/a' });
    expect((await ask({ method: 'PUT', path: '/images/b', body: '123' })).status).toBe(200);
  });

  it('the bucket may be the first label of the host', async () => {
    await ask({ method: 'PUT', path: '/deep/key', host: `images.${HOST}`, body: 'x' });
    expect(bucketOf(store, 'images').list()).toEqual(['deep/key']);
    expect((await ask({ method: 'HEAD', path: '/', host: `others.${HOST}` })).status).toBe(403);
  });

  it('deletes many at once', async () => {
    for (const key of ['a', 'b&c', 'd']) await ask({ method: 'PUT', path: `/images/${key}`, body: 'x' });
    const many = await ask({ method: 'POST', path: '/images', query: [['delete', '']], body: '<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;c</Key></Object><Object><Key>none</Key></Object></Delete>' });
    expect(texts(many.text, 'Key')).toEqual(['a', 'b&c', 'none']);
    expect(bucketOf(store, 'images').list()).toEqual(['d']);
    expect((await ask({ method: 'POST', path: '/images', query: [['delete', '']], body: '<Delete>' })).code).toBe('MalformedXML');
  });
});
