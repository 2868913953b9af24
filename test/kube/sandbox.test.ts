import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { condition, list, text } from '../../src/api/json.ts';
import { blank, NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject, Ref, WatchEvent } from '../../src/api/types.ts';
import { withScratch } from '../../src/apply/scratch.ts';
import { makeProver, openNet } from '../../src/commands/proving.ts';
import { connect, type Connection } from '../../src/kube/connect.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Login, Sandbox } from '../../src/sandbox/types.ts';
import { randomBytes } from 'node:crypto';
import { fault } from './api.ts';

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox({ scenario: 'baremetal-odf', pace: 0 })));
afterAll(() => sandbox.stop());

async function opened(kubeconfigText: string): Promise<Connection> {
  const kube = await connect({
    kubeconfigText,
    env: {},
    home: '/nonexistent',
    warn: () => undefined,
    userAgent: 'registryctl/test',
  });
  onTestFinished(() => kube.close());
  return kube;
}

const clock = { now: () => new Date(), sleep: (ms: number): Promise<void> => delay(Math.min(ms, 50)) };
const map = (name: string, data: Record<string, string> = {}): { at: Ref; object: KubeObject } => {
  const at = ref(R.ConfigMap, name, 'default');
  return { at, object: { ...blank(at), data } };
};

