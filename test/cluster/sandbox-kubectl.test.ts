import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { room, seed } from '../sandbox/api/support.ts';
import type { Room } from '../sandbox/api/support.ts';

const KUBECTL = process.env['KUBECTL'] ?? '';
const MANIFEST = `
apiVersion: v1
kind: ConfigMap
metadata: {name: k1, labels: {a: b}}
data: {x: "1"}
---
apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata: {name: cluster}
spec: {replicas: 1, managementState: Removed}
`;

let here: Room;
let folder: string;

/** Runs kubectl against the sandbox's API. */
function kubectl(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const run = spawn(KUBECTL, args, { env: { KUBECONFIG: join(folder, 'config'), HOME: folder } });
    let [out, err] = ['', ''];
    run.stdout.on('data', (text: Buffer) => (out += text.toString()));
    run.stderr.on('data', (text: Buffer) => (err += text.toString()));
    run.on('error', reject);
    run.on('close', (code) => resolve({ code, out: out.trim(), err: err.trim() }));
  });
}

beforeAll(async () => {
  if (KUBECTL === '') throw new Error('KUBECTL must name a kubectl of 1.27');
  here = await room({ forward: (_ns, _pod, port) => Promise.resolve(connect(port, '127.0.0.1')) });
  folder = await mkdtemp(join(tmpdir(), 'kubectl-'));
  const user = { token: 'admin' };
  const cluster = { server: here.api.url, 'certificate-authority-data': Buffer.from(here.ca).toString('base64') };
  await writeFile(join(folder, 'config'), JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }], contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], 'current-context': 'x' }));
  await writeFile(join(folder, 'm.yaml'), MANIFEST);
});
afterAll(async () => {
  await here.stop();
  await rm(folder, { recursive: true });
});

