import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amazonSays, elsewhere, REGIONS, regionOf } from '../../../src/sandbox/stores/amazon.ts';
import { AMAZON, isWorld, WORLD } from '../../../src/sandbox/stores/world.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import { ALICE, BOB, client, serve, type Served } from './serve.ts';

const EAST = 's3.us-east-1.amazonaws.com';
const WEST = 's3.eu-west-1.amazonaws.com';
const s3 = startS3({
  users: [ALICE, BOB],
  buckets: [{ name: 'east', owner: 'alice', region: 'us-east-1' }, { name: 'anywhere', owner: 'alice' }, { name: 'bobs', owner: 'bob', region: 'us-east-1' }],
  hosts: AMAZON,
});
const beds: Record<string, Served> = {};
beforeAll(async () => {
  for (const host of [EAST, WEST, 's3.storage.example']) beds[host] = await serve(s3.handler, host);
});
afterAll(() => Object.values(beds).forEach((one) => one.close()));

describe('at Amazon\'s hosts', () => {
  it.each([
    [EAST, 'HEAD', '/east', 200, 'us-east-1'],
    [WEST, 'HEAD', '/east', 301, 'us-east-1'],
    [WEST, 'HEAD', '/anywhere', 200, 'eu-west-1'],
    [EAST, 'HEAD', '/nowhere', 404, undefined],
    [EAST, 'HEAD', '/bobs', 403, 'us-east-1'],
    ['s3.storage.example', 'HEAD', '/east', 200, undefined],
  ])('%s %s %s is answered with %d and the region %s', async (host, method, path, status, region) => {
    const got = await client(beds[host]!)({ method, path, host });
    expect([got.status, got.headers['x-amz-bucket-region']]).toEqual([status, region]);
  });

  it.each([
    [EAST, '/nowhere', undefined, 'NoSuchBucket', 'The specified bucket does not exist'],
    [EAST, '/bobs', undefined, 'AccessDenied', 'Access Denied'],
    [EAST, '/east', { accessKey: 'AKNOBODY', secretKey: 'x' }, 'InvalidAccessKeyId', 'does not exist in our records'],
    [EAST, '/east', { ...ALICE, secretKey: 'x' }, 'SignatureDoesNotMatch', 'does not match the signature you provided'],
    [WEST, '/east', undefined, 'PermanentRedirect', '<Endpoint>s3.us-east-1.amazonaws.com</Endpoint>'],
  ])('%s%s is refused in Amazon\'s words', async (host, path, keys, code, words) => {
    const got = await client(beds[host]!)({ method: 'GET', path, host, ...(keys === undefined ? {} : { keys }) });
    expect(got.code).toBe(code);
    expect(got.text).toContain(words);
  });

  it('a gateway has no words', async () => {
    const got = await client(beds['s3.storage.example']!)({ method: 'GET', path: '/nowhere', host: 's3.storage.example' });
    expect(got.text).toContain('<Code>NoSuchBucket</Code><RequestId>');
  });

  it.each([[EAST, 200], ['s3.storage.example', 400]])('%s answers the encryption of a bucket with %d', async (host, status) => {
    expect((await client(beds[host]!)({ method: 'PUT', path: '/anywhere', query: [['encryption', '']], body: '<ServerSideEncryptionConfiguration/>', host })).status).toBe(status);
  });

  it('a bucket is made in the region of the host, and stays there', async () => {
    expect((await client(beds[WEST]!)({ method: 'PUT', path: '/made', host: WEST })).status).toBe(200);
    expect(s3.memory.buckets.get('made')?.region).toBe('eu-west-1');
    expect((await client(beds[EAST]!)({ method: 'HEAD', path: '/made', host: EAST })).status).toBe(301);
    const body = (region: string) => `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    expect((await client(beds[WEST]!)({ method: 'PUT', path: '/asked', host: WEST, body: body('eu-west-1') })).status).toBe(200);
    expect((await client(beds[WEST]!)({ method: 'PUT', path: '/other', host: WEST, body: body('us-east-2') })).code).toBe('InvalidLocationConstraint');
  });
});

describe('a host', () => {
  it.each([
    ['s3.us-east-1.amazonaws.com', 'us-east-1'],
    ['bucket.s3.eu-west-3.amazonaws.com:443', 'eu-west-3'],
    ['s3.amazonaws.com', undefined],
    ['s3.us-east-1.amazonaws.com.evil.example', undefined],
    ['s3.storage.example', undefined],
    ['', undefined],
  ])('%s is of the region %s', (host, region) => expect(regionOf(host)).toBe(region));

  it('that is not Amazon\'s says nothing of its own', () => {
    expect(amazonSays('s3.storage.example', undefined, 'AccessDenied')).toEqual({ headers: {}, fields: {} });
    expect(amazonSays(EAST, undefined, 'InternalError')).toEqual({ headers: {}, fields: {} });
    expect(elsewhere('s3.storage.example', s3.memory.buckets.get('east')!)).toBe(false);
  });
});

describe('the world', () => {
  it('has every cloud\'s hosts, with and without a bucket before them', () => {
    const hosts = WORLD.map(({ host }) => host);
    expect(new Set(hosts).size).toBe(hosts.length);
    for (const region of REGIONS) expect(hosts).toEqual(expect.arrayContaining([`s3.${region}.amazonaws.com`, `*.s3.${region}.amazonaws.com`]));
    expect(hosts).toEqual(expect.arrayContaining(['storage.googleapis.com', 'oauth2.googleapis.com', '*.blob.core.windows.net', '*.blob.core.usgovcloudapi.net', '*.blob.core.chinacloudapi.cn', '*.blob.core.cloudapi.de', 'swift.lab.example.com']));
    expect(WORLD).toContainEqual({ host: 'keystone.lab.example.com', port: 5000 });
  });

  it('is told from the cluster\'s own names', () => {
    for (const { host } of WORLD) expect(isWorld(host.replace('*', 'any'))).toBe(true);
    for (const name of ['s3.openshift-storage.svc', 'localhost', 'console.apps.lab.example.com', 'blob.core.windows.net.evil.example', 'example.com']) expect(isWorld(name)).toBe(false);
  });
});
