import { afterEach, describe, expect, it } from 'vitest';
import { condition, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { lastRun, startPruner } from '../../../src/sandbox/actors/pruner.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { HandClock, settle, until, world } from './world.ts';
import type { World } from './world.ts';

const NS = 'openshift-image-registry';
const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'image-pruner', image: 'cli' }] } };
const cron = (spec: Record<string, unknown> = {}): KubeObject =>
  make(R.CronJob, `${NS}/image-pruner`, {
    spec: { schedule: '0 0 * * *', suspend: false, jobTemplate: { spec: { template } }, ...spec },
  });
const job = (spec: Record<string, unknown> = {}): KubeObject =>
  make(R.Job, `${NS}/by-hand`, { spec: { template, ...spec } });

let w: World;
let clock: HandClock;
afterEach(async () => {
  await w.close();
  expect(w.faults).toEqual([]);
});
function begin(objects: KubeObject[], pace = 0): void {
  clock = new HandClock();
  w = world(objects, { clock, pace });
  w.play(startPruner(w.stage));
}

describe('the job controllers', () => {
  it("say when the pruner's job was due last, and leave no job", async () => {
    begin([cron()]);
    expect(
      await until(async () => text(await w.client.get(R.CronJob, 'image-pruner', NS), 'status', 'lastScheduleTime')),
    ).toBe('2026-03-01T00:00:00Z');
    expect(await w.client.list(R.Job)).toEqual([]);
  });

  it('say nothing of a suspended one until it is resumed', async () => {
    begin([cron({ suspend: true })]);
    await settle();
    expect(text(await w.client.get(R.CronJob, 'image-pruner', NS), 'status', 'lastScheduleTime')).toBeUndefined();
    await w.client.patch(R.CronJob, 'image-pruner', NS, { spec: { suspend: false } });
    await until(async () => text(await w.client.get(R.CronJob, 'image-pruner', NS), 'status', 'lastScheduleTime'));
  });

  it('run a job to its end', async () => {
    begin([job()], 300);
    await until(async () => text(await w.client.get(R.Job, 'by-hand', NS), 'status', 'startTime'));
    expect(await w.client.get(R.Job, 'by-hand', NS)).toMatchObject({ status: { active: 1 } });
    clock.pass(300);
    const done = await until(async () => {
      const found = await w.client.get(R.Job, 'by-hand', NS);
      return condition(found, 'Complete')?.status === 'True' && found;
    });
    expect(done['status']).toMatchObject({
      succeeded: 1,
      startTime: '2026-03-01T12:00:00Z',
      completionTime: '2026-03-01T12:00:00Z',
    });
    expect(done['status']).not.toHaveProperty('active');
  });

  it('leave a finished or suspended job alone', async () => {
    begin([
      make(R.Job, `${NS}/failed`, { spec: { template }, status: { conditions: [{ type: 'Failed', status: 'True' }] } }),
      job({ suspend: true }),
    ]);
    await settle(80);
    expect(condition(await w.client.get(R.Job, 'failed', NS), 'Complete')).toBeUndefined();
    expect(text(await w.client.get(R.Job, 'by-hand', NS), 'status', 'startTime')).toBeUndefined();
  });
});

describe("a cron job's last success", () => {
  const owned = (id: string, status: Record<string, unknown>, uid = 'cron'): KubeObject =>
    make(
      R.Job,
      `${NS}/${id}`,
      { spec: { template }, status },
      {
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'image-pruner', uid }],
      },
    );
  const ended = (type: 'Complete' | 'Failed', completionTime: string): Record<string, unknown> => ({
    completionTime,
    conditions: [{ type, status: 'True' }],
  });
  const told = async () => text(await w.client.get(R.CronJob, 'image-pruner', NS), 'status', 'lastSuccessfulTime');

  it.each([
    { what: 'no job', jobs: [], time: undefined },
    {
      what: 'a job that failed',
      jobs: [owned('a', ended('Failed', '2026-02-01T00:00:00Z'))],
      time: undefined,
    },
    {
      what: 'a job of its own',
      jobs: [owned('a', ended('Complete', '2026-02-01T00:00:00Z'))],
      time: '2026-02-01T00:00:00Z',
    },
    {
      what: "somebody else's job",
      jobs: [owned('a', ended('Complete', '2026-02-01T00:00:00Z'), 'other')],
      time: undefined,
    },
    {
      what: 'the later of two',
      jobs: [
        owned('a', ended('Complete', '2026-02-03T00:00:00Z')),
        owned('b', ended('Complete', '2026-02-02T00:00:00Z')),
        owned('c', ended('Failed', '2026-02-04T00:00:00Z')),
      ],
      time: '2026-02-03T00:00:00Z',
    },
  ])('with $what is $time', async ({ jobs, time }) => {
    const named = cron();
    begin([{ ...named, metadata: { ...named.metadata, uid: 'cron' } }, ...jobs]);
    await until(async () => text(await w.client.get(R.CronJob, 'image-pruner', NS), 'status', 'lastScheduleTime'));
    await settle();
    expect(await told()).toBe(time);
  });

  it.each([false, true])('follows a job that somebody makes of it (suspended: %s)', async (suspend) => {
    begin([cron({ suspend })], 300);
    const uid = (await w.client.get(R.CronJob, 'image-pruner', NS))?.metadata.uid;
    await w.client.create(R.Job, owned('by-hand', {}, uid));
    await until(async () => text(await w.client.get(R.Job, 'by-hand', NS), 'status', 'startTime'));
    expect(await told()).toBeUndefined();
    clock.pass(300);
    expect(await until(told)).toBe('2026-03-01T12:00:00Z');
  });

  it('is not lost with the job', async () => {
    begin([cron({ suspend: true })]);
    const uid = (await w.client.get(R.CronJob, 'image-pruner', NS))?.metadata.uid;
    await w.client.create(R.Job, owned('by-hand', {}, uid));
    const time = await until(told);
    await w.client.remove(R.Job, 'by-hand', NS);
    await until(async () => (await w.client.list(R.Job, NS)).length === 0);
    await settle();
    expect(await told()).toBe(time);
  });
});

describe('lastRun', () => {
  it.each([
    ['0 0 * * *', '2026-03-01T12:34:56Z', '2026-03-01T00:00:00.000Z'],
    ['30 13 * * *', '2026-03-01T12:34:56Z', '2026-02-28T13:30:00.000Z'],
    ['34 12 * * *', '2026-03-01T12:34:56Z', '2026-03-01T12:34:00.000Z'],
    ['*/5 * * * *', '2026-03-01T12:34:56Z', '2026-03-01T12:34:00.000Z'],
    ['', '2026-03-01T12:34:56Z', '2026-03-01T12:34:00.000Z'],
  ])('of "%s" at %s is %s', (schedule, now, wanted) => {
    begin([]);
    expect(lastRun(schedule, new Date(now)).toISOString()).toBe(wanted);
  });
});
