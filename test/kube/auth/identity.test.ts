import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { api, CA, config, fault, json, kubeconfig, linesOf, open, OTHER_CA, refuse } from '../api.ts';

const what = ref(R.Node, 'n');
const dir = mkdtempSync(join(tmpdir(), 'identity-'));
afterAll(() => rmSync(dir, { recursive: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const admin = CA.issue({ commonName: 'system:admin', organizations: ['system:masters'], client: true });
const echo: Parameters<typeof api>[0] = (seen, response) => json(response, seen.query['watch'] === 'true' ? { type: 'ADDED', object: config() } : config());

describe('the headers of a user', () => {
  it.each([
    [{}, undefined],
    [{ token: 'sha256~a' }, 'Bearer sha256~a'],
    [{ username: 'jane', password: 'pä:ss' }, `Basic ${base64('jane:pä:ss')}`],
    [{ username: 'jane' }, `Basic ${base64('jane:')}`],
  ])('%j', async (user, authorization) => {
    const server = await api(echo);
    const { kube } = await open(kubeconfig(server.url, user));
    await kube.get(what);
    expect(server.seen[0]?.headers.authorization).toBe(authorization);
  });

  it('name whom to act for: one line for each group and each extra', async () => {
    const server = await api(echo);
    const { kube } = await open(kubeconfig(server.url, { token: 't', as: 'jane', 'as-uid': 'u-1', 'as-groups': ['dev', 'ops, on call'], 'as-user-extra': { 'example.com/why': ['a', 'b'], 'Über%': ['c'] } }));
    await kube.get(what);
    expect(linesOf(server.seen[0], 'Impersonate-User')).toEqual(['jane']);
    expect(linesOf(server.seen[0], 'Impersonate-Uid')).toEqual(['u-1']);
    expect(linesOf(server.seen[0], 'Impersonate-Group')).toEqual(['dev', 'ops, on call']);
    expect(linesOf(server.seen[0], 'Impersonate-Extra-example.com%2Fwhy')).toEqual(['a', 'b']);
    expect(linesOf(server.seen[0], 'Impersonate-Extra-%C3%9Cber%25')).toEqual(['c']);
    expect(server.seen[0]?.headers.authorization).toBe('Bearer t');
  });

  it('go with writes and watches too', async () => {
    const server = await api(echo);
    const { kube } = await open(kubeconfig(server.url), { as: 'jane', asGroup: ['a', 'b'] });
    await kube.patch(what, {});
    for await (const _event of kube.watch(R.Node)) break;
    for (const seen of server.seen) expect([linesOf(seen, 'Impersonate-User'), linesOf(seen, 'Impersonate-Group')]).toEqual([['jane'], ['a', 'b']]);
    expect(server.seen).toHaveLength(2);
  });
});

describe('a client certificate', () => {
  it.each([
    ['data', { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) }],
    ['files', { 'client-certificate': file('c.pem', admin.cert), 'client-key': file('k.pem', admin.key) }],
    ['data before files', { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key), 'client-certificate': '/nonexistent', 'client-key': '/nonexistent' }],
  ])('from %s is shown on every connection', async (_name, user) => {
    const server = await api(echo, { clientCa: CA.cert });
    const { kube } = await open(kubeconfig(server.url, user));
    await Promise.all([kube.get(what), kube.get(what), kube.list(R.Pod).catch(() => undefined)]);
    for await (const _event of kube.watch(R.Node)) break;
    expect(server.seen.map((s) => [s.certificate, s.headers.authorization])).toEqual(Array.from({ length: 4 }, () => ['system:admin', undefined]));
  });

  it('goes together with acting for somebody', async () => {
    const server = await api(echo, { clientCa: CA.cert });
    const { kube } = await open(kubeconfig(server.url, { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) }), { as: 'jane' });
    await kube.get(what);
    expect([server.seen[0]?.certificate, linesOf(server.seen[0], 'Impersonate-User')]).toEqual(['system:admin', ['jane']]);
  });

  it.each([
    ['a missing file', { 'client-certificate': '/nonexistent/c.pem', 'client-key': '/nonexistent/k.pem' }, 'The client certificate of the user "admin" cannot be read: /nonexistent/c.pem (ENOENT).'],
    ['no PEM', { 'client-certificate-data': base64('nonsense'), 'client-key-data': base64('hunter2') }, /^The client certificate, its key or the CA of the kubeconfig cannot be used \(\w+\)\.$/],
    ['the key of another', { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(OTHER_CA.key) }, /^The client certificate, its key or the CA of the kubeconfig cannot be used/],
  ])('that is %s is bad input', async (_name, user, words) => {
    const server = await api(echo);
    const error = await fault(open(kubeconfig(server.url, user)).then(({ kube }) => kube.get(what)));
    expect(error).toMatchObject({ name: 'Failure', outcome: 'input' });
    expect(error.message).toMatch(words);
    expect(`${error.message}${String(error.stack)}`).not.toContain('hunter2');
  });
});

