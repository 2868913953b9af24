import { describe, expect, it } from 'vitest';
import { at } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { Fault } from '../../../src/sandbox/api/fault.ts';
import { identify, impersonate } from '../../../src/sandbox/api/identity.ts';
import { rule, rulesFor } from '../../../src/sandbox/api/rbac.ts';
import type { Wish } from '../../../src/sandbox/api/rbac.ts';
import { createStore, seed } from '../../../src/sandbox/api/seed.ts';
import type { Store, User } from '../../../src/sandbox/api/store.ts';
import { ISSUER, issueToken, ownerOf } from '../../../src/sandbox/api/tokens.ts';

const RBAC = 'rbac.authorization.k8s.io';
type Policy = Record<string, string[]>;

/** A store where `u` has one policy everywhere, or in one namespace. */
function granting(policy: Policy, namespace?: string, subject: Record<string, string> = { kind: 'User', name: 'u' }): Store {
  const store = createStore();
  const home = namespace === undefined ? {} : { namespace };
  const of = namespace === undefined ? 'Cluster' : '';
  const head = { apiVersion: `${RBAC}/v1`, metadata: { name: 'mine', ...home } };
  seed(store, [
    { ...head, kind: `${of}Role`, rules: [policy] },
    { ...head, kind: `${of}RoleBinding`, subjects: [subject], roleRef: { apiGroup: RBAC, kind: `${of}Role`, name: 'mine' } },
  ]);
  return store;
}
const U: User = { user: 'u', groups: ['system:authenticated'] };
const GET_PODS: Policy = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };

