import { at, conditions, list, record, text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import { matches, name, records } from './objects.ts';

/** The nodes that a pod may run on, and why the others are out (for the scheduler's message). */
export interface Fit {
  nodes: KubeObject[];
  why: string[];
}

/** The nodes that are ready, not cordoned, carry the labels asked for and have no taint that the pod does not tolerate. */
export function schedulable(nodes: KubeObject[], podSpec: unknown): Fit {
  const selector = record(podSpec, 'nodeSelector');
  const out = new Map<string, number>();
  const fit = nodes.filter((node) => {
    const why = unfit(node, selector, records(podSpec, 'tolerations'));
    if (why !== undefined) out.set(why, (out.get(why) ?? 0) + 1);
    return why === undefined;
  });
  return { nodes: fit, why: [...out].map(([why, count]) => `${count} node(s) ${why}`) };
}

function unfit(node: KubeObject, selector: Record<string, unknown>, tolerations: Record<string, unknown>[]): string | undefined {
  if (!conditions(node).some((c) => c.type === 'Ready' && c.status === 'True')) return 'were not ready';
  if (at(node, 'spec', 'unschedulable') === true && !tolerations.some((t) => t['operator'] === 'Exists' && t['key'] === undefined)) return 'were unschedulable';
  if (Object.entries(selector).some(([k, v]) => node.metadata.labels?.[k] !== v)) return "didn't match Pod's node affinity/selector";
  const taint = records(node, 'spec', 'taints').find((t) => t['effect'] !== 'PreferNoSchedule' && !tolerations.some((x) => tolerates(x, t)));
  return taint ? `had untolerated taint {${text(taint, 'key')}: ${text(taint, 'value') ?? ''}}` : undefined;
}

function tolerates(toleration: Record<string, unknown>, taint: Record<string, unknown>): boolean {
  if (toleration['effect'] !== undefined && toleration['effect'] !== taint['effect']) return false;
  if (toleration['operator'] === 'Exists') return toleration['key'] === undefined || toleration['key'] === taint['key'];
  return toleration['key'] === taint['key'] && (toleration['value'] ?? '') === (taint['value'] ?? '');
}

/**
 * Where the pod goes among the other pods of its namespace: the fitting node with the fewest of its like, and none
 * that a required anti-affinity by host name forbids. A text says why there is none.
 */
export function place(pod: KubeObject, nodes: KubeObject[], others: KubeObject[]): KubeObject | string {
  const fit = schedulable(nodes, at(pod, 'spec'));
  const terms = records(pod, 'spec', 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution').filter((t) => t['topologyKey'] === 'kubernetes.io/hostname');
  const on = (node: KubeObject): KubeObject[] => others.filter((o) => text(o, 'spec', 'nodeName') === name(node));
  const free = fit.nodes.filter((n) => !on(n).some((o) => terms.some((t) => matches(t['labelSelector'], o.metadata.labels))));
  const taken = fit.nodes.length - free.length;
  const best = [...free].sort((a, b) => on(a).length - on(b).length)[0];
  if (best) return best;
  const why = [...fit.why, ...(taken > 0 ? [`${taken} node(s) didn't match pod anti-affinity rules`] : [])];
  return `0/${nodes.length} nodes are available: ${why.join(', ') || 'there are none'}.`;
}

/** The names of the claims that the pod mounts. */
export const claimsOf = (pod: KubeObject): string[] => list(pod, 'spec', 'volumes').map((v) => text(v, 'persistentVolumeClaim', 'claimName')).filter((c) => c !== undefined);
