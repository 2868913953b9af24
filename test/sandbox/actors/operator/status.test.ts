import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/types.ts';
import { Permanent } from '../../../../src/sandbox/actors/operator/errors.ts';
import { isComplete, setCore } from '../../../../src/sandbox/actors/operator/status.ts';
import { said } from './said.ts';

const NOW = new Date('2026-01-01T00:10:00Z');
const STATUS = { replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2, observedGeneration: 3 };

function deployment(status: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'image-registry', generation: 3, ...metadata },
    spec: { replicas: 2 },
    status: { ...STATUS, ...status },
  };
}

const route = (...admitted: [string, string, string, string][]): KubeObject => ({
  apiVersion: 'route.openshift.io/v1',
  kind: 'Route',
  metadata: { name: 'r', annotations: { 'imageregistry.openshift.io': 'true' } },
  status: {
    ingress: admitted.map(([host, routerName, status, message]) => ({
      host,
      routerName,
      conditions: [{ type: 'Admitted', status, message }],
    })),
  },
});

function judged(outcome: Partial<Parameters<typeof setCore>[1]>, before: Record<string, unknown> = {}) {
  const status = structuredClone(before);
  setCore(status, { managementState: 'Managed', routes: [], now: NOW, ...outcome });
  const config: KubeObject = { apiVersion: 'v1', kind: 'Config', metadata: {}, status };
  return {
    available: said(config, 'Available'),
    progressing: said(config, 'Progressing'),
    degraded: said(config, 'Degraded'),
    removed: said(config, 'Removed'),
    status,
  };
}

const UNMANAGED = 'The registry configuration is set to unmanaged mode';
const permanent = new Permanent('StorageNotConfigured', 'storage backend not configured');
const passing = new Error('nothing works');

describe('Available', () => {
  test.each([
    ['Unmanaged, whatever else', { managementState: 'Unmanaged', error: passing }, ['True', 'Unmanaged', UNMANAGED]],
    [
      'no deployment for good',
      { error: permanent },
      ['False', 'StorageNotConfigured', 'Error: storage backend not configured'],
    ],
    ['Removed', { managementState: 'Removed' }, ['True', 'Removed', 'The registry is removed']],
    ['no deployment yet', { error: passing }, ['False', 'DeploymentNotFound', 'The deployment does not exist']],
    ['absent state', { managementState: '' }, ['False', 'DeploymentNotFound', 'The deployment does not exist']],
    ['Force', { managementState: 'Force' }, ['False', 'DeploymentNotFound', 'The deployment does not exist']],
    [
      'being deleted',
      { deployment: deployment({}, { deletionTimestamp: 'x' }) },
      ['False', 'DeploymentDeleted', 'The deployment is being deleted'],
    ],
    [
      'no pods',
      { deployment: deployment({ availableReplicas: 0 }) },
      ['False', 'NoReplicasAvailable', 'The deployment does not have available replicas'],
    ],
    [
      'half the pods',
      { deployment: deployment({ availableReplicas: 1 }) },
      ['True', 'MinimumAvailability', 'The registry has minimum availability'],
    ],
    [
      'an older template',
      { deployment: deployment({ updatedReplicas: 1 }) },
      ['True', 'MinimumAvailability', 'The registry has minimum availability'],
    ],
    ['all pods', { deployment: deployment() }, ['True', 'Ready', 'The registry is ready']],
    [
      'an error beside a deployment',
      { deployment: deployment(), error: passing },
      ['True', 'Ready', 'The registry is ready'],
    ],
    [
      'a permanent error beside a deployment',
      { deployment: deployment(), error: permanent },
      ['True', 'Ready', 'The registry is ready'],
    ],
  ])('%s', (_what, outcome, expected) => {
    expect(judged(outcome).available).toEqual(expected);
  });
});

describe('Progressing', () => {
  test.each([
    ['Unmanaged', { managementState: 'Unmanaged' }, ['False', 'Unmanaged', UNMANAGED]],
    [
      'Removed but not yet',
      { managementState: 'Removed', deployment: deployment() },
      ['True', 'DeletingDeployment', 'The deployment is being removed'],
    ],
    ['Removed', { managementState: 'Removed' }, ['False', 'Removed', 'All registry resources are removed']],
    [
      'Removed, two backends: nothing is told',
      { managementState: 'Removed', error: passing },
      ['False', 'Removed', 'All registry resources are removed'],
    ],
    [
      'an error',
      { deployment: deployment(), error: passing },
      ['True', 'Error', 'Unable to apply resources: nothing works'],
    ],
    [
      'an error for good',
      { error: permanent },
      ['False', 'Error', 'Unable to apply resources: storage backend not configured'],
    ],
    [
      'no deployment',
      {},
      ['True', 'WaitingForDeployment', 'All resources are successfully applied, but the deployment does not exist'],
    ],
    [
      'being deleted',
      { deployment: deployment({}, { deletionTimestamp: 'x' }) },
      ['True', 'FinalizingDeployment', 'The deployment is being deleted'],
    ],
    [
      'on its way',
      { deployment: deployment({ observedGeneration: 2 }) },
      ['True', 'DeploymentNotCompleted', 'The deployment has not completed'],
    ],
    ['done', { deployment: deployment() }, ['False', 'Ready', 'The registry is ready']],
  ])('%s', (_what, outcome, expected) => {
    expect(judged(outcome).progressing).toEqual(expected);
  });
});