describe.each<Login>(['token', 'certificate'])('the cluster in this process, with a %s', (login) => {
  const open = (): Promise<Connection> => opened(sandbox.kubeconfig(login));

  it('says what it is', async () => {
    const kube = await open();
    expect(kube.target).toMatchObject({ server: sandbox.url, user: 'admin', sandbox: true });
    expect(kube.scenario).toBe('baremetal-odf');
    expect(kube.detours.length).toBeGreaterThan(0);
    expect(kube.hasToken).toBe(login === 'token');
  });

  it('reads one object, and none for what is not there', async () => {
    const kube = await open();
    expect(await kube.get(ref(R.ClusterVersion, 'version'))).toMatchObject({ kind: 'ClusterVersion' });
    expect(await kube.get(ref(R.ConfigMap, 'no-such', 'default'))).toBeUndefined();
    const nowhere = { ...R.ConfigMap, group: 'no.such.group', plural: 'things', kind: 'Thing' };
    expect(await kube.get(ref(nowhere, 'a', 'default'))).toBeUndefined();
    expect(await kube.list(nowhere)).toBeUndefined();
  });

  it('lists all pages, by namespace, label and field', async () => {
    const kube = await open();
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `page-${login}-${name}`);
    for (const name of names) {
      const { at, object } = map(name);
      await kube.create(at, { ...object, metadata: { ...object.metadata, labels: { page: login } } });
    }
    const found = async (options: object): Promise<string[]> =>
      ((await kube.list(R.ConfigMap, options))?.items ?? []).map((item) => item.metadata.name ?? '').sort();
    expect(await found({ namespace: 'default', labelSelector: `page=${login}`, page: 2 })).toEqual(names);
    expect(await found({ labelSelector: `page=${login}`, page: 1 })).toEqual(names);
    expect(await found({ namespace: 'default', fieldSelector: `metadata.name=${names[0]}` })).toEqual([names[0]]);
    expect(await found({ namespace: 'kube-system', labelSelector: `page=${login}` })).toEqual([]);
  });

  it('watches from a version on', async () => {
    const kube = await open();
    const { at, object } = map(`watched-${login}`, { a: '1' });
    const start = (await kube.list(R.ConfigMap, { namespace: 'default' }))?.metadata.resourceVersion ?? '';
    const stop = new AbortController();
    const seen: WatchEvent[] = [];
    const watching = (async () => {
      const options = { namespace: 'default', name: at.name, resourceVersion: start, signal: stop.signal };
      for await (const event of kube.watch(R.ConfigMap, options)) {
        seen.push(event);
        if (event.type === 'DELETED') break;
      }
    })();
    await kube.create(at, object);
    await kube.patch(at, { data: { a: '2' } });
    await kube.remove(at);
    await watching;
    stop.abort();
    const told = seen.map((event) => [event.type, event.type === 'ERROR' ? '' : text(event.object, 'data', 'a')]);
    expect(told).toEqual([['ADDED', '1'], ['MODIFIED', '2'], ['DELETED', '2']]);
  });

  it('ends a watch with its signal', async () => {
    const kube = await open();
    const stop = new AbortController();
    const watching = fault((async () => {
      for await (const _event of kube.watch(R.Node, { signal: stop.signal })) stop.abort();
    })());
    expect(await watching).toMatchObject({ outcome: 'interrupted' });
  });

  it('writes: creates, patches in three ways, removes', async () => {
    const kube = await open();
    const { at, object } = map(`written-${login}`, { a: '1', b: '1' });
    const made = await kube.create(at, object);
    expect(made).toMatchObject({ data: { a: '1', b: '1' } });
    expect(await kube.patch(at, { data: { a: null, c: '3' } })).toMatchObject({ data: { b: '1', c: '3' } });
    await kube.patch(at, [{ op: 'replace', path: '/data/b', value: '2' }], { type: 'json' });
    await kube.patch(at, { metadata: { labels: { x: 'y' } } }, { type: 'strategic' });
    const now = await kube.get(at);
    expect(now).toMatchObject({ data: { b: '2', c: '3' }, metadata: { labels: { x: 'y' } } });
    expect(now?.['data']).not.toHaveProperty('a');
    const uid = made.metadata.uid ?? '';
    expect(await fault(kube.remove(at, { uid: 'another' }))).toMatchObject({ outcome: 'conflict', status: 409 });
    expect(await kube.remove(at, { uid })).toBe(true);
    expect(await kube.remove(at)).toBe(false);
  });

  it('writes nothing in a dry run', async () => {
    const kube = await open();
    const { at, object } = map(`dry-${login}`, { a: '1' });
    expect(await kube.create(at, object, { dryRun: true })).toMatchObject({ data: { a: '1' } });
    expect(await kube.get(at)).toBeUndefined();
    await kube.create(at, object);
    expect(await kube.patch(at, { data: { a: '2' } }, { dryRun: true })).toMatchObject({ data: { a: '2' } });
    expect(await kube.remove(at, { dryRun: true })).toBe(true);
    expect(await kube.get(at)).toMatchObject({ data: { a: '1' } });
    await kube.remove(at);
  });

  const config = ref(R.Config, 'cluster');
  const stale = { metadata: { resourceVersion: '1' }, spec: { replicas: 1 } };
  const refusals: [what: string, write: (kube: Connection) => Promise<unknown>, status: number, outcome: string][] = [
    ['an unknown field', (kube) => kube.patch(config, { spec: { replicaz: 2 } }), 422, 'input'],
    ['a value of a wrong kind', (kube) => kube.patch(config, { spec: { replicas: 'two' } }), 422, 'input'],
    ['a value that is not allowed', (kube) => kube.patch(config, { spec: { managementState: 'Maybe' } }), 422, 'input'],
    ['an older version', (kube) => kube.patch(config, stale), 409, 'conflict'],
    ['a second of the same name', (kube) => kube.create(ref(R.Namespace, 'default'), blank(ref(R.Namespace, 'default'))), 409, 'conflict'],
    ['a patch of nothing', (kube) => kube.patch(ref(R.ConfigMap, 'no-such', 'default'), {}), 404, 'conflict'],
  ];
  it.each(refusals)('is refused %s', async (_what, write, status, outcome) => {
    const kube = await open();
    expect(await fault(write(kube))).toMatchObject({ status, outcome });
  });

  it('may do everything, as an administrator', async () => {
    const kube = await open();
    expect(await kube.may({ verb: 'patch', resource: R.Config, name: 'cluster' })).toMatchObject({ allowed: true });
    expect(await kube.may({ verb: 'create', resource: R.Namespace })).toMatchObject({ allowed: true });
  });

  it('gets a token for a service account, which speaks for that account alone', async () => {
    const kube = await open();
    const at = ref(R.ServiceAccount, `robot-${login}`, 'default');
    expect(await fault(kube.token('default', at.name, 600))).toMatchObject({ status: 404 });
    await kube.create(at, blank(at));
    const token = await kube.token('default', at.name, 600);
    expect(`${JSON.stringify({ token })} ${String(token)}`).not.toContain(token.reveal());
    const file = JSON.parse(sandbox.kubeconfig('token')) as { users: { user: { token: string } }[] };
    file.users[0]!.user = { token: token.reveal() };
    const robot = await opened(JSON.stringify(file));
    expect(await robot.may({ verb: 'list', resource: R.Secret, namespace: 'default' })).toMatchObject({ allowed: false });
    expect(await fault(robot.list(R.Secret, { namespace: 'default' }))).toMatchObject({ status: 403, outcome: 'cluster' });
  });

  it('reads paths that are no resource', async () => {
    const kube = await open();
    expect(text(await kube.raw('/version'), 'gitVersion')).toMatch(/^v1\.\d+/);
    expect(await fault(kube.raw('/no/such/path'))).toMatchObject({ status: 404 });
  });

  it('makes a scratch project and leaves nothing of it', async () => {
    const kube = await open();
    const ports = { kube, clock, signal: new AbortController().signal, random: `x${login}`, digests: [] };
    const seen = await withScratch(ports, async ({ namespace, account }) => {
      const binding = await kube.get(ref(R.RoleBinding, account, namespace));
      return [namespace, text(binding, 'roleRef', 'name')];
    });
    expect(seen).toEqual([`registryctl-proof-x${login}`, 'system:image-builder']);
    expect(await kube.get(ref(R.Namespace, `registryctl-proof-x${login}`))).toBeUndefined();
  });
});

