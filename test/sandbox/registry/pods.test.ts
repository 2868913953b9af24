import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { list, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import { diskStore, newDisk } from '../../../src/sandbox/registry/blob-store.ts';
import type { BlobStore } from '../../../src/sandbox/registry/blob-store.ts';
import { startRegistry } from '../../../src/sandbox/registry/registry.ts';
import type { RegistrySettings } from '../../../src/sandbox/registry/storage.ts';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { digest, manifestOf, rig, V2S2 } from './rig.ts';
import type { Rig } from './rig.ts';

const rigs: Rig[] = [];
let r: Rig;
beforeEach(async () => {
  r = await rig();
  rigs.push(r);
});
afterAll(() => Promise.all(rigs.map((each) => each.server.stop())));

const put = (tag: string, body: string, repository = 'demo/app') =>
  r.call('PUT', `/v2/${repository}/manifests/${tag}`, { body, headers: { 'content-type': V2S2 } });
const made = (layer = 'layer'): Promise<string> => manifestOf('demo/app', layer, (repository, body) => r.pushBlob(repository, body));

describe('many at once', () => {
  it.each([6, 16, 24])('%d tags of one image are all kept', async (count) => {
    const body = await made();
    const tags = Array.from({ length: count }, (_, i) => `t${String(i).padStart(2, '0')}`);
    const done = await Promise.all(tags.map((tag) => put(tag, body)));
    expect(done.map((d) => d.status)).toEqual(tags.map(() => 201));
    expect(JSON.parse((await r.call('GET', '/v2/demo/app/tags/list')).text)).toEqual({ name: 'demo/app', tags });
  });

  it('images of one tag are all in its history, the last on top', async () => {
    const bodies = await Promise.all(['one', 'two', 'three', 'four'].map((layer) => made(layer)));
    await Promise.all(bodies.map((body) => put('v1', body)));
    const stream = await r.client.get(R.ImageStream, 'app', 'demo');
    const items = list(stream, 'status', 'tags', 0, 'items');
    expect(new Set(items.map((i) => text(i, 'image')))).toEqual(new Set(bodies.map((b) => digest(b))));
    expect(new Set(items.map((i) => JSON.stringify((i as { generation: number }).generation))).size).toBe(4);
    expect((await r.call('HEAD', '/v2/demo/app/manifests/v1')).headers['docker-content-digest']).toBe(text(items[0], 'image'));
  });

  it('uploads of the same blob are one blob', async () => {
    const sums = await Promise.all(Array.from({ length: 8 }, () => r.pushBlob('demo/app', Buffer.from('same'))));
    expect(new Set(sums)).toEqual(new Set([digest('same')]));
    expect([...r.disk.files.keys()].filter((k) => k.includes('_uploads'))).toEqual([]);
  });

  it('uploads of different blobs do not mix', async () => {
    const bodies = Array.from({ length: 8 }, (_, i) => String(i).repeat(1000 + i));
    const begun = await Promise.all(bodies.map(() => r.call('POST', '/v2/demo/app/blobs/uploads/')));
    const half = await Promise.all(bodies.map((b, i) => r.call('PATCH', begun[i]!.headers['location']!, { body: b.slice(0, 500) })));
    await Promise.all(bodies.map((b, i) => r.call('PUT', `${half[i]!.headers['location']}&digest=${digest(b)}`, { body: b.slice(500) })));
    for (const body of bodies) expect((await r.call('GET', `/v2/demo/app/blobs/${digest(body)}`)).text).toBe(body);
  });

  it('pushes to different repositories do not see each other', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => r.push(`demo/${name}`, 'v1', `layer of ${name}`)));
    const names = (await r.client.list(R.ImageStream, 'demo')).map((s) => s.metadata.name);
    expect(new Set(names)).toEqual(new Set(['a', 'b', 'c']));
    expect((await r.call('GET', `/v2/demo/a/blobs/${digest('layer of b')}`)).code).toBe('BLOB_UNKNOWN');
  });
});

describe('an upload that is not the one it says', () => {
  it.each([
    ['of another repository', (location: string) => location.replace('/demo/app/', '/demo/other/')],
    ['of another id', (location: string) => location.replace(/uploads\/[^?]+/, 'uploads/00000000-0000-0000-0000-000000000000')],
    ['with no state', (location: string) => location.replace(/_state=.*/, '')],
    ['with an empty state', (location: string) => location.replace(/_state=.*/, '_state=')],
  ])('%s is refused, whatever is asked', async (_what, change) => {
    const { location } = (await r.call('POST', '/v2/demo/app/blobs/uploads/')).headers;
    for (const method of ['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE']) {
      expect((await r.call(method, change(location!), { token: 'admin-token' })).status).toBe(400);
    }
    expect((await r.call('GET', location!)).status).toBe(204);
  });

  it('cannot be continued once it is done', async () => {
    const begun = await r.call('POST', '/v2/demo/app/blobs/uploads/');
    const end = `${begun.headers['location']}&digest=${digest('x')}`;
    expect((await r.call('PUT', end, { body: 'x' })).status).toBe(201);
    for (const method of ['GET', 'PATCH', 'PUT']) expect((await r.call(method, end, { body: 'x' })).code).toBe('BLOB_UPLOAD_UNKNOWN');
  });
});

