import { afterAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/types.ts';
import { diskStore, newDisk, StorageError } from '../../../src/sandbox/registry/blob-store.ts';
import type { Disk } from '../../../src/sandbox/registry/blob-store.ts';
import { layout } from '../../../src/sandbox/registry/layout.ts';
import { s3Blobs } from '../../../src/sandbox/registry/s3-blobs.ts';
import { cloudPlace } from '../../../src/sandbox/registry/cloud-blobs.ts';
import { azureAccounts } from '../../../src/sandbox/stores/azure/accounts.ts';
import { environment, keysIn, settingsFor, storageFor } from '../../../src/sandbox/registry/storage.ts';
import type { PodStores } from '../../../src/sandbox/registry/storage.ts';
import { clouds } from '../../../src/sandbox/stores/doors.ts';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import { startS3 } from '../../../src/sandbox/stores/s3.ts';
import { ALICE, bucketOf, HOST, serve } from '../stores/serve.ts';
import { digest, rig } from './rig.ts';

const deployment = (env: Record<string, string>, volume: Record<string, unknown> = { emptyDir: {} }): KubeObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'image-registry' },
  spec: { template: { spec: { containers: [{ name: 'registry', env: Object.entries(env).map(([name, value]) => ({ name, value })) }], volumes: [{ name: 'other', emptyDir: {} }, { name: 'registry-storage', ...volume }] } } },
});
const pod = (uid: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p-${uid}`, uid } });
const profile = (a: string, s: string): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'image-registry-private-configuration' }, data: { credentials: Buffer.from(`[default]\naws_access_key_id = ${a}\naws_secret_access_key = ${s}\n`).toString('base64') } });
const stores = (more: Partial<PodStores> = {}): PodStores => ({ disks: new Map(), outside: { names: new Map() }, secret: undefined, trust: { systemRoots: true }, ...more });
const FILES = { REGISTRY_STORAGE: 'filesystem', REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/registry' };

describe('the storage of a pod', () => {
  it('on a claim is one for all pods', async () => {
    const around = stores();
    const on = deployment(FILES, { persistentVolumeClaim: { claimName: 'image-registry-storage' } });
    await storageFor(on, pod('1'), around).put('k', Buffer.from('x'));
    expect((await storageFor(on, pod('2'), around).get('k'))?.toString()).toBe('x');
    const other = deployment(FILES, { persistentVolumeClaim: { claimName: 'other' } });
    expect(await storageFor(other, pod('1'), around).get('k')).toBeUndefined();
    expect([...around.disks.keys()]).toEqual(['claim/image-registry-storage', 'claim/other']);
  });

  it('on emptyDir is each pod\'s own', async () => {
    const around = stores();
    const on = deployment(FILES);
    await storageFor(on, pod('1'), around).put('k', Buffer.from('x'));
    expect(await storageFor(on, pod('2'), around).get('k')).toBeUndefined();
    expect(await storageFor(on, pod('1'), around).get('k')).toBeDefined();
    expect(storageFor(on, pod('1'), around).id).not.toBe(storageFor(on, pod('2'), around).id);
  });

  it.each([
    ['gcs', { REGISTRY_STORAGE: 'gcs', REGISTRY_STORAGE_GCS_BUCKET: 'b' }, { REGISTRY_STORAGE_GCS_KEYFILE: '{}' }, ''],
    ['oss', { REGISTRY_STORAGE: 'oss', REGISTRY_STORAGE_OSS_BUCKET: 'b' }, {}, ''],
    ['swift', { REGISTRY_STORAGE: 'swift', REGISTRY_STORAGE_SWIFT_CONTAINER: 'b', REGISTRY_STORAGE_SWIFT_AUTHURL: 'https://k.example/v3', REGISTRY_STORAGE_SWIFT_TENANT: 't' }, { REGISTRY_STORAGE_SWIFT_USERNAME: 'u', REGISTRY_STORAGE_SWIFT_PASSWORD: '"123"' }, 't'],
    ['azure', { REGISTRY_STORAGE: 'azure', REGISTRY_STORAGE_AZURE_CONTAINER: 'b', REGISTRY_STORAGE_AZURE_ACCOUNTNAME: 'a' }, { REGISTRY_STORAGE_AZURE_ACCOUNTKEY: 'a2V5' }, 'a'],
  ] as const)('in %s is the bucket there with its keys, and down without either', async (kind, env, keys, account) => {
    const there = clouds({ swift: { url: 'https://k.example', users: [{ username: 'u', password: '123', tenant: 't' }] }, azure: azureAccounts({ a: 'a2V5' }) });
    const bucket = there[kind].add(account, 'b');
    const secret = (data: Record<string, string>): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: {}, data: Object.fromEntries(Object.entries(data).map(([k, v]) => [k, Buffer.from(v).toString('base64')])) });
    const store = storageFor(deployment(env), pod('1'), stores({ clouds: there, secret: secret(keys) }));
    await store.put('k/1', Buffer.from('x'));
    expect(bucket.objects.get('k/1')?.toString()).toBe('x');
    expect([await store.list('k/'), await store.stat('k/1'), (await store.get('k/1'))?.toString()]).toEqual([['k/1'], { size: 1 }, 'x']);
    // Azure's needs only the account's key; Google's a whole key file, which there is not here
    expect((await store.link('GET', 'k/1'))?.split('?')[0]).toBe(kind === 'azure' ? 'https://a.blob.core.windows.net/b/k/1' : undefined);
    await store.delete('k/1');
    expect([await store.stat('k/1'), bucket.objects.size]).toEqual([undefined, 0]);
    const other = storageFor(deployment(env), pod('1'), stores({ clouds: there, secret: secret(Object.fromEntries(Object.keys(keys).map((k) => [k, '']))) }));
    if (kind !== 'oss') {
      await expect(other.check()).rejects.toThrow(StorageError);
      expect(other.id).not.toBe(store.id);
    }
    await there[kind].door.wipe(cloudPlace(kind, env, secret(keys)), 'b');
    await expect(store.check()).rejects.toThrow(`${kind}: bucket b not found`);
    expect(() => storageFor(deployment(env), pod('1'), stores())).toThrow(`${kind}: no such host`);
  });

  it.each([[{}, 'registry'], [{ REGISTRY_STORAGE: 'tape' }, 'tape']])('of %j is none', (env, driver) => {
    expect(() => storageFor(deployment(env), pod('1'), stores())).toThrow(`${driver}: StorageDriver not registered`);
  });
});

it('values of the environment lose the quotes that YAML gave them', () => {
  expect(environment(deployment({ A: '"123"', B: "'x y'", C: 'a"b', D: '""', E: '"' }))).toEqual({ A: '123', B: 'x y', C: 'a"b', D: '', E: '"' });
  expect(environment(undefined)).toEqual({});
});

it.each([
  [{}, false, false],
  [{ REGISTRY_STORAGE_MAINTENANCE_READONLY: '{enabled: true}' }, true, false],
  [{ REGISTRY_STORAGE_MAINTENANCE_READONLY: '{enabled: false}', REGISTRY_STORAGE_REDIRECT_DISABLE: 'true' }, false, true],
])('settings in %j', (env, readOnly, disableRedirect) => {
  expect(settingsFor(deployment(env))).toEqual({ readOnly, disableRedirect });
});

it.each([
  ['data', profile('AK', 's/k+='), { accessKey: 'AK', secretKey: 's/k+=' }],
  ['stringData', { apiVersion: 'v1', kind: 'Secret', metadata: {}, stringData: { credentials: 'aws_access_key_id=A\n  aws_secret_access_key =  B' } }, { accessKey: 'A', secretKey: 'B' }],
  ['nothing', undefined, { accessKey: '', secretKey: '' }],
])('keys in %s', (_what, secret, keys) => {
  expect(keysIn(secret)).toEqual(keys);
});

describe('a disk', () => {
  const on = (fault: Disk['fault']): ReturnType<typeof diskStore> => diskStore('d', { files: new Map([['old', Buffer.from('12345')]]), fault });

  it.each([
    ['full', { capacity: 8 }, 'no space left on device'],
    ['read-only', { readOnly: true }, 'read-only file system'],
    ['away', { down: true }, 'input/output error'],
  ])('that is %s takes nothing', async (_what, fault, words) => {
    await expect(on(fault).put('new', Buffer.from('6789'))).rejects.toThrow(words);
  });

  it('that is full or read-only still reads and passes its check', async () => {
    for (const fault of [{ capacity: 5 }, { readOnly: true }]) {
      expect((await on(fault).stat('old'))?.size).toBe(5);
      await expect(on(fault).check()).resolves.toBeUndefined();
    }
  });

  it('that is full may replace a file by a smaller one, and delete', async () => {
    const store = on({ capacity: 5 });
    await store.put('old', Buffer.from('123'));
    await store.delete('old');
    expect(await store.list('')).toEqual([]);
  });
});

describe('a registry on a bad disk', () => {
  it('that is read-only or full looks healthy, and every upload fails', async () => {
    const r = await rig();
    r.disk.fault = { readOnly: true };
    expect((await r.call('GET', '/healthz')).status).toBe(200);
    const refused = await r.call('POST', '/v2/demo/app/blobs/uploads/');
    expect([refused.status, refused.code]).toEqual([500, 'UNKNOWN']);
    expect(refused.text).toContain('read-only file system');
    r.disk.fault = { capacity: 100 };
    const begun = await r.call('POST', '/v2/demo/app/blobs/uploads/');
    expect(begun.status).toBe(202);
    expect((await r.call('PATCH', begun.headers['location']!, { body: 'x'.repeat(200) })).text).toContain('no space left');
    await r.server.stop();
  });

  it('that is away, or without a pod, is unavailable for everything', async () => {
    const r = await rig();
    r.disk.fault = { down: true };
    for (const path of ['/healthz', '/v2/', '/openshift/token']) {
      const got = await r.call('GET', path);
      expect([got.status, got.code]).toEqual([503, 'UNAVAILABLE']);
    }
    r.disk.fault = {};
    expect((await r.call('GET', '/v2/')).status).toBe(200);
    r.use(undefined);
    expect((await r.call('GET', '/v2/')).status).toBe(503);
    await r.server.stop();
  });

  it('in read-only mode answers 405 to what writes, and serves the rest', async () => {
    const r = await rig();
    const sum = await r.pushBlob('demo/app', Buffer.from('x'));
    r.settings.readOnly = true;
    for (const [method, path] of [['POST', '/v2/demo/app/blobs/uploads/'], ['PUT', '/v2/demo/app/manifests/v1'], ['DELETE', `/v2/demo/app/blobs/${sum}`], ['DELETE', `/admin/blobs/${sum}`]] as const) {
      const got = await r.call(method, path, { token: 'admin-token' });
      expect([got.status, got.code]).toEqual([405, 'UNSUPPORTED']);
    }
    expect((await r.call('GET', `/v2/demo/app/blobs/${sum}`)).text).toBe('x');
    await r.server.stop();
  });

  it('two pods with a folder each lose uploads between them', async () => {
    const r = await rig();
    const [one, two] = [diskStore('pod/1', newDisk()), diskStore('pod/2', newDisk())];
    r.use(one);
    const begun = await r.call('POST', '/v2/demo/app/blobs/uploads/');
    r.use(two);
    expect((await r.call('PATCH', begun.headers['location']!, { body: 'x' })).code).toBe('BLOB_UPLOAD_UNKNOWN');
    await r.server.stop();
  });
});

describe('a registry on S3', async () => {
  const s3 = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }] });
  const served = await serve(s3.handler);
  const r = await rig();
  afterAll(async () => {
    served.close();
    await r.server.stop();
  });
  const env = { REGISTRY_STORAGE: 's3', REGISTRY_STORAGE_S3_BUCKET: 'images', REGISTRY_STORAGE_S3_REGION: 'us-east-1', REGISTRY_STORAGE_S3_REGIONENDPOINT: `https://${HOST}`, REGISTRY_STORAGE_S3_FORCEPATHSTYLE: 'true' };
  const trust = { ca: served.ca, systemRoots: true };
  const mine = (secret: KubeObject, more: Partial<PodStores> = {}, changed: Record<string, string> = {}) =>
    storageFor(deployment({ ...env, ...changed }), pod('1'), stores({ outside: { names: served.names }, secret, trust, ...more }));
  const good = profile(ALICE.accessKey, ALICE.secretKey);

  it('keeps a pushed image in the bucket, and sends those who pull to it', async () => {
    r.use(mine(good));
    await r.push('demo/app', 'v1', 'on s3');
    const hex = digest('on s3').slice(7);
    expect(bucketOf(s3, 'images').get(layout.blob(hex))?.toString()).toBe('on s3');
    const got = await r.call('GET', `/v2/demo/app/blobs/sha256:${hex}`);
    expect(got.status).toBe(307);
    const direct = await exchange({ names: served.names }, { method: 'GET', url: new URL(got.headers['location']!), trust });
    expect(direct.body.toString()).toBe('on s3');
    expect((await r.call('GET', '/v2/demo/app/manifests/v1')).status).toBe(200);
    expect((await r.call('HEAD', `/v2/demo/app/blobs/sha256:${hex}`)).status).toBe(307);
    r.settings.disableRedirect = true;
    expect((await r.call('GET', `/v2/demo/app/blobs/sha256:${hex}`)).text).toBe('on s3');
    r.settings.disableRedirect = false;
  });

  it.each([
    ['a wrong secret', () => mine(profile(ALICE.accessKey, 'wrong')), 'SignatureDoesNotMatch'],
    ['an unknown key', () => mine(profile('AKNONE', 'x')), 'InvalidAccessKeyId'],
    ['no such bucket', () => mine(good, {}, { REGISTRY_STORAGE_S3_BUCKET: 'nowhere' }), 'NoSuchBucket'],
    ['a CA that is not trusted', () => mine(good, { trust: { systemRoots: true } }), 'x509: certificate signed by unknown authority'],
    ['a host that does not resolve', () => mine(good, { outside: { names: new Map([[`${HOST}:443`, '127.0.0.1:1']]) } }), 'connection refused'],
  ])('is unavailable with %s', async (_what, make, words) => {
    await expect(make().check()).rejects.toThrow(words);
    r.use(make());
    expect((await r.call('GET', '/v2/')).status).toBe(503);
  });

  it('reads, lists over pages, sizes and deletes', async () => {
    const store = mine(good);
    for (const key of ['p/a b', 'p/ü', 'q/x']) await store.put(key, Buffer.from(key));
    expect(await store.list('p/')).toEqual(['p/a b', 'p/ü']);
    expect((await store.get('p/ü'))?.toString()).toBe('p/ü');
    expect(await store.stat('q/x')).toEqual({ size: 3 });
    await store.delete('q/x');
    expect([await store.stat('q/x'), await store.get('q/x')]).toEqual([undefined, undefined]);
  });

  it('fails to write, but not to read, when the store is full', async () => {
    s3.memory.capacity = 1;
    await expect(mine(good).put('big', Buffer.from('xx'))).rejects.toThrow('QuotaExceeded');
    await expect(mine(good).check()).resolves.toBeUndefined();
    s3.memory.capacity = Number.POSITIVE_INFINITY;
  });

  it('can name the bucket in the host', async () => {
    const hosted = startS3({ users: [ALICE], buckets: [{ name: 'images', owner: 'alice' }], hosts: [HOST] });
    const other = await serve(hosted.handler);
    const store = s3Blobs({ names: other.names }, { bucket: 'images', region: 'us-east-1', endpoint: `https://${HOST}`, virtualHosted: true, keys: ALICE, trust: { ca: other.ca, systemRoots: false } });
    await store.put('k', Buffer.from('x'));
    expect(bucketOf(hosted, 'images').list()).toEqual(['k']);
    const link = new URL((await store.link('GET', 'k'))!);
    expect(link.host).toBe(`images.${HOST}`);
    expect((await exchange({ names: other.names }, { method: 'GET', url: link, trust: { ca: other.ca, systemRoots: false } })).status).toBe(200);
    other.close();
  });
});
