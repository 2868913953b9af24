import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../../src/api/types.ts';
import { R } from '../../../../src/api/resources.ts';
import { record } from '../../../../src/api/json.ts';
import { union } from '../../../../src/sandbox/actors/operator/cluster-operator.ts';
import { startRecorder } from '../../../support/recorder.ts';
import { said } from './said.ts';

const c = (type: string, status: Condition['status'], reason = '', message = ''): Condition => ({
  type,
  status,
  ...(reason ? { reason } : {}),
  ...(message ? { message } : {}),
});

describe('many conditions as one', () => {
  test.each([
    [
      'all is well',
      [c('Available', 'True', 'Ready', 'a'), c('NodeCADaemonAvailable', 'True', 'AsExpected', 'b')],
      { status: 'True', reason: 'Ready', message: 'Available: a\nNodeCADaemonAvailable: b' },
    ],
    ['well without a reason', [c('Available', 'True')], { status: 'True', reason: 'AsExpected', message: '' }],
    [
      'one is not',
      [c('Available', 'True', 'Ready', 'a'), c('NodeCADaemonAvailable', 'False', 'NotFound', 'b')],
      { status: 'False', reason: 'NodeCADaemonNotFound::Ready', message: 'Available: a\nNodeCADaemonAvailable: b' },
    ],
    [
      'one is unknown',
      [c('Available', 'True', 'Ready'), c('NodeCADaemonAvailable', 'Unknown', 'Unknown')],
      { status: 'Unknown', reason: 'NodeCADaemonUnknown::Ready', message: '' },
    ],
    [
      'a fault wins over the unknown',
      [c('XAvailable', 'Unknown', 'U'), c('Available', 'False', 'F')],
      { status: 'False', reason: 'F::XU', message: '' },
    ],
    [
      'others do not count',
      [c('Degraded', 'True', 'Bad'), c('Available', 'True', 'Ready')],
      { status: 'True', reason: 'Ready', message: '' },
    ],
    [
      'lines get their type each',
      [c('Available', 'False', 'F', 'x\n\ty')],
      { status: 'False', reason: 'F', message: 'Available: x\nAvailable: \ty' },
    ],
    ['there are none', [c('StorageExists', 'True')], { status: 'Unknown', reason: 'NoData', message: '' }],
  ])('%s', (_what, all, expected) => {
    expect(union(all, 'Available', 'True')).toEqual(expected);
  });
});

describe('on a cluster', () => {
  test('it is made where it is missing, and says Removed as if all were well', async () => {
    const cluster = await startRecorder();
    await cluster.client.remove(R.ClusterOperator, 'image-registry');
    await cluster.settle();
    const co = await cluster.client.get(R.ClusterOperator, 'image-registry');
    expect(said(co, 'Available')?.slice(0, 2)).toEqual(['True', 'Removed']);
    expect(said(co, 'Progressing')?.slice(0, 2)).toEqual(['False', 'Removed']);
    expect(said(co, 'Degraded')?.slice(0, 2)).toEqual(['False', 'Removed']);
    await cluster.stop();
  });

  test('the version waits for the rollout', async () => {
    const cluster = await startRecorder();
    const versions = async () =>
      record(await cluster.client.get(R.ClusterOperator, 'image-registry'), 'status')['versions'];
    await cluster.settle();
    expect(await versions()).toEqual([{ name: 'operator', version: '4.14.60' }]);
    await cluster.act({ ready: false });
    await cluster.act({ patch: { spec: { managementState: 'Managed', storage: { emptyDir: {} } } } });
    await cluster.client.patch(
      R.ClusterOperator,
      'image-registry',
      undefined,
      { status: { versions: [] } },
      'merge',
      'status',
    );
    await cluster.settle();
    expect(await versions()).toEqual([]);
    await cluster.act({ ready: true });
    await cluster.settle();
    expect(await versions()).toEqual([{ name: 'operator', version: '4.14.60' }]);
    await cluster.stop();
  });
});
