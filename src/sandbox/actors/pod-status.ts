import { text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import { conditionOf } from './deployment-status.ts';
import { hash, records, stamp, uid } from './objects.ts';

/** How a pod is doing, in the words that `oc get pods` is made from. */
export type Stand =
  | { state: 'unscheduled'; why: string }
  | { state: 'waiting'; reason: string; why: string }
  | { state: 'running'; since: Date; ready: boolean };

/** An address in the pod network, the same for the same pod. */
export function podIp(pod: KubeObject): string {
  const n = [...Buffer.from(hash(uid(pod), 3))];
  return `10.${128 + ((n[0] ?? 0) % 4)}.${(n[1] ?? 0) % 250}.${2 + ((n[2] ?? 0) % 250)}`;
}

/** The status of a pod that stands so, with the times of unchanged conditions kept. */
export function podStatus(pod: KubeObject, stand: Stand, now: Date, hostIp: string): Record<string, unknown> {
  if (stand.state === 'unscheduled') {
    return { phase: 'Pending', conditions: [conditionOf(pod, now, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: stand.why })] };
  }
  const running = stand.state === 'running';
  const ready = running && stand.ready;
  const names = records(pod, 'spec', 'containers').map((c) => text(c, 'name') ?? '');
  const unready = { reason: 'ContainersNotReady', message: `containers with unready status: [${names.join(' ')}]` };
  const condition = (type: string, ok: boolean): unknown => conditionOf(pod, now, { type, status: ok ? 'True' : 'False', ...(ok ? {} : unready) });
  const state = stand.state === 'running' ? { running: { startedAt: stamp(stand.since) } } : { waiting: { reason: stand.reason, ...(stand.why ? { message: stand.why } : {}) } };
  return {
    phase: running ? 'Running' : 'Pending',
    startTime: text(pod, 'status', 'startTime') ?? stamp(now),
    hostIP: hostIp,
    ...(running ? { podIP: podIp(pod), podIPs: [{ ip: podIp(pod) }] } : {}),
    conditions: [condition('Initialized', true), condition('Ready', ready), condition('ContainersReady', ready), condition('PodScheduled', true)],
    containerStatuses: records(pod, 'spec', 'containers').map((c) => ({
      name: text(c, 'name') ?? '', image: text(c, 'image') ?? '', imageID: running ? `sandbox@sha256:${'0'.repeat(64)}` : '',
      ...(running ? { containerID: `cri-o://${uid(pod)}` } : {}),
      ready, started: running, restartCount: 0, state,
    })),
  };
}