describe('Degraded', () => {
  const since = (time: string) => ({
    conditions: [{ type: 'Available', status: 'False', reason: 'NoReplicasAvailable', lastTransitionTime: time }],
  });
  const stuck = deployment({
    updatedReplicas: 1,
    conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'M' }],
  });

  test.each([
    ['healthy', { deployment: deployment() }, {}, ['False', '', '']],
    ['Unmanaged', { managementState: 'Unmanaged' }, {}, ['False', 'Unmanaged', UNMANAGED]],
    ['Removed', { managementState: 'Removed' }, {}, ['False', 'Removed', 'The registry is removed']],
    [
      'an error for good',
      { error: permanent },
      {},
      ['True', 'StorageNotConfigured', 'Error: storage backend not configured'],
    ],
    ['an error', { deployment: deployment(), error: passing }, {}, ['False', '', '']],
    [
      'unavailable for 59 s',
      { deployment: deployment({ availableReplicas: 0 }) },
      since('2026-01-01T00:09:01Z'),
      ['False', '', ''],
    ],
    [
      'unavailable for 61 s',
      { deployment: deployment({ availableReplicas: 0 }) },
      since('2026-01-01T00:08:59Z'),
      ['True', 'Unavailable', 'The deployment does not have available replicas'],
    ],
    ['available again', { deployment: deployment() }, since('2026-01-01T00:00:00Z'), ['False', '', '']],
    [
      'stuck',
      { deployment: stuck },
      {},
      ['True', 'ProgressDeadlineExceeded', 'Registry deployment has timed out progressing: M'],
    ],
    [
      'a route refused',
      { deployment: deployment(), routes: [route(['h', 'default', 'False', 'taken'])] },
      {},
      ['True', 'RouteDegraded', 'route r (host h, router default) not admitted: taken'],
    ],
    [
      'two refusals',
      { deployment: deployment(), routes: [route(['h', 'a', 'False', 'x'], ['h', 'b', 'Unknown', 'y'])] },
      {},
      [
        'True',
        'RouteDegraded',
        'route r (host h, router a) not admitted: x,route r (host h, router b) not admitted: y',
      ],
    ],
    ['a route admitted', { deployment: deployment(), routes: [route(['h', 'a', 'True', ''])] }, {}, ['False', '', '']],
    ['a route nobody looked at', { deployment: deployment(), routes: [route()] }, {}, ['False', '', '']],
  ])('%s', (_what, outcome, before, expected) => {
    expect(judged(outcome, before).degraded).toEqual(expected);
  });
});

describe('Removed and replicas', () => {
  test.each([
    ['Removed', undefined, ['True', 'Removed', 'The registry is removed']],
    ['Removed', deployment(), ['False', '', '']],
    ['Managed', undefined, ['False', '', '']],
    ['Unmanaged', deployment(), ['False', '', '']],
  ])('%s', (managementState, d, expected) => {
    const { removed, status } = judged({ managementState, deployment: d });
    expect(removed).toEqual(expected);
    expect(status['readyReplicas']).toBe(d ? 2 : 0);
  });
});

test.each([
  [{}, true],
  [{ replicas: 3 }, false],
  [{ updatedReplicas: 1 }, false],
  [{ availableReplicas: 1 }, false],
  [{ observedGeneration: 2 }, false],
  [{ observedGeneration: 4 }, true],
])('%j complete: %s', (status, complete) => {
  expect(isComplete(deployment(status))).toBe(complete);
});

test('the time of a condition moves with its truth only', () => {
  const first = judged({ deployment: deployment() }).status;
  setCore(first, {
    managementState: 'Managed',
    routes: [],
    now: new Date('2026-01-01T01:00:00Z'),
    deployment: deployment({ availableReplicas: 1 }),
  });
  const times = (first['conditions'] as { type: string; lastTransitionTime: string }[]).map((c) => [
    c.type,
    c.lastTransitionTime,
  ]);
  expect(times).toEqual([
    ['Progressing', '2026-01-01T01:00:00Z'],
    ['Available', '2026-01-01T00:10:00Z'],
    ['Degraded', '2026-01-01T00:10:00Z'],
    ['Removed', '2026-01-01T00:10:00Z'],
  ]);
});
