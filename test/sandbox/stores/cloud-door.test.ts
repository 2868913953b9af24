import { describe, expect, it } from 'vitest';
import { azureCloud, cloudStore, keystone } from '../../../src/sandbox/stores/cloud-door.ts';
import type { StorePlace } from '../../../src/sandbox/stores-door.ts';

const place = (more: Partial<StorePlace> = {}): StorePlace => ({ region: '', credentials: { key: 'k' }, systemRoots: true, ...more });
const NOT_FOUND = { code: 'NotFound', status: 404, text: 'bucket b not found' };
const FORBIDDEN = { code: 'Forbidden', status: 403, text: 'no credentials were given' };

describe('a provider\'s store', () => {
  it.each([
    ['head', false, NOT_FOUND],
    ['create', false, undefined],
    ['wipe', false, NOT_FOUND],
    ['set', false, NOT_FOUND],
    ['head', true, undefined],
    ['create', true, undefined],
    ['wipe', true, undefined],
    ['set', true, undefined],
  ] as const)('%s, with the bucket there: %s', async (verb, there, fault) => {
    const { door, buckets } = cloudStore();
    if (there) await door.create(place(), 'b');
    const done = verb === 'set' ? door.set(place(), 'b', 'labels', 'v') : door[verb](place(), 'b');
    expect(await done).toEqual(fault);
    expect(buckets.has('b')).toBe(verb === 'create' || (there && verb !== 'wipe'));
  });

  it.each([
    ['none', {}],
    ['an empty one', { key: '' }],
    ['only empty ones', { user: '', password: '' }],
  ])('lets nobody in with %s for credentials, and changes nothing', async (_what, credentials) => {
    const { door, buckets } = cloudStore();
    await door.create(place(), 'b');
    const nobody = place({ credentials });
    expect(await door.head(nobody, 'b')).toEqual(FORBIDDEN);
    expect(await door.create(nobody, 'c')).toEqual(FORBIDDEN);
    expect(await door.wipe(nobody, 'b')).toEqual(FORBIDDEN);
    expect(await door.set(nobody, 'b', 'labels', 'x')).toEqual(FORBIDDEN);
    expect([...buckets.keys()]).toEqual(['b']);
    expect(buckets.get('b')?.settings.size).toBe(0);
  });

  it('without a name tells whether the account may be asked at all', async () => {
    const { door } = cloudStore();
    expect(await door.head(place(), '')).toBeUndefined();
    expect(await door.head(place({ credentials: {} }), '')).toEqual(FORBIDDEN);
  });

  it('keeps what a bucket holds when it is made again, and loses it when it is wiped', async () => {
    const { door, buckets } = cloudStore();
    await door.create(place(), 'b');
    buckets.get('b')?.objects.set('k', Buffer.from('x'));
    await door.set(place(), 'b', 'labels', 'v');
    await door.create(place(), 'b');
    expect([...buckets.get('b')!.objects.keys(), ...buckets.get('b')!.settings.values()]).toEqual(['k', 'v']);
    await door.wipe(place(), 'b');
    await door.create(place(), 'b');
    expect(buckets.get('b')).toEqual({ objects: new Map(), settings: new Map() });
  });

  it('is of one provider: two know nothing of each other', async () => {
    const [one, other] = [cloudStore(), cloudStore()];
    await one.door.create(place(), 'b');
    expect(await other.door.head(place(), 'b')).toEqual(NOT_FOUND);
  });
});

