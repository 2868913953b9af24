import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import { digest, manifestOf, OCI, rig, V2S2 } from './rig.ts';
import type { Rig } from './rig.ts';

let r: Rig;
let sum: string;
let blob: string;
beforeAll(async () => {
  r = await rig();
  sum = await r.push('demo/app', 'v1', 'layer of v1');
  blob = digest('layer of v1');
});
beforeEach(() => {
  r.settings.readOnly = false;
  r.disk.fault = {};
});
afterAll(() => r.server.stop());

const fill = (path: string): string => path.replace('BLOB', blob).replace('MANIFEST', sum);

describe('a method on a path', () => {
  it.each([
    ['GET', '/v2/', 200, 200],
    ['HEAD', '/v2/', 200, 200],
    ['GET', '/v2/demo/app/manifests/v1', 200, 200],
    ['HEAD', '/v2/demo/app/manifests/MANIFEST', 200, 200],
    ['POST', '/v2/demo/app/manifests/v1', 405, 405],
    ['PATCH', '/v2/demo/app/manifests/v1', 405, 405],
    ['GET', '/v2/demo/app/blobs/BLOB', 200, 200],
    ['HEAD', '/v2/demo/app/blobs/BLOB', 200, 200],
    ['PUT', '/v2/demo/app/blobs/BLOB', 405, 405],
    ['POST', '/v2/demo/app/blobs/BLOB', 405, 405],
    ['GET', '/v2/demo/app/tags/list', 200, 200],
    ['DELETE', '/v2/demo/app/tags/list', 405, 405],
    ['POST', '/v2/demo/app/tags/list', 405, 405],
    ['GET', '/v2/demo/app/blobs/uploads/', 405, 405],
    ['PUT', '/v2/demo/app/blobs/uploads/', 405, 405],
    ['POST', '/v2/demo/app/blobs/uploads/', 202, 405],
    ['PUT', '/v2/demo/app/manifests/bad', 400, 405],
    ['DELETE', '/v2/demo/app/manifests/v1', 405, 405],
    ['GET', '/admin/blobs/BLOB', 405, 405],
    ['DELETE', '/admin/blobs/not-a-digest', 400, 405],
    ['POST', '/extensions/v2/demo/app/signatures/BLOB', 405, 405],
    ['GET', '/v2/demo/app', 404, 404],
    ['GET', '/v2/demo/app/other/v1', 404, 404],
    ['GET', '/v1/', 404, 404],
    ['GET', '/admin/', 404, 404],
  ])('%s %s is %d, and %d in read-only mode', async (method, path, usual, readOnly) => {
    expect((await r.call(method, fill(path), { token: 'admin-token' })).status).toBe(usual);
    r.settings.readOnly = true;
    expect((await r.call(method, fill(path), { token: 'admin-token' })).status).toBe(readOnly);
  });

  it.each(['/v2/', '/v2/demo/app/manifests/v1', '/v2/demo/app/blobs/BLOB', '/v2/_catalog', '/openshift/token', '/nowhere', '/healthz'])('%s always says which API it is', async (path) => {
    for (const token of ['admin-token', null]) {
      const { headers } = await r.call('GET', fill(path), { token });
      expect([headers['docker-distribution-api-version'], headers['x-registry-supports-signatures']]).toEqual(['registry/2.0', '1']);
    }
  });

  it.each(['/v2/demo/app/manifests/v1', '/v2/demo/app/blobs/BLOB', '/v2/demo/app/tags/list', '/v2/_catalog', '/admin/blobs/BLOB', '/extensions/v2/metrics'])('%s asks who one is before anything else', async (path) => {
    const got = await r.call('GET', fill(path), { token: null });
    expect([got.status, got.code]).toEqual([401, 'UNAUTHORIZED']);
    expect(got.headers['www-authenticate']).toMatch(/^Bearer realm="https:\/\/.+\/openshift\/token"$/);
  });

  it.each(['DEMO/app', 'demo/a b', 'demo/ä', 'demo', 'demo/app/deep', '/app', 'demo/'])('the repository %j is no name here', async (name) => {
    expect((await r.call('GET', `/v2/${name}/tags/list`)).status).toBeGreaterThanOrEqual(400);
    expect((await r.call('POST', `/v2/${name}/blobs/uploads/`, { token: 'admin-token' })).status).toBeGreaterThanOrEqual(400);
  });
});

