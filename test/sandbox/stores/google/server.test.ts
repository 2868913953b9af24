import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudStore } from '../../../../src/sandbox/stores/cloud-door.ts';
import { google, serviceAccount } from '../../../../src/sandbox/stores/google/accounts.ts';
import { googleServer } from '../../../../src/sandbox/stores/google/server.ts';
import { exchange } from '../../../../src/sandbox/stores/https.ts';
import { serve, type Served } from '../serve.ts';

const account = serviceAccount('registry', 'lab');
const store = cloudStore(google([account]), true);
const mine = store.add('lab', 'mine');
mine.objects.set('a/1', Buffer.from('one'));
mine.objects.set('b/2', Buffer.from('two'));
store.add('other', 'theirs');
const key = JSON.parse(account.keyfile()) as { private_key: string; client_email: string; token_uri: string };
const NOW = new Date('2026-05-01T00:00:00Z');
let served: Served;
beforeAll(async () => void (served = await serve(googleServer([account], store, () => NOW), 'storage.googleapis.com')));
afterAll(() => served.close());

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function jwt(more: Record<string, unknown> = {}, pem = key.private_key): string {
  const at = NOW.getTime() / 1000;
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: key.client_email, scope: 's', aud: key.token_uri, iat: at, exp: at + 3600, ...more })}`;
  return `${signed}.${createSign('sha256').update(signed).sign(pem, 'base64url')}`;
}
async function ask(path: string, more: { method?: string; token?: string; body?: string } = {}) {
  const answer = await exchange({ names: served.names }, {
    method: more.method ?? 'GET',
    url: new URL(`https://storage.googleapis.com${path}`),
    headers: { ...(more.token === undefined ? {} : { authorization: `Bearer ${more.token}` }), 'content-length': String(Buffer.byteLength(more.body ?? '')) },
    body: Buffer.from(more.body ?? ''),
    trust: { ca: served.ca, systemRoots: false },
  });
  return { status: answer.status, text: answer.body.toString(), json: (): Record<string, never> => JSON.parse(answer.body.toString()) as Record<string, never> };
}
const grant = (assertion: string, type = 'urn:ietf:params:oauth:grant-type:jwt-bearer') => ask('/token', { method: 'POST', body: new URLSearchParams({ grant_type: type, assertion }).toString() });
const token = async (): Promise<string> => (await grant(jwt())).json()['access_token'] ?? '';

describe('the token endpoint', () => {
  it('gives a token for what the account signed just now', async () => {
    const got = await grant(jwt());
    expect([got.status, got.json()['token_type']]).toEqual([200, 'Bearer']);
    expect(got.json()['access_token']).toMatch(/^ya29\./);
  });

  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  it.each([
    ['another key', () => jwt({}, other), 'Invalid JWT Signature.'],
    ['another account', () => jwt({ iss: 'nobody@lab.example.com' }), 'Invalid grant: account not found'],
    ['an hour ago', () => jwt({ iat: NOW.getTime() / 1000 - 7200, exp: NOW.getTime() / 1000 - 3600 }), 'Token must be a short-lived token'],
    ['in an hour', () => jwt({ iat: NOW.getTime() / 1000 + 3600, exp: NOW.getTime() / 1000 + 7200 }), 'Token must be a short-lived token'],
    ['for a day', () => jwt({ exp: NOW.getTime() / 1000 + 86_400 }), 'Token must be a short-lived token'],
    ['nothing that can be read', () => 'a.b.c', 'account not found'],
    ['nothing', () => '', 'account not found'],
  ])('gives none for %s', async (_what, make, words) => {
    const got = await grant(make());
    expect(got.status).toBe(400);
    expect(got.json()).toMatchObject({ error: 'invalid_grant', error_description: expect.stringContaining(words) as string });
  });

  it('knows one kind of grant', async () => {
    expect((await grant(jwt(), 'password')).json()).toMatchObject({ error: 'unsupported_grant_type' });
  });
});

describe('the storage API', () => {
  it.each([
    ['/storage/v1/b/mine', 200, '"name":"mine"'],
    ['/storage/v1/b/mine/o?maxResults=1', 200, '"items":[{"name":"a/1","size":"3"}]'],
    ['/storage/v1/b/mine/o?prefix=b', 200, '"items":[{"name":"b/2","size":"3"}]'],
    ['/storage/v1/b/mine/o/a%2F1', 200, '"name":"a/1"'],
    ['/storage/v1/b/mine/o/a%2F1?alt=media', 200, 'one'],
    ['/storage/v1/b/mine/o/none', 404, 'No such object: none'],
    ['/storage/v1/b/nowhere', 404, 'The specified bucket does not exist.'],
    ['/storage/v1/b/theirs', 403, 'registry@lab.example.com does not have storage.buckets.get access'],
    ['/storage/v1/b/theirs/o', 403, 'storage.objects.list'],
    ['/storage/v1/b?project=lab', 200, '"name":"mine"'],
    ['/storage/v1/b?project=lab&prefix=x', 200, '"items":[]'],
    ['/storage/v1/b?project=other', 403, 'storage.buckets.list'],
    ['/storage/v2/b/mine', 404, 'Not Found'],
  ])('answers %s with %d', async (path, status, words) => {
    const got = await ask(path, { token: await token() });
    expect(got.status).toBe(status);
    expect(got.text).toContain(words);
  });

  it.each([[undefined], ['ya29.made-up'], ['']])('lets nobody in with the token %s', async (given) => {
    const got = await ask('/storage/v1/b/mine', given === undefined ? {} : { token: given });
    expect([got.status, got.text.includes('Invalid Credentials')]).toEqual([401, true]);
  });

  it('is only read', async () => {
    expect((await ask('/storage/v1/b/mine', { method: 'DELETE', token: await token() })).status).toBe(405);
    expect(store.find('lab', 'mine')).toBe(mine);
  });
});

describe('the operator\'s way in', () => {
  const at = (keyfile: string) => google([account])({ region: '', credentials: { keyfile }, systemRoots: true });
  it('is the key file', () => expect(at(account.keyfile())).toEqual({ account: 'lab' }));
  it.each([
    ['of another account', JSON.stringify({ ...key, client_email: 'x' }), 'account not found'],
    ['with a key that is none', JSON.stringify({ ...key, private_key: 'x' }), 'Invalid JWT Signature.'],
    ['that is no JSON', '{', 'account not found'],
    ['that is empty', '', 'account not found'],
  ])('is not a key file %s', (_what, file, words) => {
    expect(at(file)).toMatchObject({ fault: { code: 'RequestError', text: expect.stringContaining(words) as string } });
  });
  it('is the same file at every call, and another account\'s is another', () => {
    expect(account.keyfile()).toBe(account.keyfile());
    expect(serviceAccount('x', 'lab').email).not.toBe(account.email);
  });
});
