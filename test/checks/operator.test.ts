import { NS, R } from '../../src/api/resources.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { REGISTRY } from '../../src/snapshot/reads.ts';
import { table } from './table.ts';
import { config, drop, merge, recorded, serving, snapshotOf, the, told, type Stage } from './worlds.ts';
import { expect, test } from 'vitest';
import { ALL_CHECKS } from '../../src/checks/all.ts';
import { runChecks } from '../../src/checks/engine.ts';

const good = (): Stage => serving('odf-s3-complete');
const change = (patch: Record<string, unknown>) => (): Stage => config(good(), patch);
const condition = (type: string, status: string, reason = '', message = '') => (): Stage => {
  const stage = good();
  told(the(stage, R.Config, 'cluster'), type, status, reason, message);
  return stage;
};
const deployment = (patch: Record<string, unknown>, spec: Record<string, unknown> = {}) => (): Stage => {
  const stage = config(good(), spec);
  merge(the(stage, R.Deployment, 'image-registry', NS.registry), patch);
  return stage;
};
const noConfig = (capabilities: string[] | null) => (): Stage => {
  const stage = good();
  drop(stage, R.Config, 'cluster');
  the(stage, R.Config, 'other');
  merge(the(stage, R.ClusterVersion, 'version'), { status: { capabilities: capabilities === null ? null : { enabledCapabilities: capabilities } } });
  return stage;
};
const generations = (generation: number, observedGeneration: number) => change({ metadata: { generation }, status: { observedGeneration } });

test.each(['odf-s3-complete', 'bootstrap-none', 'pvc-rwx-cephfs', 'pvc-blank-claim', 'odf-s3-management-state-unset', 'odf-s3-bucket-missing'])('a recorded world without a fault has no finding: %s', (name) => {
  expect(runChecks(ALL_CHECKS, snapshotOf(recorded(name, name === 'bootstrap-none' ? -1 : 0)), { now: '2026-11-23T00:00:00Z' })).toEqual([]);
});

table('RC-CAPABILITY-DISABLED', [
  ['no capability at all', noConfig([]), 'ImageRegistry'],
  ['others are enabled', noConfig(['Build', 'Console'])],
], [
  ['the capability is enabled, the Config not there yet', noConfig(['ImageRegistry'])],
  ['the cluster does not tell capabilities', noConfig(null)],
  ['the Config is there all the same', () => { const stage = good(); merge(the(stage, R.ClusterVersion, 'version'), { status: { capabilities: { enabledCapabilities: [] } } }); return stage; }],
  ['the Config may not be seen', () => { const stage = noConfig([])(); stage.answers[readKey(REGISTRY.config)] = { state: 'denied', reason: 'no' }; return stage; }],
]);

table('RC-CONFIG-ABSENT', [
  ['the capability is enabled', noConfig(['ImageRegistry']), 'does not exist'],
  ['capabilities are not told', noConfig(null)],
], [
  ['the capability is missing', noConfig(['Build'])],
  ['reading failed', () => { const stage = noConfig(null)(); stage.answers[readKey(REGISTRY.config)] = { state: 'failed', reason: 'timeout' }; return stage; }],
]);

table('RC-CONFIG-DELETING', [
  ['while running', change({ metadata: { deletionTimestamp: '2026-11-23T10:00:00Z' } }), '10:00:00'],
  ['while Removed', () => config(recorded('bootstrap-none', -1), { metadata: { deletionTimestamp: '2026-11-23T10:00:00Z' } })],
], [['it has a finalizer only', change({ metadata: { finalizers: ['imageregistry.operator.openshift.io/finalizer'] } })], ['as recorded', good]]);

table('RC-STATE-INERT', [
  ['Force', change({ spec: { managementState: 'Force' } }), 'Force'],
  ['absent', change({ spec: { managementState: null } }), 'not set'],
], [['Unmanaged', change({ spec: { managementState: 'Unmanaged' } })], ['Removed', () => recorded('bootstrap-none', -1)]]);

table('RC-UNMANAGED', [
  ['as recorded', () => recorded('unmanaged', 1)],
  ['with an unapplied change', () => recorded('unmanaged', 2)],
], [['before', () => recorded('unmanaged', 0)], ['storage Unmanaged is another matter', good]]);

