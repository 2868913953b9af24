import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { list, text } from '../../../../src/api/json.ts';
import { cloudStore } from '../../../../src/sandbox/stores/cloud-door.ts';
import { exchange } from '../../../../src/sandbox/stores/https.ts';
import { idOf, keystone, type Keystone } from '../../../../src/sandbox/stores/openstack/keystone.ts';
import { openstackServer } from '../../../../src/sandbox/stores/openstack/server.ts';
import { serve, type Served } from '../serve.ts';

const HOST = 'cloud.example';
const cloud: Keystone = {
  url: `https://${HOST}/v3`,
  users: [{ username: 'u', password: 'p', tenant: 'mine', application: { id: 'i', name: 'n', secret: 's' } }, { username: 'v', password: 'q', tenant: 'theirs' }],
};
const store = cloudStore(keystone(cloud));
store.add('mine', 'images').objects.set('a/1', Buffer.from('one'));
store.add('theirs', 'secret');
let served: Served;
beforeAll(async () => void (served = await serve(openstackServer(cloud, store, { store: `https://${HOST}`, region: 'R' }), HOST)));
afterAll(() => served.close());

async function ask(method: string, path: string, more: { token?: string; body?: unknown } = {}) {
  const body = Buffer.from(more.body === undefined ? '' : typeof more.body === 'string' ? more.body : JSON.stringify(more.body));
  const answer = await exchange({ names: served.names }, { method, url: new URL(`https://${HOST}${path}`), headers: { ...(more.token === undefined ? {} : { 'x-auth-token': more.token }), 'content-length': String(body.length) }, body, trust: { ca: served.ca, systemRoots: false } });
  return { status: answer.status, headers: answer.headers, text: answer.body.toString() };
}
const password = (name: string, word: string, more: object = {}, domain: object = { name: 'Default' }) => ({ auth: { identity: { methods: ['password'], password: { user: { name, password: word, domain } } }, ...more } });
const application = (given: object) => ({ auth: { identity: { methods: ['application_credential'], application_credential: given } } });
const project = (name: string) => ({ scope: { project: { name, domain: { name: 'Default' } } } });
const login = (body: unknown) => ask('POST', '/v3/auth/tokens', { body });

describe('Keystone', () => {
  it.each([
    ['a password', password('u', 'p', project('mine'))],
    ['a password, without a project', password('u', 'p')],
    ['a project by its id', password('u', 'p', { scope: { project: { id: idOf('mine') } } })],
    ['the domain by its id', password('u', 'p', {}, { id: 'default' })],
    ['an application credential by id', application({ id: 'i', secret: 's' })],
    ['an application credential by name', application({ name: 'n', secret: 's', user: { name: 'u' } })],
  ])('gives a token for %s, with where the object store is', async (_what, body) => {
    const got = await login(body);
    expect(got.status).toBe(201);
    const catalog = list(JSON.parse(got.text), 'token', 'catalog');
    expect(text(catalog[0], 'type')).toBe('object-store');
    expect(list(catalog[0], 'endpoints')[0]).toMatchObject({ interface: 'public', region: 'R', url: `https://${HOST}/v1/AUTH_${idOf('mine')}` });
    expect((await ask('HEAD', `/v1/AUTH_${idOf('mine')}/images`, { token: got.headers['x-subject-token'] ?? '' })).status).toBe(204);
  });

  it.each([
    ['another password', password('u', 'x')],
    ['another user', password('nobody', 'p')],
    ["somebody else's project", password('u', 'p', project('theirs'))],
    ['another domain', password('u', 'p', {}, { name: 'Elsewhere' })],
    ['no domain', password('u', 'p', {}, {})],
    ['another application credential', application({ id: 'x', secret: 's' })],
    ['an application credential with another secret', application({ id: 'i', secret: 'x' })],
    ['an empty application credential', application({})],
  ])('says the same of %s', async (_what, body) => {
    const got = await login(body);
    expect(got.status).toBe(401);
    expect(JSON.parse(got.text)).toEqual({ error: { code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized' } });
    expect(got.headers).not.toHaveProperty('x-subject-token');
  });

  it.each([['', 400], ['{', 400], ['{}', 400], [{ auth: {} }, 400]])('does not understand %j', async (body, status) => {
    expect((await login(body)).status).toBe(status);
  });

  it('says which version it is, and knows no other path', async () => {
    expect(JSON.parse((await ask('GET', '/v3')).text)).toMatchObject({ version: { status: 'stable' } });
    expect((await ask('GET', '/v2.0/tokens')).status).toBe(404);
    expect((await ask('GET', '/v3/auth/tokens')).status).toBe(404);
  });
});

describe('Swift', () => {
  const token = async (): Promise<string> => (await login(password('u', 'p'))).headers['x-subject-token'] ?? '';
  const mine = `/v1/AUTH_${idOf('mine')}`;
  it.each([
    ['HEAD', `${mine}/images`, 204, ''],
    ['GET', `${mine}/images`, 200, 'a/1\n'],
    ['GET', mine, 200, 'images\n'],
    ['GET', `${mine}/images/a/1`, 200, 'one'],
    ['GET', `${mine}/images/none`, 404, 'Not Found'],
    ['HEAD', `${mine}/nowhere`, 404, ''],
    ['HEAD', `${mine}/secret`, 404, ''],
    ['HEAD', `/v1/AUTH_${idOf('theirs')}/secret`, 403, ''],
    ['DELETE', `${mine}/images`, 405, 'Method Not Allowed'],
    ['PUT', `${mine}/images/a/1`, 405, 'Method Not Allowed'],
  ])('%s %s is answered with %d', async (method, path, status, words) => {
    const got = await ask(method, path, { token: await token() });
    expect(got.status).toBe(status);
    expect(got.text).toContain(words);
    expect(got.headers['x-trans-id']).toMatch(/^tx/);
  });

  it('counts what a container holds', async () => {
    expect((await ask('HEAD', `${mine}/images`, { token: await token() })).headers).toMatchObject({ 'x-container-object-count': '1', 'x-container-bytes-used': '3' });
  });

  it.each([[undefined], ['made-up'], ['']])('lets nobody in with the token %s', async (given) => {
    expect((await ask('HEAD', `${mine}/images`, given === undefined ? {} : { token: given })).status).toBe(401);
  });
});
