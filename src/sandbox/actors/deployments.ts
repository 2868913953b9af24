import { num, record } from '../../api/json.ts';
import { apiVersion, NS, R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Actor } from '../client.ts';
import { deploymentStatus } from './deployment-status.ts';
import type { Progress } from './deployment-status.ts';
import { each, loop } from './loop.ts';
import type { Stage, Turn } from './loop.ts';
import { going, hash, name, ownedBy, owns, setStatus, suffix, uid } from './objects.ts';
import { isReady, nextMove } from './rollout.ts';
import { schedulable } from './scheduling.ts';

const HASH = 'pod-template-hash';

/** The controllers of Deployments, ReplicaSets and DaemonSets in the registry's namespace. Pods are run by another actor. */
export function startDeployments(stage: Stage): Actor {
  const { client } = stage;
  const progress = new Map<string, Progress>();
  const watched = [R.Deployment, R.ReplicaSet, R.Pod, R.DaemonSet].map((r): [typeof r, string] => [r, NS.registry]);
  return loop('deployments', stage, watched, async (turn) => {
    const [deployments = [], sets = [], pods = []] = await Promise.all([R.Deployment, R.ReplicaSet, R.Pod].map((r) => client.list(r, NS.registry)));
    // first of all: what an earlier deployment left bears the names that a new one of its name needs
    await collect(stage, deployments, sets, pods);
    await each(deployments.filter((d) => !going(d)), (deployment) => reconcile(stage, turn, deployment, sets, pods, progress));
    await each(await client.list(R.DaemonSet, NS.registry), (set) => daemons(stage, turn, set));
  });
}

async function reconcile(stage: Stage, turn: Turn, deployment: KubeObject, sets: KubeObject[], pods: KubeObject[], progress: Map<string, Progress>): Promise<void> {
  const { client } = stage;
  const own = sets.filter((s) => owns(deployment, s) && !going(s));
  const id = hash(record(deployment, 'spec', 'template'));
  let current = own.find((s) => s.metadata.labels?.[HASH] === id);
  const revision = Math.max(0, ...own.map((s) => Number(s.metadata.annotations?.[REVISION] ?? 0)));
  if (current === undefined) current = await client.create(R.ReplicaSet, replicaSet(deployment, id, revision + 1));
  else if (Number(current.metadata.annotations?.[REVISION] ?? 0) < revision) {
    await client.patch(R.ReplicaSet, name(current), NS.registry, { metadata: { annotations: { [REVISION]: String(revision + 1) } } });
  }
  const mine = pods.filter((p) => own.some((s) => owns(s, p)) || (current && owns(current, p)));
  const fresh = mine.filter((p) => !going(p) && current !== undefined && owns(current, p));
  const old = mine.filter((p) => !going(p) && !fresh.includes(p));
  const move = nextMove({ deployment, fresh, old, leaving: mine.filter(going).length });
  for (const pod of move.remove) await client.remove(R.Pod, name(pod), NS.registry);
  for (let i = 0; i < move.create; i++) await client.create(R.Pod, podOf(current));
  for (const set of own) await setSizes(stage, set, mine.filter((p) => owns(set, p) && !going(p)));
  await setStatus(client, R.Deployment, deployment, deploymentStatus(deployment, current, { fresh, old }, turn, progress));
}

const REVISION = 'deployment.kubernetes.io/revision';

async function setSizes(stage: Stage, set: KubeObject, pods: KubeObject[]): Promise<void> {
  if (num(set, 'spec', 'replicas') !== pods.length) await stage.client.patch(R.ReplicaSet, name(set), NS.registry, { spec: { replicas: pods.length } });
  const ready = pods.filter(isReady).length;
  await setStatus(stage.client, R.ReplicaSet, set, {
    replicas: pods.length, fullyLabeledReplicas: pods.length, readyReplicas: ready, availableReplicas: ready, observedGeneration: set.metadata.generation ?? 1,
  });
}

function replicaSet(deployment: KubeObject, id: string, revision: number): KubeObject {
  const template = record(deployment, 'spec', 'template');
  const labels = { ...(record(template, 'metadata', 'labels') as Record<string, string>), [HASH]: id };
  return {
    apiVersion: apiVersion(R.ReplicaSet),
    kind: 'ReplicaSet',
    metadata: { name: `${name(deployment)}-${id}`, namespace: NS.registry, labels, annotations: { [REVISION]: String(revision) }, ownerReferences: [ownedBy(deployment)] },
    spec: { replicas: 0, selector: { matchLabels: { ...record(deployment, 'spec', 'selector', 'matchLabels'), [HASH]: id } }, template: { ...template, metadata: { ...record(template, 'metadata'), labels } } },
  };
}

function podOf(set: KubeObject): KubeObject {
  const template = record(set, 'spec', 'template');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...record(template, 'metadata'), name: `${name(set)}-${suffix(5)}`, namespace: NS.registry, ownerReferences: [ownedBy(set)] },
    spec: record(template, 'spec'),
  };
}

/** What is left of deployments that are gone (the garbage collector, for clusters that run none). */
async function collect(stage: Stage, deployments: KubeObject[], sets: KubeObject[], pods: KubeObject[]): Promise<void> {
  const alive = new Set([...deployments, ...sets].filter((o) => !going(o)).map(uid));
  const orphaned = (o: KubeObject, kind: string): boolean => !going(o) && (o.metadata.ownerReferences ?? []).some((r) => r.kind === kind && !alive.has(r.uid));
  // a set that this pass made is not in the lists, so only those whose owner is truly gone are asked about
  for (const set of sets.filter((s) => orphaned(s, 'Deployment'))) {
    if (!(await exists(stage, set))) await stage.client.remove(R.ReplicaSet, name(set), NS.registry);
  }
  for (const pod of pods.filter((p) => orphaned(p, 'ReplicaSet'))) {
    if (!(await exists(stage, pod))) await stage.client.remove(R.Pod, name(pod), NS.registry);
  }
}

async function exists(stage: Stage, object: KubeObject): Promise<boolean> {
  const owner = object.metadata.ownerReferences?.[0];
  const found = await stage.client.get(owner?.kind === 'Deployment' ? R.Deployment : R.ReplicaSet, owner?.name ?? '', NS.registry);
  return found !== undefined && !going(found) && uid(found) === owner?.uid;
}

/** Daemons run at once on every node that takes them; only their numbers are shown. */
async function daemons(stage: Stage, turn: Turn, set: KubeObject): Promise<void> {
  if (going(set)) return;
  const count = schedulable(await stage.client.list(R.Node), record(set, 'spec', 'template', 'spec')).nodes.length;
  const done = turn.passed(`${uid(set)}/${set.metadata.generation ?? 1}`) ? count : 0;
  await setStatus(stage.client, R.DaemonSet, set, {
    currentNumberScheduled: count, desiredNumberScheduled: count, numberMisscheduled: 0, updatedNumberScheduled: count,
    numberReady: done, numberAvailable: done, ...(done < count ? { numberUnavailable: count - done } : {}), observedGeneration: set.metadata.generation ?? 1,
  });
}

