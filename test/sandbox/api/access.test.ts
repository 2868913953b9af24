import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localClient } from '../../../src/sandbox/api/local.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { fieldOf, messageOf, room, seed } from './support.ts';
import type { Room } from './support.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const object = (kind: string, name: string, rest: Record<string, unknown>, namespace?: string): KubeObject => ({ apiVersion: RBAC, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...rest });
const bind = (name: string, role: [string, string], subject: Record<string, string>, namespace?: string): KubeObject =>
  object(namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding', name, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: role[0], name: role[1] }, subjects: [subject] }, namespace);
const rule = (verbs: string[], apiGroups: string[], resources: string[], resourceNames?: string[]): unknown => ({ verbs, apiGroups, resources, ...(resourceNames ? { resourceNames } : {}) });

let here: Room;
let now = new Date('2026-01-01T00:00:00Z');
beforeAll(async () => {
  here = await room({ now: () => now });
  seed(here.store, [
    object('ClusterRole', 'configs', { rules: [rule(['get', 'patch'], ['imageregistry.operator.openshift.io'], ['configs'], ['cluster']), rule(['get'], ['imageregistry.operator.openshift.io'], ['configs/status'])] }),
    object('Role', 'pods', { rules: [rule(['get', 'list'], [''], ['pods', 'pods/log'])] }, 'default'),
    object('ClusterRole', 'all-status', { rules: [rule(['*'], ['*'], ['*/status'])] }),
    object('ClusterRole', 'paths', { rules: [{ verbs: ['get'], nonResourceURLs: ['/metrics', '/logs/*'] }] }),
    object('ClusterRole', 'actor', { rules: [rule(['impersonate'], [''], ['users'], ['eve'])] }),
    bind('configs', ['ClusterRole', 'configs'], { kind: 'User', name: 'ann' }),
    bind('pods', ['Role', 'pods'], { kind: 'Group', name: 'devs' }, 'default'),
    bind('view-here', ['ClusterRole', 'view'], { kind: 'ServiceAccount', name: 'robot', namespace: 'kube-public' }, 'default'),
    bind('status', ['ClusterRole', 'all-status'], { kind: 'User', name: 'stan' }),
    bind('paths', ['ClusterRole', 'paths'], { kind: 'User', name: 'pat' }),
    bind('actor', ['ClusterRole', 'actor'], { kind: 'User', name: 'bob' }),
    bind('dangling', ['ClusterRole', 'none'], { kind: 'User', name: 'dan' }),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'kube-public' } },
  ]);
});
afterAll(() => here.stop());

describe('roles and bindings', () => {
  const IR = { group: 'imageregistry.operator.openshift.io', resource: 'configs' };
  it.each<[string, string, string[], Record<string, string>, boolean]>([
    ['a named object', 'ann', [], { ...IR, verb: 'get', name: 'cluster' }, true],
    ['another name', 'ann', [], { ...IR, verb: 'get', name: 'other' }, false],
    ['a list, which has no name', 'ann', [], { ...IR, verb: 'list' }, false],
    ['a subresource that is granted', 'ann', [], { ...IR, verb: 'get', subresource: 'status', name: 'x' }, true],
    ['a verb that is not', 'ann', [], { ...IR, verb: 'delete', name: 'cluster' }, false],
    ['the same name in another group', 'ann', [], { group: 'x.io', resource: 'configs', verb: 'get', name: 'cluster' }, false],
    ['a namespaced role at home', 'z', ['devs'], { verb: 'list', group: '', resource: 'pods', namespace: 'default' }, true],
    ['a namespaced role elsewhere', 'z', ['devs'], { verb: 'list', group: '', resource: 'pods', namespace: 'kube-system' }, false],
    ['a namespaced role over all namespaces', 'z', ['devs'], { verb: 'list', group: '', resource: 'pods' }, false],
    ['a group of no member', 'z', ['ops'], { verb: 'list', group: '', resource: 'pods', namespace: 'default' }, false],
    ['a service account by its user name', 'system:serviceaccount:kube-public:robot', [], { verb: 'get', group: '', resource: 'configmaps', namespace: 'default' }, true],
    ['view does not show secrets', 'system:serviceaccount:kube-public:robot', [], { verb: 'get', group: '', resource: 'secrets', namespace: 'default' }, false],
    ['every status', 'stan', [], { verb: 'patch', group: 'apps', resource: 'deployments', subresource: 'status', namespace: 'default' }, true],
    ['a status is not the thing', 'stan', [], { verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'default' }, false],
    ['a role that is not there', 'dan', [], { verb: 'get', group: '', resource: 'pods' }, false],
    ['masters', 'x', ['system:masters'], { verb: 'anything', group: 'any', resource: 'any' }, true],
  ])('%s', async (_, user, groups, access, wanted) => {
    expect(await localClient(here.store).may({ user, groups }, { verb: '', group: '', resource: '', ...access })).toBe(wanted);
    const { verb = '', group = '', resource = '', ...rest } = access;
    const said = await here.ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user, groups, resourceAttributes: { verb, group, resource, ...rest } } });
    expect(fieldOf(said.body, 'status', 'allowed')).toBe(wanted);
  });

  it.each([
    ['/metrics', true],
    ['/logs/a/b', true],
    ['/other', false],
  ])('path %s', async (path, wanted) => {
    const said = await here.ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user: 'pat', nonResourceAttributes: { verb: 'get', path } } });
    expect(fieldOf(said.body, 'status', 'allowed')).toBe(wanted);
  });

  it('says by which binding something is allowed', async () => {
    const said = await here.ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user: 'ann', resourceAttributes: { verb: 'get', group: 'imageregistry.operator.openshift.io', resource: 'configs', name: 'cluster' } } });
    expect(fieldOf(said.body, 'status', 'reason')).toBe('RBAC: allowed by ClusterRoleBinding "configs" of ClusterRole "configs" to User "ann"');
  });

  it('lists the rules of the one who asks', async () => {
    const said = await here.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: 'default' } }, { token: 'bob' });
    expect(fieldOf(said.body, 'status', 'resourceRules')).toContainEqual({ verbs: ['impersonate'], apiGroups: [''], resources: ['users'], resourceNames: ['eve'] });
  });
});

