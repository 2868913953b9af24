import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { claimsOf, place, schedulable } from '../../../src/sandbox/actors/scheduling.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { nodes } from '../../../src/sandbox/scenarios/nodes.ts';

const TAINT = { key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' };
const named = (count: number, pod: unknown) => ({ count, pod });
const pod = (id: string, spec: Record<string, unknown> = {}): KubeObject =>
  make(R.Pod, `ns/${id}`, { spec }, { labels: { app: 'r' } });
const apart = (topologyKey: string) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app: 'r' } }, topologyKey }],
    },
  },
});

describe('schedulable', () => {
  it.each([
    named(3, {}),
    named(6, { tolerations: [{ operator: 'Exists' }] }),
    named(6, { tolerations: [{ key: TAINT.key, operator: 'Exists' }] }),
    named(6, { tolerations: [{ key: TAINT.key, effect: 'NoSchedule' }] }),
    named(3, { tolerations: [{ key: TAINT.key, effect: 'NoExecute' }] }),
    named(3, { tolerations: [{ key: TAINT.key, value: 'x' }] }),
    named(3, { tolerations: [{ key: 'other', operator: 'Exists' }] }),
    named(3, { nodeSelector: { 'kubernetes.io/os': 'linux' } }),
    named(0, { nodeSelector: { 'kubernetes.io/os': 'windows' } }),
  ])('$count nodes take $pod', ({ count, pod: spec }) => {
    expect(schedulable(nodes(false), spec).nodes).toHaveLength(count);
  });

  it('leaves out nodes that are cordoned or not ready, and says how many for which reason', () => {
    const all = nodes(false);
    const workers = all.filter((n) => n.metadata.name?.includes('worker'));
    workers[0]!['spec'] = { unschedulable: true };
    workers[1]!['status'] = { conditions: [{ type: 'Ready', status: 'Unknown' }] };
    const fit = schedulable(all, {});
    expect(fit.nodes.map((n) => n.metadata.name)).toEqual(['lab-worker-2']);
    expect(new Set(fit.why)).toEqual(
      new Set([
        '3 node(s) had untolerated taint {node-role.kubernetes.io/master: }',
        '1 node(s) were unschedulable',
        '1 node(s) were not ready',
      ]),
    );
  });
});

describe('place', () => {
  const workers = nodes(false).filter((n) => n.metadata.name?.includes('worker'));
  const on = (index: number): KubeObject => pod(`p${index}`, { nodeName: `lab-worker-${index}` });

  it('takes the node with the fewest', () => {
    expect(place(pod('new'), workers, [on(0), on(1), on(0)])).toMatchObject({ metadata: { name: 'lab-worker-2' } });
  });

  it('keeps pods that must be apart on hosts of their own, and else lets them meet', () => {
    const full = [on(0), on(1), on(2)];
    expect(place(pod('new', apart('kubernetes.io/hostname')), workers, full.slice(0, 2))).toMatchObject({
      metadata: { name: 'lab-worker-2' },
    });
    expect(place(pod('new', apart('kubernetes.io/hostname')), workers, full)).toBe(
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.",
    );
    expect(place(pod('new', apart('topology.kubernetes.io/zone')), workers, full)).toMatchObject({ kind: 'Node' });
  });

  it('says so when there is no node at all', () => {
    expect(place(pod('new'), [], [])).toBe('0/0 nodes are available: there are none.');
  });
});

describe('claimsOf', () => {
  it('names the claims that a pod mounts, and nothing else', () => {
    expect(
      claimsOf(
        pod('a', {
          volumes: [
            { name: 'x', emptyDir: {} },
            { name: 'y', persistentVolumeClaim: { claimName: 'c' } },
          ],
        }),
      ),
    ).toEqual(['c']);
    expect(claimsOf(pod('a'))).toEqual([]);
  });
});
