import { afterEach, describe, expect, it } from 'vitest';
import { condition, num, record, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { startBinder } from '../../../src/sandbox/actors/binder.ts';
import { startDeployments } from '../../../src/sandbox/actors/deployments.ts';
import { startPods } from '../../../src/sandbox/actors/pods.ts';
import type { PodRuntime } from '../../../src/sandbox/actors/pods.ts';
import { isReady } from '../../../src/sandbox/actors/rollout.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { nodes } from '../../../src/sandbox/scenarios/nodes.ts';
import { odf } from '../../../src/sandbox/scenarios/odf.ts';
import { claim, deployment, events, HandClock, settle, until, workers, world } from './world.ts';
import type { World } from './world.ts';

const NS = 'openshift-image-registry';
const volume = (name: string, source: Record<string, unknown>) => ({ volumes: [{ name, ...source }] });
const pvc = (claimName: string) => volume('registry-storage', { persistentVolumeClaim: { claimName } });
const apart = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { 'docker-registry': 'default' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
};

interface Runs {
  runtime: PodRuntime;
  started: string[];
  stopped: string[];
  sick?: string | undefined;
  dead?: string | undefined;
}

function runs(): Runs {
  const r: Runs = {
    started: [],
    stopped: [],
    runtime: {
      start(pod) {
        const id = pod.metadata.name ?? '';
        if (r.dead !== undefined) return Promise.reject(new Error(r.dead));
        r.started.push(id);
        return Promise.resolve({
          unready: () => Promise.resolve(r.sick),
          stop: () => Promise.resolve(void r.stopped.push(id)),
        });
      },
    },
  };
  return r;
}

let w: World;
let r: Runs;
afterEach(async () => {
  await w.close();
  expect(w.faults).toEqual([]);
});
function begin(objects: KubeObject[] = workers(), options = {}): void {
  w = world(objects, options);
  r = runs();
  w.play(startDeployments(w.stage));
  w.play(startPods(w.stage, r.runtime));
  w.play(startBinder(w.stage));
}
const get = () => w.client.get(R.Deployment, 'image-registry', NS);
const pods = () => w.client.list(R.Pod, NS);
const complete = (replicas: number) =>
  until(async () => {
    const d = await get();
    const s = record(d, 'status');
    return (
      s['observedGeneration'] === d?.metadata.generation &&
      [s['replicas'], s['updatedReplicas'], s['readyReplicas'], s['availableReplicas']].every((n) => n === replicas) &&
      (await pods()).length === replicas &&
      d
    );
  });
const waiting = async () =>
  (await pods()).map(
    (p) => text(p, 'status', 'containerStatuses', 0, 'state', 'waiting', 'reason') ?? text(p, 'status', 'phase'),
  );

describe('a rollout', () => {
  it('makes a ReplicaSet and ready pods, and says so', async () => {
    begin();
    await w.client.create(R.Deployment, deployment(2));
    const done = await complete(2);
    expect(condition(done, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
    expect(condition(done, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    const [set] = await w.client.list(R.ReplicaSet, NS);
    expect(set).toMatchObject({
      metadata: {
        labels: { 'docker-registry': 'default' },
        ownerReferences: [{ kind: 'Deployment', name: 'image-registry', controller: true }],
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
      spec: { replicas: 2 },
      status: { readyReplicas: 2 },
    });
    for (const pod of await pods()) {
      expect(pod.metadata.name).toMatch(/^image-registry-[b-z0-9]{10}-[b-z0-9]{5}$/);
      expect(pod.metadata.labels).toMatchObject({
        'docker-registry': 'default',
        'pod-template-hash': set?.metadata.labels?.['pod-template-hash'],
      });
      expect(pod).toMatchObject({
        metadata: { ownerReferences: [{ kind: 'ReplicaSet', uid: set?.metadata.uid }] },
        status: {
          phase: 'Running',
          podIP: expect.stringMatching(/^10\.1(28|29|30|31)\.\d+\.\d+$/),
          containerStatuses: [{ name: 'registry', ready: true, restartCount: 0 }],
        },
      });
    }
    expect(r.started).toHaveLength(2);
    expect(new Set((await pods()).map((p) => text(p, 'spec', 'nodeName'))).size).toBe(2);
  });

  it('replaces a pod that is deleted, and stops what ran in it', async () => {
    begin();
    await w.client.create(R.Deployment, deployment(2));
    await complete(2);
    const [gone] = await pods();
    await w.client.remove(R.Pod, gone?.metadata.name ?? '', NS);
    await until(async () => r.started.length === 3 && (await pods()).filter(isReady).length === 2);
    expect(r.stopped).toEqual([gone?.metadata.name]);
  });

  it.each([
    ['RollingUpdate', 2],
    ['Recreate', 1],
  ])(
    '%s: a new template gives new pods under a second revision, and back is the first set again',
    async (type, replicas) => {
      begin();
      const strategy = type === 'Recreate' ? { type } : { type, rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
      await w.client.create(R.Deployment, deployment(replicas, { spec: { strategy } }));
      await complete(replicas);
      const before = (await pods()).map((p) => p.metadata.name);
      const image = (value: string) =>
        w.client.patch(R.Deployment, 'image-registry', NS, {
          spec: { template: { spec: { containers: [{ name: 'registry', image: value, env: [] }] } } },
        });
      await image('registry:two');
      await complete(replicas);
      expect((await pods()).some((p) => before.includes(p.metadata.name))).toBe(false);
      expect(await w.client.list(R.ReplicaSet, NS)).toHaveLength(2);
      await image('registry:lab');
      await complete(replicas);
      const sets = await w.client.list(R.ReplicaSet, NS);
      expect(
        sets
          .map((s) => `${s.metadata.annotations?.['deployment.kubernetes.io/revision']}: ${num(s, 'spec', 'replicas')}`)
          .sort(),
      ).toEqual(['2: 0', `3: ${replicas}`]);
      await until(() => r.stopped.length === replicas * 2);
    },
  );

  it('scales both ways and down to none', async () => {
    begin();
    await w.client.create(R.Deployment, deployment(1));
    for (const replicas of [1, 3, 2, 0]) {
      await w.client.patch(R.Deployment, 'image-registry', NS, { spec: { replicas } });
      await complete(replicas);
    }
    expect(condition(await get(), 'Available')?.status).toBe('True');
  });

  it('ends pods and sets with their deployment', async () => {
    begin();
    await w.client.create(R.Deployment, deployment(2));
    await complete(2);
    await w.client.remove(R.Deployment, 'image-registry', NS);
    await until(async () => (await pods()).length === 0 && (await w.client.list(R.ReplicaSet, NS)).length === 0);
    await until(() => r.stopped.length === 2);
  });

  it('takes its time: nothing is ready before its pace', async () => {
    const clock = new HandClock();
    begin(workers(), { clock, pace: 300 });
    await w.client.create(
      R.Deployment,
      deployment(1, {
        spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } },
      }),
    );
    await settle(80);
    expect(await waiting()).toEqual(['ContainerCreating']);
    expect(condition(await get(), 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
    });
    clock.pass(300);
    await complete(1);
  });

  it('says after the deadline that it does not come forward, and takes it back when it does', async () => {
    const clock = new HandClock();
    begin(workers(), { clock });
    r.sick = 'HTTP probe failed with statuscode: 503';
    await w.client.create(R.Deployment, deployment(1));
    await until(async () => text((await pods())[0], 'status', 'phase') === 'Running');
    expect(condition(await get(), 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
    clock.pass(61_000);
    await until(async () => condition(await get(), 'Progressing')?.reason === 'ProgressDeadlineExceeded');
    expect(await events(w.client, 'Unhealthy')).toEqual([
      'Readiness probe failed: HTTP probe failed with statuscode: 503',
    ]);
    r.sick = undefined;
    clock.pass(3000);
    await complete(1);
    expect(condition(await get(), 'Progressing')?.reason).toBe('NewReplicaSetAvailable');
  });

  it('keeps trying a process that ends at once', async () => {
    const clock = new HandClock();
    begin(workers(), { clock });
    r.dead = 'panic: no bucket';
    await w.client.create(R.Deployment, deployment(1));
    await until(async () => (await waiting())[0] === 'CrashLoopBackOff');
    expect(await events(w.client, 'BackOff')).toEqual(['panic: no bucket']);
    r.dead = undefined;
    clock.pass(2000);
    await complete(1);
  });

  it('marks a pod that falls ill as not ready', async () => {
    const clock = new HandClock();
    begin(workers(), { clock });
    await w.client.create(R.Deployment, deployment(1));
    await complete(1);
    r.sick = 'storage is gone';
    clock.pass(2000);
    await until(async () => num(await get(), 'status', 'readyReplicas') === 0);
    expect(condition(await get(), 'Available')?.status).toBe('True'); // one may be missing
  });
});

describe('what changes meanwhile', () => {
  it('makes anew what a deployment of the same name left, though the names are the same', async () => {
    begin();
    await w.client.create(R.Deployment, deployment(2));
    const first = await complete(2);
    const before = (await pods()).map((p) => p.metadata.uid);
    await w.client.remove(R.Deployment, 'image-registry', NS);
    await w.client.create(R.Deployment, deployment(2));
    await until(async () => {
      const now = await pods();
      return now.length === 2 && now.every((p) => isReady(p) && !before.includes(p.metadata.uid));
    });
    const second = await complete(2);
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    const [set, ...more] = await w.client.list(R.ReplicaSet, NS);
    expect(more).toEqual([]);
    expect(set?.metadata.ownerReferences?.[0]?.uid).toBe(second.metadata.uid);
  });

  it('moves the pods of a node that goes', async () => {
    begin();
    await w.client.create(R.Deployment, deployment(2, { pod: apart }));
    await complete(2);
    const [moved] = await pods();
    const node = text(moved, 'spec', 'nodeName') ?? '';
    await w.client.remove(R.Node, node);
    await until(async () => {
      const now = await pods();
      return now.length === 2 && now.every((p) => isReady(p) && text(p, 'spec', 'nodeName') !== node);
    });
    expect(r.stopped).toContain(moved?.metadata.name);
  });

  it('makes a set again that somebody deleted', async () => {
    begin();
    await w.client.create(R.Deployment, deployment(1));
    await complete(1);
    const [set] = await w.client.list(R.ReplicaSet, NS);
    await w.client.remove(R.ReplicaSet, set?.metadata.name ?? '', NS);
    await until(async () => {
      const [now] = await w.client.list(R.ReplicaSet, NS);
      return now !== undefined && now.metadata.uid !== set?.metadata.uid;
    });
    await complete(1);
  });

  it('goes down with its storage and comes back with it, without a new pod', async () => {
    const clock = new HandClock();
    begin(workers(), { clock });
    await w.client.create(R.Deployment, deployment(2));
    await complete(2);
    const before = new Set((await pods()).map((p) => p.metadata.uid));
    r.sick = 'HTTP probe failed with statuscode: 503';
    clock.pass(2000);
    await until(async () => num(await get(), 'status', 'readyReplicas') === 0);
    expect(condition(await get(), 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
    });
    r.sick = undefined;
    clock.pass(2000);
    await complete(2);
    expect(new Set((await pods()).map((p) => p.metadata.uid))).toEqual(before);
    expect(r.started).toHaveLength(2);
  });

  it.each([
    { what: 'one more, none fewer', maxSurge: 1, maxUnavailable: 0, most: 3, least: 2 },
    { what: 'none more, one fewer', maxSurge: 0, maxUnavailable: 1, most: 2, least: 1 },
    { what: 'twice as many', maxSurge: '100%', maxUnavailable: 0, most: 4, least: 2 },
  ])('rolls out with $what', async ({ maxSurge, maxUnavailable, most, least }) => {
    begin();
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
    await w.client.create(R.Deployment, deployment(2, { spec: { strategy } }));
    await complete(2);
    const alive = new Map((await pods()).map((p) => [p.metadata.uid, p]));
    const counts: [number, number][] = [];
    const end = w.client.watch(R.Pod, NS, (event) => {
      const pod = event.object as KubeObject;
      if (event.type === 'DELETED') alive.delete(pod.metadata.uid);
      else alive.set(pod.metadata.uid, pod);
      const staying = [...alive.values()].filter((p) => p.metadata.deletionTimestamp === undefined);
      counts.push([staying.length, staying.filter(isReady).length]);
    });
    await settle(3);
    counts.length = 0;
    await w.client.patch(R.Deployment, 'image-registry', NS, {
      spec: { template: { metadata: { annotations: { again: 'yes' } } } },
    });
    await complete(2);
    end();
    expect(Math.max(...counts.map(([all]) => all))).toBe(most);
    expect(Math.min(...counts.map(([, ready]) => ready))).toBe(least);
  });
});

describe('a pod waits', () => {
  it.each([
    [
      'a secret',
      volume('conf', { secret: { secretName: 'needed' } }),
      [],
      R.Secret,
      'ContainerCreating',
      'MountVolume.SetUp failed for volume "conf" : secret "needed" not found',
    ],
    [
      'a config map',
      volume('certs', { configMap: { name: 'needed' } }),
      [],
      R.ConfigMap,
      'ContainerCreating',
      'MountVolume.SetUp failed for volume "certs" : configmap "needed" not found',
    ],
    [
      'a projected secret',
      volume('tls', { projected: { sources: [{ secret: { name: 'needed' } }] } }),
      [],
      R.Secret,
      'ContainerCreating',
      'MountVolume.SetUp failed for volume "tls" : secret "needed" not found',
    ],
    [
      'a key',
      volume('k', { secret: { secretName: 'present', items: [{ key: 'k', path: 'p' }] } }),
      [],
      undefined,
      'ContainerCreating',
      'MountVolume.SetUp failed for volume "k" : references non-existent secret key: k',
    ],
    [
      'a secret in its environment',
      {},
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'needed', key: 'k' } } }],
      R.Secret,
      'CreateContainerConfigError',
      'Error: secret "needed" not found',
    ],
    [
      'a key in its environment',
      {},
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'present', key: 'k' } } }],
      undefined,
      'CreateContainerConfigError',
      `Error: couldn't find key k in Secret ${NS}/present`,
    ],
  ])('for %s', async (_, pod, env, resource, reason, message) => {
    begin([...workers(), make(R.Secret, `${NS}/present`, { type: 'Opaque', data: {} })]);
    await w.client.create(R.Deployment, deployment(1, { pod, env }));
    await until(async () => (await waiting())[0] === reason);
    expect([...(await events(w.client, 'FailedMount')), ...(await events(w.client, 'Failed'))]).toEqual([message]);
    expect(r.started).toEqual([]);
    const data = { k: Buffer.from('v').toString('base64') };
    if (resource) await w.client.create(resource, make(resource, `${NS}/needed`, { data }));
    else await w.client.patch(R.Secret, 'present', NS, { data });
    await complete(1);
  });

  it.each([
    ['a secret', volume('conf', { secret: { secretName: 'x', optional: true } }), []],
    [
      'a projected map',
      volume('conf', {
        projected: {
          sources: [{ configMap: { name: 'x', optional: true } }, { serviceAccountToken: { path: 'token' } }],
        },
      }),
      [],
    ],
    ['a variable', {}, [{ name: 'A', valueFrom: { secretKeyRef: { name: 'x', key: 'k', optional: true } } }]],
  ])('not for %s that is optional', async (_, pod, env) => {
    begin();
    await w.client.create(R.Deployment, deployment(1, { pod, env }));
    await complete(1);
  });

  it('for a claim that is not there, and for one that is not bound', async () => {
    begin([...workers(), ...odf(true)]);
    await w.client.create(R.Deployment, deployment(1, { pod: pvc('c') }));
    await until(async () =>
      (await events(w.client, 'FailedScheduling')).includes(
        '0/6 nodes are available: persistentvolumeclaim "c" not found.',
      ),
    );
    expect(condition((await pods())[0], 'PodScheduled')).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany'], 'ocs-storagecluster-ceph-rbd'));
    await until(async () => condition((await pods())[0], 'PodScheduled')?.message?.includes('unbound immediate'));
    await w.client.remove(R.PersistentVolumeClaim, 'c', NS);
    await until(
      async () =>
        (await w.client.get(R.PersistentVolumeClaim, 'c', NS)) === undefined ||
        (await w.client.patch(R.PersistentVolumeClaim, 'c', NS, { metadata: { finalizers: null } }).then(() => false)),
    );
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany'], 'ocs-storagecluster-cephfs'));
    await complete(1);
  });

  it('for a volume that is attached to another node', async () => {
    begin([...workers(), ...odf(true), claim('c', ['ReadWriteOnce'], 'ocs-storagecluster-ceph-rbd')]);
    await w.client.create(R.Deployment, deployment(2, { pod: { ...pvc('c'), ...apart } }));
    await until(async () => (await events(w.client, 'FailedAttachVolume')).length > 0);
    await until(async () => new Set(await waiting()).size === 2 && (await waiting()).includes('ContainerCreating'));
  });

  it('for a second node, where two replicas must be apart', async () => {
    begin(nodes(true));
    await w.client.create(R.Deployment, deployment(2, { pod: apart }));
    await until(async () => (await events(w.client, 'FailedScheduling')).length > 0);
    expect((await events(w.client, 'FailedScheduling'))[0]).toBe(
      "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.",
    );
    const second = nodes(false)[1];
    await w.client.create(R.Node, second as KubeObject);
    await w.client.patch(
      R.Node,
      second?.metadata.name ?? '',
      undefined,
      { status: second?.['status'] },
      'merge',
      'status',
    );
    await complete(2);
  });

  it.each([
    ['a label', { nodeSelector: { disk: 'fast' } }, "6 node(s) didn't match Pod's node affinity/selector"],
    [
      'the control plane',
      { nodeSelector: { 'node-role.kubernetes.io/master': '' } },
      '3 node(s) had untolerated taint {node-role.kubernetes.io/master: }',
    ],
  ])('for a node with %s', async (_, pod, why) => {
    begin();
    await w.client.create(R.Deployment, deployment(1, { pod }));
    await until(async () => (await events(w.client, 'FailedScheduling')).some((e) => e.includes(why)));
  });

  it('no longer once it tolerates the taint', async () => {
    begin();
    await w.client.create(
      R.Deployment,
      deployment(1, {
        pod: { nodeSelector: { 'node-role.kubernetes.io/master': '' }, tolerations: [{ operator: 'Exists' }] },
      }),
    );
    await complete(1);
    expect(text((await pods())[0], 'spec', 'nodeName')).toMatch(/^lab-master-/);
  });
});

describe('a daemon set', () => {
  it.each([
    [[{ operator: 'Exists' }], 6],
    [[], 3],
  ])('with tolerations %j counts %d nodes', async (tolerations, count) => {
    begin();
    await w.client.create(
      R.DaemonSet,
      make(R.DaemonSet, `${NS}/node-ca`, {
        spec: {
          selector: { matchLabels: { name: 'node-ca' } },
          template: {
            metadata: { labels: { name: 'node-ca' } },
            spec: { tolerations, containers: [{ name: 'node-ca', image: 'x' }] },
          },
        },
      }),
    );
    await until(async () => num(await w.client.get(R.DaemonSet, 'node-ca', NS), 'status', 'numberReady') === count);
    expect(record(await w.client.get(R.DaemonSet, 'node-ca', NS), 'status')).toMatchObject({
      desiredNumberScheduled: count,
      numberAvailable: count,
      updatedNumberScheduled: count,
      observedGeneration: 1,
    });
  });
});
