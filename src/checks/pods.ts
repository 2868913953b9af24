import { condition, isRecord, list, num, record, text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { COLLECTIONS, REGISTRY } from '../snapshot/reads.ts';
import { define, field, when, type Seen } from './define.ts';
import type { Check } from './types.ts';
import { wanted, type World } from './world.ts';

const { config } = REGISTRY;
const { pods } = COLLECTIONS;

/** Reasons of a waiting container that pass by themselves. */
const STARTING = new Set(['ContainerCreating', 'PodInitializing']);

function statuses(pod: KubeObject): Record<string, unknown>[] {
  return [...list(pod, 'status', 'initContainerStatuses'), ...list(pod, 'status', 'containerStatuses')].filter(isRecord);
}

function waiting(pod: KubeObject): { reason: string; message: string } | undefined {
  const found = statuses(pod).map((status) => record(status, 'state', 'waiting')).find((state) => text(state, 'reason') !== undefined && !STARTING.has(text(state, 'reason') ?? ''));
  return found === undefined ? undefined : { reason: text(found, 'reason') ?? '', message: text(found, 'message') ?? '' };
}

function ended(pod: KubeObject): { reason: string; code: number | undefined; message: string } | undefined {
  const found = statuses(pod).map((status) => record(status, 'lastState', 'terminated')).find((state) => Object.keys(state).length > 0);
  return found === undefined ? undefined : { reason: text(found, 'reason') ?? '', code: num(found, 'exitCode'), message: text(found, 'message') ?? '' };
}

const crashing = (pod: KubeObject): boolean => waiting(pod)?.reason === 'CrashLoopBackOff';

/** Why a pod is not ready, in few words; undefined when it is, or when it is merely starting. */
export function podProblem(pod: KubeObject): string | undefined {
  const scheduled = condition(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return scheduled.message ?? scheduled.reason ?? 'not scheduled';
  const wait = waiting(pod);
  const last = ended(pod);
  if (wait !== undefined) return [wait.reason, crashing(pod) && last !== undefined ? last.message.trim() || `exit code ${last.code ?? '?'}` : wait.message].filter(Boolean).join(': ');
  return last?.reason === 'OOMKilled' ? 'ran out of memory' : undefined;
}

/** Whether a pod serves. */
export function podReady(pod: KubeObject): boolean {
  return condition(pod, 'Ready')?.status === 'True' && pod.metadata.deletionTimestamp === undefined;
}

function each(world: World, holds: (pod: KubeObject) => boolean): Seen[] {
  return world.pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && holds(pod)).map((pod) => {
    const name = pod.metadata.name ?? '';
    return { subject: nameOf(ref(R.Pod, name, NS.registry)), message: podProblem(pod) ?? '', fill: { pod: name } };
  });
}

/** Rules about the registry's pods. */
export const podChecks: Check[] = [
  define('RC-REPLICAS-ZERO', [config], (world) => when(wanted(world) && num(world.config, 'spec', 'replicas') === 0, () => ({
    subject: field('spec.replicas'), message: 'replicas is 0.' }))),
  define('RC-POD-UNSCHEDULABLE', [pods], (world) => each(world, (pod) => condition(pod, 'PodScheduled')?.status === 'False')),
  define('RC-POD-WAITING', [pods], (world) => each(world, (pod) => waiting(pod) !== undefined && !crashing(pod))),
  define('RC-POD-CRASHING', [pods], (world) => each(world, crashing)),
  define('RC-POD-MEMORY', [pods], (world) => each(world, (pod) => ended(pod)?.reason === 'OOMKilled' && waiting(pod) === undefined)),
];
