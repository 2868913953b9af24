import { at, num, text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import { going } from './objects.ts';

/** What a deployment wants and has; pods that are being deleted count in neither list. */
export interface Rollout {
  deployment: KubeObject;
  fresh: KubeObject[];
  old: KubeObject[];
  /** pods of either kind that are on their way out */
  leaving: number;
}

/** A count, or a percentage of it (rounded up for surge, down for unavailability), as Deployments have them. */
export function share(value: unknown, replicas: number, round: (n: number) => number, fallback: number): number {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  return percent ? round((Number(percent[1]) * replicas) / 100) : fallback;
}

export const isReady = (pod: KubeObject): boolean =>
  !going(pod) && ((at(pod, 'status', 'conditions') as { type?: string; status?: string }[] | undefined) ?? []).some((c) => c.type === 'Ready' && c.status === 'True');

/** The next move: how many new pods to create now, and which pods to delete now. */
export function nextMove({ deployment, fresh, old, leaving }: Rollout): { create: number; remove: KubeObject[] } {
  const replicas = num(deployment, 'spec', 'replicas') ?? 1;
  const surplus = [...fresh].sort((a, b) => Number(isReady(a)) - Number(isReady(b))).slice(0, Math.max(0, fresh.length - replicas));
  const missing = Math.max(0, replicas - fresh.length);
  if (text(deployment, 'spec', 'strategy', 'type') === 'Recreate') {
    const clear = old.length === 0 && leaving === 0;
    return { create: clear ? missing : 0, remove: [...surplus, ...old] };
  }
  const rolling = at(deployment, 'spec', 'strategy', 'rollingUpdate');
  const surge = share(at(rolling, 'maxSurge'), replicas, Math.ceil, share('25%', replicas, Math.ceil, 1));
  const unavailable = share(at(rolling, 'maxUnavailable'), replicas, Math.floor, share('25%', replicas, Math.floor, 0));
  // neither may be zero together, or nothing could ever move
  const slack = surge === 0 && unavailable === 0 ? 1 : unavailable;
  const room = Math.max(0, replicas + surge - fresh.length - old.length);
  const ready = [...fresh, ...old].filter(isReady).length;
  const broken = old.filter((p) => !isReady(p));
  const spare = Math.max(0, ready - (replicas - slack));
  return { create: Math.min(missing, room), remove: [...surplus, ...broken, ...old.filter(isReady).slice(0, spare)] };
}