describe('a user with few rights', () => {
  it('is told what it may not do, before and after trying', async () => {
    const kube = await opened(await sandbox.kubeconfigFor('viewer', ['view'], 'default'));
    const secrets = { verb: 'get', resource: R.Secret, namespace: 'default', name: 'a' };
    expect(await kube.may({ verb: 'list', resource: R.ConfigMap, namespace: 'default' })).toMatchObject({ allowed: true });
    expect(await kube.may(secrets)).toMatchObject({ allowed: false });
    expect(await kube.may({ verb: 'patch', resource: R.Config, name: 'cluster' })).toMatchObject({ allowed: false });
    expect(await fault(kube.patch(ref(R.Config, 'cluster'), {}))).toMatchObject({ status: 403, outcome: 'cluster' });
    expect((await kube.list(R.ConfigMap, { namespace: 'default' }))?.items).toBeInstanceOf(Array);
  });
});

describe('a registry pod', () => {
  beforeAll(async () => {
    const kube = await connect({
      kubeconfigText: sandbox.kubeconfig(), env: {}, home: '/', warn: () => undefined, userAgent: 'registryctl/test',
    });
    const spec = { managementState: 'Managed', replicas: 1, storage: { emptyDir: {} } };
    await kube.patch(ref(R.Config, 'cluster'), { spec });
    const ready = async (): Promise<string | undefined> => {
      const found = await kube.get(ref(R.Config, 'cluster'));
      return condition(found, 'Available')?.reason;
    };
    await vi.waitFor(async () => expect(await ready()).toBe('Ready'), { timeout: 10_000 });
    kube.close();
  });

  const pods = async (kube: Connection): Promise<KubeObject[]> =>
    (await kube.list(R.Pod, { namespace: NS.registry, labelSelector: 'docker-registry=default' }))?.items ?? [];

  it.each<Login>(['token', 'certificate'])('is pushed to and pulled from through a tunnel, with a %s', async (login) => {
    const kube = await opened(sandbox.kubeconfig(login));
    const net = openNet({ globals: {}, env: {} }, kube);
    const signal = new AbortController().signal;
    const prove = makeProver({ kube, net, clock, signal, random: randomBytes, hasToken: kube.hasToken });
    const proof = await prove('push-pull', {}, () => undefined);
    expect(proof).toMatchObject({ ok: true, summary: expect.stringMatching(/through pod image-registry-/) as string });
    expect(Object.fromEntries(proof.facts)['certificate']).toContain('trusted by the service CA');
    const left = (await kube.list(R.Namespace))?.items.map((item) => item.metadata.name ?? '') ?? [];
    expect(left.filter((name) => name.startsWith('registryctl-proof-'))).toEqual([]);
    expect((await kube.list(R.StoredImage))?.items ?? []).toEqual([]);
  });

  it('is not reached at another port, nor one that is not there', async () => {
    const kube = await opened(sandbox.kubeconfig());
    const name = (await pods(kube))[0]?.metadata.name ?? '';
    expect(await fault(kube.forward(NS.registry, 'no-such-pod', 5000))).toMatchObject({ status: 404 });
    const stream = await kube.forward(NS.registry, name, 5999);
    const ended = new Promise<Error | undefined>((resolve) => {
      stream.on('error', resolve).on('close', () => resolve(undefined));
    });
    stream.resume();
    expect(await ended).toMatchObject({ outcome: 'cluster' });
  });

  it('is proven by its route once that is admitted, with the line to log in', async () => {
    const first = await opened(sandbox.kubeconfig());
    await first.patch(ref(R.Config, 'cluster'), { spec: { defaultRoute: true } });
    const admitted = async (): Promise<number> => list(await first.get(ref(R.Route, 'default-route', NS.registry)), 'status', 'ingress').length;
    await expect.poll(admitted, { timeout: 10_000 }).toBeGreaterThan(0);
    const lines: [Login, RegExp][] = [['token', /^oc whoami -t \|/], ['certificate', /^oc create token SERVICEACCOUNT -n PROJECT \|/]];
    for (const [login, line] of lines) {
      const kube = await opened(sandbox.kubeconfig(login));
      const net = openNet({ globals: {}, env: { HTTPS_PROXY: 'http://127.0.0.1:1' } }, kube);
      const signal = new AbortController().signal;
      const prove = makeProver({ kube, net, clock, signal, random: randomBytes, hasToken: kube.hasToken });
      const proof = await prove('route', {}, () => undefined);
      expect(proof).toMatchObject({ proof: 'route', ok: true });
      expect(Object.fromEntries(proof.facts)['login']).toMatch(line);
    }
  });
});
