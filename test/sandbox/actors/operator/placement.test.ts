import { describe, expect, test } from 'vitest';
import { list, record } from '../../../../src/api/json.ts';
import type { KubeObject } from '../../../../src/api/types.ts';
import { placement, strategy } from '../../../../src/sandbox/actors/operator/placement.ts';

const node = (labels: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels },
});
const zoned = [node({}), node({ 'topology.kubernetes.io/zone': 'a' })];
const keys = (placed: Record<string, unknown>): unknown[] =>
  list(placed, 'topologySpreadConstraints').map((c) => record(c)['topologyKey']);

describe('where pods go', () => {
  test.each([
    ['nodes without zones', {}, [node({})], ['kubernetes.io/hostname', 'node-role.kubernetes.io/worker']],
    ['no nodes that we see', {}, [], ['kubernetes.io/hostname', 'node-role.kubernetes.io/worker']],
    [
      'one node in a zone',
      {},
      zoned,
      ['kubernetes.io/hostname', 'node-role.kubernetes.io/worker', 'topology.kubernetes.io/zone'],
    ],
    ['a node selector', { nodeSelector: { a: 'b' } }, zoned, []],
    ['constraints of their own', { topologySpreadConstraints: [{ topologyKey: 'rack' }] }, zoned, ['rack']],
    [
      'constraints and a node selector',
      { topologySpreadConstraints: [{ topologyKey: 'rack' }], nodeSelector: { a: 'b' } },
      zoned,
      ['rack'],
    ],
    [
      'no constraints, said so',
      { topologySpreadConstraints: [] },
      [],
      ['kubernetes.io/hostname', 'node-role.kubernetes.io/worker'],
    ],
  ])('spread: %s', (_what, spec, nodes, expected) => {
    expect(keys(placement(spec, nodes))).toEqual(expected);
  });

  test.each([
    [0, false],
    [1, false],
    [2, true],
    [3, false],
  ])('%i replicas are kept apart by force: %s', (replicas, apart) => {
    expect('affinity' in placement({ replicas }, [])).toBe(apart);
  });

  test('an affinity of their own replaces ours, even an empty one', () => {
    expect(placement({ replicas: 2, affinity: {} }, [])['affinity']).toEqual({});
  });

  test('linux is always selected', () => {
    expect(placement({}, [])['nodeSelector']).toEqual({ 'kubernetes.io/os': 'linux' });
    expect(placement({ nodeSelector: { infra: '' } }, [])['nodeSelector']).toEqual({
      'kubernetes.io/os': 'linux',
      infra: '',
    });
  });

  test('tolerations are handed on', () => {
    expect(placement({ tolerations: [{ operator: 'Exists' }] }, [])['tolerations']).toEqual([{ operator: 'Exists' }]);
    expect(placement({ tolerations: [] }, [])).not.toHaveProperty('tolerations');
  });
});

test.each([
  [{ rolloutStrategy: 'Recreate', replicas: 2 }, { type: 'Recreate' }],
  [
    { rolloutStrategy: 'RollingUpdate', replicas: 2 },
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } },
  ],
  [
    { rolloutStrategy: 'RollingUpdate', replicas: 1 },
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
  ],
  [
    { rolloutStrategy: 'RollingUpdate', replicas: 5 },
    { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 4, maxSurge: '25%' } },
  ],
  [{ replicas: 0 }, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: -1, maxSurge: '25%' } }],
  [{ replicas: 3 }, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2, maxSurge: '25%' } }],
])('rollout of %j', (spec, expected) => {
  expect(strategy(spec)).toEqual(expected);
});
