import { afterEach, describe, expect, it } from 'vitest';
import { text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../../src/api/types.ts';
import { startBinder } from '../../../src/sandbox/actors/binder.ts';
import { startDeployments } from '../../../src/sandbox/actors/deployments.ts';
import type { Stage } from '../../../src/sandbox/actors/loop.ts';
import { startObc } from '../../../src/sandbox/actors/obc.ts';
import { startPods } from '../../../src/sandbox/actors/pods.ts';
import { startPruner } from '../../../src/sandbox/actors/pruner.ts';
import { startRouter } from '../../../src/sandbox/actors/router.ts';
import { startServiceCa } from '../../../src/sandbox/actors/service-ca.ts';
import { remoteClient } from '../../../src/sandbox/client-remote.ts';
import type { Actor, Client } from '../../../src/sandbox/client.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { odf } from '../../../src/sandbox/scenarios/odf.ts';
import { bucketKeeper } from '../../../src/sandbox/stores/keeper.ts';
import { Memory } from '../../../src/sandbox/stores/memory.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { seed } from '../../../src/sandbox/api/seed.ts';
import { room } from '../api/support.ts';
import type { Room } from '../api/support.ts';
import { claim, deployment, HandClock, settle, until, workers, world } from './world.ts';
import type { World } from './world.ts';

const NS = 'openshift-image-registry';
const FS = 'ocs-storagecluster-cephfs';
const ca = makeCa('service-ca');
const SERVING = 'service.beta.openshift.io/serving-cert-secret-name';
const idle = {
  start: () => Promise.resolve({ unready: () => Promise.resolve(undefined), stop: () => Promise.resolve() }),
};

const served = (id: string): KubeObject =>
  make(R.Service, `${NS}/${id}`, { spec: { ports: [{ port: 1 }] } }, { annotations: { [SERVING]: `${id}-tls` } });
const obc = (id: string): KubeObject =>
  make(R.ObjectBucketClaim, `openshift-storage/${id}`, {
    spec: { storageClassName: 'ocs-storagecluster-ceph-rgw', generateBucketName: id },
  });
const app = (id: string): KubeObject => {
  const labels = { app: id };
  return make(R.Deployment, `${NS}/${id}`, {
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
  });
};
const boundTo = (resource: Resource, ns: string) => async (client: Client, id: string) =>
  text(await client.get(resource, id, ns), 'status', 'phase') === 'Bound';

interface Case {
  actor: string;
  start(stage: Stage): Actor;
  around: KubeObject[];
  wish(id: string): [Resource, KubeObject];
  refuse(object: KubeObject): boolean;
  done(client: Client, id: string): Promise<boolean>;
}

const CASES: Case[] = [
  {
    actor: 'binder',
    start: startBinder,
    around: odf(true),
    wish: (id) => [R.PersistentVolumeClaim, claim(id, ['ReadWriteMany'], FS)],
    refuse: (o) => o.kind === 'PersistentVolume' && text(o, 'spec', 'claimRef', 'name') === 'a',
    done: boundTo(R.PersistentVolumeClaim, NS),
  },
  {
    actor: 'obc',
    start: (stage) => startObc(stage, bucketKeeper(new Memory())),
    around: odf(true),
    wish: (id) => [R.ObjectBucketClaim, obc(id)],
    refuse: (o) => o.kind === 'Secret' && o.metadata.name === 'a',
    done: boundTo(R.ObjectBucketClaim, 'openshift-storage'),
  },
  {
    actor: 'service-ca',
    start: (stage) => startServiceCa(stage, ca),
    around: [],
    wish: (id) => [R.Service, served(id)],
    refuse: (o) => o.kind === 'Secret' && o.metadata.name === 'a-tls',
    done: async (client, id) => (await client.get(R.Secret, `${id}-tls`, NS)) !== undefined,
  },
  {
    actor: 'deployments',
    start: startDeployments,
    around: [],
    wish: (id) => [R.Deployment, app(id)],
    refuse: (o) => o.kind === 'Pod' && o.metadata.labels?.['app'] === 'a',
    done: async (client, id) => (await client.list(R.Pod, NS)).some((p) => p.metadata.labels?.['app'] === id),
  },
];

describe('an object that cannot be served', () => {
  let w: World;
  afterEach(() => w.close());

  it.each(CASES)('keeps no other waiting, and is served when it can be: $actor', async (c) => {
    const clock = new HandClock();
    let strict = true;
    w = world(c.around, { clock, refuse: (object) => strict && c.refuse(object) });
    w.play(c.start(w.stage));
    for (const id of ['a', 'b']) await w.client.create(...c.wish(id));
    await until(() => c.done(w.client, 'b'));
    expect(await c.done(w.client, 'a')).toBe(false);
    expect(w.faults).toContainEqual(expect.objectContaining({ name: 'Refused', code: 403 }));
    strict = false;
    clock.pass(500);
    await until(() => c.done(w.client, 'a'));
  });

  it('is no fault where only its events are refused', async () => {
    w = world(workers(), { refuse: (object) => object.kind === 'Event' });
    w.play(startDeployments(w.stage));
    w.play(startPods(w.stage, idle));
    await w.client.create(
      R.Deployment,
      deployment(1, { pod: { volumes: [{ name: 'v', secret: { secretName: 'needed' } }] } }),
    );
    const reason = ['status', 'containerStatuses', 0, 'state', 'waiting', 'reason'];
    await until(async () => text((await w.client.list(R.Pod, NS))[0], ...reason) === 'ContainerCreating');
    await w.client.create(R.Secret, make(R.Secret, `${NS}/needed`, { type: 'Opaque' }));
    await until(async () => text((await w.client.list(R.Pod, NS))[0], 'status', 'phase') === 'Running');
    expect(w.faults).toEqual([]);
  });

  it('may go while its bucket is being made', async () => {
    w = world(odf(true));
    const inner = bucketKeeper(new Memory());
    w.play(
      startObc(w.stage, {
        release: (bucket) => inner.release(bucket),
        async provide(bucket, id) {
          if (id.endsWith('/a')) {
            await w.client.patch(R.ObjectBucketClaim, 'a', 'openshift-storage', { metadata: { finalizers: null } });
            await w.client.remove(R.ObjectBucketClaim, 'a', 'openshift-storage');
          }
          return inner.provide(bucket, id);
        },
      }),
    );
    for (const id of ['a', 'b']) await w.client.create(R.ObjectBucketClaim, obc(id));
    await until(() => boundTo(R.ObjectBucketClaim, 'openshift-storage')(w.client, 'b'));
    await settle();
    expect(await w.client.get(R.ObjectBucketClaim, 'a', 'openshift-storage')).toBeUndefined();
    expect(w.faults).toEqual([]);
  });
});

describe('actors of a server that goes away and comes back', () => {
  let here: Room;
  let actor: Actor;
  let client: ReturnType<typeof remoteClient>;
  afterEach(async () => {
    await actor.stop();
    client.close();
    await here.stop();
  });

  const REMOTE: Pick<Case, 'actor' | 'start' | 'around' | 'wish' | 'done'>[] = [
    ...CASES,
    {
      actor: 'router',
      start: (stage) => startRouter(stage, { serve: () => undefined }),
      around: [],
      wish: (id) => [
        R.Route,
        make(R.Route, `${NS}/${id}`, { spec: { host: `${id}.example.com`, to: { kind: 'Service', name: 's' } } }),
      ],
      done: async (remote, id) =>
        text(await remote.get(R.Route, id, NS), 'status', 'ingress', 0, 'conditions', 0, 'status') === 'True',
    },
    {
      actor: 'pruner',
      start: startPruner,
      around: [],
      wish: (id) => [
        R.Job,
        make(R.Job, `${NS}/${id}`, {
          spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } },
        }),
      ],
      done: async (remote, id) => text(await remote.get(R.Job, id, NS), 'status', 'completionTime') !== undefined,
    },
  ];

  it.each(REMOTE)('see what came meanwhile: $actor', async (c) => {
    here = await room();
    seed(here.store, [make(R.Namespace, NS), ...c.around]);
    client = remoteClient({ server: here.api.url, ca: here.ca, token: 'admin', pause: 1 });
    const clock = new HandClock();
    actor = c.start({ client, clock, pace: 0 });
    await client.create(...c.wish('one'));
    await until(async () => {
      clock.pass(500);
      return c.done(client, 'one');
    });
    await here.restart(() => seed(here.store, [c.wish('two')[1]]));
    await until(async () => {
      clock.pass(500);
      return c.done(client, 'two').catch(() => false);
    });
  });
});