describe('what a policy covers', () => {
  it.each<[string, Policy, Wish, boolean]>([
    ['what it names', GET_PODS, { verb: 'get', group: '', resource: 'pods' }, true],
    ['no other verb', GET_PODS, { verb: 'list', group: '', resource: 'pods' }, false],
    ['no other group', GET_PODS, { verb: 'get', group: 'x.io', resource: 'pods' }, false],
    ['no other resource', GET_PODS, { verb: 'get', group: '', resource: 'pod' }, false],
    ['no subresource', GET_PODS, { verb: 'get', group: '', resource: 'pods', subresource: 'log' }, false],
    ['no path', GET_PODS, { verb: 'get', path: '/pods' }, false],
    ['every verb', { ...GET_PODS, verbs: ['*'] }, { verb: 'bend', group: '', resource: 'pods' }, true],
    ['every group', { ...GET_PODS, apiGroups: ['*'] }, { verb: 'get', group: 'x.io', resource: 'pods' }, true],
    ['every resource', { ...GET_PODS, resources: ['*'] }, { verb: 'get', group: '', resource: 'nodes' }, true],
    [
      'with every resource every subresource',
      { ...GET_PODS, resources: ['*'] },
      { verb: 'get', group: '', resource: 'pods', subresource: 'log' },
      true,
    ],
    [
      'one subresource of every resource',
      { ...GET_PODS, resources: ['*/status'] },
      { verb: 'get', group: '', resource: 'pods', subresource: 'status' },
      true,
    ],
    ['then not the resource', { ...GET_PODS, resources: ['*/status'] }, { verb: 'get', group: '', resource: 'pods' }, false],
    ['no half of a name', { ...GET_PODS, resources: ['po*'] }, { verb: 'get', group: '', resource: 'pods' }, false],
    [
      'one of the names',
      { ...GET_PODS, resourceNames: ['a', 'b'] },
      { verb: 'get', group: '', resource: 'pods', name: 'b' },
      true,
    ],
    [
      'no other name',
      { ...GET_PODS, resourceNames: ['a', 'b'] },
      { verb: 'get', group: '', resource: 'pods', name: 'c' },
      false,
    ],
    [
      'not what has no name yet',
      { ...GET_PODS, resourceNames: ['a'] },
      { verb: 'get', group: '', resource: 'pods' },
      false,
    ],
    ['nothing, where there are no verbs', { apiGroups: ['*'], resources: ['*'] }, { verb: 'get', group: '', resource: 'pods' }, false],
    ['a path', { verbs: ['get'], nonResourceURLs: ['/metrics'] }, { verb: 'get', path: '/metrics' }, true],
    ['no path beneath it', { verbs: ['get'], nonResourceURLs: ['/metrics'] }, { verb: 'get', path: '/metrics/a' }, false],
    ['all paths beneath one', { verbs: ['get'], nonResourceURLs: ['/logs/*'] }, { verb: 'get', path: '/logs/a/b' }, true],
    ['every path', { verbs: ['get'], nonResourceURLs: ['*'] }, { verb: 'get', path: '/any' }, true],
    ['no resource by a path', { verbs: ['*'], nonResourceURLs: ['*'] }, { verb: 'get', group: '', resource: 'pods' }, false],
  ])('%s', (_, policy, wish, wanted) => {
    expect(rule(granting(policy), U, wish).allowed).toBe(wanted);
    expect(rule(granting(policy), { user: 'v', groups: [] }, wish).allowed).toBe(false);
  });

  it.each<[string, Record<string, string>, User, boolean]>([
    ['the user', { kind: 'User', name: 'u' }, U, true],
    ['no user in other letters', { kind: 'User', name: 'U' }, U, false],
    ['a group', { kind: 'Group', name: 'system:authenticated' }, U, true],
    ['no group of the name of a user', { kind: 'Group', name: 'u' }, U, false],
    ['no user of the name of a group', { kind: 'User', name: 'system:authenticated' }, U, false],
    [
      'a service account',
      { kind: 'ServiceAccount', name: 's', namespace: 'other' },
      { user: 'system:serviceaccount:other:s', groups: [] },
      true,
    ],
    ['one at home', { kind: 'ServiceAccount', name: 's' }, { user: 'system:serviceaccount:default:s', groups: [] }, true],
    ['none elsewhere', { kind: 'ServiceAccount', name: 's' }, { user: 'system:serviceaccount:other:s', groups: [] }, false],
    ['no robot', { kind: 'Robot', name: 'u' }, U, false],
  ])('a binding in a namespace is for %s', (_, subject, who, wanted) => {
    const store = granting(GET_PODS, 'default', subject);
    const wish = { verb: 'get', group: '', resource: 'pods' };
    expect(rule(store, who, { ...wish, namespace: 'default' }).allowed).toBe(wanted);
    expect(rule(store, who, { ...wish, namespace: 'kube-system' }).allowed).toBe(false);
    expect(rule(store, who, wish).allowed).toBe(false);
  });

  it('says by which binding, with its namespace', () => {
    const said = rule(granting(GET_PODS, 'default'), U, { verb: 'get', group: '', resource: 'pods', namespace: 'default' });
    expect(said.reason).toBe('RBAC: allowed by RoleBinding "mine/default" of Role "mine" to User "u"');
  });

  it('lists the policies at one place', () => {
    const store = granting(GET_PODS, 'default');
    expect(rulesFor(store, U, 'default')).toContainEqual(GET_PODS);
    expect(rulesFor(store, U, 'kube-system')).not.toContainEqual(GET_PODS);
    expect(rulesFor(store, { user: 'x', groups: ['system:masters'] }, 'default')).toHaveLength(2);
  });
});

