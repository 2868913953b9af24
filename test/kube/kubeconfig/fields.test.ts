import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { bool, object, optional, stringList, strings } from '../../../src/kube/kubeconfig/fields.ts';
import { parseKubeconfig } from '../../../src/kube/kubeconfig/parse.ts';
import type { Kubeconfig } from '../../../src/kube/kubeconfig/types.ts';
import { fault } from '../api.ts';

const where = { file: 'config', at: 'users[0].user' };

describe('one field', () => {
  it.each([undefined, null, ''])('a string that is %j is not there', (value) => {
    expect(optional({ token: value }, 'token', where)).toBeUndefined();
  });

  it.each([undefined, null])('a boolean that is %j is false, a list empty, an object not there', (value) => {
    expect(bool({ key: value }, 'key', where)).toBe(false);
    expect(stringList({ key: value }, 'key', where)).toEqual([]);
    expect(object({ key: value }, 'key', where)).toBeUndefined();
  });

  it('keeps what is there', () => {
    expect(optional({ token: ' t ' }, 'token', where)).toBe(' t ');
    expect(bool({ key: true }, 'key', where)).toBe(true);
    expect(stringList({ key: ['a', ''] }, 'key', where)).toEqual(['a', '']);
    expect(object({ key: { a: 1 } }, 'key', where)).toEqual({ a: 1 });
  });

  it('of several gives those that are there', () => {
    const found = strings({ 'as-uid': '7', as: '' }, where, { asUid: 'as-uid', as: 'as', token: 'token' });
    expect(found).toEqual({ asUid: '7' });
    expect(Object.keys(found)).toEqual(['asUid']);
  });

  const kinds: [given: unknown, kind: string][] = [
    [7, 'a number'],
    [true, 'a boolean'],
    [[], 'a list'],
    [{}, 'an object'],
  ];

  it.each(kinds)('a string that is %j is named as %s', (given, kind) => {
    const read = (): unknown => optional({ token: given }, 'token', where);
    expect(read).toThrow(Failure);
    expect(read).toThrow(`config: users[0].user.token must be a string, not ${kind}.`);
  });

  it.each([['no', 'a string'], [0, 'a number'], [[], 'a list'], [{}, 'an object']])('a boolean that is %j is named as %s', (given, kind) => {
    expect(() => bool({ key: given }, 'key', where)).toThrow(`users[0].user.key must be true or false, not ${kind}.`);
  });

  const lists: [given: unknown, kind: string][] = [
    ['text', 'a string'],
    [7, 'a number'],
    [{}, 'an object'],
    [[7], 'a list with a number in it'],
    [['a', null], 'a list with null in it'],
    [[['a']], 'a list with a list in it'],
  ];
  it.each(lists)('a list of strings that is %j is named as %s', (given, kind) => {
    const read = (): unknown => stringList({ key: given }, 'key', where);
    expect(read).toThrow(`users[0].user.key must be a list of strings, not ${kind}.`);
  });

  it.each([['text', 'a string'], [7, 'a number'], [[], 'a list'], [false, 'a boolean']])('an object that is %j is named as %s', (given, kind) => {
    expect(() => object({ key: given }, 'key', where)).toThrow(`users[0].user.key must be an object, not ${kind}.`);
  });

  it('at the top of the file has no dot before it', () => {
    expect(() => optional({ 'current-context': 7 }, 'current-context', { file: 'f', at: '' })).toThrow('f: current-context must be');
  });
});

const config = (part: object): string => JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...part });
const cluster = (fields: object): object => ({ clusters: [{ name: 'ok', cluster: {} }, { name: 'c', cluster: fields }] });
const context = (fields: object): object => ({ contexts: [{ name: 'x', context: fields }] });
const user = (fields: object): object => ({ users: [{ name: 'u', user: fields }] });
const exec = (fields: object): object => user({ exec: { apiVersion: 'v1', command: 'c', ...fields } });

