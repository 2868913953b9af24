import { expect, test } from 'vitest';
import { clouds } from '../../../src/sandbox/stores/doors.ts';

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
  expect([...buckets.keys()]).toEqual(['images']);
});