describe('tokens of service accounts', () => {
  const START = Date.UTC(2026, 0, 1);
  const robot = (): { store: Store; account: KubeObject; to: (seconds: number) => void } => {
    let now = START;
    const store = createStore({ now: () => new Date(now) });
    seed(store, [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'default' } }]);
    const account = store.get(R.ServiceAccount, 'robot', 'default');
    if (!account) throw new Error('no account');
    return { store, account, to: (seconds) => void (now = START + seconds * 1000) };
  };

  it('say whose they are', () => {
    const { store, account } = robot();
    const { token, expires } = issueToken(store, account, 600);
    expect(expires).toBe('2026-01-01T00:10:00Z');
    expect(ownerOf(store, token)).toEqual({
      user: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      uid: account.metadata.uid,
    });
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: ISSUER, aud: [ISSUER], exp: START / 1000 + 600, iat: START / 1000 });
  });

  it.each<[number, boolean]>([
    [0, true],
    [599, true],
    [600, false],
    [601, false],
  ])('%i seconds after they were issued for 600: %s', (seconds, valid) => {
    const { store, account, to } = robot();
    const { token } = issueToken(store, account, 600);
    to(seconds);
    expect(ownerOf(store, token) !== undefined).toBe(valid);
  });

  it.each<[string, string[], boolean]>([
    ['the API', [ISSUER], true],
    ['the API among others', ['vault', ISSUER], true],
    ['others', ['vault'], false],
    ['nobody', [], false],
  ])('meant for %s', (_, audiences, valid) => {
    const { store, account } = robot();
    expect(ownerOf(store, issueToken(store, account, 600, audiences).token) !== undefined).toBe(valid);
  });

  it('are worth nothing once the account is gone, even when one of its name comes', () => {
    const { store, account } = robot();
    const { token } = issueToken(store, account, 600);
    store.drop(R.ServiceAccount, 'robot', 'default');
    expect(ownerOf(store, token)).toBeUndefined();
    seed(store, [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'default' } }]);
    expect(ownerOf(store, token)).toBeUndefined();
  });

  it.each<[string, (token: string) => string]>([
    ['cut', (token) => token.slice(0, -1)],
    ['lengthened', (token) => `${token}A`],
    ['of other claims', (token) => token.replace(/\..*\./, `.${Buffer.from('{"exp":9999999999}').toString('base64url')}.`)],
    ['without signature', (token) => token.replace(/[^.]*$/, '')],
    ['without claims', (token) => token.replace(/\..*\./, '..')],
    ['of one word', () => 'word'],
    ['empty', () => ''],
    ['of dots', () => '..'],
  ])('%s are nobody\'s', (_, spoil) => {
    const { store, account } = robot();
    expect(ownerOf(store, spoil(issueToken(store, account, 600).token))).toBeUndefined();
  });

  it('of another cluster are nobody\'s', () => {
    const [here, there] = [robot(), robot()];
    expect(ownerOf(here.store, issueToken(there.store, here.account, 600).token)).toBeUndefined();
  });
});

describe('who asks', () => {
  const store = createStore();
  store.tokens.set('secret', U);
  it.each<[string | undefined, string | undefined]>([
    [undefined, 'system:anonymous'],
    ['Bearer secret', 'u'],
    ['bearer   secret', 'u'],
    ['Bearer other', undefined],
    ['Bearer', undefined],
    ['Basic c2VjcmV0', undefined],
    ['secret', undefined],
    ['', undefined],
  ])('with %j is %s', (authorization, wanted) => {
    expect(identify(store, authorization, undefined)?.user).toBe(wanted);
  });

  it.each<[string, Policy, Record<string, string>, string[] | number]>([
    ['nobody else', {}, {}, U.groups],
    ['a user', { resources: ['users'] }, { 'impersonate-user': 'v' }, ['system:authenticated']],
    ['a user by name', { resources: ['users'], resourceNames: ['v'] }, { 'impersonate-user': 'w' }, 403],
    ['a user without the right', { resources: ['groups'] }, { 'impersonate-user': 'v' }, 403],
    [
      'a user in groups',
      { resources: ['users', 'groups'] },
      { 'impersonate-user': 'v', 'impersonate-group': 'a, b,,a' },
      ['a', 'b', 'system:authenticated'],
    ],
    ['a group without the right', { resources: ['users'] }, { 'impersonate-user': 'v', 'impersonate-group': 'a' }, 403],
    ['a group without a user', { resources: ['groups'] }, { 'impersonate-group': 'a' }, 500],
    ['a uid without a user', { resources: ['uids'] }, { 'impersonate-uid': '1' }, 500],
    ['a uid without the right', { resources: ['users'] }, { 'impersonate-user': 'v', 'impersonate-uid': '1' }, 403],
    [
      'a service account',
      { resources: ['serviceaccounts'] },
      { 'impersonate-user': 'system:serviceaccount:a:b' },
      ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
    ],
    ['a service account as a user', { resources: ['users'] }, { 'impersonate-user': 'system:serviceaccount:a:b' }, 403],
    ['nobody', { resources: ['users'] }, { 'impersonate-user': 'system:anonymous' }, ['system:unauthenticated']],
  ])('may be %s', (_, policy, headers, wanted) => {
    const granted = granting({ verbs: ['impersonate'], apiGroups: [''], ...policy });
    try {
      const who = impersonate(granted, U, headers);
      expect(who.groups).toEqual(wanted);
      expect(who.user).toBe(headers['impersonate-user'] ?? 'u');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      expect([error.code, at(error.status, 'code')]).toEqual([wanted, wanted]);
    }
  });
});
