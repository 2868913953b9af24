import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { readCredential } from '../../../src/kube/auth/execresult.ts';
import { api, CA, config, fault, json, kubeconfig, open, refuse } from '../api.ts';

const what = ref(R.Node, 'n');
const V1 = 'client.authentication.k8s.io/v1';
const dir = mkdtempSync(join(tmpdir(), 'exec-'));
afterAll(() => rmSync(dir, { recursive: true }));

let n = 0;

/** A plugin that counts its runs, remembers what it was told, and prints `body` (JavaScript, `run` is the count from 1). */
function plugin(body: string, more: object = {}): { user: object; runs(): number; told(): Record<string, unknown> } {
  const log = join(dir, `log-${n}`);
  const script = join(dir, `plugin-${n++}.cjs`);
  writeFileSync(
    script,
    `const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), env: process.env, args: process.argv.slice(2) }) + '\\n');
const run = fs.readFileSync(${JSON.stringify(log)}, 'utf8').trim().split('\\n').length;
const credential = (status, apiVersion = '${V1}') => JSON.stringify({ apiVersion, kind: 'ExecCredential', status });
${body}`,
  );
  const lines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return {
    user: { exec: { apiVersion: V1, command: process.execPath, args: [script, 'get-token'], interactiveMode: 'Never', ...more } },
    runs: () => lines().length,
    told: () => JSON.parse(lines().at(-1) ?? '{}') as Record<string, unknown>,
  };
}

const echo: Parameters<typeof api>[0] = (_seen, response) => json(response, config());

describe('a credential plugin', () => {
  it('runs once for many requests, at once and one after another', async () => {
    const server = await api(echo);
    const { user, runs } = plugin('console.log(credential({ token: `t${run}` }))');
    const { kube } = await open(kubeconfig(server.url, user));
    await Promise.all(Array.from({ length: 5 }, () => kube.get(what)));
    await kube.get(what);
    expect(runs()).toBe(1);
    expect(new Set(server.seen.map((s) => s.headers.authorization))).toEqual(new Set(['Bearer t1']));
  });

  it('is told what the kubeconfig says', async () => {
    const server = await api(echo);
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }];
    const { user, told } = plugin('console.log(credential({ token: "t" }))', { provideClusterInfo: true, env: [{ name: 'REGION', value: 'eu' }] });
    const { kube } = await open(kubeconfig(server.url, user, { extensions, 'tls-server-name': 'localhost' }), { env: { HOME: '/home/jane', REGION: 'us' }, interactive: true });
    await kube.get(what);
    expect(told()).toMatchObject({
      args: ['get-token'],
      env: { HOME: '/home/jane', REGION: 'eu' },
      info: {
        apiVersion: V1,
        kind: 'ExecCredential',
        spec: { interactive: false, cluster: { server: server.url, 'tls-server-name': 'localhost', 'certificate-authority-data': Buffer.from(CA.cert).toString('base64'), config: { audience: 'x' } } },
      },
    });
  });

  it('is told nothing of the cluster unless the kubeconfig wants it', async () => {
    const server = await api(echo);
    const { user, told } = plugin('console.log(credential({ token: "t" }))');
    await (await open(kubeconfig(server.url, user))).kube.get(what);
    expect(told()['info']).toEqual({ apiVersion: V1, kind: 'ExecCredential', spec: { interactive: false } });
  });

  it('runs again when what it gave ends', async () => {
    const server = await api(echo);
    const { user, runs } = plugin('console.log(credential({ token: `t${run}`, expirationTimestamp: `2026-03-01T12:0${run}:00Z` }))');
    const { kube, clock } = await open(kubeconfig(server.url, user));
    await kube.get(what);
    clock.forward(45_000);
    await kube.get(what);
    clock.forward(10_000);
    await Promise.all([kube.get(what), kube.get(what)]);
    expect(server.seen.map((s) => s.headers.authorization)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2', 'Bearer t2']);
    expect(runs()).toBe(2);
  });

  it('runs again, once, when what it gave is refused', async () => {
    const server = await api((seen, response) => (seen.headers.authorization === 'Bearer t1' ? refuse(response, 401, 'Unauthorized', 'x') : json(response, config())));
    const { user, runs } = plugin('console.log(credential({ token: `t${run}` }))');
    const { kube } = await open(kubeconfig(server.url, user));
    await Promise.all([kube.get(what), kube.get(what), kube.patch(what, {})]);
    expect(runs()).toBe(2);
  });

  it('is not asked for ever when nothing it gives is accepted', async () => {
    const server = await api((_seen, response) => refuse(response, 401, 'Unauthorized', 'x'));
    const { user, runs } = plugin('console.log(credential({ token: `t${run}` }))');
    const { kube } = await open(kubeconfig(server.url, user));
    expect(await fault(kube.get(what))).toMatchObject({ status: 401, outcome: 'cluster' });
    expect([runs(), server.seen.length]).toEqual([2, 2]);
  });

  it('may give a client certificate', async () => {
    const one = CA.issue({ commonName: 'from-plugin', client: true });
    const server = await api(echo, { clientCa: CA.cert });
    const { user } = plugin(`console.log(credential(${JSON.stringify({ clientCertificateData: one.cert, clientKeyData: one.key })}))`);
    const { kube } = await open(kubeconfig(server.url, user));
    await kube.get(what);
    expect([server.seen[0]?.certificate, server.seen[0]?.headers.authorization]).toEqual(['from-plugin', undefined]);
  });

  it('that fails is asked again by the next request', async () => {
    const server = await api(echo);
    const { user } = plugin('if (run === 1) process.exit(3); console.log(credential({ token: "t" }))');
    const { kube } = await open(kubeconfig(server.url, user));
    expect(await fault(kube.get(what))).toMatchObject({ outcome: 'cluster', message: `The credential plugin ${process.execPath} of the kubeconfig failed (exit status 3).` });
    expect(await kube.get(what)).toEqual(config());
  });

  it('that hangs ends with the signal', async () => {
    const server = await api(echo);
    const { user, runs } = plugin('setInterval(() => undefined, 1000)');
    const { kube } = await open(kubeconfig(server.url, user));
    const controller = new AbortController();
    const asking = fault(kube.get(what, { signal: controller.signal }));
    await expect.poll(runs, { timeout: 5000 }).toBe(1);
    controller.abort();
    expect(await asking).toMatchObject({ outcome: 'interrupted' });
  });

  it.each([
    [{ command: 'no-such-plugin', installHint: 'Install it with: apt install x\n' }, 'The credential plugin no-such-plugin of the kubeconfig is not installed.', 'Install it with: apt install x'],
    [{ command: '/nonexistent/plugin' }, 'The credential plugin /nonexistent/plugin of the kubeconfig is not installed.', undefined],
    [{ command: dir }, `The credential plugin ${dir} of the kubeconfig cannot be started (EACCES).`, undefined],
    [{ interactiveMode: 'Always' }, `The credential plugin ${process.execPath} of the kubeconfig asks on a terminal, and there is none.`, undefined],
  ])('that cannot run is said: %j', async (more, message, remedy) => {
    const { user } = plugin('', more);
    expect(await fault(open(kubeconfig('https://127.0.0.1:1', user), { env: { PATH: process.env['PATH'] } }).then(({ kube }) => kube.get(what)))).toMatchObject({ outcome: 'cluster', message, remedy });
  });

  it('of a version that is not spoken is bad input', async () => {
    const { user } = plugin('', { apiVersion: 'client.authentication.k8s.io/v1alpha1' });
    expect(await fault(open(kubeconfig('https://127.0.0.1:1', user)))).toMatchObject({ outcome: 'input', message: expect.stringMatching(/v1alpha1; supported are .*v1 and .*v1beta1/) as string });
  });
});

