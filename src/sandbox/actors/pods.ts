import { text } from '../../api/json.ts';
import { NS, R } from '../../api/resources.ts';
import type { KubeObject, Resource } from '../../api/types.ts';
import { Refused } from '../client.ts';
import type { Actor } from '../client.ts';
import { each, loop } from './loop.ts';
import type { Stage, Turn } from './loop.ts';
import { missing } from './mounts.ts';
import { event, going, name, namespace, phase, setStatus, uid } from './objects.ts';
import { podStatus } from './pod-status.ts';
import type { Stand } from './pod-status.ts';
import { modes } from './provisioners.ts';
import { claimsOf, place } from './scheduling.ts';

/** What really runs when a registry pod runs. */
export interface PodRuntime {
  /** called once the pod's containers may start; rejects when the process ends at once */
  start(pod: KubeObject): Promise<RunningPod>;
}

export interface RunningPod {
  /** what the readiness probe sees: undefined when it is well, else why it is not */
  unready(): Promise<string | undefined>;
  stop(): Promise<void>;
}

interface Ward {
  run?: RunningPod;
  since: Date;
  failed?: string;
}

interface World {
  pods: KubeObject[];
  nodes: KubeObject[];
  claims: KubeObject[];
}

/** How often (ms) a running pod's readiness is looked at again. */
const PROBE = 2000;

/** Scheduler and kubelet of the registry's namespace: pods are placed, wait for what they mount, run, become ready, and end. */
export function startPods(stage: Stage, runtime: PodRuntime): Actor {
  const wards = new Map<string, Ward>();
  const watched = [R.Pod, R.PersistentVolumeClaim, R.Secret, R.ConfigMap].map((r): [Resource, string] => [r, NS.registry]);
  const actor = loop('deployments', stage, [...watched, [R.Node]], async (turn) => {
    const [pods, nodes, claims] = await Promise.all([stage.client.list(R.Pod, NS.registry), stage.client.list(R.Node), stage.client.list(R.PersistentVolumeClaim, NS.registry)]);
    const world = { pods, nodes, claims };
    await each(pods, async (pod) => {
      const node = text(pod, 'spec', 'nodeName');
      if (going(pod)) await end(stage, wards, pod);
      // as the garbage collector of pods does: no kubelet is left to end it
      else if (node !== undefined && !nodes.some((n) => name(n) === node)) await stage.client.remove(R.Pod, name(pod), namespace(pod), 0);
      else if (!['Succeeded', 'Failed'].includes(phase(pod))) await step(stage, turn, runtime, wards, pod, world);
    });
    const alive = new Set(pods.map(uid));
    for (const [id, ward] of wards) {
      if (alive.has(id)) continue;
      wards.delete(id);
      await ward.run?.stop();
    }
  });
  return {
    async stop() {
      await actor.stop();
      await Promise.all([...wards.values()].map((w) => Promise.resolve(w.run?.stop())));
    },
  };
}

async function end(stage: Stage, wards: Map<string, Ward>, pod: KubeObject): Promise<void> {
  await wards.get(uid(pod))?.run?.stop();
  wards.delete(uid(pod));
  if ((pod.metadata.finalizers ?? []).length === 0) await stage.client.remove(R.Pod, name(pod), namespace(pod), 0);
}

async function step(stage: Stage, turn: Turn, runtime: PodRuntime, wards: Map<string, Ward>, pod: KubeObject, world: World): Promise<void> {
  const { client } = stage;
  const host = world.nodes.find((n) => name(n) === text(pod, 'spec', 'nodeName')) ?? (await schedule(stage, turn, pod, world));
  if (typeof host === 'string') return setStatus(client, R.Pod, pod, podStatus(pod, { state: 'unscheduled', why: host }, turn.now, ''));
  const stand = await run(stage, turn, runtime, wards, pod, world, host);
  await setStatus(client, R.Pod, pod, podStatus(pod, stand, turn.now, text(host, 'status', 'addresses', 0, 'address') ?? ''));
}