describe('Azure', () => {
  const account = 'https://acct.blob.core.windows.net';
  const lookup = (host: string) => ({ code: 'RequestError', text: `dial tcp: lookup ${host} on 172.30.0.10:53: no such host` });

  // recording azure-key: a key alone is taken to the account's own host, which nobody made
  it.each([
    ['who manages the subscription', { credentials: { clientSecret: 's' }, endpoint: account }, undefined],
    ['an account\'s key', { credentials: { accountKey: 'k' }, endpoint: account }, lookup('acct.blob.core.windows.net')],
    ['an empty secret', { credentials: { clientSecret: '' }, endpoint: account }, lookup('acct.blob.core.windows.net')],
    ['nobody', { credentials: {}, endpoint: 'https://acct.blob.core.usgovcloudapi.net' }, lookup('acct.blob.core.usgovcloudapi.net')],
    ['nobody, nowhere', { credentials: {} }, lookup('')],
  ])('%s', (_what, more, fault) => {
    expect(azureCloud(place(more))).toEqual(fault);
  });
});

describe('Keystone', () => {
  const users = [
    { username: 'registry', password: 's3cret', tenant: 'openshift' },
    { username: 'other', password: 'pass', tenant: 'other' },
  ];
  const UNAUTHORIZED = { code: 'Unauthorized', status: 401, text: 'Authentication failed' };
  const dial = (endpoint: string, host: string) => ({
    code: 'RequestError',
    text: `Get "${endpoint}": dial tcp: lookup ${host} on 172.30.0.10:53: no such host`,
  });
  const asked = (more: Partial<StorePlace>) => keystone({ url: 'https://keystone.example:5000/v3', users })(place({
    endpoint: 'https://keystone.example:5000/v3',
    project: 'openshift',
    credentials: { username: 'registry', password: 's3cret' },
    ...more,
  }));

  it.each([
    ['as it should be', {}, undefined],
    ['no /v3', { endpoint: 'https://keystone.example:5000' }, undefined],
    ['a slash after /v3', { endpoint: 'https://keystone.example:5000/v3/' }, undefined],
    ['a slash and no /v3', { endpoint: 'https://keystone.example:5000/' }, undefined],
    ['the second user', { credentials: { username: 'other', password: 'pass' }, project: 'other' }, undefined],
    ['no user', { credentials: {} }, UNAUTHORIZED],
    ['another user', { credentials: { username: 'nobody', password: 's3cret' } }, UNAUTHORIZED],
    ['another password', { credentials: { username: 'registry', password: 'S3cret' } }, UNAUTHORIZED],
    ['the other user\'s password', { credentials: { username: 'registry', password: 'pass' } }, UNAUTHORIZED],
    ['no password', { credentials: { username: 'registry' } }, UNAUTHORIZED],
    ['the other user\'s tenant', { project: 'other' }, UNAUTHORIZED],
    ['another port', { endpoint: 'https://keystone.example:35357/v3' }, dial('https://keystone.example:35357/v3', 'keystone.example')],
    ['another scheme', { endpoint: 'http://keystone.example:5000/v3' }, dial('http://keystone.example:5000/v3', 'keystone.example')],
    ['another host', { endpoint: 'https://elsewhere.example/v3' }, dial('https://elsewhere.example/v3', 'elsewhere.example')],
    ['no scheme', { endpoint: 'keystone' }, { code: 'RequestError', text: 'Get "keystone": unsupported protocol scheme ""' }],
    ['nothing', { endpoint: '' }, { code: 'RequestError', text: 'Get "/": unsupported protocol scheme ""' }],
  ])('asked with %s', (_what, more, fault) => {
    expect(asked(more)).toEqual(fault);
  });

  it('needs no tenant where none is named', () => {
    const { project: _none, ...rest } = place({ endpoint: 'https://k.example', credentials: { username: 'registry', password: 's3cret' }, project: 'x' });
    expect(keystone({ url: 'https://k.example/v3', users })(rest)).toBeUndefined();
  });

  it('stands before every request on the store', async () => {
    const { door, buckets } = cloudStore(keystone({ url: 'https://k.example', users }));
    const wrong = place({ endpoint: 'https://k.example', credentials: { username: 'registry', password: 'x' } });
    expect(await door.create(wrong, 'b')).toEqual(UNAUTHORIZED);
    expect(await door.set(wrong, 'b', 'labels', '')).toEqual(UNAUTHORIZED);
    expect(buckets.size).toBe(0);
  });
});
