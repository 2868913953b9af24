import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import { texts } from '../../../src/sandbox/stores/xml.ts';
import { ALICE, BOB, bucketOf, client, HOST, serve } from './serve.ts';

let store: S3Store;
const served = await serve((q, r) => store.handler(q, r));
const ask = client(served);
afterAll(() => served.close());
beforeEach(() => {
  store = startS3({
    users: [ALICE, BOB],
    buckets: [{ name: 'images', owner: 'alice' }, { name: 'others', owner: 'bob' }],
    hosts: [HOST],
  });
});

type Query = [string, string][];
const at = (name: string): Query => (name === '' ? [] : [[name, '']]);

describe('a sub-resource of a bucket', () => {
  it.each([
    // as RGW does: what it does not know is the plain request on the bucket
    ['GET', 'location', 200, '<LocationConstraint'],
    ['GET', 'versioning', 200, '<VersioningConfiguration'],
    ['GET', 'uploads', 200, '<ListMultipartUploadsResult'],
    ['GET', 'acl', 200, '<AccessControlPolicy'],
    ['GET', 'encryption', 200, '<ListBucketResult'],
    ['GET', 'ownershipControls', 200, '<ListBucketResult'],
    ['GET', 'accelerate', 200, '<ListBucketResult'],
    ['GET', 'cors', 404, '<Code>NoSuchCORSConfiguration<'],
    ['PUT', 'encryption', 400, '<Code>InvalidArgument<'],
    ['PUT', 'acl', 200, ''],
    ['PUT', 'cors', 200, ''],
    ['POST', '', 405, '<Code>MethodNotAllowed<'],
    ['POST', 'uploads', 405, '<Code>MethodNotAllowed<'],
    ['PATCH', '', 405, '<Code>MethodNotAllowed<'],
    ['DELETE', 'cors', 204, ''],
    ['DELETE', 'lifecycle', 204, ''],
  ])('%s ?%s is %d', async (method, name, status, part) => {
    const got = await ask({ method, path: '/images', query: at(name) });
    expect(got.status).toBe(status);
    expect(got.text).toContain(part);
    expect(store.memory.buckets.has('images')).toBe(true);
  });

  it.each(['ownershipControls', 'encryption', 'nonsense'])('DELETE ?%s, which it does not know, keeps a bucket that holds something', async (name) => {
    bucketOf(store, 'images').put('kept', Buffer.from('x'));
    expect((await ask({ method: 'DELETE', path: '/images', query: at(name) })).code).toBe('BucketNotEmpty');
    expect(bucketOf(store, 'images').list()).toEqual(['kept']);
  });

  it.each(['', 'acl', 'publicAccessBlock', 'lifecycle', 'uploads', 'location', 'delete'])('?%s of somebody else or of nobody is not to be had', async (name) => {
    for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
      const theirs = await ask({ method, path: '/others', query: at(name) });
      expect([method, theirs.code]).toEqual([method, method === 'PUT' && name === '' ? 'BucketAlreadyExists' : 'AccessDenied']);
      if (method === 'PUT' && name === '') continue;
      const none = await ask({ method, path: '/nowhere', query: at(name) });
      expect([method, none.code]).toEqual([method, 'NoSuchBucket']);
    }
    expect(store.memory.buckets.get('others')?.owner).toBe('bob');
    expect(store.memory.buckets.get('others')?.settings.size).toBe(0);
  });

  it('each setting is one of its own, and the last that was said counts', async () => {
    const put = (name: string, body: string) => ask({ method: 'PUT', path: '/images', query: at(name), body });
    await put('policy', '<first/>');
    await put('policy', '<second/>');
    await put('tagging', '<third/>');
    const got = await ask({ method: 'GET', path: '/images', query: at('policy') });
    expect([got.text, got.headers['content-type']]).toEqual(['<second/>', 'application/xml']);
    await ask({ method: 'DELETE', path: '/images', query: at('tagging') });
    expect((await ask({ method: 'GET', path: '/images', query: at('tagging') })).code).toBe('NoSuchTagSet');
    expect((await ask({ method: 'GET', path: '/images', query: at('policy') })).status).toBe(200);
  });
});

describe('public access', () => {
  const block = (flags: string) => ask({
    method: 'PUT',
    path: '/images',
    query: at('publicAccessBlock'),
    body: `<PublicAccessBlockConfiguration>${flags}</PublicAccessBlockConfiguration>`,
  });

  it.each([
    ['BlockPublicAcls', 'true', 'AccessDenied'],
    ['BlockPublicAcls', 'false', undefined],
    ['IgnorePublicAcls', 'true', undefined],
    ['BlockPublicPolicy', 'true', undefined],
    ['RestrictPublicBuckets', 'true', undefined],
  ])('%s %s: an upload is %s', async (flag, value, code) => {
    await block(`<${flag}>${value}</${flag}>`);
    expect((await ask({ method: 'PUT', path: '/images/k', body: 'x' })).code).toBe(code);
  });

  it('blocked by ACLs stops copies too, but neither reading nor deleting, and ends when it is taken back', async () => {
    bucketOf(store, 'images').put('k', Buffer.from('x'));
    await block('<BlockPublicAcls>true</BlockPublicAcls>');
    expect((await ask({ method: 'PUT', path: '/images/c', headers: { 'x-amz-copy-source': '/images/k' } })).code).toBe('AccessDenied');
    expect((await ask({ method: 'GET', path: '/images/k' })).text).toBe('x');
    expect((await ask({ method: 'DELETE', path: '/images/k' })).status).toBe(204);
    await ask({ method: 'DELETE', path: '/images', query: at('publicAccessBlock') });
    expect((await ask({ method: 'PUT', path: '/images/k', body: 'y' })).status).toBe(200);
  });

  it('the ACL names the owner with full control', async () => {
    const { text } = await ask({ method: 'GET', path: '/images', query: at('acl') });
    expect([texts(text, 'ID'), texts(text, 'Permission')]).toEqual([['alice', 'alice'], ['FULL_CONTROL']]);
  });
});

