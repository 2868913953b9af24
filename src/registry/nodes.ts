import { at, isRecord, list, record, text } from '../api/json.ts';
import { R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { many, one, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

const WORKER = 'node-role.kubernetes.io/worker';

function open(node: KubeObject, tolerant: boolean): boolean {
  if (at(node, 'spec', 'unschedulable') === true) return false;
  return tolerant || !list(node, 'spec', 'taints').some((taint) => isRecord(taint) && taint['effect'] !== 'PreferNoSchedule');
}

/**
 * How many nodes can take a registry pod: workers (or what the Config's `nodeSelector` picks) that are neither
 * cordoned nor tainted; with tolerations in the Config taints are not counted against a node. Undefined when
 * the nodes were not read.
 */
export function roomFor(snapshot: Snapshot, config: KubeObject | undefined): number | undefined {
  if (stateOf(snapshot, { resource: R.Node }) !== 'found') return undefined;
  const selector = Object.entries(record(config, 'spec', 'nodeSelector'));
  const tolerant = list(config, 'spec', 'tolerations').length > 0;
  return many(snapshot, R.Node).filter((node) => {
    const labels = node.metadata.labels ?? {};
    return (selector.length === 0 ? WORKER in labels : selector.every(([key, value]) => labels[key] === value)) && open(node, tolerant);
  }).length;
}

/**
 * The most replicas that make sense: 1 on a single-node topology or with fewer than two nodes for them (with two
 * replicas the operator requires two hosts), else no limit.
 */
export function replicaLimit(snapshot: Snapshot, config: KubeObject | undefined): number | undefined {
  const topology = text(one(snapshot, ref(R.Infrastructure, 'cluster')), 'status', 'infrastructureTopology');
  const room = roomFor(snapshot, config);
  return topology === 'SingleReplica' || (room !== undefined && room < 2) ? 1 : undefined;
}
