import { resolve as absolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadKubeconfig, type ConnectOptions, type Resolved } from '../../../src/kube/connect.ts';
import { fault, kubeconfig } from '../api.ts';

const TWO = {
  'current-context': 'dev',
  contexts: [
    { name: 'dev', context: { cluster: 'dev', user: 'jane', namespace: 'work' } },
    { name: 'prod', context: { cluster: 'prod', user: 'admin' } },
    { name: 'nobody', context: { cluster: 'dev' } },
    { name: 'nowhere', context: { user: 'jane' } },
    { name: 'lost', context: { cluster: 'gone', user: 'jane' } },
    { name: 'stranger', context: { cluster: 'dev', user: 'gone' } },
  ],
  clusters: [
    { name: 'dev', cluster: { server: 'https://dev:6443', 'certificate-authority': 'ca.pem', 'tls-server-name': 'api', 'proxy-url': 'http://proxy:1' } },
    { name: 'prod', cluster: { server: 'https://prod:6443', 'insecure-skip-tls-verify': true } },
    { name: 'bare', cluster: {} },
  ],
  users: [
    { name: 'jane', user: { tokenFile: 'token', as: 'boss', 'as-groups': ['g1', 'g2'], 'as-uid': 'u', 'as-user-extra': { reason: ['a', 'b'] } } },
    { name: 'admin', user: { 'client-certificate-data': 'Yw==', 'client-key-data': 'aw==' } },
  ],
};

const load = (more: Partial<ConnectOptions> = {}, text = JSON.stringify(TWO)): Promise<Resolved> => loadKubeconfig({ kubeconfigText: text, env: {}, home: '/nonexistent', warn: () => undefined, userAgent: 'x', ...more });

describe('the context', () => {
  it('is the current one, with all that it says', async () => {
    expect(await load()).toEqual({
      context: 'dev',
      clusterName: 'dev',
      userName: 'jane',
      namespace: 'work',
      credentials: 'tokenFile',
      cluster: { server: 'https://dev:6443', certificateAuthority: absolute('ca.pem'), tlsServerName: 'api', proxyUrl: 'http://proxy:1', insecureSkipTlsVerify: false, extensions: [] },
      user: { tokenFile: absolute('token'), as: 'boss', asGroups: ['g1', 'g2'], asUid: 'u', asUserExtra: { reason: ['a', 'b'] } },
    });
  });

  it.each<[Partial<ConnectOptions>, object]>([
    [{ context: 'prod' }, { context: 'prod', clusterName: 'prod', userName: 'admin', credentials: 'certificate' }],
    [{ cluster: 'prod' }, { context: 'dev', clusterName: 'prod', userName: 'jane' }],
    [{ user: 'admin' }, { context: 'dev', clusterName: 'dev', userName: 'admin' }],
    [{ context: 'nobody' }, { userName: '', credentials: 'none', cluster: { certificateAuthority: absolute('ca.pem'), tlsServerName: 'api' } }],
    [{ context: 'nobody', user: 'admin' }, { userName: 'admin', credentials: 'certificate' }],
    [{ context: 'nowhere', cluster: 'dev' }, { clusterName: 'dev', userName: 'jane' }],
    [{ context: 'lost', cluster: 'prod' }, { clusterName: 'prod' }],
    [{ context: 'stranger', user: 'jane' }, { userName: 'jane' }],
  ])('with the flags %j', async (flags, expected) => {
    expect(await load(flags)).toMatchObject(expected);
  });

  it.each<[Partial<ConnectOptions>, string]>([
    [{ context: 'test' }, 'The kubeconfig has no context "test"; it has "dev", "prod", "nobody", "nowhere", "lost", "stranger".'],
    [{ cluster: 'test' }, 'The kubeconfig has no cluster "test"; it has "dev", "prod", "bare".'],
    [{ user: 'test' }, 'The kubeconfig has no user "test"; it has "jane", "admin".'],
    [{ context: 'nowhere' }, 'The context "nowhere" of the kubeconfig names no cluster.'],
    [{ context: 'lost' }, 'The kubeconfig has no cluster "gone"; it has "dev", "prod", "bare".'],
    [{ context: 'stranger' }, 'The kubeconfig has no user "gone"; it has "jane", "admin".'],
    [{ cluster: 'bare' }, 'The cluster "bare" of the kubeconfig has no server.'],
  ])('that is not there is said, with what there is: %j', async (flags, message) => {
    expect(await fault(load(flags))).toMatchObject({ outcome: 'input', message });
  });

  it('must be chosen when none is current', async () => {
    const text = JSON.stringify({ ...TWO, 'current-context': '', contexts: TWO.contexts.slice(0, 2) });
    expect(await fault(load({}, text))).toMatchObject({ outcome: 'cluster', message: 'The kubeconfig has no current context; choose one with --context: "dev", "prod".' });
    expect(await load({ cluster: 'prod', user: 'jane' }, text)).toMatchObject({ context: '', clusterName: 'prod', userName: 'jane' });
  });
});