const texts: [path: string, part: (value: unknown) => object][] = [
  ['current-context', (value) => ({ 'current-context': value })],
  ['contexts[0].context.cluster', (value) => context({ cluster: value })],
  ['contexts[0].context.user', (value) => context({ user: value })],
  ['contexts[0].context.namespace', (value) => context({ namespace: value })],
  ['clusters[1].cluster.server', (value) => cluster({ server: value })],
  ['clusters[1].cluster.certificate-authority', (value) => cluster({ 'certificate-authority': value })],
  ['clusters[1].cluster.certificate-authority-data', (value) => cluster({ 'certificate-authority-data': value })],
  ['clusters[1].cluster.tls-server-name', (value) => cluster({ 'tls-server-name': value })],
  ['clusters[1].cluster.proxy-url', (value) => cluster({ 'proxy-url': value })],
  ['users[0].user.token', (value) => user({ token: value })],
  ['users[0].user.tokenFile', (value) => user({ tokenFile: value })],
  ['users[0].user.client-certificate', (value) => user({ 'client-certificate': value })],
  ['users[0].user.client-certificate-data', (value) => user({ 'client-certificate-data': value })],
  ['users[0].user.client-key', (value) => user({ 'client-key': value })],
  ['users[0].user.client-key-data', (value) => user({ 'client-key-data': value })],
  ['users[0].user.username', (value) => user({ username: value })],
  ['users[0].user.password', (value) => user({ password: value })],
  ['users[0].user.as', (value) => user({ as: value })],
  ['users[0].user.as-uid', (value) => user({ 'as-uid': value })],
  ['users[0].user.exec.command', (value) => exec({ command: value })],
  ['users[0].user.exec.apiVersion', (value) => exec({ apiVersion: value })],
  ['users[0].user.exec.interactiveMode', (value) => exec({ interactiveMode: value })],
  ['users[0].user.exec.installHint', (value) => exec({ installHint: value })],
];

describe('the fields of a kubeconfig', () => {
  it.each(texts)('%s must be a string', async (path, part) => {
    const given: [value: unknown, kind: string][] = [[7, 'a number'], [false, 'a boolean'], [['x'], 'a list'], [{ k: 'x' }, 'an object']];
    for (const [value, kind] of given) {
      const error = await fault(parseKubeconfig(config(part(value)), 'my/config'));
      expect(error).toMatchObject({
        outcome: 'input',
        message: `my/config: ${path} must be a string, not ${kind}.`,
      });
    }
  });

  const others: [path: string, part: (value: unknown) => object, value: unknown, must: string][] = [
    ['clusters[1].cluster.insecure-skip-tls-verify', (v) => cluster({ 'insecure-skip-tls-verify': v }), 'true', 'true or false, not a string'],
    ['users[0].user.as-groups', (v) => user({ 'as-groups': v }), 'admins', 'a list of strings, not a string'],
    ['users[0].user.as-groups', (v) => user({ 'as-groups': v }), [1], 'a list of strings, not a list with a number in it'],
    ['users[0].user.as-user-extra', (v) => user({ 'as-user-extra': v }), [], 'an object, not a list'],
    ['users[0].user.as-user-extra.scope', (v) => user({ 'as-user-extra': { scope: v } }), 'all', 'a list of strings, not a string'],
    ['users[0].user.exec', (v) => user({ exec: v }), 'aws', 'an object, not a string'],
    ['users[0].user.exec.args', (v) => exec({ args: v }), 'get-token', 'a list of strings, not a string'],
    ['users[0].user.exec.provideClusterInfo', (v) => exec({ provideClusterInfo: v }), 1, 'true or false, not a number'],
    ['users[0].user.auth-provider', (v) => user({ 'auth-provider': v }), 'oidc', 'an object, not a string'],
    ['users[0].user.auth-provider.name', (v) => user({ 'auth-provider': { name: v } }), 7, 'a string, not a number'],
    ['contexts[0].context', (v) => ({ contexts: [{ name: 'x', context: v }] }), 'y', 'an object, not a string'],
    ['clusters[0].cluster', (v) => ({ clusters: [{ name: 'x', cluster: v }] }), [], 'an object, not a list'],
    ['users[0].name', (v) => ({ users: [{ name: v }] }), 7, 'a string, not a number'],
    ['contexts[0]', (v) => ({ contexts: [v] }), 'x', 'an object with a name, not a string'],
  ];
  it.each(others)('%s', async (path, part, value, must) => {
    const error = await fault(parseKubeconfig(config(part(value)), 'config'));
    expect(error).toMatchObject({ outcome: 'input', message: `config: ${path} must be ${must}.` });
  });

  it.each(['contexts', 'clusters', 'users'])('%s must be a list, with every name once', async (list) => {
    expect((await fault(parseKubeconfig(config({ [list]: {} }), 'f'))).message).toBe(`f: "${list}" must be a list, not an object.`);
    const twice = { [list]: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] };
    expect((await fault(parseKubeconfig(config(twice), 'f'))).message).toBe(`f: ${list}[2] has the name "a" of an entry before it.`);
    await expect(parseKubeconfig(config({ [list]: null }), 'f')).resolves.toBeDefined();
  });
});

