import { describe, expect, it } from 'vitest';
import { pluginInfo, runPlugin } from '../../../src/kube/auth/execrun.ts';
import { impersonation } from '../../../src/kube/auth/impersonate.ts';
import type { Cluster, ExecPlugin, Resolved } from '../../../src/kube/kubeconfig/types.ts';
import { CA, fault } from '../api.ts';

const V1 = 'client.authentication.k8s.io/v1';

/** A plugin that is node itself, running `body`. */
const plugin = (body: string, more: Partial<ExecPlugin> = {}): ExecPlugin => ({
  apiVersion: V1,
  command: process.execPath,
  args: ['-e', body],
  env: [],
  provideClusterInfo: true,
  interactiveMode: 'IfAvailable',
  ...more,
});

const resolved = (cluster: Partial<Cluster>): Resolved => ({
  context: 'lab',
  clusterName: 'c',
  userName: 'u',
  cluster: { server: 'https://api:6443', insecureSkipTlsVerify: false, extensions: [], ...cluster },
  user: { asGroups: [], asUserExtra: {} },
  credentials: 'exec',
});

const pem = Buffer.from(CA.cert).toString('base64');

describe('what a plugin is told of the cluster', () => {
  const rows: [name: string, cluster: Partial<Cluster>, told: object][] = [
    ['nothing more', {}, {}],
    ['its name', { tlsServerName: 'api.lab' }, { 'tls-server-name': 'api.lab' }],
    ['its CA', { certificateAuthorityData: pem }, { 'certificate-authority-data': pem }],
    ['that it is not verified', { insecureSkipTlsVerify: true }, { 'insecure-skip-tls-verify': true }],
    ['its proxy', { proxyUrl: 'http://p:1' }, { 'proxy-url': 'http://p:1' }],
    [
      'its own extension, and no other',
      { extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }, { name: 'other', extension: 7 }] },
      { config: { audience: 'x' } },
    ],
  ];
  it.each(rows)('%s', async (_name, cluster, told) => {
    const info: unknown = JSON.parse(await pluginInfo(resolved(cluster), plugin(''), false));
    expect(info).toEqual({
      apiVersion: V1,
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://api:6443', config: null, ...told } },
    });
  });

  it.each([true, false])('is nothing unless the kubeconfig wants it; interactive %s', async (interactive) => {
    const info: unknown = JSON.parse(await pluginInfo(resolved({ proxyUrl: 'http://p:1' }), plugin('', { provideClusterInfo: false }), interactive));
    expect(info).toEqual({ apiVersion: V1, kind: 'ExecCredential', spec: { interactive } });
  });
});

describe('running a plugin', () => {
  const env = { PATH: process.env['PATH'], REGION: 'us' };

  it.each([
    ['process.stdout.write("out")', {}, 'out'],
    ['process.stdout.write(process.env.KUBERNETES_EXEC_INFO)', {}, '{"told":1}'],
    ['process.stdout.write(process.env.REGION)', {}, 'us'],
    ['process.stdout.write(process.env.REGION)', { env: [{ name: 'REGION', value: 'eu' }] }, 'eu'],
    ['process.stdout.write(process.env.KUBERNETES_EXEC_INFO)', { env: [{ name: 'KUBERNETES_EXEC_INFO', value: 'x' }] }, '{"told":1}'],
    ['process.stdin.on("data", () => 0).on("end", () => process.stdout.write("no input"))', {}, 'no input'],
  ])('%s with %j prints %s', async (body, more, printed) => {
    expect(await runPlugin(plugin(body, more), '{"told":1}', env, false, undefined)).toBe(printed);
  });

  const failures: [name: string, plugin: ExecPlugin, says: RegExp][] = [
    ['an exit code', plugin('process.exit(3)'), /failed \(exit status 3\)\.$/],
    ['a signal', plugin('process.kill(process.pid, "SIGKILL")'), /failed \(SIGKILL\)\.$/],
    ['a program that is not there', plugin('', { command: '/nonexistent/login' }), /\/nonexistent\/login of the kubeconfig is not installed\.$/],
    ['a program that is none', plugin('', { command: '/etc' }), /cannot be started \(EACCES\)\.$/],
  ];
  it.each(failures)('%s is the plugin\'s fault', async (_name, bad, says) => {
    const error = await fault(runPlugin(bad, '{}', env, false, undefined));
    expect(error).toMatchObject({ outcome: 'cluster' });
    expect(error.message).toMatch(says);
  });

  it('that is not installed gives the hint of the kubeconfig', async () => {
    const bad = plugin('', { command: '/nonexistent/login', installHint: '  get it from the shop\n' });
    expect(await fault(runPlugin(bad, '{}', env, false, undefined))).toMatchObject({ remedy: 'get it from the shop' });
  });

  it('that was stopped before is an interruption', async () => {
    const stopped = runPlugin(plugin('setInterval(() => 0, 1000)'), '{}', env, false, AbortSignal.abort());
    expect(await fault(stopped)).toMatchObject({ outcome: 'interrupted' });
  });
});

describe('acting for somebody', () => {
  const nobody = { asGroups: [], asUserExtra: {} };
  const rows: [user: Parameters<typeof impersonation>[0], headers: object][] = [
    [nobody, {}],
    [{ ...nobody, asGroups: ['a'] }, {}],
    [{ ...nobody, as: 'jane' }, { 'Impersonate-User': 'jane' }],
    [{ ...nobody, as: 'jane', asUid: '7' }, { 'Impersonate-User': 'jane', 'Impersonate-Uid': '7' }],
    [{ ...nobody, as: 'jane', asGroups: ['a', 'b'] }, { 'Impersonate-User': 'jane', 'Impersonate-Group': ['a', 'b'] }],
    [
      { as: 'jane', asGroups: [], asUserExtra: { scopes: ['x'], 'example.com/a b': ['y'], 'größe': ['z'] } },
      {
        'Impersonate-User': 'jane',
        'Impersonate-Extra-scopes': ['x'],
        'Impersonate-Extra-example.com%2Fa%20b': ['y'],
        'Impersonate-Extra-gr%C3%B6%C3%9Fe': ['z'],
      },
    ],
  ];
  it.each(rows)('%j', (user, headers) => {
    expect(impersonation(user)).toEqual(headers);
  });
});
