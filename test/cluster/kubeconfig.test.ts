import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as absolute } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import { connect, loadKubeconfig, type ConnectOptions, type Resolved } from '../../src/kube/connect.ts';
import { api, CA, json, linesOf, type Seen } from '../kube/api.ts';

/** The reference, built from test/cluster/kubectl; the lane that runs this folder sets it. */
const KUBECTL = process.env['KUBECTL'] ?? '';
const dir = mkdtempSync(join(tmpdir(), 'differential-'));
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const client = CA.issue({ commonName: 'system:admin', organizations: ['system:masters'], client: true });

beforeAll(() => {
  if (!existsSync(KUBECTL)) throw new Error('KUBECTL must name the kubectl that is built from test/cluster/kubectl.');
});
afterAll(() => rmSync(dir, { recursive: true }));

interface Run {
  code: number;
  out: string;
  err: string;
}

function kubectl(args: string[], env: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    const done = execFile(KUBECTL, args, { cwd: dir, env: { PATH: process.env['PATH'], HOME: dir, ...env } }, (error, out, err) => resolve({ code: error === null ? 0 : 1, out, err }));
    done.stdin?.end();
  });
}

const write = (name: string, content: string): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};

write('ca.pem', CA.cert);
write('client.pem', client.cert);
write('client.key', client.key);
write('token', 'from-file\n');

const TWO = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'dev',
  contexts: [
    { name: 'dev', context: { cluster: 'dev', user: 'token', namespace: 'work' } },
    { name: 'prod', context: { cluster: 'prod', user: 'cert-files' } },
    { name: 'data', context: { cluster: 'data', user: 'cert-data' } },
    { name: 'nobody', context: { cluster: 'dev' } },
    { name: 'acting', context: { cluster: 'skip', user: 'acting' } },
    { name: 'basic', context: { cluster: 'proxy', user: 'basic' } },
    { name: 'file', context: { cluster: 'dev', user: 'file' } },
    { name: 'plugin', context: { cluster: 'dev', user: 'plugin' } },
  ],
  clusters: [
    { name: 'dev', cluster: { server: 'https://dev.example:6443', 'certificate-authority': 'ca.pem' } },
    { name: 'prod', cluster: { server: 'https://prod.example:6443', 'certificate-authority': join(dir, 'ca.pem'), 'tls-server-name': 'api.prod' } },
    { name: 'data', cluster: { server: 'https://data.example/k8s/c', 'certificate-authority-data': base64(CA.cert) } },
    { name: 'skip', cluster: { server: 'https://skip.example', 'insecure-skip-tls-verify': true } },
    { name: 'proxy', cluster: { server: 'http://plain.example:8080', 'proxy-url': 'http://proxy.example:3128' } },
  ],
  users: [
    { name: 'token', user: { token: 'dev-token' } },
    { name: 'file', user: { tokenFile: 'token' } },
    { name: 'cert-files', user: { 'client-certificate': 'client.pem', 'client-key': './client.key' } },
    { name: 'cert-data', user: { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) } },
    { name: 'basic', user: { username: 'jane', password: 'secret' } },
    { name: 'acting', user: { token: 't', as: 'jane', 'as-uid': 'u', 'as-groups': ['a', 'b'], 'as-user-extra': { why: ['x', 'y'] } } },
    { name: 'plugin', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './bin/login', args: ['x'], env: [{ name: 'A', value: 'b' }], interactiveMode: 'Never', provideClusterInfo: true } } },
  ],
};
const one = (name: string, server: string, current = name): string =>
  `apiVersion: v1\nkind: Config\ncurrent-context: "${current}"\nclusters:\n- {name: c, cluster: {server: "${server}"}}\nusers:\n- {name: u, user: {token: ${name}}}\ncontexts:\n- {name: ${name}, context: {cluster: c, user: u}}\n`;

const two = write('two', JSON.stringify(TWO));
const first = write('first', one('first', 'https://first'));
const second = write('second', one('second', 'https://second'));
const noCurrent = write('no-current', one('third', 'https://third', ''));
const empty = write('empty', '');
const halves = write('halves', 'apiVersion: v1\nkind: Config\nusers:\n- {name: u, user: {as: jane}}\n');
const twice = write('twice', `${one('twice', 'https://twice')}- {name: twice, context: {cluster: gone, user: gone}}\n`);