describe('what is read', () => {
  const read = async (part: object): Promise<Kubeconfig> => parseKubeconfig(config(part), '/etc/lab/config');

  it('is the whole of a cluster', async () => {
    const given = {
      server: 'https://api:6443',
      'certificate-authority': 'ca.crt',
      'tls-server-name': 'api.lab',
      'proxy-url': 'http://proxy:1',
      extensions: [{ name: 'e', extension: { a: 1 } }, 'rubbish', { extension: 'nameless' }],
    };
    expect((await read(cluster(given))).clusters.get('c')).toEqual({
      server: 'https://api:6443',
      insecureSkipTlsVerify: false,
      certificateAuthority: '/etc/lab/ca.crt',
      tlsServerName: 'api.lab',
      proxyUrl: 'http://proxy:1',
      extensions: [{ name: 'e', extension: { a: 1 } }],
    });
  });

  it('is the whole of a user', async () => {
    const given = {
      tokenFile: 'run/token',
      'client-certificate': '/abs/cert.pem',
      'client-key': '../key.pem',
      as: 'jane',
      'as-uid': '7',
      'as-groups': ['a', 'b'],
      'as-user-extra': { scope: ['x', 'y'] },
    };
    expect((await read(user(given))).users.get('u')).toEqual({
      tokenFile: '/etc/lab/run/token',
      clientCertificate: '/abs/cert.pem',
      clientKey: '/etc/key.pem',
      as: 'jane',
      asUid: '7',
      asGroups: ['a', 'b'],
      asUserExtra: { scope: ['x', 'y'] },
    });
  });

  const plugins: [given: object, read: object][] = [
    [{}, { command: 'c', args: [], env: [], provideClusterInfo: false, interactiveMode: 'IfAvailable' }],
    [{ command: './login' }, { command: '/etc/lab/login' }],
    [{ command: '/opt/login' }, { command: '/opt/login' }],
    [{ interactiveMode: 'Never' }, { interactiveMode: 'Never' }],
    [{ env: [{ name: 'A', value: '1' }, { name: 'B' }, { value: 'nameless' }, 7] }, { env: [{ name: 'A', value: '1' }, { name: 'B', value: '' }] }],
    [{ env: 'A=1' }, { env: [] }],
    [{ installHint: 'get it' }, { installHint: 'get it' }],
  ];
  it.each(plugins)('is the plugin %j as %j', async (given, expected) => {
    expect((await read(exec(given))).users.get('u')?.exec).toMatchObject(expected);
  });

  it('is the configuration of a provider, texts only', async () => {
    const provider = { name: 'oidc', config: { 'client-id': 'c', expires: 7, nested: {} } };
    expect((await read(user({ 'auth-provider': provider }))).users.get('u')?.authProvider).toEqual({ name: 'oidc', config: { 'client-id': 'c' } });
  });
});