/** A node for the pod, once its claims are bound (or wait for it); else why there is none. */
async function schedule(stage: Stage, turn: Turn, pod: KubeObject, world: World): Promise<KubeObject | string> {
  const unbound = claimsOf(pod).map((c) => [c, world.claims.find((p) => name(p) === c)] as const).find(([, claim]) => !claim || phase(claim) !== 'Bound');
  const total = world.nodes.length;
  const host = unbound
    ? `0/${total} nodes are available: ${unbound[1] ? 'pod has unbound immediate PersistentVolumeClaims' : `persistentvolumeclaim "${unbound[0]}" not found`}.`
    : place(pod, world.nodes, world.pods.filter((p) => p !== pod && !going(p) && text(p, 'spec', 'nodeName') !== undefined));
  // a class that waits for its first consumer binds a moment after the pod came: nothing to tell of
  if (typeof host === 'string' && unbound?.[1] && !turn.passed(`unbound ${uid(pod)}`, stage.pace * 2 + 200)) return host;
  if (typeof host === 'string') {
    await event(stage.client, pod, turn.now, { type: 'Warning', reason: 'FailedScheduling', message: host, from: 'default-scheduler' });
    return host;
  }
  await bind(stage, pod, name(host));
  pod['spec'] = { ...(pod['spec'] as object), nodeName: name(host) };
  return host;
}

/** As a scheduler does, by the pod's binding; a server that has none takes the node as a field. */
async function bind(stage: Stage, pod: KubeObject, node: string): Promise<void> {
  const binding: Resource = { ...R.Pod, plural: `pods/${name(pod)}/binding`, kind: 'Binding' };
  const object = { apiVersion: 'v1', kind: 'Binding', metadata: { name: name(pod), namespace: namespace(pod) }, target: { apiVersion: 'v1', kind: 'Node', name: node } };
  try {
    await stage.client.create(binding, object);
  } catch (error) {
    if (!(error instanceof Refused) || ![404, 405].includes(error.code)) throw error;
    await stage.client.patch(R.Pod, name(pod), namespace(pod), { spec: { nodeName: node } });
  }
}

async function run(stage: Stage, turn: Turn, runtime: PodRuntime, wards: Map<string, Ward>, pod: KubeObject, world: World, host: KubeObject): Promise<Stand> {
  const say = (reason: string, message: string): Promise<void> => event(stage.client, pod, turn.now, { type: 'Warning', reason, message, from: 'kubelet' });
  const ward = wards.get(uid(pod));
  if (!ward) {
    const held = elsewhere(pod, world, host, wards);
    if (held !== undefined) await say('FailedAttachVolume', held);
    if (held !== undefined) return { state: 'waiting', reason: 'ContainerCreating', why: '' };
    const lack = await missing(stage.client, pod);
    if (lack) await say(lack.event, lack.message);
    if (lack) return { state: 'waiting', reason: lack.reason, why: lack.reason === 'ContainerCreating' ? '' : lack.message };
    if (!turn.passed(`start ${uid(pod)}`)) return { state: 'waiting', reason: 'ContainerCreating', why: '' };
    wards.set(uid(pod), await started(runtime, pod, turn.now));
    return run(stage, turn, runtime, wards, pod, world, host);
  }
  if (ward.failed !== undefined) {
    await say('BackOff', ward.failed);
    if (turn.passed(`restart ${uid(pod)} ${ward.since.getTime()}`, PROBE)) wards.delete(uid(pod));
    return { state: 'waiting', reason: 'CrashLoopBackOff', why: ward.failed };
  }
  const why = await ward.run?.unready();
  turn.forget(`probe ${uid(pod)}`);
  turn.passed(`probe ${uid(pod)}`, PROBE);
  if (why !== undefined) await say('Unhealthy', `Readiness probe failed: ${why}`);
  return { state: 'running', since: ward.since, ready: why === undefined };
}

async function started(runtime: PodRuntime, pod: KubeObject, now: Date): Promise<Ward> {
  try {
    return { run: await runtime.start(pod), since: now };
  } catch (error) {
    return { since: now, failed: error instanceof Error ? error.message : String(error) };
  }
}

/** A ReadWriteOnce volume is attached to one node: why the pod cannot have it on this one. */
function elsewhere(pod: KubeObject, world: World, host: KubeObject, wards: Map<string, Ward>): string | undefined {
  for (const claim of world.claims.filter((c) => claimsOf(pod).includes(name(c)) && !modes(c).includes('ReadWriteMany'))) {
    const other = world.pods.find((p) => p !== pod && !going(p) && wards.has(uid(p)) && claimsOf(p).includes(name(claim)) && text(p, 'spec', 'nodeName') !== name(host));
    if (other) return `Multi-Attach error for volume "${text(claim, 'spec', 'volumeName')}" Volume is already used by pod(s) ${name(other)}`;
  }
  return undefined;
}
