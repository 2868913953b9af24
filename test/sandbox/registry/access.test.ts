import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic } from '../../../src/sandbox/registry/access.ts';
import { digest, HOST, rig } from './rig.ts';
import type { Rig } from './rig.ts';

let r: Rig;
beforeAll(async () => {
  r = await rig();
  await r.push('demo/app', 'v1');
});
afterAll(() => r.server.stop());

const basicHeader = (pair: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

describe('/v2/', () => {
  it('challenges those who show nothing, with the token endpoint on the host they asked', async () => {
    const got = await r.call('GET', '/v2/', { token: null });
    expect([got.status, got.code]).toEqual([401, 'UNAUTHORIZED']);
    expect(got.headers['www-authenticate']).toBe(`Bearer realm="https://${HOST}/openshift/token"`);
    expect(got.headers['docker-distribution-api-version']).toBe('registry/2.0');
    const routed = await r.call('GET', '/v2/', { token: null, headers: { 'x-forwarded-host': 'registry.apps.lab.example.com' } });
    expect(routed.headers['www-authenticate']).toContain('https://registry.apps.lab.example.com/openshift/token');
  });

  it.each([
    ['a token of the cluster', { authorization: 'Bearer dev-token' }, 200],
    ['the word bearer in capitals', { authorization: 'BEARER dev-token' }, 200],
    ['a token as a password', basicHeader('unused:dev-token'), 200],
    ['the token of nobody in particular', { authorization: 'Bearer anonymous' }, 200],
    ['a token that the cluster does not know', { authorization: 'Bearer forged' }, 401],
    ['a user name with a colon', basicHeader('kube:admin:dev-token'), 401],
    ['another scheme', { authorization: 'Digest x' }, 401],
    ['an empty password', basicHeader('unused:'), 401],
  ])('%s', async (_what, headers, status) => {
    expect((await r.call('GET', '/v2/', { token: null, headers })).status).toBe(status);
  });

  it('says access denied to a token it does not know', async () => {
    const got = await r.call('GET', '/v2/', { token: 'forged' });
    expect(got.headers['www-authenticate']).toBe('Basic realm=openshift,error="access denied"');
  });
});

describe('/openshift/token', () => {
  it.each([
    ['any user name', basicHeader('unused:dev-token'), 200, 'dev-token'],
    ['no credentials', {}, 200, 'anonymous'],
    ['a token that nobody has', basicHeader('unused:forged'), 401, undefined],
    ['no password', basicHeader('unused:'), 401, undefined],
    ['a user name with a colon', basicHeader('kube:admin:dev-token'), 401, undefined],
    ['a bearer token', { authorization: 'Bearer dev-token' }, 401, undefined],
  ])('%s', async (_what, headers, status, token) => {
    const got = await r.call('GET', '/openshift/token?scope=repository:demo/app:pull', { token: null, headers });
    expect(got.status).toBe(status);
    const body = JSON.parse(got.text === '' ? '{}' : got.text) as Record<string, string>;
    expect([body['token'], body['access_token']]).toEqual([token, token]);
  });
});

describe('rights', () => {
  const pull = ['GET', '/v2/demo/app/manifests/v1'] as const;
  const push = ['POST', '/v2/demo/app/blobs/uploads/'] as const;
  const prune = ['DELETE', `/v2/demo/app/blobs/${digest('nothing')}`] as const;

  it.each([
    ['admin', pull, 200], ['admin', push, 202], ['admin', prune, 404],
    ['dev', pull, 200], ['dev', push, 202], ['dev', prune, 401],
    ['viewer', pull, 200], ['viewer', push, 401], ['viewer', prune, 401],
    ['stranger', pull, 401], ['stranger', push, 401],
  ])('%s: %j is %d', async (user, [method, path], status) => {
    expect((await r.call(method, path, { token: `${user}-token` })).status).toBe(status);
  });

  it.each([
    ['another namespace', 'POST', '/v2/other/app/blobs/uploads/', 'dev-token', 401],
    ['a namespace that is not there', 'POST', '/v2/nowhere/app/blobs/uploads/', 'dev-token', 401],
    ['anonymous', 'GET', '/v2/demo/app/manifests/v1', 'anonymous', 401],
    ['the catalog, without the right on the cluster', 'GET', '/v2/_catalog', 'dev-token', 401],
    ['the catalog', 'GET', '/v2/_catalog', 'admin-token', 200],
    ['the metrics, without the right', 'GET', '/extensions/v2/metrics', 'dev-token', 401],
    ['the metrics', 'GET', '/extensions/v2/metrics', 'admin-token', 200],
    ['signatures', 'GET', `/extensions/v2/demo/app/signatures/${digest('x')}`, 'dev-token', 200],
    ['signatures, without the right to pull', 'GET', `/extensions/v2/demo/app/signatures/${digest('x')}`, 'stranger-token', 401],
    ['signatures of what is no digest', 'GET', '/extensions/v2/demo/app/signatures/v1', 'dev-token', 400],
    ['the pruner\'s blobs, without the right', 'DELETE', `/admin/blobs/${digest('x')}`, 'dev-token', 401],
  ])('%s', async (_what, method, path, token, status) => {
    expect((await r.call(method, path, { token })).status).toBe(status);
  });
});

describe('paths', () => {
  it.each([
    ['/healthz', 200], ['/', 200], ['/v2', 301], ['/nowhere', 404],
    ['/v2/single/manifests/v1', 400], ['/v2/a/b/c/manifests/v1', 400], ['/v2/demo/App/manifests/v1', 400], ['/v2/demo/app/manifests/none', 404],
  ])('%s is %d', async (path, status) => {
    expect((await r.call('GET', path)).status).toBe(status);
  });

  it('a method that there is not is not supported', async () => {
    expect((await r.call('PUT', '/v2/demo/app/tags/list')).code).toBe('UNSUPPORTED');
  });
});

it.each([
  ['Basic dXNlcjpwYXNz', { name: 'user', password: 'pass' }],
  ['basic dXNlcjpwOmE=', { name: 'user', password: 'p:a' }],
  ['Basic dXNlcg==', undefined],
  ['Bearer x', undefined],
  [undefined, undefined],
])('reads %j', (header, expected) => {
  expect(basic(header)).toEqual(expected);
});