describe('the name of a new bucket', () => {
  it.each([
    ['abc', 200],
    ['a.b-c.1', 200],
    ['0'.repeat(63), 200],
    ['0'.repeat(64), 400],
    ['ab', 400],
    ['-abc', 400],
    ['abc-', 400],
    ['.abc', 400],
    ['ABC', 400],
    ['a_b_c', 400],
    ['a b c', 400],
    ['bücher', 400],
  ])('%s is %d', async (name, status) => {
    const got = await ask({ method: 'PUT', path: `/${name}` });
    expect([got.status, got.code]).toEqual([status, status === 200 ? undefined : 'InvalidBucketName']);
    expect(store.memory.buckets.has(name)).toBe(status === 200);
  });

  it.each([
    ['no region', '', 200],
    ['its own', '<CreateBucketConfiguration><LocationConstraint>default</LocationConstraint></CreateBucketConfiguration>', 200],
    ['its own, with spaces', '<CreateBucketConfiguration><LocationConstraint> default </LocationConstraint></CreateBucketConfiguration>', 200],
    ['an empty one', '<CreateBucketConfiguration><LocationConstraint></LocationConstraint></CreateBucketConfiguration>', 200],
    ['another', '<CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>', 400],
  ])('in %s', async (_what, body, status) => {
    expect((await ask({ method: 'PUT', path: '/fresh', body })).status).toBe(status);
    expect(store.memory.buckets.has('fresh')).toBe(status === 200);
  });
});

describe('what a bucket holds', () => {
  it('is told by HEAD in objects and bytes', async () => {
    for (const [key, size] of [['a', 3], ['b', 40], ['c', 0]] as const) bucketOf(store, 'images').put(key, Buffer.alloc(size));
    const { headers } = await ask({ method: 'HEAD', path: '/images' });
    expect([headers['x-rgw-object-count'], headers['x-rgw-bytes-used']]).toEqual(['3', '43']);
  });

  it.each([
    ['one key', '<Delete><Object><Key>a</Key></Object></Delete>', ['b', 'c&<d>'], ['a']],
    ['two keys', '<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>', ['c&<d>'], ['a', 'b']],
    ['an escaped key', '<Delete><Object><Key>c&amp;&lt;d&gt;</Key></Object></Delete>', ['a', 'b'], ['c&<d>']],
    ['with numbers for letters', '<Delete><Object><Key>&#97;</Key></Object></Delete>', ['b', 'c&<d>'], ['a']],
    ['with a name space', '<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key></Object></Delete>', ['b', 'c&<d>'], ['a']],
    ['quietly', '<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>', ['b', 'c&<d>'], []],
    ['a key that is not there', '<Delete><Object><Key>none</Key></Object></Delete>', ['a', 'b', 'c&<d>'], ['none']],
  ])('is deleted: %s', async (_what, body, left, told) => {
    for (const key of ['a', 'b', 'c&<d>']) bucketOf(store, 'images').put(key, Buffer.from('x'));
    const { status, text } = await ask({ method: 'POST', path: '/images', query: at('delete'), body });
    expect([status, texts(text, 'Key')]).toEqual([200, told]);
    expect(bucketOf(store, 'images').list()).toEqual(left);
  });

  it.each([
    ['nothing', ''],
    ['another document', '<Other><Object><Key>a</Key></Object></Other>'],
    ['no keys', '<Delete></Delete>'],
    ['over a thousand keys', `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1001)}</Delete>`],
  ])('is not deleted by %s', async (_what, body) => {
    bucketOf(store, 'images').put('a', Buffer.from('x'));
    expect((await ask({ method: 'POST', path: '/images', query: at('delete'), body })).code).toBe('MalformedXML');
    expect(bucketOf(store, 'images').list()).toEqual(['a']);
  });
});

describe('the host that is asked', () => {
  beforeEach(() => bucketOf(store, 'images').put('dir/key', Buffer.from('x')));

  it.each([
    ['path style', HOST, '/images/dir/key', 200],
    ['path style, with a slash at the end of a bucket', HOST, '/images/', 200],
    ['virtual-hosted style', `images.${HOST}`, '/dir/key', 200],
    ['virtual-hosted style, the bucket itself', `images.${HOST}`, '/', 200],
    ['virtual-hosted style in capitals', `IMAGES.${HOST.toUpperCase()}`, '/dir/key', 200],
    ['both at once: the path is the key', `images.${HOST}`, '/images/dir/key', 404],
    ['a bucket that is not there', `nowhere.${HOST}`, '/dir/key', 404],
    ['somebody else\'s bucket', `others.${HOST}`, '/dir/key', 403],
  ])('in %s', async (_what, host, path, status) => {
    expect((await ask({ method: 'GET', host, path })).status).toBe(status);
  });

  it('only below a name that it knows is a bucket\'s', async () => {
    store = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }] });
    expect((await ask({ method: 'GET', host: `images.${HOST}`, path: '/dir' })).code).toBe('NoSuchBucket');
  });
});
