import { describe, expect, test } from 'vitest';
import { R } from '../../../../src/api/resources.ts';
import { daemonConditions, daemonSet } from '../../../../src/sandbox/actors/operator/node-ca.ts';
import { startRecorder } from '../../../support/recorder.ts';
import { said } from './said.ts';

const HOME = 'openshift-image-registry';
const GOOD = { observedGeneration: 2, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 };

test.each([
  ['all well', GOOD, ['True', 'AsExpected'], ['False', 'AsExpected']],
  ['not seen yet', { ...GOOD, observedGeneration: 1 }, ['True', 'AsExpected'], ['True', 'Progressing']],
  ['updating', { ...GOOD, updatedNumberScheduled: 1 }, ['True', 'AsExpected'], ['True', 'Progressing']],
  ['some missing', { ...GOOD, numberAvailable: 1 }, ['True', 'AsExpected'], ['True', 'Unavailable']],
  ['none there', { ...GOOD, numberAvailable: 0 }, ['False', 'NoAvailableReplicas'], ['True', 'Unavailable']],
  ['new', {}, ['False', 'NoAvailableReplicas'], ['True', 'Progressing']],
])('%s', (_what, status, available, progressing) => {
  const ds = { ...daemonSet('i'), metadata: { name: 'node-ca', generation: 2 }, status };
  const found = daemonConditions(ds);
  expect([found.available.slice(0, 2), found.progressing.slice(0, 2)]).toEqual([available, progressing]);
});

test('a daemon set that is not there', () => {
  const found = daemonConditions(undefined);
  expect([found.available.slice(0, 2), found.progressing.slice(0, 2)]).toEqual([
    ['False', 'NotFound'],
    ['True', 'NotFound'],
  ]);
});

describe('on a cluster', () => {
  test('nothing comes before the namespace has a service; any service will do', async () => {
    const cluster = await startRecorder();
    await cluster.settle();
    expect(await cluster.client.get(R.DaemonSet, 'node-ca', HOME)).toBeUndefined();
    await cluster.act({
      apply: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'image-registry-operator', namespace: HOME },
        spec: { ports: [{ port: 60000 }] },
      },
    });
    await cluster.settle();
    expect(await cluster.client.get(R.DaemonSet, 'node-ca', HOME)).toBeDefined();
    expect(said(await cluster.config(), 'NodeCADaemonAvailable')).toEqual([
      'True',
      'AsExpected',
      'The daemon set node-ca has available replicas',
    ]);
    await cluster.stop();
  });

  test('it comes back when it is deleted', async () => {
    const cluster = await startRecorder({ collected: true });
    await cluster.settle();
    await cluster.act({ patch: { spec: { managementState: 'Managed', storage: { emptyDir: {} } } } });
    await cluster.settle();
    await cluster.client.remove(R.DaemonSet, 'node-ca', HOME);
    await cluster.settle();
    expect(await cluster.client.get(R.DaemonSet, 'node-ca', HOME)).toBeDefined();
    await cluster.stop();
  });
});