const PATHS = new Set(['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']);

/** `config view` shows file names as they are written; all kubeconfigs here lie in one folder. */
const whole = (fields: object | undefined): Record<string, unknown> => Object.fromEntries(Object.entries(fields ?? {}).map(([key, value]) => [key, PATHS.has(key) && typeof value === 'string' ? absolute(dir, value) : (value as unknown)]));

/** What `config view` says, in the shape of our own resolved view. */
function seenByKubectl(text: string): object {
  const view = JSON.parse(text) as typeof TWO;
  const context = view.contexts[0]!;
  const cluster = whole(view.clusters?.[0]?.cluster);
  const user = whole(view.users?.[0]?.user);
  return { context: context.name, namespace: context.context.namespace, clusterName: context.context.cluster, userName: context.context.user ?? '', cluster, user };
}

/** Our own view, in the words of a kubeconfig. */
function seenByUs({ context, namespace, clusterName, userName, cluster, user }: Resolved): object {
  const given = (fields: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0) && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)));
  const { exec } = user;
  return {
    context,
    namespace,
    clusterName,
    userName,
    cluster: given({ server: cluster.server, 'certificate-authority': cluster.certificateAuthority, 'certificate-authority-data': cluster.certificateAuthorityData, 'tls-server-name': cluster.tlsServerName, 'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify, 'proxy-url': cluster.proxyUrl }),
    user: given({
      token: user.token,
      tokenFile: user.tokenFile,
      'client-certificate': user.clientCertificate,
      'client-certificate-data': user.clientCertificateData,
      'client-key': user.clientKey,
      'client-key-data': user.clientKeyData,
      username: user.username,
      password: user.password,
      as: user.as,
      'as-uid': user.asUid,
      'as-groups': user.asGroups,
      'as-user-extra': user.asUserExtra,
      exec: exec === undefined ? undefined : exec,
    }),
  };
}

const ours = (more: Partial<ConnectOptions>): Promise<Resolved> => loadKubeconfig({ env: {}, home: dir, warn: () => undefined, userAgent: 'x', ...more });

describe('the resolved view equals kubectl config view --raw --minify', () => {
  it.each<[string, string[], Record<string, string>, Partial<ConnectOptions>]>([
    ...TWO.contexts.filter((c) => c.name !== 'plugin').map((c): [string, string[], Record<string, string>, Partial<ConnectOptions>] => [`context ${c.name}`, ['--kubeconfig', two, '--context', c.name], {}, { kubeconfig: two, context: c.name }]),
    ['the current context', ['--kubeconfig', two], {}, { kubeconfig: two }],
    ['KUBECONFIG', [], { KUBECONFIG: two }, {}],
    ['first of two', [], { KUBECONFIG: `${first}:${second}` }, {}],
    ['second of two', ['--context', 'second'], { KUBECONFIG: `${first}:${second}` }, { context: 'second' }],
    ['the other way round', [], { KUBECONFIG: `${second}:${first}` }, {}],
    ['a missing file', [], { KUBECONFIG: `${join(dir, 'missing')}:${second}` }, {}],
    ['an empty file', [], { KUBECONFIG: `${empty}:${second}` }, {}],
    ['empty words in the list', [], { KUBECONFIG: `:${first}::` }, {}],
    ['a file without a current context before one with', [], { KUBECONFIG: `${noCurrent}:${second}` }, {}],
    ['entries of one name with other fields', [], { KUBECONFIG: `${halves}:${first}` }, {}],
    ['the flag before KUBECONFIG', ['--kubeconfig', first], { KUBECONFIG: second }, { kubeconfig: first }],
  ])('%s', async (_name, args, env, options) => {
    const { out, err } = await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json', ...args], env);
    expect(err).toBe('');
    expect(seenByUs(await ours({ env, ...options }))).toEqual(seenByKubectl(out));
  });

  it('a plugin, whose command is relative to the file', async () => {
    const view = await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json', '--kubeconfig', two, '--context', 'plugin']);
    const theirs = seenByKubectl(view.out) as { user: { exec: Record<string, unknown> } };
    const { exec } = (await ours({ kubeconfig: two, context: 'plugin' })).user;
    expect(exec).toEqual({ ...theirs.user.exec, command: join(dir, 'bin/login') });
  });

  it.each<[string, string[], Partial<ConnectOptions>]>([
    ['an unknown context', ['--kubeconfig', two, '--context', 'gone'], { kubeconfig: two, context: 'gone' }],
    ['a file that is not there', ['--kubeconfig', join(dir, 'missing')], { kubeconfig: join(dir, 'missing') }],
    ['broken YAML', ['--kubeconfig', write('broken', 'users: [')], { kubeconfig: join(dir, 'broken') }],
    ['a token that is a number', ['--kubeconfig', write('number', 'apiVersion: v1\nkind: Config\nusers: [{name: u, user: {token: 123}}]')], { kubeconfig: join(dir, 'number') }],
    ['a name that is there twice', ['--kubeconfig', twice], { kubeconfig: twice }],
    ['no current context', ['--kubeconfig', noCurrent], { kubeconfig: noCurrent }],
  ])('both refuse %s', async (_name, args, options) => {
    expect((await kubectl(['config', 'view', '--raw', '--minify', ...args])).code).toBe(1);
    await expect(ours(options)).rejects.toThrow();
  });
});

describe('a request of both carries the same identity', () => {
  const shown = (seen: Seen | undefined): object => ({
    path: seen?.path,
    certificate: seen?.certificate,
    authorization: linesOf(seen, 'Authorization'),
    user: linesOf(seen, 'Impersonate-User'),
    uid: linesOf(seen, 'Impersonate-Uid'),
    groups: linesOf(seen, 'Impersonate-Group'),
    extra: (seen?.lines ?? []).filter(([name]) => /^impersonate-extra-/i.test(name)).map(([name, value]) => `${name.toLowerCase()}: ${value}`).toSorted((a, b) => a.localeCompare(b)),
  });
  const plugin = write('plugin.cjs', `console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 'plugin-' + JSON.parse(process.env.KUBERNETES_EXEC_INFO).spec.cluster['tls-server-name'] } }))`);

  it.each<[string, object, object, string[], Partial<ConnectOptions>]>([
    ['a token', { token: 'abc' }, {}, [], {}],
    ['a token file', { tokenFile: 'token' }, {}, [], {}],
    ['a token file and a token', { token: 'abc', tokenFile: 'token' }, {}, [], {}],
    ['a password', { username: 'jane', password: 'pä:ss' }, {}, [], {}],
    ['certificate data', { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) }, {}, [], {}],
    ['certificate files', { 'client-certificate': 'client.pem', 'client-key': 'client.key' }, {}, [], {}],
    ['a certificate and a token', { token: 'abc', 'client-certificate': 'client.pem', 'client-key': 'client.key' }, {}, [], {}],
    ['somebody else', { token: 'a', as: 'jane', 'as-uid': 'u', 'as-groups': ['g 1', 'g,2'], 'as-user-extra': { 'a/b': ['1', '2'], 'Ünï%': ['x'] } }, {}, [], {}],
    ['somebody else by flag', { token: 'a' }, {}, ['--as', 'jim', '--as-group', 'x', '--as-group', 'y', '--as-uid', '7'], { as: 'jim', asGroup: ['x', 'y'], asUid: '7' }],
    ['flags over the file', { token: 'a', as: 'jane', 'as-groups': ['g'] }, {}, ['--as', 'jim'], { as: 'jim' }],
    ['a CA file', { token: 'a' }, { 'certificate-authority-data': undefined, 'certificate-authority': 'ca.pem' }, [], {}],
    ['a CA by flag', { token: 'a' }, { 'certificate-authority-data': undefined }, ['--certificate-authority', join(dir, 'ca.pem')], { certificateAuthority: join(dir, 'ca.pem') }],
    ['another name', { token: 'a' }, { 'tls-server-name': 'localhost' }, [], {}],
    ['another name by flag', { token: 'a' }, { 'tls-server-name': 'wrong.example' }, ['--tls-server-name', 'localhost'], { tlsServerName: 'localhost' }],
    ['no verification', { token: 'a' }, { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true }, [], {}],
    ['a plugin', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [plugin], interactiveMode: 'Never', provideClusterInfo: true } }, { 'tls-server-name': 'localhost' }, [], {}],
    ['a plugin and a token', { token: 'a', exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/nonexistent', interactiveMode: 'Never' } }, {}, [], {}],
  ])('%s', async (name, user, cluster, args, flags) => {
    const server = await api((_seen, response) => json(response, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }), { clientCa: CA.cert });
    const path = write(
      `made-${name.replaceAll(' ', '-')}`,
      JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'x', contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority-data': base64(CA.cert), ...cluster } }], users: [{ name: 'u', user }] }),
    );
    const theirs = await kubectl(['get', '--raw', '/api/v1/nodes/n', '--kubeconfig', path, ...args]);
    expect(theirs).toMatchObject({ code: 0 });
    const kube = await connect({ kubeconfig: path, env: {}, home: dir, warn: () => undefined, userAgent: 'x', ...flags });
    await kube.get(ref(R.Node, 'n'));
    kube.close();
    expect(server.seen).toHaveLength(2);
    expect(shown(server.seen[1])).toEqual(shown(server.seen[0]));
  });

  it('where the user has nothing, kubectl asks for a name and we go without', async () => {
    const server = await api((_seen, response) => json(response, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }));
    const path = write('nobody', JSON.stringify({ ...TWO, 'current-context': 'dev', contexts: [{ name: 'dev', context: { cluster: 'c' } }], clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority': 'ca.pem' } }], users: [] }));
    expect((await kubectl(['get', '--raw', '/api/v1/nodes/n', '--kubeconfig', path])).out).toContain('Please enter Username');
    const kube = await connect({ kubeconfig: path, env: {}, home: dir, warn: () => undefined, userAgent: 'x' });
    await kube.get(ref(R.Node, 'n'));
    kube.close();
    expect(server.seen.map((seen) => linesOf(seen, 'Authorization'))).toEqual([[]]);
  });

  it.each<[string, object, object, string[], Partial<ConnectOptions>]>([
    ['an unknown authority', { token: 'a' }, { 'certificate-authority-data': undefined }, [], {}],
    ['another name', { token: 'a' }, { 'tls-server-name': 'wrong.example' }, [], {}],
    ['a token and a password', { token: 'a', username: 'u', password: 'p' }, {}, [], {}],
    ['a CA and no verification', { token: 'a' }, { 'insecure-skip-tls-verify': true }, [], {}],
    ['a certificate without a key', { 'client-certificate': 'client.pem' }, {}, [], {}],
    ['a missing CA file', {}, { 'certificate-authority-data': undefined, 'certificate-authority': 'gone.pem' }, [], {}],
    ['a missing token file', { tokenFile: 'gone' }, {}, [], {}],
    ['groups without a user', { token: 'a', 'as-groups': ['g'] }, {}, [], {}],
    ['a plugin that is not there', { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './gone', interactiveMode: 'Never' } }, {}, [], {}],
  ])('and neither sends one with %s', async (name, user, cluster, args, flags) => {
    const server = await api((_seen, response) => json(response, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }));
    const path = write(`bad-${name.replaceAll(' ', '-')}`, JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'x', contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority-data': base64(CA.cert), ...cluster } }], users: [{ name: 'u', user }] }));
    expect((await kubectl(['get', '--raw', '/api/v1/nodes/n', '--kubeconfig', path, ...args])).code).toBe(1);
    const asking = connect({ kubeconfig: path, env: {}, home: dir, warn: () => undefined, userAgent: 'x', ...flags }).then(async (kube) => kube.get(ref(R.Node, 'n')).finally(() => kube.close()));
    await expect(asking).rejects.toThrow();
    expect(server.seen).toEqual([]);
  });
});
