import { at, conditions, num } from '../../api/json.ts';
import type { Condition, KubeObject } from '../../api/types.ts';
import type { Turn } from './loop.ts';
import { name, stamp, uid } from './objects.ts';
import { isReady, share } from './rollout.ts';

/** When a deployment last came forward, and how far it was then. */
export interface Progress {
  mark: string;
  at: number;
}

/** The condition with the time of its last change kept where its status is the same. */
export function conditionOf(object: KubeObject, now: Date, wanted: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>): Condition {
  const before = conditions(object).find((c) => c.type === wanted.type);
  return { ...wanted, lastTransitionTime: before?.status === wanted.status ? (before.lastTransitionTime ?? stamp(now)) : stamp(now) };
}

/**
 * A Deployment's status as its controller writes it: counts, the observed generation, and the conditions
 * Available and Progressing. A rollout that does not come forward for `progressDeadlineSeconds` is said to have timed out.
 */
export function deploymentStatus(deployment: KubeObject, set: KubeObject, pods: { fresh: KubeObject[]; old: KubeObject[] }, turn: Turn, progress: Map<string, Progress>): Record<string, unknown> {
  const wanted = num(deployment, 'spec', 'replicas') ?? 1;
  const all = [...pods.fresh, ...pods.old];
  const ready = all.filter(isReady).length;
  const complete = pods.fresh.length === wanted && pods.old.length === 0 && ready >= wanted;

  const mark = `${deployment.metadata.generation}/${pods.fresh.filter(isReady).length}/${pods.old.length}`;
  const before = progress.get(uid(deployment));
  const since = before?.mark === mark ? before.at : turn.now.getTime();
  progress.set(uid(deployment), { mark, at: since });
  const deadline = (num(deployment, 'spec', 'progressDeadlineSeconds') ?? 600) * 1000;
  const late = !complete && turn.passed(`${uid(deployment)}:${mark}:${since}`, deadline);

  const slack = share(at(deployment, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable'), wanted, Math.floor, 0);
  const enough = ready >= wanted - slack;
  const which = `ReplicaSet "${name(set)}"`;
  const moving = complete
    ? { status: 'True' as const, reason: 'NewReplicaSetAvailable', message: `${which} has successfully progressed.` }
    : late
      ? { status: 'False' as const, reason: 'ProgressDeadlineExceeded', message: `${which} has timed out progressing.` }
      : { status: 'True' as const, reason: 'ReplicaSetUpdated', message: `${which} is progressing.` };
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas: all.length, updatedReplicas: pods.fresh.length, readyReplicas: ready, availableReplicas: ready,
    unavailableReplicas: Math.max(0, wanted - ready) || null,
    conditions: [
      conditionOf(deployment, turn.now, {
        type: 'Available', status: enough ? 'True' : 'False',
        ...(enough ? { reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' } : { reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' }),
      }),
      conditionOf(deployment, turn.now, { type: 'Progressing', ...moving }),
    ],
  };
}