describe('rights', () => {
  const bound = (name: string, verbs: string[]) => [
    [R.ClusterRole, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [{ verbs, apiGroups: ['image.openshift.io'], resources: ['imagestreams/layers'] }] }],
    [R.RoleBinding, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name, namespace: 'demo' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'User', name: 'stranger' }],
    }],
  ] as const;

  it.each([
    ['none', [], 401, 401],
    ['get', ['get'], 200, 401],
    ['update alone, which does not even push: a push is also a pull', ['update'], 401, 401],
    ['get and update', ['get', 'update'], 200, 202],
    ['all', ['*'], 200, 202],
  ])('on layers: %s', async (_what, verbs, pull, push) => {
    const [role, binding] = bound(`layers-${verbs.join('-').replace('*', 'all')}`, verbs);
    await r.client.create(role[0], structuredClone(role[1]) as never);
    await r.client.create(binding[0], structuredClone(binding[1]) as never);
    const token = 'stranger-token';
    expect((await r.call('GET', '/v2/demo/app/manifests/v1', { token })).status).toBe(pull);
    expect((await r.call('POST', '/v2/demo/app/blobs/uploads/', { token })).status).toBe(push);
    expect((await r.call('DELETE', `/v2/demo/app/blobs/${blob}`, { token })).status).toBe(401);
    await r.client.remove(R.RoleBinding, binding[1].metadata.name, 'demo');
  });

  it('a token that was taken away is refused from then on', async () => {
    expect((await r.call('GET', '/v2/', { token: 'gone-token' })).status).toBe(401);
    const got = await r.call('GET', '/openshift/token', { token: null, headers: { authorization: `Basic ${Buffer.from('u:gone-token').toString('base64')}` } });
    expect([got.status, got.text]).toEqual([401, '']);
  });
});

describe('kinds of manifests', () => {
  const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
  const INDEX = 'application/vnd.oci.image.index.v1+json';
  const single = (): Promise<string> => manifestOf('demo/app', 'layer of v1', (repository, body) => r.pushBlob(repository, body));
  const without = (text: string): string => JSON.stringify({ ...(JSON.parse(text) as object), mediaType: undefined });
  const several = (mediaType: string | undefined): string => JSON.stringify({ schemaVersion: 2, mediaType, manifests: [{ digest: sum, size: 1, mediaType: V2S2 }] });

  it.each([
    ['Docker\'s image', V2S2, V2S2, 201],
    ['Docker\'s image with its character set', V2S2, `${V2S2}; charset=utf-8`, 201],
    ['Docker\'s image that does not name its type inside', undefined, V2S2, 400],
    ['OCI\'s image', OCI, OCI, 201],
    ['OCI\'s image that does not name its type inside', undefined, OCI, 201],
    ['one inside, the other outside', OCI, V2S2, 400],
    ['a list\'s type for an image', V2S2, LIST, 400],
    ['a type of nobody', 'application/x', 'application/x', 400],
  ])('%s', async (_what, inside, outside, status) => {
    const body = inside === undefined ? without(await single()) : JSON.stringify({ ...(JSON.parse(await single()) as object), mediaType: inside });
    const put = await r.call('PUT', '/v2/demo/app/manifests/kind', { body, headers: { 'content-type': outside } });
    expect(put.status).toBe(status);
    if (status !== 201) return;
    const got = await r.call('GET', '/v2/demo/app/manifests/kind');
    expect([got.text, got.headers['content-type']]).toEqual([body, outside.split(';')[0]]);
  });

  it.each([
    ['Docker\'s list', LIST, LIST, 201],
    ['Docker\'s list that does not name its type inside', undefined, LIST, 400],
    ['OCI\'s index', INDEX, INDEX, 201],
    ['OCI\'s index that does not name its type inside', undefined, INDEX, 201],
    ['one inside, the other outside', INDEX, LIST, 400],
  ])('%s', async (_what, inside, outside, status) => {
    const body = several(inside);
    const put = await r.call('PUT', '/v2/demo/app/manifests/many', { body, headers: { 'content-type': outside } });
    expect(put.status).toBe(status);
    if (status !== 201) return;
    expect((await r.call('GET', '/v2/demo/app/manifests/many')).headers['content-type']).toBe(outside);
    expect(await r.client.get(R.StoredImage, digest(body))).toMatchObject({ dockerImageManifestMediaType: outside });
  });

  it('one that is gone from the repository is unknown by digest, and its blobs stay', async () => {
    const one = await r.push('demo/gone', 'v1', 'gone layer');
    await r.call('DELETE', `/v2/demo/gone/manifests/${one}`, { token: 'admin-token' });
    expect((await r.call('GET', `/v2/demo/gone/manifests/${one}`)).code).toBe('MANIFEST_UNKNOWN');
    expect((await r.call('GET', `/v2/demo/gone/blobs/${digest('gone layer')}`)).text).toBe('gone layer');
    expect(await r.push('demo/gone', 'v1', 'gone layer')).toBe(one);
  });
});

