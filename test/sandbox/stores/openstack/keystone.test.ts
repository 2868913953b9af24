import { describe, expect, it } from 'vitest';
import { cloudStore } from '../../../../src/sandbox/stores/cloud-door.ts';
import { byApplication, idOf, keystone } from '../../../../src/sandbox/stores/openstack/keystone.ts';
import type { StorePlace } from '../../../../src/sandbox/stores-door.ts';

const place = (more: Partial<StorePlace> = {}): StorePlace => ({ region: '', credentials: { key: 'k' }, systemRoots: true, ...more });

describe('Keystone', () => {
  const users = [
    { username: 'registry', password: 's3cret', tenant: 'openshift', application: { id: 'aid', name: 'aname', secret: 'asecret' } },
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
    expect(asked(more)).toEqual(fault === undefined ? { account: expect.any(String) as string } : { fault });
  });

  it('needs no tenant where none is named', () => {
    const { project: _none, ...rest } = place({ endpoint: 'https://k.example', credentials: { username: 'registry', password: 's3cret' }, project: 'x' });
    expect(keystone({ url: 'https://k.example/v3', users })(rest)).toEqual({ account: 'openshift' });
  });

  it('stands before every request on the store', async () => {
    const { door, buckets } = cloudStore(keystone({ url: 'https://k.example', users }));
    const wrong = place({ endpoint: 'https://k.example', credentials: { username: 'registry', password: 'x' } });
    expect(await door.create(wrong, 'b')).toEqual(UNAUTHORIZED);
    expect(await door.set(wrong, 'b', 'labels', '')).toEqual(UNAUTHORIZED);
    expect(buckets.size).toBe(0);
  });

  it.each([
    ['by its id', { applicationcredentialid: 'aid', applicationcredentialsecret: 'asecret' }, true],
    ['by its name', { applicationcredentialname: 'aname', applicationcredentialsecret: 'asecret' }, true],
    ['with another secret', { applicationcredentialid: 'aid', applicationcredentialsecret: 'other' }, false],
    ['of another id, though the name is right', { applicationcredentialid: 'other', applicationcredentialname: 'aname', applicationcredentialsecret: 'asecret' }, false],
    ['of no name', { applicationcredentialsecret: 'asecret' }, false],
    ['with a password that would do', { applicationcredentialid: 'aid', applicationcredentialsecret: 'other', username: 'registry', password: 's3cret' }, false],
    ['that is empty, with a password', { applicationcredentialid: '', applicationcredentialsecret: '', username: 'registry', password: 's3cret' }, true],
  ])('lets an application credential in %s: %j, %s', (_what, credentials, good) => {
    expect(asked({ credentials })).toEqual(good ? { account: 'openshift' } : { fault: UNAUTHORIZED });
  });

  it('knows nobody by an application credential that is empty', () => {
    expect(byApplication({ url: '', users }, {})).toBeUndefined();
    expect(byApplication({ url: '', users }, { id: 'aid', secret: 'asecret' })?.username).toBe('registry');
  });

  it('gives tenants ids of their own', () => {
    expect(idOf('a')).toMatch(/^[0-9a-f]{32}$/);
    expect(idOf('a')).not.toBe(idOf('b'));
  });
});
