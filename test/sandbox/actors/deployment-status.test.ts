import { describe, expect, it } from 'vitest';
import { condition, record } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { conditionOf, deploymentStatus } from '../../../src/sandbox/actors/deployment-status.ts';
import type { Progress } from '../../../src/sandbox/actors/deployment-status.ts';
import type { Turn } from '../../../src/sandbox/actors/loop.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { deployment } from './world.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const set = make(R.ReplicaSet, 'openshift-image-registry/image-registry-abc');
/** one letter a pod: r ready, n not */
const pods = (word: string): KubeObject[] =>
  [...word].map((c, i) =>
    make(R.Pod, `ns/${i}`, { status: { conditions: [{ type: 'Ready', status: c === 'r' ? 'True' : 'False' }] } }),
  );
const turn = (late = false): Turn => ({ now: NOW, passed: () => late, forget: () => undefined });

interface Case {
  what: string;
  replicas: number;
  fresh: string;
  old: string;
  late?: boolean;
  strategy?: unknown;
  counts: [replicas: number, updated: number, ready: number, unavailable: number | null];
  available: 'True' | 'False';
  progressing: [status: 'True' | 'False', reason: string];
}

describe('deploymentStatus', () => {
  const none = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
  it.each<Case>([
    {
      what: 'a finished rollout',
      replicas: 2,
      fresh: 'rr',
      old: '',
      counts: [2, 2, 2, null],
      available: 'True',
      progressing: ['True', 'NewReplicaSetAvailable'],
    },
    {
      what: 'one that has just begun',
      replicas: 2,
      fresh: '',
      old: '',
      counts: [0, 0, 0, 2],
      available: 'False',
      progressing: ['True', 'ReplicaSetUpdated'],
    },
    {
      what: 'one pod of two, where one may be missing',
      replicas: 2,
      fresh: 'rn',
      old: '',
      counts: [2, 2, 1, 1],
      available: 'True',
      progressing: ['True', 'ReplicaSetUpdated'],
    },
    {
      what: 'one pod of two, where none may be missing',
      replicas: 2,
      fresh: 'rn',
      old: '',
      strategy: none,
      counts: [2, 2, 1, 1],
      available: 'False',
      progressing: ['True', 'ReplicaSetUpdated'],
    },
    {
      what: 'old pods that still serve',
      replicas: 2,
      fresh: 'n',
      old: 'rr',
      counts: [3, 1, 2, null],
      available: 'True',
      progressing: ['True', 'ReplicaSetUpdated'],
    },
    {
      what: 'a rollout past its deadline',
      replicas: 1,
      fresh: 'n',
      old: '',
      late: true,
      strategy: none,
      counts: [1, 1, 0, 1],
      available: 'False',
      progressing: ['False', 'ProgressDeadlineExceeded'],
    },
    {
      what: 'a finished one, which no deadline concerns',
      replicas: 1,
      fresh: 'r',
      old: '',
      late: true,
      counts: [1, 1, 1, null],
      available: 'True',
      progressing: ['True', 'NewReplicaSetAvailable'],
    },
    {
      what: 'none wanted',
      replicas: 0,
      fresh: '',
      old: '',
      counts: [0, 0, 0, null],
      available: 'True',
      progressing: ['True', 'NewReplicaSetAvailable'],
    },
  ])('of $what', ({ replicas, fresh, old, late, strategy, counts, available, progressing }) => {
    const object = deployment(replicas, { spec: strategy === undefined ? {} : { strategy } });
    const status = deploymentStatus(object, set, { fresh: pods(fresh), old: pods(old) }, turn(late), new Map());
    expect([
      status['replicas'],
      status['updatedReplicas'],
      status['readyReplicas'],
      status['unavailableReplicas'],
    ]).toEqual(counts);
    const judged = { ...object, status };
    expect(condition(judged, 'Available')?.status).toBe(available);
    expect([condition(judged, 'Progressing')?.status, condition(judged, 'Progressing')?.reason]).toEqual(progressing);
    expect(condition(judged, 'Progressing')?.message).toContain('"image-registry-abc"');
  });

  it.each([
    ['a pod more that is ready', 'rn', 'rr', false],
    ['an old pod fewer', 'n', 'r', false],
    ['nothing new', 'n', 'rr', true],
  ])('counts the deadline from the last step forward: %s', (_, fresh, old, same) => {
    const progress = new Map<string, Progress>();
    const at = (minutes: number): Turn => ({ ...turn(), now: new Date(NOW.getTime() + minutes * 60_000) });
    const object = deployment(2);
    deploymentStatus(object, set, { fresh: pods('n'), old: pods('rr') }, at(0), progress);
    deploymentStatus(object, set, { fresh: pods(fresh), old: pods(old) }, at(5), progress);
    const [kept] = progress.values();
    expect(kept?.at).toBe(NOW.getTime() + (same ? 0 : 5 * 60_000));
  });

  it('asks about the time that the deployment gives, in milliseconds', () => {
    const asked: (number | undefined)[] = [];
    const noting: Turn = { ...turn(), passed: (_, ms) => (asked.push(ms), false) };
    for (const spec of [{ progressDeadlineSeconds: 60 }, { progressDeadlineSeconds: null }]) {
      deploymentStatus(deployment(1, { spec }), set, { fresh: [], old: [] }, noting, new Map());
    }
    expect(asked).toEqual([60_000, 600_000]);
  });
});

describe('conditionOf', () => {
  const before = make(R.Pod, 'ns/p', {
    status: {
      conditions: [
        { type: 'A', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' },
        { type: 'B', status: 'True' },
      ],
    },
  });
  it.each([
    ['A', 'True', '2026-01-01T00:00:00Z'],
    ['A', 'False', '2026-03-01T12:00:00Z'],
    ['B', 'True', '2026-03-01T12:00:00Z'],
    ['C', 'True', '2026-03-01T12:00:00Z'],
  ] as const)('%s that is now %s changed at %s', (type, status, time) => {
    expect(conditionOf(before, NOW, { type, status, reason: 'R' })).toEqual({
      type,
      status,
      reason: 'R',
      lastTransitionTime: time,
    });
  });

  it('does not change the object it looks at', () => {
    const copy = structuredClone(before);
    conditionOf(before, NOW, { type: 'A', status: 'False' });
    expect(record(before, 'status')).toEqual(record(copy, 'status'));
  });
});