table('RC-OPERATOR-ERROR', [
  ['a GCS key that cannot be read', () => recorded('gcs-keyfile', 1), 'private key should be a PEM'],
  ['words nobody has met', condition('Progressing', 'True', 'Error', 'Unable to apply resources: the sky fell'), 'the sky fell'],
  ['no words at all', condition('Progressing', 'True', 'Error')],
], [
  ['an error that has a name', () => recorded('pvc-missing-claim', 0)],
  ['progress that is none', condition('Progressing', 'True', 'DeploymentNotCompleted', 'The deployment has not completed')],
]);

table('RC-OPERATOR-STALE', [
  ['one generation behind', generations(8, 7), 'seen generation 7'],
  ['nothing was reported', change({ status: { conditions: [] } }), 'not reported'],
], [['current', generations(8, 8)], ['generations unknown', good]]);

table('RC-UNAVAILABLE', [
  ['pods never get ready', () => recorded('pods-not-ready', 1), 'does not have available replicas'],
  ['the operator has not noticed yet', deployment({ status: { availableReplicas: null } }), 'no available replicas'],
  ['Unmanaged without a deployment', () => { const stage = recorded('unmanaged', 1); drop(stage, R.Deployment, 'image-registry'); return stage; }, 'does not exist'],
], [
  ['ready again', () => recorded('pods-not-ready', 2)],
  ['the error behind it is named instead', () => recorded('odf-s3-missing-secret', 0)],
  ['nothing is asked for', deployment({ status: { availableReplicas: 0 } }, { spec: { replicas: 0 } })],
  ['Removed', () => recorded('bootstrap-none', -1)],
]);

table('RC-ROLLOUT', [
  ['one pod behind', deployment({ status: { updatedReplicas: 1 } }), '1 of 2 pods are up to date'],
  ['the deployment was not seen by its controller', deployment({ metadata: { generation: 5 }, status: { observedGeneration: 4 } })],
  ['the operator says so', condition('Progressing', 'True', 'DeploymentNotCompleted', 'The deployment has not completed'), 'has not completed'],
  ['removal is under way', () => { const stage = recorded('bootstrap-none', -1); told(the(stage, R.Config, 'cluster'), 'Progressing', 'True', 'DeletingDeployment', 'The deployment is being removed'); return stage; }, 'being removed'],
], [
  ['all done', good],
  ['none available is worse', () => recorded('pods-not-ready', 1)],
  ['an error is no rollout', () => recorded('two-backends', 1)],
]);

table('RC-DEGRADED', [
  ['timed out', condition('Degraded', 'True', 'ProgressDeadlineExceeded', 'Registry deployment has timed out progressing: x'), 'timed out'],
  ['cannot be removed', condition('Degraded', 'True', 'RemoveFailed', 'Unable to remove registry: y'), 'Unable to remove'],
  ['seen through the cluster operator alone', () => {
    const stage = good();
    stage.answers[readKey(REGISTRY.config)] = { state: 'denied', reason: 'no' };
    told(the(stage, R.ClusterOperator, 'image-registry'), 'Degraded', 'True', 'X', 'Degraded: z');
    return stage;
  }, 'z'],
], [
  ['storage is not configured has its own code', () => recorded('managed-without-storage', 0)],
  ['a route has its own code', condition('Degraded', 'True', 'RouteDegraded', 'route a (host b, router c) not admitted: d')],
  ['False', condition('Degraded', 'False', 'Removed', 'The registry is removed')],
]);

table('RC-CONTROLLER-DEGRADED', [
  ['image config', condition('ImageConfigControllerDegraded', 'True', 'Error', 'cannot write'), 'cannot write'],
  ['no node-ca pod', condition('NodeCADaemonAvailable', 'False', 'NoAvailableReplicas', 'no replicas')],
], [
  ['a missing CA map has its own code', () => recorded('additional-trusted-ca', 2)],
  ['as recorded', good],
]);

const ready = (hostname: string | null) => (): Stage => {
  const stage = good();
  merge(the(stage, R.Image, 'cluster'), { status: { internalRegistryHostname: hostname } });
  return stage;
};
table('RC-HOSTNAME-UNKNOWN', [['empty', ready('')], ['absent', ready(null)]], [['set', good], ['Removed has none', () => recorded('bootstrap-none', -1)]]);

table('RC-READ-ONLY', [
  ['as recorded', () => recorded('tuning', 1)],
  ['on object storage', change({ spec: { readOnly: true } }), 'read-only'],
], [['false', change({ spec: { readOnly: false } })], ['Removed', () => config(recorded('bootstrap-none', -1), { spec: { readOnly: true } })]]);
