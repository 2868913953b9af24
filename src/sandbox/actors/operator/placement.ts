import { isRecord, list, num, record, text } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/types.ts';
import { HOME, LABELS } from './names.ts';

type Fields = Record<string, unknown>;
const ZONE = 'topology.kubernetes.io/zone';
/** A constraint with its fields in the order that a built-in kind has them; the Config's come by the alphabet. */
const inOrder = ({ maxSkew, topologyKey, whenUnsatisfiable, ...more }: Fields): Fields => ({ maxSkew, topologyKey, whenUnsatisfiable, ...more });
const selector = { matchLabels: LABELS };

/** Where the registry's pods go: the part of the pod's spec that keeps them apart. */
export function placement(spec: Fields, nodes: readonly KubeObject[]): Fields {
  const replicas = num(spec, 'replicas') ?? 0;
  const apart = { labelSelector: selector, namespaces: [HOME], topologyKey: 'kubernetes.io/hostname' };
  const affinity = isRecord(spec['affinity']) ? spec['affinity'] : replicas === 2 ? { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [apart] } } : undefined;
  const selected = record(spec, 'nodeSelector');
  const constraints = list(spec, 'topologySpreadConstraints');
  const zones = nodes.some((n) => n.metadata.labels?.[ZONE] !== undefined) ? [ZONE] : [];
  const spread = ['kubernetes.io/hostname', 'node-role.kubernetes.io/worker', ...zones].map((topologyKey) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector }));
  const topologySpreadConstraints = constraints.length > 0 ? constraints.map((c) => inOrder(record(c))) : Object.keys(selected).length > 0 ? [] : spread;
  return {
    nodeSelector: { ...selected, 'kubernetes.io/os': 'linux' },
    ...(affinity ? { affinity } : {}),
    ...(list(spec, 'tolerations').length > 0 ? { tolerations: spec['tolerations'] } : {}),
    ...(topologySpreadConstraints.length > 0 ? { topologySpreadConstraints } : {}),
  };
}

/** How a rollout goes; with no replicas maxUnavailable is -1, which the API refuses. */
export function strategy(spec: Fields): Fields {
  if (text(spec, 'rolloutStrategy') === 'Recreate') return { type: 'Recreate' };
  const replicas = num(spec, 'replicas') ?? 0;
  return { type: 'RollingUpdate', rollingUpdate: replicas === 2 ? { maxUnavailable: 1, maxSurge: 1 } : { maxUnavailable: replicas - 1, maxSurge: '25%' } };
}