describe('readCredential', () => {
  const read = (value: unknown): unknown => readCredential(typeof value === 'string' ? value : JSON.stringify(value), { command: 'p', apiVersion: V1 });
  const good = { apiVersion: V1, kind: 'ExecCredential' };

  it('reads what plugins give', () => {
    expect(read({ ...good, status: { token: 't', expirationTimestamp: '2026-01-01T00:00:00Z' } })).toEqual({ token: 't', expires: Date.parse('2026-01-01T00:00:00Z') });
    expect(read({ ...good, status: { clientCertificateData: 'c', clientKeyData: 'k', token: 't' } })).toEqual({ token: 't', identity: { cert: 'c', key: 'k' } });
  });

  it.each([
    ['hunter2', /did not print JSON/],
    ['', /did not print JSON/],
    [{ ...good, kind: 'Secret', status: { token: 'hunter2' } }, /did not print an ExecCredential/],
    [[], /did not print an ExecCredential/],
    [{ ...good, apiVersion: 'client.authentication.k8s.io/v1beta1', status: { token: 'hunter2' } }, /printed client\.authentication\.k8s\.io\/v1beta1, while the kubeconfig asks for client\.authentication\.k8s\.io\/v1\./],
    [{ kind: 'ExecCredential' }, /printed no apiVersion/],
    [good, /neither a token nor a client certificate/],
    [{ ...good, status: { token: 5 } }, /neither a token nor/],
    [{ ...good, status: { clientCertificateData: 'hunter2' } }, /without its key/],
    [{ ...good, status: { clientKeyData: 'hunter2', token: 't' } }, /or a key alone/],
    [{ ...good, status: { token: 'hunter2', expirationTimestamp: 'soon' } }, /no date/],
  ])('refuses %j without repeating it', (value, words) => {
    expect(() => read(value)).toThrow(words);
    expect(() => read(value)).not.toThrow(/hunter2/);
  });
});