describe('kubectl on the sandbox', () => {
  const file = (): string => join(folder, 'm.yaml');
  it.each<[string, () => string[], RegExp]>([
    ['applies', () => ['apply', '-f', file()], /^configmap\/k1 created\nconfig\.\S+\/cluster created$/],
    ['applies again', () => ['apply', '-f', file()], /^configmap\/k1 unchanged\nconfig\.\S+\/cluster unchanged$/],
    ['applies on the server', () => ['apply', '--server-side', '--force-conflicts', '-f', file()], /serverside-applied$/],
    ['tries on the server', () => ['apply', '--dry-run=server', '-f', file()], /\(server dry run\)$/],
    ['gets', () => ['get', 'configmap', 'k1', '-o', 'jsonpath={.data.x}'], /^1$/],
    ['gets as a table', () => ['get', 'configmap', 'k1'], /^NAME +AGE\nk1 +\d+s$/],
    ['gets wide', () => ['get', 'configs.imageregistry', '-o', 'wide'], /^NAME +AGE\ncluster +\d+s$/],
    ['gets two kinds', () => ['get', 'cm/k1', 'ns/default'], /^NAME +AGE\nconfigmap\/k1 +\d+s\n\nNAME +AGE\nnamespace\/default +\d+s$/],
    ['lists by label', () => ['get', 'cm', '-l', 'a=b', '-o', 'name'], /^configmap\/k1$/],
    ['patches', () => ['patch', 'configs.imageregistry', 'cluster', '--type=merge', '-p', '{"spec":{"replicas":2}}'], /patched$/],
    ['waits', () => ['wait', '--for=jsonpath={.spec.replicas}=2', 'configs.imageregistry/cluster', '--timeout=5s'], /condition met$/],
    ['creates', () => ['create', 'secret', 'generic', 's', '--from-literal=a=b'], /^secret\/s created$/],
    ['labels', () => ['label', 'secret', 's', 'x=y'], /labeled$/],
    ['asks what it may', () => ['auth', 'can-i', 'delete', 'secrets'], /^yes$/],
    ['makes a service account', () => ['create', 'sa', 'robot'], /created$/],
    ['gets its token', () => ['create', 'token', 'robot'], /^[\w-]+\.[\w-]+\.[\w-]+$/],
    ['makes and deletes a namespace', () => ['create', 'ns', 'n'], /created$/],
    ['deletes it', () => ['delete', 'ns', 'n'], /deleted$/],
    ['deletes', () => ['delete', '-f', file()], /deleted$/],
    ['is content that it is gone', () => ['wait', '--for=delete', 'configmap/k1', '--timeout=5s'], /^$/],
    ['deletes all', () => ['delete', 'secret', '--all'], /^secret "s" deleted$/],
  ])('%s', async (_, args, wanted) => {
    const { code, out, err } = await kubectl(...args());
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) as string });
    expect(out).toMatch(wanted);
  });

  /** Starts a watch; `until` resolves once it has printed so many lines. */
  function watching(...args: string[]): { until(lines: number): Promise<string[]>; stop(): void } {
    const run = spawn(KUBECTL, ['get', '--watch', ...args], { env: { KUBECONFIG: join(folder, 'config'), HOME: folder } });
    let out = '';
    run.stdout.on('data', (text: Buffer) => (out += text.toString()));
    const lines = (): string[] => out.split('\n').slice(0, -1);
    return {
      until: (count) => new Promise((resolve) => {
        const look = (): void => void (lines().length >= count && resolve(lines().map((line) => line.replaceAll(/ +/g, ' '))));
        run.stdout.on('data', look);
        look();
      }),
      stop: () => void run.kill(),
    };
  }
  const made = ['create', 'cm', 'watched', '--from-literal=x=1'];
  const there = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'there', namespace: 'default', labels: { side: 'left' } } };

  it('watches: what is there, what comes, changes and goes', async () => {
    seed(here.store, [there]);
    const watch = watching('cm', '--output-watch-events');
    await watch.until(2);
    for (const args of [made, ['label', 'cm', 'watched', 'side=left'], ['delete', 'cm', 'watched']]) expect((await kubectl(...args)).code).toBe(0);
    const lines = await watch.until(5);
    watch.stop();
    expect(lines.map((line) => line.replace(/ \d+s$/, ''))).toEqual(['EVENT NAME AGE', 'ADDED there', 'ADDED watched', 'MODIFIED watched', 'DELETED watched']);
  });

  it('watches what a label picks: what gains it comes, what loses it goes', async () => {
    const watch = watching('cm', '--output-watch-events', '-l', 'side=left');
    await watch.until(2);
    for (const args of [made, ['label', 'cm', 'watched', 'side=left'], ['label', 'cm', 'watched', 'more=x'], ['label', 'cm', 'watched', 'side-'], ['delete', 'cm', 'watched']]) expect((await kubectl(...args)).code).toBe(0);
    const lines = await watch.until(5);
    watch.stop();
    expect(lines.map((line) => line.replace(/ \d+s$/, ''))).toEqual(['EVENT NAME AGE', 'ADDED there', 'ADDED watched', 'MODIFIED watched', 'DELETED watched']);
  });

  it('watches one object by its name, with its whole content', async () => {
    const watch = watching('cm/there', '-o', 'jsonpath={.metadata.labels.side}{"\\n"}');
    await watch.until(1);
    expect((await kubectl('label', '--overwrite', 'cm', 'there', 'side=right')).code).toBe(0);
    expect(await watch.until(2)).toEqual(['left', 'right']);
    watch.stop();
  });

  it('is refused as another user', async () => {
    const { code, err } = await kubectl('--as=bob', 'get', 'secrets');
    expect([code, err]).toEqual([1, 'Error from server (Forbidden): secrets is forbidden: User "bob" cannot list resource "secrets" in API group "" in the namespace "default"']);
  });

  it('forwards a port', async () => {
    const echo = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    seed(here.store, [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'i' }] }, status: { phase: 'Running' } }]);
    const run = spawn(KUBECTL, ['port-forward', 'pod/p', `:${(echo.address() as AddressInfo).port}`], { env: { KUBECONFIG: join(folder, 'config'), HOME: folder } });
    const port = await new Promise<number>((resolve) => run.stdout.on('data', (text: Buffer) => void (/127\.0\.0\.1:(\d+)/.exec(text.toString())?.[1] && resolve(Number(/127\.0\.0\.1:(\d+)/.exec(text.toString())?.[1])))));
    const sent = Buffer.alloc(100_000, 'x');
    const socket = connect(port, '127.0.0.1', () => socket.write(sent));
    let got = 0;
    await new Promise<void>((resolve) => socket.on('data', (bytes: Buffer) => void ((got += bytes.length) >= sent.length && resolve())));
    expect(got).toBe(sent.length);
    socket.destroy();
    run.kill();
    echo.close();
  });
});