describe('two pods', () => {
  /** A registry whose requests go to the pods in turn. */
  async function turns(pods: readonly { store: BlobStore; settings: RegistrySettings }[]) {
    let turn = 0;
    let last = pods[0]!;
    const ca = makeCa('service');
    const { chain, key } = ca.issue({ commonName: 'r', dnsNames: ['r.example'] });
    const server = await startRegistry({
      client: r.client,
      tls: { cert: chain, key },
      storage: () => (last = pods[turn++ % pods.length]!).store,
      settings: () => last.settings,
      healthEvery: 0,
    });
    const names = new Map([['r.example:443', `127.0.0.1:${server.port}`]]);
    const call = async (method: string, path: string, body = '') => {
      const answer = await exchange({ names }, {
        method,
        url: new URL(path, 'https://r.example'),
        headers: { authorization: 'Bearer admin-token', 'content-length': String(body.length) },
        body: Buffer.from(body),
        trust: { ca: ca.cert, systemRoots: false },
      });
      return { status: answer.status, headers: answer.headers, text: answer.body.toString() };
    };
    return { call, stop: () => server.stop() };
  }
  const usual = { readOnly: false, disableRedirect: false };
  const push = async (call: (method: string, path: string, body?: string) => Promise<{ status: number; headers: Record<string, string> }>): Promise<number[]> => {
    const begun = await call('POST', '/v2/demo/app/blobs/uploads/');
    const done = await call('PUT', `${begun.headers['location']}&digest=${digest('x')}`, 'x');
    return [begun.status, done.status];
  };

  it('on one volume go on with each other\'s uploads', async () => {
    const disk = newDisk();
    const { call, stop } = await turns([{ store: diskStore('claim/a', disk), settings: usual }, { store: diskStore('claim/a', disk), settings: usual }]);
    expect(await push(call)).toEqual([202, 201]);
    for (let i = 0; i < 2; i += 1) expect((await call('GET', `/v2/demo/app/blobs/${digest('x')}`)).text).toBe('x');
    await stop();
  });

  it('with a folder each lose them, and have different blobs', async () => {
    const { call, stop } = await turns([{ store: diskStore('pod/1', newDisk()), settings: usual }, { store: diskStore('pod/2', newDisk()), settings: usual }]);
    expect(await push(call)).toEqual([202, 404]);
    await stop();
  });

  it('of which one has a bad disk: its requests alone are answered 503', async () => {
    const bad = { files: new Map<string, Buffer>(), fault: { down: true } };
    const { call, stop } = await turns([{ store: diskStore('pod/1', newDisk()), settings: usual }, { store: diskStore('pod/2', bad), settings: usual }]);
    const seen: number[] = [];
    for (let i = 0; i < 4; i += 1) seen.push((await call('GET', '/v2/')).status);
    expect(seen).toEqual([200, 503, 200, 503]);
    await stop();
  });

  it('of which one is still read-only: each goes by its own settings, also while the other is being asked', async () => {
    const disk = newDisk();
    const store = diskStore('claim/a', disk);
    const slow = (settings: RegistrySettings) => ({ store: { ...store, check: () => new Promise<void>((done) => setImmediate(() => setImmediate(done))) }, settings });
    const { call, stop } = await turns([slow({ ...usual, readOnly: true }), slow(usual)]);
    const done = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/v2/demo/app/blobs/uploads/')));
    for (const status of [202, 405]) expect(done.filter((d) => d.status === status).length).toBe(4);
    await stop();
  });
});

describe('the health of the storage', () => {
  it('is asked again for every pod, and again after a fault', async () => {
    const good = diskStore('pod/good', newDisk());
    const bad = diskStore('pod/bad', { files: new Map(), fault: { down: true } });
    for (const [store, status] of [[good, 200], [bad, 503], [good, 200], [undefined, 503], [good, 200]] as const) {
      r.use(store);
      expect((await r.call('GET', '/healthz', { token: null })).status).toBe(status);
    }
  });

  it.each([
    ['away', { down: true }, [503, 503, 503]],
    ['read-only', { readOnly: true }, [200, 200, 500]],
    ['full', { capacity: 0 }, [200, 200, 500]],
    ['well', {}, [200, 200, 202]],
  ])('%s: healthz, a read and an upload', async (_what, fault, expected) => {
    await r.push('demo/app', 'v1');
    r.disk.fault = fault;
    const seen = [
      await r.call('GET', '/healthz', { token: null }),
      await r.call('GET', '/v2/demo/app/manifests/v1'),
      await r.call('POST', '/v2/demo/app/blobs/uploads/'),
    ];
    expect(seen.map((s) => s.status)).toEqual(expected);
  });

  it('that fails between two pieces is told in the words of the driver, and the upload can go on', async () => {
    const begun = await r.call('POST', '/v2/demo/app/blobs/uploads/');
    r.disk.fault = { readOnly: true };
    const failed = await r.call('PATCH', begun.headers['location']!, { body: 'x' });
    expect([failed.status, failed.code]).toEqual([500, 'UNKNOWN']);
    expect(failed.text).toContain('read-only file system');
    r.disk.fault = {};
    const done = await r.call('PUT', `${begun.headers['location']}&digest=${digest('xy')}`, { body: 'xy' });
    expect(done.status).toBe(201);
  });

  it('that was lost leaves names without images, and a push brings them back', async () => {
    const sum = await r.push('demo/app', 'v1');
    r.disk.files.clear();
    expect((await r.call('GET', '/v2/demo/app/manifests/v1')).code).toBe('MANIFEST_UNKNOWN');
    expect(await r.push('demo/app', 'v1')).toBe(sum);
    expect((await r.call('GET', '/v2/demo/app/manifests/v1')).status).toBe(200);
    expect(list(await r.client.get(R.ImageStream, 'app', 'demo'), 'status', 'tags', 0, 'items').length).toBe(1);
  });
});
