import { describe, expect, it } from 'vitest';
import { condition, record } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { podIp, podStatus } from '../../../src/sandbox/actors/pod-status.ts';
import type { Stand } from '../../../src/sandbox/actors/pod-status.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';

const T0 = new Date('2026-03-01T12:00:00Z');
const T1 = new Date('2026-03-01T12:05:00Z');
const HOST = '192.168.126.14';
const pod = make(R.Pod, 'ns/p', { spec: { containers: [{ name: 'registry', image: 'registry:lab' }] } }, { uid: 'u1' });
const after = (before: KubeObject, stand: Stand, now: Date): KubeObject => ({
  ...before,
  status: podStatus(before, stand, now, HOST),
});
const words = (object: KubeObject): Record<string, string | undefined> =>
  Object.fromEntries(
    ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((t) => [t, condition(object, t)?.status]),
  );

describe('podStatus', () => {
  it.each<{ stand: Stand; phase: string; seen: Record<string, string | undefined>; container: unknown }>([
    {
      stand: { state: 'unscheduled', why: '0/0 nodes are available: there are none.' },
      phase: 'Pending',
      seen: { PodScheduled: 'False' },
      container: undefined,
    },
    {
      stand: { state: 'waiting', reason: 'ContainerCreating', why: '' },
      phase: 'Pending',
      seen: { PodScheduled: 'True', Initialized: 'True', ContainersReady: 'False', Ready: 'False' },
      container: { ready: false, started: false, imageID: '', state: { waiting: { reason: 'ContainerCreating' } } },
    },
    {
      stand: { state: 'waiting', reason: 'CrashLoopBackOff', why: 'panic' },
      phase: 'Pending',
      seen: { PodScheduled: 'True', Initialized: 'True', ContainersReady: 'False', Ready: 'False' },
      container: { ready: false, state: { waiting: { reason: 'CrashLoopBackOff', message: 'panic' } } },
    },
    {
      stand: { state: 'running', since: T0, ready: false },
      phase: 'Running',
      seen: { PodScheduled: 'True', Initialized: 'True', ContainersReady: 'False', Ready: 'False' },
      container: { ready: false, started: true, state: { running: { startedAt: '2026-03-01T12:00:00Z' } } },
    },
    {
      stand: { state: 'running', since: T0, ready: true },
      phase: 'Running',
      seen: { PodScheduled: 'True', Initialized: 'True', ContainersReady: 'True', Ready: 'True' },
      container: { name: 'registry', image: 'registry:lab', ready: true, started: true, containerID: 'cri-o://u1' },
    },
  ])('of a pod that is $stand', ({ stand, phase, seen, container }) => {
    const object = after(pod, stand, T1);
    expect(record(object, 'status')['phase']).toBe(phase);
    expect(words(object)).toEqual({
      PodScheduled: undefined,
      Initialized: undefined,
      ContainersReady: undefined,
      Ready: undefined,
      ...seen,
    });
    const [first] = (record(object, 'status')['containerStatuses'] as unknown[] | undefined) ?? [];
    if (container === undefined) expect(first).toBeUndefined();
    else expect(first).toMatchObject(container as object);
  });

  it('keeps the time of what did not change, and takes the time of what did', () => {
    const waiting = after(pod, { state: 'waiting', reason: 'ContainerCreating', why: '' }, T0);
    const ready = after(waiting, { state: 'running', since: T1, ready: true }, T1);
    expect(condition(ready, 'PodScheduled')?.lastTransitionTime).toBe('2026-03-01T12:00:00Z');
    expect(condition(ready, 'Ready')?.lastTransitionTime).toBe('2026-03-01T12:05:00Z');
    expect(record(ready, 'status')['startTime']).toBe('2026-03-01T12:00:00Z');
  });

  it('names the containers that are not ready', () => {
    const two = make(R.Pod, 'ns/q', { spec: { containers: [{ name: 'a' }, { name: 'b' }] } });
    const object = after(two, { state: 'running', since: T0, ready: false }, T1);
    expect(condition(object, 'Ready')).toMatchObject({
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [a b]',
    });
  });

  it('has an address only while it runs', () => {
    const waiting = podStatus(pod, { state: 'waiting', reason: 'ContainerCreating', why: '' }, T0, HOST);
    const running = podStatus(pod, { state: 'running', since: T0, ready: true }, T0, HOST);
    expect(waiting).not.toHaveProperty('podIP');
    expect(waiting).toMatchObject({ hostIP: HOST });
    expect(running).toMatchObject({ hostIP: HOST, podIP: podIp(pod), podIPs: [{ ip: podIp(pod) }] });
  });
});

describe('podIp', () => {
  it('is the same for the same pod, another for others, and always in the pod network', () => {
    const ids = Array.from({ length: 200 }, (_, i) => make(R.Pod, 'ns/p', {}, { uid: `u${i}` }));
    const ips = ids.map(podIp);
    expect(ids.map(podIp)).toEqual(ips);
    expect(new Set(ips).size).toBeGreaterThan(180);
    for (const ip of ips)
      expect(ip).toMatch(/^10\.1(28|29|30|31)\.(\d|\d\d|1\d\d|2[0-4]\d)\.([2-9]|\d\d|1\d\d|2[0-4]\d|25[01])$/);
  });
});