describe('the CA', () => {
  it('may be a file, and several in one', async () => {
    const server = await api(echo);
    const { kube } = await open(kubeconfig(server.url, {}, { 'certificate-authority-data': undefined, 'certificate-authority': file('ca.pem', `# ours\n${OTHER_CA.cert}\n${CA.cert}`) }));
    expect(await kube.get(what)).toEqual(config());
  });

  it('may come by flag', async () => {
    const server = await api(echo);
    const { kube } = await open(kubeconfig(server.url, {}, { 'certificate-authority-data': base64(OTHER_CA.cert) }), { certificateAuthority: file('flag.pem', CA.cert) });
    expect(await kube.get(what)).toEqual(config());
  });

  it.each([
    [{ 'certificate-authority-data': undefined, 'certificate-authority': '/nonexistent/ca.pem' }, 'The CA of the cluster "c" cannot be read: /nonexistent/ca.pem (ENOENT).'],
    [{ 'certificate-authority-data': base64('nonsense') }, 'The CA of the cluster "c" is not a PEM certificate.'],
  ])('that cannot be used is bad input: %j', async (cluster, message) => {
    expect(await fault(open(kubeconfig('https://127.0.0.1:1', {}, cluster)))).toMatchObject({ outcome: 'input', message });
  });
});

describe('the server', () => {
  it.each(['ftp://x', 'https://', 'https://a b'])('%s is refused', async (address) => {
    expect(await fault(open(kubeconfig(address)))).toMatchObject({ outcome: 'input', message: 'The server of the cluster "c" in the kubeconfig must be an http or https URL.' });
  });

  it('without a scheme is http, as for kubectl', async () => {
    const server = await api(echo, { plain: true });
    const { kube } = await open(kubeconfig(`127.0.0.1:${server.port}`));
    expect(await kube.get(what)).toEqual(config());
  });
});

describe('a token file', () => {
  it('is read again while it is used, and a lost file leaves the last token', async () => {
    const path = file('token', 'one\n');
    const server = await api(echo);
    const { kube, clock } = await open(kubeconfig(server.url, { tokenFile: path }));
    const use = async (): Promise<string | undefined> => {
      await kube.get(what);
      return server.seen.at(-1)?.headers.authorization;
    };
    expect(await use()).toBe('Bearer one');
    writeFileSync(path, 'two');
    clock.forward(5_000);
    expect(await use()).toBe('Bearer one');
    clock.forward(6_000);
    expect(await use()).toBe('Bearer two');
    writeFileSync(path, '');
    clock.forward(11_000);
    expect(await use()).toBe('Bearer two');
    rmSync(path);
    clock.forward(11_000);
    expect(await use()).toBe('Bearer two');
  });

  it('is read at once when the token is refused', async () => {
    const path = file('stale', 'old');
    const server = await api((seen, response) => (seen.headers.authorization === 'Bearer new' ? json(response, config()) : refuse(response, 401, 'Unauthorized', 'Unauthorized')));
    const { kube } = await open(kubeconfig(server.url, { tokenFile: path }), { as: 'jane' });
    await fault(kube.get(what));
    expect(server.seen).toHaveLength(1);
    writeFileSync(path, 'new');
    expect(await kube.get(what)).toEqual(config());
    expect(server.seen.map((s) => [s.headers.authorization, s.headers['impersonate-user']])).toEqual([['Bearer old', 'jane'], ['Bearer old', 'jane'], ['Bearer new', 'jane']]);
  });

  it('comes by flag before the kubeconfig', async () => {
    const server = await api(echo);
    const { kube } = await open(kubeconfig(server.url, { token: 'theirs' }), { tokenFile: file('mine', 'mine') });
    await kube.get(what);
    expect(server.seen[0]?.headers.authorization).toBe('Bearer mine');
  });

  it.each([
    ['/nonexistent/token', 'The token file /nonexistent/token cannot be read (ENOENT).'],
    [file('empty', ' \n'), `The token file ${join(dir, 'empty')} is empty.`],
  ])('%s that holds none is bad input', async (path, message) => {
    const server = await api(echo);
    const { kube } = await open(kubeconfig(server.url, { tokenFile: path }));
    expect(await fault(kube.get(what))).toMatchObject({ outcome: 'input', message });
    expect(server.seen).toHaveLength(0);
  });
});

it('a pod speaks as its service account', async () => {
  const server = await api(echo);
  file('ca.crt', CA.cert);
  file('token', 'pod-token\n');
  const { kube } = await open('', { kubeconfigText: undefined as never, serviceAccountDir: dir, env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) } });
  await kube.get(what);
  expect(server.seen[0]?.headers.authorization).toBe('Bearer pod-token');
  expect(kube.target).toEqual({ context: 'in-cluster', server: server.url, user: 'service account of this pod', sandbox: false });
});
