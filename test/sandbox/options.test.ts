import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { condition, list, text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { remoteClient } from '../../src/sandbox/client-remote.ts';
import type { ActorName } from '../../src/sandbox/client.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { make } from '../../src/sandbox/scenarios/make.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/types.ts';
import { claim, settle, until } from './actors/world.ts';
import { ask, readKubeconfig } from './speak.ts';

const NS = 'openshift-image-registry';
const started: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((s) => s.stop()));
});
async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const s = await startSandbox({ scenario: 'none', pace: 0, ...options });
  started.push(s);
  return s;
}
const status = async (kubeconfig: string, path: string): Promise<number> => {
  const { ca, token, server } = readKubeconfig(kubeconfig);
  return (await ask(`${server}${path}`, { ca, headers: { authorization: `Bearer ${token}` } })).status;
};

/** What shows that an actor is at work: true once it is done. */
const SIGNS: { actor: ActorName; wish(s: Sandbox): Promise<unknown>; seen(s: Sandbox): Promise<boolean> }[] = [
  {
    actor: 'operator',
    wish: () => Promise.resolve(),
    seen: async (s) => (await s.client.get(R.Config, 'cluster')) !== undefined,
  },
  {
    actor: 'obc',
    wish: (s) =>
      s.client.create(
        R.ObjectBucketClaim,
        make(R.ObjectBucketClaim, 'default/b', {
          spec: { storageClassName: 'openshift-storage.noobaa.io', generateBucketName: 'b' },
        }),
      ),
    seen: async (s) => text(await s.client.get(R.ObjectBucketClaim, 'b', 'default'), 'status', 'phase') === 'Bound',
  },
  {
    actor: 'binder',
    wish: (s) => s.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany'], 'ocs-storagecluster-cephfs')),
    seen: async (s) => text(await s.client.get(R.PersistentVolumeClaim, 'c', NS), 'status', 'phase') === 'Bound',
  },
  {
    actor: 'deployments',
    wish: (s) =>
      s.client.create(
        R.Deployment,
        make(R.Deployment, `${NS}/d`, {
          spec: {
            selector: { matchLabels: { a: 'b' } },
            template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
          },
        }),
      ),
    seen: async (s) => (await s.client.list(R.Pod, NS)).length > 0,
  },
  {
    actor: 'router',
    wish: (s) => s.client.create(R.Route, make(R.Route, 'default/r', { spec: { to: { kind: 'Service', name: 'x' } } })),
    seen: async (s) => list(await s.client.get(R.Route, 'r', 'default'), 'status', 'ingress').length > 0,
  },
  {
    actor: 'service-ca',
    wish: () => Promise.resolve(),
    seen: async (s) => (await s.client.get(R.ConfigMap, 'openshift-service-ca.crt', 'default')) !== undefined,
  },
  {
    actor: 'pruner',
    wish: (s) =>
      s.client.create(
        R.Job,
        make(R.Job, `${NS}/j`, {
          spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } },
        }),
      ),
    seen: async (s) => text(await s.client.get(R.Job, 'j', NS), 'status', 'completionTime') !== undefined,
  },
];

describe('without an actor', () => {
  it.each(SIGNS)('nothing of $actor happens, and all else does', async ({ actor }) => {
    const s = await start({ scenario: 'baremetal-odf', without: [actor] });
    for (const sign of SIGNS) await sign.wish(s);
    for (const sign of SIGNS) if (sign.actor !== actor) await until(() => sign.seen(s));
    await settle();
    expect(await SIGNS.find((sign) => sign.actor === actor)?.seen(s)).toBe(false);
  });

  it('nor of all of them, and the API serves the scenario', async () => {
    const s = await start({ scenario: 'baremetal-odf', without: SIGNS.map((sign) => sign.actor) });
    for (const sign of SIGNS) await sign.wish(s);
    await settle();
    expect(await Promise.all(SIGNS.map((sign) => sign.seen(s)))).toEqual(SIGNS.map(() => false));
    expect(await status(s.kubeconfig(), '/api/v1/nodes')).toBe(200);
  });
});

describe('two sandboxes', () => {
  it('know nothing of each other', async () => {
    const [one, two] = await Promise.all([start(), start({ scenario: 'aws' })]);
    await one.client.create(R.Namespace, make(R.Namespace, 'mine'));
    expect(await two.client.get(R.Namespace, 'mine')).toBeUndefined();
    expect(one.url).not.toBe(two.url);
    expect(one.token).not.toBe(two.token);
    expect(one.env()).not.toBe(two.env());
    await expect(ask(`${two.url}/readyz`, { ca: one.caPem })).rejects.toThrow(/certificate/);
    await one.stop();
    expect(await status(two.kubeconfig(), '/api/v1/nodes')).toBe(200);
  });

  it('may want ports next to each other: the second takes what is free', async () => {
    const first = await start();
    const base = Number(new URL(first.url).port);
    await first.stop();
    const taken = createServer().listen(base + 2, '127.0.0.1');
    const holds = await new Promise((resolve) =>
      taken.once('listening', () => resolve(true)).once('error', () => resolve(false)),
    );
    const s = await start({ port: base });
    const endpoint = /S3_ENDPOINT='https:\/\/127\.0\.0\.1:(\d+)'/.exec(s.env())?.[1];
    expect(Number(endpoint)).not.toBe(base + 2);
    expect(Number(endpoint)).toBeGreaterThan(0);
    expect(new URL(s.url).port).toBe(String(base));
    if (holds) await new Promise((resolve) => taken.close(resolve));
  });
});