describe('flags', () => {
  it('put a CA in the place of the file\'s', async () => {
    const text = kubeconfig('https://c', {}, { 'certificate-authority': '/old.pem' });
    expect((await load({ certificateAuthority: 'new.pem' }, text)).cluster).toEqual({ server: 'https://c', certificateAuthority: absolute('new.pem'), insecureSkipTlsVerify: false, extensions: [] });
  });

  it('bring the verification back with a CA', async () => {
    expect((await load({ context: 'prod', certificateAuthority: '/ca.pem' })).cluster).toMatchObject({ certificateAuthority: '/ca.pem', insecureSkipTlsVerify: false });
  });

  it.each([{ token: 't' }, { username: 'u', password: 'p' }, { exec: { apiVersion: 'v', command: 'c' } }, { 'auth-provider': { name: 'oidc' } }, { tokenFile: '/old' }])('put a token file in the place of %j', async (user) => {
    const found = await load({ tokenFile: '/new' }, kubeconfig('https://c', { ...user, 'client-certificate': '/c', 'client-key': '/k' }));
    expect(found.user).toEqual({ tokenFile: '/new', clientCertificate: '/c', clientKey: '/k', asGroups: [], asUserExtra: {} });
    expect(found.credentials).toBe('tokenFile');
  });

  it('lay who is acted for over the file, field by field', async () => {
    expect((await load({ as: 'jim', asGroup: ['x'] })).user).toMatchObject({ as: 'jim', asGroups: ['x'], asUid: 'u', asUserExtra: { reason: ['a', 'b'] } });
    expect((await load({ asUid: 'v', asGroup: [] })).user).toMatchObject({ as: 'boss', asGroups: ['g1', 'g2'], asUid: 'v' });
  });

  it('change the name and the proxy', async () => {
    expect((await load({ tlsServerName: 'other', proxyUrl: 'http://p:2' })).cluster).toMatchObject({ tlsServerName: 'other', proxyUrl: 'http://p:2' });
  });
});

describe('what contradicts itself', () => {
  it.each<[object, object, Partial<ConnectOptions>, string, RegExp]>([
    [{}, { 'certificate-authority': '/ca', 'insecure-skip-tls-verify': true }, {}, 'input', /names a CA and skips the verification at once/],
    [{ token: 't', username: 'u' }, {}, {}, 'input', /both a token and a password/],
    [{ exec: { apiVersion: 'v', command: 'c' }, 'auth-provider': { name: 'oidc' } }, {}, {}, 'input', /both "exec" and "auth-provider"/],
    [{ 'client-certificate': '/c' }, {}, {}, 'input', /a client certificate without a key/],
    [{}, {}, { asGroup: ['g'] }, 'usage', /together with a user: add --as USER/],
    [{}, {}, { asUid: 'u' }, 'usage', /together with a user/],
    [{ 'as-user-extra': { a: ['b'] } }, {}, {}, 'usage', /together with a user/],
  ])('user %j, cluster %j, flags %j', async (user, cluster, flags, outcome, words) => {
    const error = await fault(load(flags, kubeconfig('https://c', user, cluster)));
    expect(error).toMatchObject({ outcome });
    expect(error.message).toMatch(words);
  });
});

describe('the kind of credentials', () => {
  it.each([
    [{}, 'none'],
    [{ token: 't' }, 'token'],
    [{ token: 't', tokenFile: '/f' }, 'tokenFile'],
    [{ token: 't', exec: { apiVersion: 'v', command: 'c' } }, 'token'],
    [{ username: 'u' }, 'basic'],
    [{ password: 'p' }, 'basic'],
    [{ exec: { apiVersion: 'v', command: 'c' } }, 'exec'],
    [{ exec: { apiVersion: 'v', command: 'c' }, 'client-certificate': '/c', 'client-key': '/k' }, 'exec'],
    [{ 'auth-provider': { name: 'oidc', config: { 'id-token': 'x' } } }, 'authProvider'],
    [{ 'client-certificate-data': 'x', 'client-key-data': 'y' }, 'certificate'],
    [{ token: '' }, 'none'],
  ])('of %j is %s', async (user, kind) => {
    expect((await load({}, kubeconfig('https://c', user))).credentials).toBe(kind);
  });
});

describe('paths', () => {
  it('of a plugin are relative to the kubeconfig, bare names are not', async () => {
    const exec = (command: string): object => ({ exec: { apiVersion: 'v', command, args: ['a'], env: [{ name: 'E', value: 'v' }, { name: 'F' }, 'odd'], installHint: 'get it', provideClusterInfo: true } });
    expect((await load({}, kubeconfig('https://c', exec('./bin/login')))).user.exec?.command).toBe(absolute('bin/login'));
    expect((await load({}, kubeconfig('https://c', exec('login')))).user.exec).toEqual({
      apiVersion: 'v',
      command: 'login',
      args: ['a'],
      env: [
        { name: 'E', value: 'v' },
        { name: 'F', value: '' },
      ],
      installHint: 'get it',
      provideClusterInfo: true,
      interactiveMode: 'IfAvailable',
    });
  });
});
