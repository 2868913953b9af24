import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { list, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import { layout } from '../../../src/sandbox/registry/layout.ts';
import { digest, HOST, manifestOf, OCI, rig, V2S2 } from './rig.ts';
import type { Rig } from './rig.ts';

const rigs: Rig[] = [];
let r: Rig;
beforeEach(async () => {
  r = await rig();
  rigs.push(r);
});
afterAll(() => Promise.all(rigs.map((each) => each.server.stop())));

const made = (layer = 'layer'): Promise<string> => manifestOf('demo/app', layer, (repository, body) => r.pushBlob(repository, body));
const put = (reference: string, body: string, type = V2S2, token = 'dev-token') => r.call('PUT', `/v2/demo/app/manifests/${reference}`, { body, headers: { 'content-type': type }, token });

describe('a manifest', () => {
  it('is had by tag and by digest, byte for byte', async () => {
    const body = await made();
    const done = await put('v1', body);
    expect([done.status, done.headers['docker-content-digest'], done.headers['location']]).toEqual([201, digest(body), `https://${HOST}/v2/demo/app/manifests/${digest(body)}`]);
    for (const reference of ['v1', digest(body)]) {
      const got = await r.call('GET', `/v2/demo/app/manifests/${reference}`);
      expect([got.text, got.headers['content-type'], got.headers['docker-content-digest']]).toEqual([body, V2S2, digest(body)]);
      const head = await r.call('HEAD', `/v2/demo/app/manifests/${reference}`);
      expect([head.status, head.headers['content-length'], head.text]).toEqual([200, String(body.length), '']);
    }
  });

  it('may be OCI\'s, with its type inside or only in the header', async () => {
    const base = JSON.parse(await made()) as Record<string, unknown>;
    const inside = JSON.stringify({ ...base, mediaType: OCI });
    const { mediaType: _left, ...rest } = base;
    expect((await put('a', inside, OCI)).status).toBe(201);
    expect((await put('b', JSON.stringify(rest), OCI)).status).toBe(201);
    expect((await r.call('GET', '/v2/demo/app/manifests/b')).headers['content-type']).toBe(OCI);
  });

  it.each([
    ['no JSON', 'v1', () => '{', V2S2, 'MANIFEST_INVALID'],
    ['schema version 1', 'v1', () => '{"schemaVersion":1}', V2S2, 'MANIFEST_INVALID'],
    ['no type that is known', 'v1', (m: string) => m, 'application/json', 'MANIFEST_INVALID'],
    ['another type outside than inside', 'v1', (m: string) => m, OCI, 'MANIFEST_INVALID'],
    ['no configuration', 'v1', (m: string) => JSON.stringify({ ...(JSON.parse(m) as object), config: {} }), V2S2, 'MANIFEST_INVALID'],
    ['a layer that was not pushed', 'v1', (m: string) => m.replace(/"layers".*/, `"layers":[{"digest":"${digest('absent')}","size":1}]}`), V2S2, 'MANIFEST_BLOB_UNKNOWN'],
    ['another digest', digest('other'), (m: string) => m, V2S2, 'DIGEST_INVALID'],
    ['a tag that is none', '.hidden', (m: string) => m, V2S2, 'TAG_INVALID'],
    ['over four megabytes', 'v1', (m: string) => JSON.stringify({ ...(JSON.parse(m) as object), x: 'x'.repeat(4_200_000) }), V2S2, 'MANIFEST_INVALID'],
  ])('is refused with %s, and nothing is recorded', async (_what, reference, spoil, type, code) => {
    const got = await put(reference, spoil(await made()), type);
    expect(got.code).toBe(code);
    expect(await r.client.list(R.ImageStream)).toEqual([]);
    expect(await r.client.list(R.StoredImage)).toEqual([]);
  });

  it('names the blob that is missing', async () => {
    const body = await made('gone');
    r.disk.files.delete(layout.blob(digest('gone').slice(7)));
    expect(await put('v1', body)).toMatchObject({ code: 'MANIFEST_BLOB_UNKNOWN', text: expect.stringContaining(digest('gone')) as string });
  });

  it('may have layers that are kept elsewhere', async () => {
    const body = JSON.parse(await made()) as { layers: unknown[] };
    body.layers.push({ digest: digest('windows'), size: 1, urls: ['https://elsewhere.example/x'] });
    expect((await put('v1', JSON.stringify(body))).status).toBe(201);
  });

  it('may be a list of manifests that are there', async () => {
    const type = 'application/vnd.oci.image.index.v1+json';
    const index = (of: string): string => JSON.stringify({ schemaVersion: 2, mediaType: type, manifests: [{ digest: of, size: 1, mediaType: V2S2 }] });
    const single = await r.push('demo/app', 'single');
    expect((await put('many', index(digest('no')), type)).code).toBe('MANIFEST_BLOB_UNKNOWN');
    expect((await put('many', index(single), type)).status).toBe(201);
    expect((await r.call('GET', '/v2/demo/app/manifests/many')).headers['content-type']).toBe(type);
  });

  it('is deleted by digest only, by those who may prune', async () => {
    const sum = await r.push('demo/app', 'v1');
    expect((await r.call('DELETE', `/v2/demo/app/manifests/${sum}`)).status).toBe(401);
    expect((await r.call('DELETE', '/v2/demo/app/manifests/v1', { token: 'admin-token' })).code).toBe('UNSUPPORTED');
    expect((await r.call('DELETE', `/v2/demo/app/manifests/${sum}`, { token: 'admin-token' })).status).toBe(202);
    expect((await r.call('GET', '/v2/demo/app/manifests/v1')).code).toBe('MANIFEST_UNKNOWN');
  });

  it('is unknown once the storage lost it, though the cluster still names it', async () => {
    const sum = await r.push('demo/app', 'v1');
    r.disk.files.clear();
    expect((await r.call('GET', '/v2/demo/app/manifests/v1')).code).toBe('MANIFEST_UNKNOWN');
    expect((await r.call('GET', '/v2/demo/app/tags/list')).text).toContain('v1');
    expect(await r.client.get(R.StoredImage, sum)).toBeDefined();
  });

  it('of one repository is not had through another', async () => {
    const sum = await r.push('demo/app', 'v1');
    expect((await r.call('GET', `/v2/demo/second/manifests/${sum}`)).code).toBe('MANIFEST_UNKNOWN');
  });
});

describe('the cluster', () => {
  it('gets an image, managed, with its layers and configuration', async () => {
    const sum = await r.push('demo/app', 'v1', 'twelve bytes');
    const image = await r.client.get(R.StoredImage, sum);
    expect(image).toMatchObject({
      metadata: { name: sum, annotations: { 'openshift.io/image.managed': 'true' } },
      dockerImageReference: `${HOST}/demo/app@${sum}`,
      dockerImageMetadata: { kind: 'DockerImage', Architecture: 'amd64', Size: 12, Config: { Cmd: ['/x'] } },
      dockerImageLayers: [{ name: digest('twelve bytes'), size: 12 }],
      dockerImageManifestMediaType: V2S2,
    });
  });

  it('gets an image stream whose tag remembers, newest first', async () => {
    const first = await r.push('demo/app', 'v1', 'one');
    const second = await r.push('demo/app', 'v1', 'two');
    const stream = await r.client.get(R.ImageStream, 'app', 'demo');
    expect(text(stream, 'status', 'dockerImageRepository')).toBe(`${HOST}/demo/app`);
    const items = list(stream, 'status', 'tags', 0, 'items');
    expect(items.map((i) => text(i, 'image'))).toEqual([second, first]);
    expect(items[0]).toMatchObject({ generation: 2, dockerImageReference: `${HOST}/demo/app@${second}` });
  });

  it('is not told twice of the same push', async () => {
    await r.push('demo/app', 'v1');
    const before = await r.client.get(R.ImageStream, 'app', 'demo');
    await r.push('demo/app', 'v1');
    expect(await r.client.get(R.ImageStream, 'app', 'demo')).toEqual(before);
  });

  it('keeps every tag of pushes that land together', async () => {
    const body = await made();
    await put('seed', body);
    const tags = Array.from({ length: 6 }, (_, i) => `t${i}`);
    const done = await Promise.all(tags.map((t) => put(t, body)));
    expect(done.map((d) => d.status)).toEqual(tags.map(() => 201));
    expect(JSON.parse((await r.call('GET', '/v2/demo/app/tags/list')).text)).toEqual({ name: 'demo/app', tags: ['seed', ...tags] });
  });

  it('keeps what others wrote into the stream', async () => {
    await r.client.create(R.ImageStream, { apiVersion: 'image.openshift.io/v1', kind: 'ImageStream', metadata: { name: 'app', namespace: 'demo', labels: { mine: 'yes' } }, spec: { lookupPolicy: { local: true } } });
    await r.push('demo/app', 'v1');
    expect(await r.client.get(R.ImageStream, 'app', 'demo')).toMatchObject({ metadata: { labels: { mine: 'yes' } }, spec: { lookupPolicy: { local: true } } });
  });

  it('gets the image but no tag for a push by digest', async () => {
    const body = await made();
    expect((await put(digest(body), body)).status).toBe(201);
    expect(await r.client.get(R.StoredImage, digest(body))).toBeDefined();
    expect(JSON.parse((await r.call('GET', '/v2/demo/app/tags/list')).text)).toEqual({ name: 'demo/app', tags: [] });
  });

  it('that has no such namespace refuses the push of an administrator', async () => {
    const body = await manifestOf('gone/app', 'x', (repository, b) => r.pushBlob(repository, b, 'admin-token'));
    const got = await r.call('PUT', '/v2/gone/app/manifests/v1', { token: 'admin-token', body, headers: { 'content-type': V2S2 } });
    expect([got.status, got.code]).toEqual([403, 'DENIED']);
  });

  it('refuses a stream to a pusher who may not make one', async () => {
    await r.client.create(R.ClusterRole, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'layers' }, rules: [{ verbs: ['get', 'update'], apiGroups: ['image.openshift.io'], resources: ['imagestreams/layers'] }] });
    await r.client.create(R.RoleBinding, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'l', namespace: 'demo' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'layers' }, subjects: [{ kind: 'User', name: 'stranger', apiGroup: 'rbac.authorization.k8s.io' }] });
    const body = await made();
    expect((await put('v1', body, V2S2, 'stranger-token')).code).toBe('DENIED');
    await put('v1', body);
    expect((await put('v2', body, V2S2, 'stranger-token')).status).toBe(201);
  });
});

