import { NS, R } from '../../src/api/resources.ts';
import { table } from './table.ts';
import { config, pod, recorded, serving, the, type Stage } from './worlds.ts';

const base = (): Stage => serving('odf-s3-complete', 0, 1);
const with_ = (status: Record<string, unknown>, change?: (stage: Stage) => void) => (): Stage => {
  const stage = base();
  pod(stage, 'image-registry-x', status);
  change?.(stage);
  return stage;
};
const waiting = (reason: string, message = '', last: Record<string, unknown> = {}) => with_({ containerStatuses: [{ name: 'registry', state: { waiting: { reason, message } }, lastState: last }] });
const unscheduled = { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available: 3 didn\'t match pod anti-affinity rules.' }] };

table('RC-REPLICAS-ZERO', [['while Managed', () => config(base(), { spec: { replicas: 0 } })], ['while Unmanaged', () => config(base(), { spec: { replicas: 0, managementState: 'Unmanaged' } })]],
  [['one', () => config(base(), { spec: { replicas: 1 } })], ['Removed', () => config(recorded('bootstrap-none', -1), { spec: { replicas: 0 } })]]);

table('RC-POD-UNSCHEDULABLE', [
  ['no second node', with_(unscheduled), 'anti-affinity'],
  ['a volume elsewhere', with_({ conditions: [{ type: 'PodScheduled', status: 'False', message: 'volume node affinity conflict' }] }), 'volume node affinity'],
], [
  ['scheduled', with_({ conditions: [{ type: 'PodScheduled', status: 'True' }] })],
  ['a pod that is leaving', with_(unscheduled, (stage) => { the(stage, R.Pod, 'image-registry-x', NS.registry).metadata.deletionTimestamp = '2026-11-23T00:00:00Z'; })],
  ['a pod of the pruner', with_(unscheduled, (stage) => { the(stage, R.Pod, 'image-registry-x', NS.registry).metadata.labels = { 'created-by': 'image-pruner' }; })],
]);

table('RC-POD-WAITING', [
  ['no image', waiting('ImagePullBackOff', 'Back-off pulling image'), 'ImagePullBackOff: Back-off pulling image'],
  ['no secret', waiting('CreateContainerConfigError', 'secret "x" not found'), 'secret "x" not found'],
  ['an init container', with_({ initContainerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }] }), 'ErrImagePull'],
], [['creating', waiting('ContainerCreating')], ['crashing has its own code', waiting('CrashLoopBackOff')]]);

table('RC-POD-CRASHING', [
  ['its last words', waiting('CrashLoopBackOff', 'back-off', { terminated: { exitCode: 1, message: 'no region parameter provided\n' } }), 'CrashLoopBackOff: no region parameter provided'],
  ['no words', waiting('CrashLoopBackOff', 'back-off', { terminated: { exitCode: 137 } }), 'exit code 137'],
], [['ended once and runs again', with_({ conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ state: { running: {} }, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }] })], ['no image', waiting('ImagePullBackOff')]]);

const memory = (reason: string) => with_({ containerStatuses: [{ state: { running: {} }, lastState: { terminated: { exitCode: 137, reason } } }] });
table('RC-POD-MEMORY', [['killed', memory('OOMKilled'), 'out of memory'], ['killed while it is not ready again', memory('OOMKilled')]], [['ended otherwise', memory('Error')], ['never ended', base]]);
