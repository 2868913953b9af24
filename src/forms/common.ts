import { list, num, text } from '../api/json.ts';
import { nameOf, R } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import { mustCount } from '../registry/losses.ts';
import { roomFor } from '../registry/nodes.ts';
import { OBJECT } from '../registry/objects.ts';
import { grant, needOf, reading } from '../registry/rights.ts';
import { clusterVersionOf, one, readKey, stateOf } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';

/** What every form of setup reads: the registry's own objects, and what tells how many replicas have room. */
export const COMMON_READS: readonly Read[] = [
  OBJECT.config, OBJECT.deployment, OBJECT.clusterOperator, OBJECT.image, OBJECT.certificates, OBJECT.credentials,
  OBJECT.infrastructure, OBJECT.clusterVersion, { resource: R.Node },
];

/** Reads that a form can do without: their absence makes a judgement vaguer, not wrong. */
const OPTIONAL = new Set([readKey({ resource: R.Node }), readKey({ resource: R.StoredImage }), readKey(OBJECT.clusterVersion), readKey(OBJECT.infrastructure)]);

/** An error for every read that was refused or failed, and that the form needs. */
export function checkReads(snapshot: Snapshot, reads: readonly Read[]): Finding[] {
  return reads.filter((read) => !OPTIONAL.has(readKey(read))).flatMap((read) => {
    const answer = snapshot.answers[readKey(read)];
    const resource = readKey(read);
    if (answer?.state === 'denied') return [finding('RC-ACCESS-DENIED', resource, `it may not be read: ${answer.reason}`, { remedy: grant(needOf(read)) })];
    return answer?.state === 'failed' ? [finding('RC-READ-FAILED', resource, answer.reason, { remedy: reading(read) })] : [];
  });
}

/** The version, the capability and the Config: whether there is an image registry to configure, as this program knows it. */
export function checkCluster(snapshot: Snapshot): Finding[] {
  const found: Finding[] = [];
  const version = clusterVersionOf(snapshot);
  if (!version.startsWith('4.14.')) found.push(finding('RC-CLUSTER-VERSION-UNPROVEN', nameOf(OBJECT.clusterVersion), version === '' ? 'the version of the cluster could not be read' : `the cluster is at ${version}`));
  const capabilities = (of: string): unknown[] => list(one(snapshot, OBJECT.clusterVersion), 'status', 'capabilities', of);
  if (capabilities('knownCapabilities').includes('ImageRegistry') && !capabilities('enabledCapabilities').includes('ImageRegistry')) {
    found.push(finding('RC-CAPABILITY-DISABLED', `${nameOf(OBJECT.clusterVersion)} status.capabilities`, 'the capability ImageRegistry is not enabled'));
  } else if (stateOf(snapshot, OBJECT.config) === 'absent') found.push(finding('RC-CONFIG-ABSENT', nameOf(OBJECT.config), 'the operator has not made it yet', { level: 'info' }));
  return found;
}

/** The same for what needs the Config now, and says itself what is wrong without one: only a set-up waits for it. */
export function checkVersion(snapshot: Snapshot): Finding[] {
  return checkCluster(snapshot).filter(({ code }) => code !== 'RC-CONFIG-ABSENT');
}

/** Replicas that somebody asks for by option, against the nodes that have room: with two, each needs a node of its own. */
export function checkReplicas(snapshot: Snapshot, platform: string, replicas: number | undefined): Finding[] {
  const config = one(snapshot, OBJECT.config);
  const room = roomFor(snapshot, config);
  if (replicas !== 2 || room === undefined || room >= 2) return [];
  return [finding('RC-REPLICAS-NO-ROOM', 'nodes', `2 replicas need 2 schedulable workers, there ${room === 1 ? 'is 1' : 'are none'}`, { fill: { platform } })];
}

/** The images, to be counted, where setting the registry to this storage may lose some. */
export function countReads(snapshot: Snapshot, storage: unknown): Read[] {
  return mustCount(snapshot, storage) ? [{ resource: R.StoredImage }] : [];
}

/** Whether a registry runs that reads this CA config map. */
export function readsCa(snapshot: Snapshot, configMap: string): boolean {
  const config = one(snapshot, OBJECT.config);
  return text(config, 'spec', 'managementState') === 'Managed' && text(config, 'spec', 'storage', 's3', 'trustedCA', 'name') === configMap && num(config, 'spec', 'replicas') !== 0;
}