describe('a listing', () => {
  it.each([
    ['?n=2', ['a', 'b'], '/v2/demo/paged/tags/list?last=b&n=2'],
    ['?n=2&last=b', ['c', 'd'], undefined],
    ['?n=9', ['a', 'b', 'c', 'd'], undefined],
    ['?n=4', ['a', 'b', 'c', 'd'], undefined],
    ['?last=d', [], undefined],
    ['?last=bb', ['c', 'd'], undefined],
    ['?n=0', [], undefined],
  ])('of tags %s', async (query, tags, next) => {
    if (!(await r.client.get(R.ImageStream, 'paged', 'demo'))) for (const tag of ['c', 'a', 'd', 'b']) await r.push('demo/paged', tag);
    const got = await r.call('GET', `/v2/demo/paged/tags/list${query}`);
    expect(JSON.parse(got.text)).toEqual({ name: 'demo/paged', tags });
    expect(got.headers['link']).toBe(next && `<${next}>; rel="next"`);
  });

  it.each(['-1', 'x', '1.5', 'NaN'])('of %s is none', async (n) => {
    expect((await r.call('GET', `/v2/demo/app/tags/list?n=${n}`)).code).toBe('PAGINATION_NUMBER_INVALID');
    expect((await r.call('GET', `/v2/_catalog?n=${n}`, { token: 'admin-token' })).code).toBe('PAGINATION_NUMBER_INVALID');
  });
});

describe('the client that sends the body', () => {
  it('may break off: nothing of it is kept, and the registry serves on', async () => {
    const begun = await r.call('POST', '/v2/demo/app/blobs/uploads/');
    const { pathname, search } = new URL(begun.headers['location']!);
    const socket = connect({ host: '127.0.0.1', port: r.server.port, rejectUnauthorized: false });
    socket.on('error', () => undefined);
    const head = `PATCH ${pathname}${search} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer dev-token\r\ncontent-length: 1000\r\n\r\nhalf`;
    await new Promise<void>((sent) => socket.write(head, () => sent()));
    socket.destroy();
    expect((await r.call('GET', begun.headers['location']!)).headers['range']).toBe('0-0');
    const done = await r.call('PUT', `${begun.headers['location']}&digest=${digest('whole')}`, { body: 'whole' });
    expect(done.status).toBe(201);
  });
});
