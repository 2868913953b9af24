import { describe, expect, test } from 'vitest';
import { list, record } from '../../../../src/api/json.ts';
import { R } from '../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../src/api/types.ts';
import { cronJob, pruneArgs } from '../../../../src/sandbox/actors/operator/pruner-cron.ts';
import { lastEnd } from '../../../../src/sandbox/actors/operator/pruner.ts';
import { startRecorder } from '../../../support/recorder.ts';
import { said } from './said.ts';

const HOME = 'openshift-image-registry';
const HOST = 'image-registry.openshift-image-registry.svc:5000';

describe('the command', () => {
  test.each([
    [{}, '--keep-tag-revisions=3'],
    [{ keepTagRevisions: 0 }, '--keep-tag-revisions=0'],
    [{ keepTagRevisions: 7 }, '--keep-tag-revisions=7'],
    [{}, '--keep-younger-than=60m'],
    [{ keepYoungerThanDuration: '90m' }, '--keep-younger-than=1h30m0s'],
    [{ keepYoungerThan: 3_600_000_000_000 }, '--keep-younger-than=1h0m0s'],
    [{ keepYoungerThan: 1, keepYoungerThanDuration: '24h' }, '--keep-younger-than=24h0m0s'],
    [{}, '--ignore-invalid-refs=false'],
    [{ ignoreInvalidImageReferences: true }, '--ignore-invalid-refs=true'],
    [{}, '--loglevel=1'],
    [{ logLevel: 'Normal' }, '--loglevel=1'],
    [{ logLevel: 'Debug' }, '--loglevel=4'],
    [{ logLevel: 'Trace' }, '--loglevel=6'],
    [{ logLevel: 'TraceAll' }, '--loglevel=8'],
  ])('%j gives %s', (spec, arg) => {
    expect(pruneArgs(spec, '')).toContain(arg);
  });

  test('the registry is pruned where there is one', () => {
    expect(pruneArgs({}, '').slice(-1)).toEqual(['--prune-registry=false']);
    expect(pruneArgs({}, HOST).slice(-2)).toEqual(['--prune-registry=true', `--registry-url=https://${HOST}`]);
  });

  test.each([
    [{}, 'schedule', '0 0 * * *'],
    [{ schedule: '' }, 'schedule', '0 0 * * *'],
    [{ schedule: '5 * * * *' }, 'schedule', '5 * * * *'],
    [{}, 'suspend', false],
    [{ suspend: true }, 'suspend', true],
    [{ failedJobsHistoryLimit: 0 }, 'failedJobsHistoryLimit', 0],
    [{}, 'successfulJobsHistoryLimit', 3],
  ])('the job of %j: %s is %j', (spec, field, value) => {
    expect(record(cronJob(spec, '', 'cli'), 'spec')[field]).toEqual(value);
  });

  test('where its pods go is handed on', () => {
    const pod = record(
      cronJob({ nodeSelector: { a: '' }, tolerations: [{ operator: 'Exists' }], resources: { limits: {} } }, '', 'cli'),
      'spec',
      'jobTemplate',
      'spec',
      'template',
      'spec',
    );
    expect(pod).toMatchObject({
      nodeSelector: { a: '' },
      tolerations: [{ operator: 'Exists' }],
      affinity: {},
      restartPolicy: 'Never',
    });
    expect(record(list(pod, 'containers')[0])['resources']).toEqual({ limits: {} });
  });
});

const job = (name: string, type: string, time: string, status = 'True'): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: HOME },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } },
  status: {
    conditions: [{ type, status, reason: `${name}Reason`, message: `${name} said`, lastTransitionTime: time }],
  },
});

describe('how the last job ended', () => {
  test.each([
    ['none', [], undefined],
    ['one that failed', [job('a', 'Failed', '1')], { failed: true, reason: 'aReason', message: 'a said' }],
    ['one that is done', [job('a', 'Complete', '1')], { failed: false, reason: 'aReason', message: 'a said' }],
    [
      'the newest counts',
      [job('a', 'Failed', '2026-01-02'), job('b', 'Complete', '2026-01-03'), job('c', 'Failed', '2026-01-01')],
      { failed: false, reason: 'bReason', message: 'b said' },
    ],
    ['one that runs', [job('a', 'Suspended', '1'), job('b', 'Failed', '1', 'False')], undefined],
  ])('%s', (_what, jobs, end) => {
    expect(lastEnd(jobs)).toEqual(end);
  });
});

describe('on a cluster', () => {
  test('any finished job in the namespace decides', async () => {
    const cluster = await startRecorder({ objects: [job('azure-path-fix', 'Failed', '2026-01-01T00:00:00Z')] });
    await cluster.settle();
    const pruner = await cluster.client.get(R.ImagePruner, 'cluster');
    expect(said(pruner, 'Failed')).toEqual(['True', 'azure-path-fixReason', 'azure-path-fix said']);
    expect(said(pruner, 'Degraded')).toEqual(['True', 'JobFailed', 'azure-path-fix said']);
    expect(said(await cluster.client.get(R.ClusterOperator, 'image-registry'), 'Degraded')?.slice(0, 2)).toEqual([
      'True',
      'ImagePrunerJobFailed::Removed',
    ]);
    await cluster.stop();
  });

  test('its settings and its job come back', async () => {
    const cluster = await startRecorder({ collected: true });
    await cluster.settle();
    await cluster.client.remove(R.CronJob, 'image-pruner', HOME);
    await cluster.client.remove(R.ImagePruner, 'cluster');
    await cluster.settle();
    expect(await cluster.client.get(R.CronJob, 'image-pruner', HOME)).toBeDefined();
    expect(said(await cluster.client.get(R.ImagePruner, 'cluster'), 'Available')?.[1]).toBe('AsExpected');
    expect(await cluster.client.get(R.ClusterRoleBinding, 'openshift-image-registry-pruner')).toMatchObject({
      roleRef: { name: 'system:image-pruner' },
      subjects: [{ name: 'pruner', namespace: HOME }],
    });
    await cluster.stop();
  });
});
