import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { clouds, storeDoor } from '../../../src/sandbox/stores/doors.ts';
import { s3Door } from '../../../src/sandbox/stores/s3-door.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import type { S3Store } from '../../../src/sandbox/stores/s3.ts';
import type { StorePlace } from '../../../src/sandbox/stores-door.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ALICE, BOB, bucketOf, HOST, serve } from './serve.ts';

let store: S3Store;
const served = await serve((q, r) => store.handler(q, r));
afterAll(() => served.close());
beforeEach(() => {
  store = startS3({ users: [ALICE, BOB], buckets: [{ name: 'mine', owner: 'alice' }, { name: 'theirs', owner: 'bob' }], hosts: [HOST] });
});

const door = s3Door({ names: served.names });
const place = (more: Partial<StorePlace> = {}): StorePlace => ({
  endpoint: `https://${HOST}`, region: 'us-east-1', credentials: { accessKey: ALICE.accessKey, secretKey: ALICE.secretKey }, ca: served.ca, systemRoots: false, ...more,
});
const keys = (accessKey: string, secretKey: string): Partial<StorePlace> => ({ credentials: { accessKey, secretKey } });
const IDS = 'request id: tx[0-9a-f]+-default, host id: ';

describe('a bucket', () => {
  it('that is there and one\'s own may be used, and made again', async () => {
    expect(await door.head(place(), 'mine')).toBeUndefined();
    expect(await door.create(place(), 'mine')).toBeUndefined();
  });

  it('that is missing is NotFound, and can be made', async () => {
    const fault = await door.head(place(), 'fresh');
    expect(fault).toMatchObject({ code: 'NotFound', status: 404 });
    expect(fault?.text).toMatch(new RegExp(`^NotFound: Not Found\n\tstatus code: 404, ${IDS}$`));
    expect(await door.create(place(), 'fresh')).toBeUndefined();
    expect(store.memory.buckets.get('fresh')?.owner).toBe('alice');
  });

  it.each([
    ['somebody else\'s', {}, 'theirs', 'BucketAlreadyExists', 409],
    ['with a wrong secret', keys(ALICE.accessKey, 'wrong'), 'mine', 'SignatureDoesNotMatch', 403],
    ['with an unknown key', keys('AKNONE', 'x'), 'mine', 'InvalidAccessKeyId', 403],
    ['with no keys', { credentials: {} }, 'mine', 'InvalidAccessKeyId', 403],
  ])('%s is Forbidden for HEAD, and PUT says why', async (_what, more, bucket, code, status) => {
    const head = await door.head(place(more), bucket);
    expect(head?.text).toMatch(new RegExp(`^Forbidden: Forbidden\n\tstatus code: 403, ${IDS}$`));
    const put = await door.create(place(more), bucket);
    expect(put).toMatchObject({ code, status });
    // recording odf-s3-wrong-keys: no words between the code and the line break
    expect(put?.text).toMatch(new RegExp(`^${code}: \n\tstatus code: ${status}, ${IDS}$`));
  });

  it('may be the first label of the host', async () => {
    expect(await door.head(place({ virtualHosted: true }), 'mine')).toBeUndefined();
    expect((await door.head(place({ virtualHosted: true }), 'none'))?.code).toBe('NotFound');
  });

  it('is wiped with all that it holds, however much', async () => {
    for (let i = 0; i < 1203; i += 1) bucketOf(store, 'mine').put(`docker/${i} & <more>`, Buffer.from('x'));
    expect(await door.wipe(place(), 'mine')).toBeUndefined();
    expect(store.memory.buckets.has('mine')).toBe(false);
    expect((await door.wipe(place(), 'mine'))?.code).toBe('NoSuchBucket');
    expect((await door.wipe(place(), 'theirs'))?.code).toBe('AccessDenied');
  });

  it('takes the settings that the gateway knows, and stops uploads once public ACLs are blocked', async () => {
    for (const setting of ['tags', 'abortMultipart', 'publicAccessBlock'] as const) expect(await door.set(place(), 'mine', setting, '')).toBeUndefined();
    expect((await door.set(place(), 'mine', 'encryption', 'AES256'))?.code).toBe('InvalidArgument');
    expect(await door.set(place(), 'mine', 'labels', '')).toBeUndefined();
    expect([...store.memory.buckets.get('mine')!.settings.keys()]).toEqual(['tagging', 'lifecycle', 'publicAccessBlock']);
  });
});

