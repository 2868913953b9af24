import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKubeconfig, type ConnectOptions, type Resolved } from '../../../src/kube/connect.ts';
import { fault } from '../api.ts';

const root = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
afterAll(() => rmSync(root, { recursive: true }));

let n = 0;

/** Writes files into a directory of their own and gives their paths. */
function files<K extends string>(contents: Record<K, string>): Record<K, string> & { dir: string } {
  const dir = join(root, String(n++));
  const paths: Record<string, string> = { dir };
  for (const [name, content] of Object.entries<string>(contents)) {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    paths[name] = path;
  }
  return paths as Record<K, string> & { dir: string };
}

const load = (more: Partial<ConnectOptions>): Promise<Resolved> => loadKubeconfig({ env: {}, home: '/nonexistent', warn: () => undefined, userAgent: 'x', ...more });

/** One cluster, user and context, all with the same name. */
const whole = (name: string, current = name, server = `https://${name}.example:6443`): string =>
  `apiVersion: v1\nkind: Config\ncurrent-context: ${current}\nclusters:\n- name: ${name}\n  cluster: {server: "${server}"}\nusers:\n- name: ${name}\n  user: {token: ${name}-token}\ncontexts:\n- name: ${name}\n  context: {cluster: ${name}, user: ${name}, namespace: ${name}-ns}\n`;

describe('where the kubeconfig is', () => {
  it('is the flag before KUBECONFIG before the home directory', async () => {
    const f = files({ flag: whole('flag'), env: whole('env'), 'home/.kube/config': whole('home') });
    const home = join(f.dir, 'home');
    expect((await load({ kubeconfig: f.flag, env: { KUBECONFIG: f.env }, home })).context).toBe('flag');
    expect((await load({ env: { KUBECONFIG: f.env }, home })).context).toBe('env');
    expect((await load({ home })).context).toBe('home');
    expect((await load({ env: { KUBECONFIG: '' }, home })).context).toBe('home');
  });

  it('may be given as text', async () => {
    expect(await load({ kubeconfigText: whole('sandbox'), kubeconfig: '/nonexistent' })).toMatchObject({ context: 'sandbox', cluster: { server: 'https://sandbox.example:6443' } });
  });

  it('is not merged with others when the flag names it', async () => {
    const f = files({ flag: 'current-context: env', env: whole('env') });
    expect((await fault(load({ kubeconfig: f.flag, env: { KUBECONFIG: f.env } }))).message).toBe('The kubeconfig has no context "env"; it has none.');
  });

  it('must exist when the flag names it', async () => {
    expect(await fault(load({ kubeconfig: '/nonexistent/config' }))).toMatchObject({ outcome: 'input', message: 'The kubeconfig /nonexistent/config does not exist.' });
  });

  it('must be readable', async () => {
    expect(await fault(load({ kubeconfig: root }))).toMatchObject({ outcome: 'input', message: `The kubeconfig ${root} cannot be read (EISDIR).` });
  });
});

describe('several files', () => {
  it('give what the first of them says, skipping missing and empty ones', async () => {
    const f = files({ a: whole('a'), empty: '', b: whole('b') });
    const KUBECONFIG = ['', '/nonexistent', f.empty, f.a, f.b, f.a].join(':');
    expect((await load({ env: { KUBECONFIG } })).context).toBe('a');
    expect((await load({ env: { KUBECONFIG }, context: 'b' })).cluster.server).toBe('https://b.example:6443');
  });

  it('do not mix the fields of two entries with one name', async () => {
    const f = files({
      a: 'current-context: x\nusers: [{name: u, user: {as: jane}}]\n',
      b: 'clusters: [{name: c, cluster: {server: "https://c"}}]\nusers: [{name: u, user: {token: t}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n',
    });
    expect(await load({ env: { KUBECONFIG: `${f.a}:${f.b}` } })).toMatchObject({ user: { as: 'jane' }, credentials: 'none' });
  });

  it('may have a name once each', async () => {
    const f = files({ a: `${whole('a')}- name: a\n  context: {cluster: other, user: other}\n` });
    expect(await fault(load({ kubeconfig: f.a }))).toMatchObject({ outcome: 'input', message: `${f.a}: contexts[1] has the name "a" of an entry before it.` });
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['broken YAML', 'clusters:\n- name: c\n  cluster: {server: "https://c"\nusers: [{user: {token: hunter2}}]', /is not valid YAML at line \d+, column \d+ \([A-Z_]+\)\.$/],
    ['broken JSON', '{"users":[{"name":"u","user":{"token":"hunter2"}}', /is not valid YAML at line 1, column \d+/],
    ['two documents', 'token: hunter2\n---\na: b\n', /is not valid YAML/],
    ['text', 'hunter2', /is not a kubeconfig: it holds no object/],
    ['a list', '[hunter2]', /is not a kubeconfig/],
    ['clusters that are no list', 'clusters: {hunter2: x}', /: "clusters" must be a list, not an object\.$/],
    ['a user that is text', 'users: [hunter2]', /: users\[0\] must be an object with a name, not a string\.$/],
    ['a user whose body is text', 'users: [{name: u, user: hunter2}]', /: users\[0\]\.user must be an object, not a string\.$/],
    ['a token that is a number', 'users: [{name: u, user: {token: 12345}}]', /: users\[0\]\.user\.token must be a string, not a number\.$/],
    ['groups that are text', 'users: [{name: u, user: {as-groups: hunter2}}]', /: users\[0\]\.user\.as-groups must be a list of strings, not a string\.$/],
    ['extras that are no lists', 'users: [{name: u, user: {as-user-extra: {k: hunter2}}}]', /as-user-extra\.k must be a list of strings/],
    ['a truth that is text', 'clusters: [{name: c, cluster: {insecure-skip-tls-verify: "yes"}}]', /clusters\[0\]\.cluster\.insecure-skip-tls-verify must be true or false, not a string/],
    ['exec without a command', 'users: [{name: u, user: {exec: {apiVersion: v1}}}]', /: users\[0\]\.user\.exec needs both "command" and "apiVersion"/],
    ['exec of an unknown mode', 'users: [{name: u, user: {exec: {apiVersion: v1, command: x, interactiveMode: Sometimes}}}]', /interactiveMode must be one of Never, IfAvailable, Always/],
    ['exec that is a list', 'users: [{name: u, user: {exec: []}}]', /users\[0\]\.user\.exec must be an object, not a list/],
  ])('%s is named with its place, never repeated', async (_name, content, words) => {
    const f = files({ bad: content });
    const error = await fault(load({ kubeconfig: f.bad }));
    expect(error).toMatchObject({ name: 'Failure', outcome: 'input' });
    expect(error.message.startsWith(f.bad)).toBe(true);
    expect(error.message).toMatch(words);
    expect(`${error.message}${String(error.stack)}`).not.toContain('hunter2');
  });

  it('is an error in a list of files too', async () => {
    const f = files({ good: whole('a'), bad: '{' });
    expect(await fault(load({ env: { KUBECONFIG: `${f.good}:${f.bad}` } }))).toMatchObject({ outcome: 'input' });
  });
});

