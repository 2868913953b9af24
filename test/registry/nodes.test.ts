import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { replicaLimit, roomFor } from '../../src/registry/nodes.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { object, snapshotOf } from './world.ts';

const WORKER = { 'node-role.kubernetes.io/worker': '' };
let count = 0;
const node = (spec: Record<string, unknown> = {}, labels: Record<string, string> = WORKER): KubeObject => object(ref(R.Node, `n${count++}`), { spec }, { labels });
const MASTER = node({ taints: [{ key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' }] }, { 'node-role.kubernetes.io/master': '' });
const config = (spec: Record<string, unknown>): KubeObject => object(OBJECT.config, { spec });
const INFRA = { 'node-role.kubernetes.io/infra': '' };

describe('nodes with room', () => {
  it.each([
    ['none', [], undefined, 0],
    ['workers', [node(), node(), MASTER], undefined, 2],
    ['a cordoned one', [node(), node({ unschedulable: true })], undefined, 1],
    ['a tainted one', [node(), node({ taints: [{ key: 'x', effect: 'NoSchedule' }] })], undefined, 1],
    ['one that is not ready', [node({ taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] })], undefined, 0],
    ['one that is merely disliked', [node({ taints: [{ key: 'x', effect: 'PreferNoSchedule' }] })], undefined, 1],
    ['masters that work', [node({}, { ...WORKER, 'node-role.kubernetes.io/master': '' })], undefined, 1],
    ['what the selector picks', [node(), node({}, INFRA), node({}, INFRA)], config({ nodeSelector: INFRA }), 2],
    ['taints that may be tolerated', [node({ taints: [{ key: 'infra', effect: 'NoSchedule' }] }, INFRA)], config({ nodeSelector: INFRA, tolerations: [{ key: 'infra' }] }), 1],
    ['cordoned all the same', [node({ unschedulable: true }, INFRA)], config({ nodeSelector: INFRA, tolerations: [{ key: 'infra' }] }), 0],
  ])('%s', (_, nodes, found, room) => expect(roomFor(snapshotOf(nodes, { listed: [R.Node] }), found)).toBe(room));

  it('is not known when the nodes were not read', () => {
    expect(roomFor(snapshotOf([]), undefined)).toBeUndefined();
    const denied = snapshotOf([]);
    denied.answers['nodes/*'] = { state: 'denied', reason: 'no' };
    expect(roomFor(denied, undefined)).toBeUndefined();
  });
});

describe('the limit of replicas', () => {
  const topology = (infrastructureTopology: string): KubeObject => object(OBJECT.infrastructure, { status: { infrastructureTopology } });
  it.each([
    ['two workers', [node(), node(), topology('HighlyAvailable')], undefined],
    ['one worker', [node(), topology('HighlyAvailable')], 1],
    ['a single node', [node(), node(), topology('SingleReplica')], 1],
    ['no worker', [MASTER, topology('HighlyAvailable')], 1],
  ])('%s', (_, objects, limit) => expect(replicaLimit(snapshotOf(objects, { listed: [R.Node] }), undefined)).toBe(limit));
  it('is none when nothing is known', () => expect(replicaLimit(snapshotOf([]), undefined)).toBeUndefined());
});
