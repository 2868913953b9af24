import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signAzure } from '../../../../src/probe/store/azure-sign.ts';
import { azureAccounts, azureCloud } from '../../../../src/sandbox/stores/azure/accounts.ts';
import { azureServer } from '../../../../src/sandbox/stores/azure/server.ts';
import { sharedKeyFault, stringToSign } from '../../../../src/sandbox/stores/azure/shared-key.ts';
import { cloudStore } from '../../../../src/sandbox/stores/cloud-door.ts';
import { exchange } from '../../../../src/sandbox/stores/https.ts';
import { serve, type Served } from '../serve.ts';

const KEY = Buffer.alloc(64, 7).toString('base64');
const NOW = new Date('2026-05-01T00:00:00Z');
const accounts = azureAccounts({ acct: KEY, other: Buffer.alloc(64, 8).toString('base64') });
const store = cloudStore(azureCloud(accounts));
store.add('acct', 'images').objects.set('a/1', Buffer.from('one'));
store.add('other', 'theirs');
let served: Served;
beforeAll(async () => void (served = await serve(azureServer(accounts, store, () => NOW), 'blob.core.windows.net')));
afterAll(() => served.close());

async function ask(path: string, more: { account?: string; key?: string | null; at?: Date; method?: string } = {}) {
  const account = more.account ?? 'acct';
  const url = new URL(`https://${account}.blob.core.windows.net${path}`);
  const { headers } = signAzure(account, more.key ?? KEY, url.pathname, Object.fromEntries(url.searchParams), more.at ?? NOW);
  const answer = await exchange({ names: served.names }, { method: more.method ?? 'GET', url, headers: more.key === null ? {} : headers, trust: { ca: served.ca, systemRoots: false } });
  const text = answer.body.toString();
  return { status: answer.status, headers: answer.headers, text, code: /<Code>(\w+)</.exec(text)?.[1] };
}

describe('a container', () => {
  it.each([
    ['/images?restype=container', 200, undefined, ''],
    ['/images?restype=container&comp=list', 200, undefined, '<Name>a/1</Name>'],
    ['/images/a/1', 200, undefined, 'one'],
    ['/images/none', 404, 'BlobNotFound', ''],
    ['/nowhere?restype=container', 404, 'ContainerNotFound', 'The specified container does not exist.\nRequestId:'],
    ['/theirs?restype=container', 404, 'ContainerNotFound', ''],
    ['/?comp=list', 200, undefined, '<Name>images</Name>'],
  ])('%s is answered with %d %s', async (path, status, code, words) => {
    const got = await ask(path);
    expect([got.status, got.code]).toEqual([status, code]);
    expect(got.text).toContain(words);
    expect(got.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(got.headers['x-ms-error-code']).toBe(code);
  });

  it.each([
    ['another key', { key: Buffer.alloc(64, 1).toString('base64') }, 403, 'AuthenticationFailed', 'The MAC signature found'],
    ['a day ago', { at: new Date(NOW.getTime() - 86_400_000) }, 403, 'AuthenticationFailed', 'Request date header too old'],
    ['nothing', { key: null }, 401, 'NoAuthenticationInformation', ''],
  ])('is not shown for %s', async (_what, more, status, code, words) => {
    const got = await ask('/images?restype=container', more);
    expect([got.status, got.code]).toEqual([status, code]);
    expect(got.text).toContain(words);
    expect(got.text).not.toContain(KEY);
  });

  it('of an account that there is not is nowhere', async () => {
    await expect(ask('/images?restype=container', { account: 'nobody' })).rejects.toThrow('EOF');
  });

  it('is only read', async () => {
    const { headers } = signAzure('acct', KEY, '/images', { restype: 'container' }, NOW);
    const signed = { method: 'DELETE', url: new URL('https://acct.blob.core.windows.net/images?restype=container'), headers };
    const text = stringToSign({ ...signed, headers: { ...headers, host: 'x' } }, 'acct');
    const authorization = `SharedKey acct:${createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64')}`;
    const answer = await exchange({ names: served.names }, { ...signed, headers: { ...headers, authorization }, trust: { ca: served.ca, systemRoots: false } });
    expect([answer.status, answer.body.toString().includes('UnsupportedHttpVerb')]).toEqual([405, true]);
    expect(store.find('acct', 'images')).toBeDefined();
  });
});

describe('SharedKey', () => {
  const request = (headers: Record<string, string>, url = 'https://acct.blob.core.windows.net/c/a%20b?restype=container&comp=list', method = 'GET') => ({ method, url: new URL(url), headers });

  it('is computed over method, headers, resource and query, in their order', () => {
    const text = stringToSign(request({ 'x-ms-version': '2020-10-02', 'x-ms-date': 'D', 'content-type': 't', 'content-length': '0', range: 'bytes=0-1', host: 'h' }), 'acct');
    expect(text.split('\n')).toEqual(['GET', '', '', '', '', 't', '', '', '', '', '', 'bytes=0-1', 'x-ms-date:D', 'x-ms-version:2020-10-02', '/acct/c/a%20b', 'comp:list', 'restype:container']);
  });

  it('tells a length that is not nothing, and values of one name together', () => {
    expect(stringToSign(request({ 'content-length': '5' }, 'https://h/c?b=2&b=1&A=x', 'PUT'), 'acct').split('\n')).toEqual(['PUT', '', '', '5', '', '', '', '', '', '', '', '', '/acct/c', 'a:x', 'b:1,2']);
  });

  const good = (date = NOW.toUTCString()) => {
    const bare = { 'x-ms-date': date, 'x-ms-version': '2020-10-02' };
    const text = stringToSign(request(bare), 'acct');
    return { ...bare, authorization: `SharedKey acct:${createHmac('sha256', Buffer.from(KEY, 'base64')).update(text).digest('base64')}` };
  };
  it.each([
    ['good', good(), undefined],
    ['fourteen minutes old', good(new Date(NOW.getTime() - 14 * 60_000).toUTCString()), undefined],
    ['sixteen minutes old', good(new Date(NOW.getTime() - 16 * 60_000).toUTCString()), 'AuthenticationFailed'],
    ['without a date', { authorization: good().authorization }, 'AuthenticationFailed'],
    ['with a date that is none', { ...good(), 'x-ms-date': 'today' }, 'AuthenticationFailed'],
    ['of another account', { ...good(), authorization: good().authorization.replace('acct', 'other') }, 'AuthenticationFailed'],
    ['of another scheme', { ...good(), authorization: 'Bearer x' }, 'AuthenticationFailed'],
    ['absent', {}, 'NoAuthenticationInformation'],
  ])('that is %s', (_what, headers, code) => {
    expect(sharedKeyFault(request(headers), 'acct', KEY, NOW)?.code).toBe(code);
  });
});
