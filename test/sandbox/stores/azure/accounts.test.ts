import { describe, expect, it, test } from 'vitest';
import { azureAccounts, azureCloud } from '../../../../src/sandbox/stores/azure/accounts.ts';
import { clouds } from '../../../../src/sandbox/stores/doors.ts';

const place = (credentials: Record<string, string>) => ({
  endpoint: 'https://acct.blob.core.windows.net',
  region: '',
  project: 'acct',
  credentials,
  systemRoots: true,
});

test('the host of an account that was never made is in no DNS', async () => {
  const { door } = clouds().azure;
  for (const verb of ['head', 'create', 'wipe'] as const) {
    expect(await door[verb](place({ accountKey: 'a2V5' }), 'images')).toEqual({
      code: 'RequestError',
      text: 'dial tcp: lookup acct.blob.core.windows.net on 172.30.0.10:53: no such host',
    });
  }
});

test('who manages the subscription makes accounts and containers', async () => {
  const { door, buckets } = clouds().azure;
  const mine = place({ clientSecret: 's' });
  expect(await door.head(mine, 'images')).toMatchObject({ code: 'NotFound', status: 404 });
  expect(await door.create(mine, 'images')).toBeUndefined();
  expect(await door.head(mine, 'images')).toBeUndefined();
  expect([...buckets.keys()]).toEqual(['acct/images']);
});

test('an account that the manager made has a key, which is the manager\'s own', async () => {
  const { door } = clouds().azure;
  await door.create(place({ clientSecret: 's' }), 'images');
  expect(await door.head(place({ accountKey: 's' }), 'images')).toBeUndefined();
  expect(await door.head(place({ accountKey: 't' }), 'images')).toMatchObject({ code: 'AuthenticationFailed', status: 403 });
});

describe('an account', () => {
  const account = 'https://acct.blob.core.windows.net';
  const lookup = (host: string) => ({ fault: { code: 'RequestError', text: `dial tcp: lookup ${host} on 172.30.0.10:53: no such host` } });

  // recording azure-key: a key alone is taken to the account's own host, which nobody made
  it.each([
    ['who manages the subscription', { credentials: { clientSecret: 's' }, endpoint: account }, { account: 'acct' }],
    ['the key of an account that is not', { credentials: { accountKey: 'k' }, endpoint: account }, lookup('acct.blob.core.windows.net')],
    ['an empty secret', { credentials: { clientSecret: '' }, endpoint: account }, lookup('acct.blob.core.windows.net')],
    ['nobody', { credentials: {}, endpoint: 'https://acct.blob.core.usgovcloudapi.net' }, lookup('acct.blob.core.usgovcloudapi.net')],
    ['nobody, nowhere', { credentials: {} }, lookup('')],
  ])('that there is not: %s', (_what, more, said) => {
    expect(azureCloud(azureAccounts())({ region: '', project: 'acct', systemRoots: true, ...more })).toEqual(said);
  });

  it.each([
    ['its key', 'a2V5', true],
    ['another key', 'b3RoZXI=', false],
    ['no key', '', false],
  ])('that there is takes %s: %s, %s', (_what, accountKey, good) => {
    const said = azureCloud(azureAccounts({ acct: 'a2V5' }))(place({ accountKey }));
    expect(said).toMatchObject(good ? { account: 'acct' } : { fault: { code: 'AuthenticationFailed', status: 403 } });
    expect(JSON.stringify(said)).not.toContain('a2V5');
  });
});