describe('who asks', () => {
  const me = (more: Parameters<Room['ask']>[3]): ReturnType<Room['ask']> => here.ask('GET', '/apis/user.openshift.io/v1/users/~', undefined, more);

  it('is the subject of a client certificate', async () => {
    const said = await me({ token: '', ...here.certificate('carla', ['devs']) });
    expect(fieldOf(said.body, 'metadata', 'name')).toBe('carla');
    expect(fieldOf(said.body, 'groups')).toEqual(['devs', 'system:authenticated']);
  });

  it('is nobody with no credentials, refused with wrong ones', async () => {
    expect([(await me({ token: '' })).code, (await me({ token: 'wrong' })).code, (await me({ token: '', headers: { authorization: 'Basic eDp5' } })).code]).toEqual([403, 401, 401]);
    expect((await here.ask('GET', '/readyz', undefined, { token: '' })).body).toBe('ok');
  });

  it('is somebody else where that is granted', async () => {
    const said = await me({ token: 'bob', headers: { 'impersonate-user': 'eve' } });
    expect(fieldOf(said.body, 'metadata', 'name')).toBe('eve');
    const refused = await me({ token: 'bob', headers: { 'impersonate-user': 'eve', 'impersonate-group': 'system:masters' } });
    expect(messageOf(refused.body)).toBe('groups "system:masters" is forbidden: User "bob" cannot impersonate resource "groups" in API group "" at the cluster scope');
    const masters = await me({ headers: { 'impersonate-user': 'x', 'impersonate-group': 'a,b' } });
    expect(fieldOf(masters.body, 'groups')).toEqual(['a', 'b', 'system:authenticated']);
  });

  it('is a service account by its token, until it runs out or the account goes', async () => {
    const path = '/api/v1/namespaces/kube-public/serviceaccounts/robot';
    const asked = await here.ask('POST', `${path}/token`, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } });
    const token = String(fieldOf(asked.body, 'status', 'token'));
    expect(fieldOf(asked.body, 'status', 'expirationTimestamp')).toBe('2026-01-01T00:10:00Z');
    expect((await here.ask('GET', '/api/v1/namespaces/default/configmaps', undefined, { token })).code).toBe(200);
    expect((await here.ask('GET', '/api/v1/namespaces/default/secrets', undefined, { token })).code).toBe(403);
    expect(await localClient(here.store).whoIs(token)).toMatchObject({ user: 'system:serviceaccount:kube-public:robot', groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-public', 'system:authenticated'] });
    expect(await localClient(here.store).whoIs(`${token.slice(0, -2)}xx`)).toBeUndefined();
    now = new Date('2026-01-01T00:10:00Z');
    expect(await localClient(here.store).whoIs(token)).toBeUndefined();
    now = new Date('2026-01-01T00:05:00Z');
    expect(await localClient(here.store).whoIs(token)).toBeDefined();
    here.store.drop(R.ServiceAccount, 'robot', 'kube-public');
    expect(await localClient(here.store).whoIs(token)).toBeUndefined();
  });

  it('is nobody to the API when a token is meant for others', async () => {
    seed(here.store, [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'other', namespace: 'default' } }]);
    const asked = await here.ask('POST', '/api/v1/namespaces/default/serviceaccounts/other/token', { spec: { audiences: ['vault'] } });
    expect(await localClient(here.store).whoIs(String(fieldOf(asked.body, 'status', 'token')))).toBeUndefined();
  });
});