describe('names', () => {
  it('tags of a stream that is not there', async () => {
    expect((await r.call('GET', '/v2/demo/none/tags/list')).code).toBe('NAME_UNKNOWN');
  });

  it('tags and catalog come in pages that lead on', async () => {
    const body = await made();
    for (const tag of ['c', 'a', 'b']) await put(tag, body);
    await r.push('demo/second', 'v1');
    await r.push('other/third', 'v1', 'x', 'admin-token');
    const read = async (path: string) => {
      const got = await r.call('GET', path, { token: 'admin-token' });
      return [Object.values(JSON.parse(got.text) as object).at(-1), /<(.+)>; rel="next"/.exec(got.headers['link'] ?? '')?.[1]];
    };
    expect(await read('/v2/demo/app/tags/list?n=2')).toEqual([['a', 'b'], '/v2/demo/app/tags/list?last=b&n=2']);
    expect(await read('/v2/demo/app/tags/list?last=b&n=2')).toEqual([['c'], undefined]);
    expect(await read('/v2/_catalog')).toEqual([['demo/app', 'demo/second', 'other/third'], undefined]);
    expect(await read('/v2/_catalog?n=1')).toEqual([['demo/app'], '/v2/_catalog?last=demo%2Fapp&n=1']);
    expect((await r.call('GET', '/v2/_catalog?n=x', { token: 'admin-token' })).code).toBe('PAGINATION_NUMBER_INVALID');
  });
});