describe('stop', () => {
  const silent = (port: number): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket));
      socket.once('error', reject);
    });
  const ports = (s: Sandbox): Record<string, number> => ({
    api: Number(new URL(s.url).port),
    'object store over HTTPS': Number(/S3_ENDPOINT='https:\/\/127\.0\.0\.1:(\d+)'/.exec(s.env())?.[1]),
    'object store over HTTP': Number(/S3_HTTP_ENDPOINT='http:\/\/127\.0\.0\.1:(\d+)'/.exec(s.env())?.[1]),
    router: readKubeconfig(s.kubeconfig()).detours.find((d) => d.host.startsWith('*.apps'))?.toPort ?? 0,
  });

  it.each(['api', 'object store over HTTPS', 'object store over HTTP', 'router'])(
    'waits for no connection to the %s that never says a word',
    async (which) => {
      const s = await start();
      const socket = await silent(ports(s)[which] ?? 0);
      const closed = new Promise((resolve) => socket.once('close', resolve).on('error', () => undefined));
      await s.stop();
      await closed;
      await expect(silent(ports(s)[which] ?? 0)).rejects.toThrow('ECONNREFUSED');
    },
  );

  it('ends open watches and forwards', async () => {
    const s = await start({ scenario: 'aws' });
    const who = readKubeconfig(s.kubeconfig());
    const ready = async () =>
      (await s.client.list(R.Pod, NS)).find((p) => condition(p, 'Ready')?.status === 'True')?.metadata.name;
    const pod = await until(ready, 8000);
    const remote = remoteClient({ server: s.url, ca: s.caPem, token: s.token });
    const names: (string | undefined)[] = [];
    const end = remote.watch(R.Namespace, undefined, (event) => {
      if (event.type !== 'ERROR') names.push(event.object.metadata.name);
    });
    await until(() => names.includes('default'));
    const path = `/api/v1/namespaces/${NS}/pods/${pod}/portforward?ports=5000`;
    const ws = new WebSocket(`${who.server.replace('https', 'wss')}${path}`, ['v4.channel.k8s.io'], {
      ca: who.ca,
      headers: { authorization: `Bearer ${who.token}` },
    });
    await new Promise((resolve, reject) => ws.once('message', resolve).once('error', reject));
    const gone = new Promise((resolve) => ws.on('close', resolve).on('error', () => undefined));
    await s.stop();
    await gone;
    end();
    remote.close();
    await expect(ask(`${s.url}/readyz`, { ca: s.caPem })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('kubeconfigFor', () => {
  const pods = (ns: string): string => `/api/v1/namespaces/${ns}/pods`;

  it('may be asked twice for one user, and the first login holds', async () => {
    const s = await start();
    const first = await s.kubeconfigFor('alice', ['view'], 'default');
    const second = await s.kubeconfigFor('alice', ['view'], 'default');
    expect(readKubeconfig(first).token).not.toBe(readKubeconfig(second).token);
    expect([await status(first, pods('default')), await status(second, pods('default'))]).toEqual([200, 200]);
  });

  it('takes the rights that a user is given later', async () => {
    const s = await start();
    const first = await s.kubeconfigFor('alice', ['view'], 'default');
    expect(await status(first, pods(NS))).toBe(403);
    await s.kubeconfigFor('alice', ['view'], NS);
    expect(await status(first, pods(NS))).toBe(200);
  });

  it.each([
    ['a-b', 'c-d'],
    ['system:serviceaccount:default:builder', 'view'],
    ['alice@example.com', 'system:image-puller'],
    ['team/alice', 'view'],
  ])('binds %s to %s', async (user, role) => {
    const s = await start();
    await s.kubeconfigFor(user, [role]);
    const mine = (await s.client.list(R.ClusterRoleBinding)).filter((b) => text(b, 'subjects', 0, 'name') === user);
    expect(mine.map((b) => text(b, 'roleRef', 'name'))).toEqual([role]);
  });

  it('keeps apart users and roles whose names run together', async () => {
    const s = await start();
    await s.kubeconfigFor('a', ['b-c']);
    await s.kubeconfigFor('a-b', ['c']);
    const bound = (await s.client.list(R.ClusterRoleBinding)).map(
      (b) => `${text(b, 'subjects', 0, 'name')} is ${text(b, 'roleRef', 'name')}`,
    );
    expect(bound).toEqual(expect.arrayContaining(['a is b-c', 'a-b is c']));
  });
});

describe('a port', () => {
  it('that is taken is told, and what was begun is ended', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    await expect(startSandbox({ scenario: 'none', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => squatter.close(resolve));
    expect((await start({ port })).url).toBe(`https://127.0.0.1:${port}`);
  });
});