describe('no answer', () => {
  const failed = (cause: string, verb = 'Head', host = HOST): string => `RequestError: send request failed\ncaused by: ${verb} "https://${host}/mine": ${cause}`;

  it.each([
    ['an authority that is not trusted', { ca: makeCa('other').cert }],
    ['public authorities only', { systemRoots: true, ca: '' }],
    ['nothing to trust', { ca: '' }],
  ])('with %s (recording odf-s3-untrusted-endpoint)', async (_what, more) => {
    expect(await door.head(place(more), 'mine')).toEqual({ code: 'RequestError', text: failed('tls: failed to verify certificate: x509: certificate signed by unknown authority') });
  });

  it('is no matter where the authority counts as a public one', async () => {
    const outside = { names: served.names, roots: served.ca };
    const { ca: _none, ...rest } = place({ systemRoots: true });
    expect(await s3Door(outside).head(rest, 'mine')).toBeUndefined();
    expect(await s3Door(outside).head(place({ ca: makeCa('other').cert }), 'mine')).toMatchObject({ code: 'RequestError' });
  });

  it('with another name than the certificate\'s', async () => {
    const names = new Map([['wrong.example:443', `127.0.0.1:${served.port}`]]);
    const fault = await s3Door({ names }).create(place({ endpoint: 'https://wrong.example' }), 'mine');
    expect(fault?.text).toBe(failed(`tls: failed to verify certificate: x509: certificate is valid for ${HOST}, *.${HOST}, not wrong.example`, 'Put', 'wrong.example'));
  });

  it.each([
    [{ notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2020-02-01T00:00:00Z') }, 'after 2020-02-01T00:00:00Z'],
    [{ notBefore: new Date('2090-01-01T00:00:00Z'), notAfter: new Date('2091-01-01T00:00:00Z') }, 'before 2090-01-01T00:00:00Z'],
  ])('out of the certificate\'s time %#', async (dates, words) => {
    const ca = makeCa('ca');
    const { chain, key } = ca.issue({ commonName: HOST, dnsNames: [HOST], ...dates });
    const server = createServer({ cert: chain, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const names = new Map([[`${HOST}:443`, `127.0.0.1:${(server.address() as AddressInfo).port}`]]);
    const fault = await s3Door({ names }).head(place({ ca: ca.cert }), 'mine');
    server.close();
    expect(fault?.text).toMatch(/x509: certificate has expired or is not yet valid: current time \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ is /);
    expect(fault?.text).toContain(words);
  });

  it('where nothing listens', async () => {
    const names = new Map([[`${HOST}:443`, '127.0.0.1:1']]);
    expect((await s3Door({ names }).head(place(), 'mine'))?.text).toBe(failed('dial tcp 127.0.0.1:1: connect: connection refused'));
  });

  it('for a name that nobody knows', async () => {
    const fault = await door.head(place({ endpoint: 'https://s3.nowhere.invalid' }), 'mine');
    expect(fault?.text).toBe(failed('dial tcp: lookup s3.nowhere.invalid on 172.30.0.10:53: no such host', 'Head', 's3.nowhere.invalid'));
  });

  it('without a region', async () => {
    expect(await door.head(place({ region: '' }), 'mine')).toEqual({ code: 'MissingRegion', text: 'MissingRegion: could not find region configuration' });
  });
});

describe('the clouds', () => {
  const others = clouds({ swift: { url: 'https://keystone.example:5000', users: [{ username: 'registry', password: 's3cret', tenant: 'openshift' }] } });
  const all = storeDoor({ names: new Map() }, others);
  const swift = (more: Partial<StorePlace> = {}): StorePlace => ({ endpoint: 'https://keystone.example:5000/v3', region: 'r', project: 'openshift', credentials: { username: 'registry', password: 's3cret' }, systemRoots: true, ...more });

  it.each([
    ['gcs', { key: 'k' }, 403],
    ['azure', { clientSecret: 'k' }, 403],
    ['ibmcos', { key: 'k' }, 403],
    ['oss', { key: 'k' }, 403],
  ] as const)('%s keeps buckets, settings and faults apart from S3', async (kind, credentials, nobody) => {
    const on = { region: '', credentials, systemRoots: true };
    expect((await all[kind].head(on, 'b'))?.status).toBe(404);
    expect(await all[kind].create(on, 'b')).toBeUndefined();
    expect(await all[kind].head(on, 'b')).toBeUndefined();
    expect(await all[kind].set(on, 'b', 'labels', 'x')).toBeUndefined();
    expect(others[kind].buckets.get('b')?.settings.get('labels')).toBe('x');
    expect((await all[kind].set(on, 'none', 'labels', 'x'))?.status).toBe(404);
    expect(await all[kind].wipe(on, 'b')).toBeUndefined();
    expect((await all[kind].wipe(on, 'b'))?.status).toBe(404);
    expect(await all[kind].head({ ...on, credentials: {} }, 'b')).toMatchObject({ text: expect.any(String) as string, ...(nobody && { status: nobody }) });
  });

  it.each([
    ['the address with /v3', {}, undefined],
    ['the address without', { endpoint: 'https://keystone.example:5000' }, undefined],
    ['no address', { endpoint: '' }, 'Get "/": unsupported protocol scheme ""'],
    ['an address that is none', { endpoint: 'keystone' }, 'Get "keystone": unsupported protocol scheme ""'],
    ['another address', { endpoint: 'https://other.example' }, 'Get "https://other.example": dial tcp: lookup other.example on 172.30.0.10:53: no such host'],
    ['a wrong password', { credentials: { username: 'registry', password: 'x' } }, 'Authentication failed'],
    ['another tenant', { project: 'other' }, 'Authentication failed'],
  ])('swift with %s', async (_what, more, fault) => {
    expect((await all.swift.create(swift(more), 'c'))?.text).toBe(fault);
  });
});