describe('no kubeconfig', () => {
  it.each<[string, Partial<ConnectOptions>, string]>([
    ['no file at all', { home: '/nonexistent' }, '/nonexistent/.kube/config'],
    ['none of the listed files', { env: { KUBECONFIG: '/nonexistent/a:/nonexistent/b' } }, '/nonexistent/a, /nonexistent/b'],
  ])('%s: says what was looked at and what to do', async (_name, options, looked) => {
    expect(await fault(load(options))).toMatchObject({
      outcome: 'cluster',
      message: `There is no kubeconfig that says where the cluster is (looked at ${looked}).`,
      remedy: 'oc login https://API-ADDRESS:6443, or name a kubeconfig with --kubeconfig FILE',
    });
  });

  it.each(['', '\n', '# nothing\n', '---\n', '{}', 'apiVersion: v1\nkind: Config\n', 'null'])('an empty file is none: %j', async (content) => {
    const f = files({ a: content });
    expect(await fault(load({ kubeconfig: f.a }))).toMatchObject({ outcome: 'cluster' });
  });
});

describe('in a pod', () => {
  const pod = (): { dir: string } => files({ token: 'pod-token\n', 'ca.crt': 'CA', namespace: 'ci\n' });
  const env = { KUBERNETES_SERVICE_HOST: '172.30.0.1', KUBERNETES_SERVICE_PORT: '443' };

  it('is the service account', async () => {
    const { dir } = pod();
    expect(await load({ env, serviceAccountDir: dir })).toMatchObject({
      context: 'in-cluster',
      namespace: 'ci',
      credentials: 'tokenFile',
      cluster: { server: 'https://172.30.0.1:443', certificateAuthority: join(dir, 'ca.crt'), insecureSkipTlsVerify: false },
      user: { tokenFile: join(dir, 'token') },
    });
  });

  it('is asked at an IPv6 address too', async () => {
    expect((await load({ env: { ...env, KUBERNETES_SERVICE_HOST: 'fd00::1' }, serviceAccountDir: pod().dir })).cluster.server).toBe('https://[fd00::1]:443');
  });

  it('acts for somebody else when a flag says so', async () => {
    expect((await load({ env, serviceAccountDir: pod().dir, as: 'jane' })).user.as).toBe('jane');
  });

  it.each<[string, Partial<ConnectOptions>]>([
    ['a kubeconfig is named that is not there', { env: { ...env, KUBECONFIG: '/nonexistent/config' } }],
    ['there is no address', { env: { KUBERNETES_SERVICE_HOST: '172.30.0.1' } }],
    ['there is no token', { env, serviceAccountDir: '/nonexistent' }],
  ])('is not taken when %s', async (_name, options) => {
    expect(await fault(load({ serviceAccountDir: pod().dir, ...options }))).toMatchObject({ outcome: 'cluster' });
  });

  it('gives way to a kubeconfig', async () => {
    const f = files({ a: whole('a') });
    expect((await load({ env: { ...env, KUBECONFIG: f.a }, serviceAccountDir: pod().dir })).context).toBe('a');
  });
});
