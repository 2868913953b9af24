import { at, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import type { Finding } from '../checks/types.ts';
import { backendOf, backendsOf, describe } from '../registry/backends.ts';
import { finding } from '../registry/codes.ts';
import { isNamed } from '../registry/delete-command.ts';
import { madeByOperator } from '../registry/made.ts';
import { OBJECT, registryClaim } from '../registry/objects.ts';
import { one, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { State } from './state-words.ts';

const FIELD = `${nameOf(OBJECT.config)} spec`;
const STORAGE = `${FIELD}.storage`;

/** Platforms on which the operator has storage of its own to offer, and what (operator behaviour, bootstrap). */
const DEFAULTS: Readonly<Record<string, string>> = {
  AWS: 'a new S3 bucket', Azure: 'a new storage account', GCP: 'a new GCS bucket', IBMCloud: 'a new COS bucket', PowerVS: 'a new COS bucket', AlibabaCloud: 'a new OSS bucket',
  OpenStack: 'a new Swift container, or a volume claim', oVirt: 'a volume claim', Libvirt: 'an empty directory, whose images end with the pod',
};

function checkUnset(snapshot: Snapshot): Finding[] {
  const platform = text(one(snapshot, OBJECT.infrastructure), 'status', 'platformStatus', 'type') ?? '';
  const made = DEFAULTS[platform];
  if (made === undefined) return [finding('RC-STORAGE-UNSET', STORAGE, `no storage is configured, and ${platform === '' ? 'this platform' : platform} has no default`)];
  return [finding('RC-STATE-NEW-STORAGE', STORAGE, `no storage is configured: on ${platform} the operator would make ${made}`, { level: 'error' })];
}

const checkTwo = (storage: unknown, what: string): Finding[] => [finding('RC-STORAGE-TWO', STORAGE, `${backendsOf(storage).join(' and ')} at once: ${what}`, { remedy: 'set the one that is meant: registryctl setup PLATFORM' })];

/** Whether the storage can come up as it is configured. */
function checkManaged(snapshot: Snapshot, config: KubeObject): Finding[] {
  const storage = at(config, 'spec', 'storage');
  const set = backendsOf(storage);
  if (set.length === 0) return checkUnset(snapshot);
  if (set.length > 1) return checkTwo(storage, 'the operator would apply nothing');
  const found: Finding[] = [];
  const claim = text(storage, 'pvc', 'claim') ?? '';
  if (claim !== '' && stateOf(snapshot, registryClaim(claim)) === 'absent') found.push(finding('RC-PVC-MISSING', `${STORAGE}.pvc`, `the claim ${claim} does not exist`));
  if (set[0] !== 'emptyDir' && !isNamed(storage)) found.push(finding('RC-STATE-NEW-STORAGE', STORAGE, `${describe(storage)}: it will be made anew`));
  if (set[0] === 'emptyDir') found.push(finding('RC-EMPTYDIR', `${STORAGE}.emptyDir`, 'every image is lost when the pod restarts'));
  if (text(config, 'spec', 'managementState') === 'Unmanaged') found.push(finding('RC-STATE-RESUMES', `${FIELD}.managementState`, `it is Unmanaged; the registry goes on with ${describe(storage)}`));
  return found;
}

/** What Removed would delete: what the operator last took over, when the Config marks its storage Managed (operator behaviour). */
function checkRemoved(snapshot: Snapshot, config: KubeObject): Finding[] {
  const storage = at(config, 'spec', 'storage');
  const taken = at(config, 'status', 'storage');
  const was = text(config, 'spec', 'managementState');
  const marked = text(storage, 'managementState') === 'Managed';
  if (backendsOf(storage).length > 1) return checkTwo(storage, 'nothing would be removed but the pods, though it would look so');
  const held = backendOf(taken);
  if (held === undefined) return [finding('RC-STATE-KEEPS', STORAGE, was === 'Removed' ? 'it is Removed already' : 'the operator has taken over no storage, so there is none to delete')];
  if (marked && was !== 'Removed' && held !== backendOf(storage)) {
    return [finding('RC-STATE-SWITCHING', STORAGE, `configured is ${describe(storage)}, in use is ${describe(taken)}`)];
  }
  if (held === 'emptyDir') return [finding('RC-STATE-DELETES', `${STORAGE}.emptyDir`, 'the directory ends with the pods', { cause: 'An empty directory is part of a pod.', remedy: 'to move to storage that stays, first: registryctl setup PLATFORM' })];
  if (!marked) return [finding('RC-STATE-KEEPS', STORAGE, `${describe(taken)} stays, with all images`)];
  const whose = madeByOperator(snapshot, taken) ? 'which the operator made' : 'which the operator did not make';
  const whole = held === 'azure' ? ' and its whole storage account' : '';
  return [finding('RC-STATE-DELETES', `${STORAGE}.managementState`, `${describe(taken)}${whole}, ${whose}, is deleted with all that is in it`)];
}

function checkUnmanaged(config: KubeObject): Finding[] {
  const was = text(config, 'spec', 'managementState');
  const what = was === 'Removed' ? 'the registry is Removed, and stays away' : 'the registry serves on as it is; a later Removed deletes storage that is marked Managed all the same';
  return [finding('RC-STATE-HANDS-OFF', `${FIELD}.managementState`, what)];
}

/** What a change to this state means for the cluster as it is: what stands in its way, and what it brings with it. */
export function checkState(snapshot: Snapshot, to: State): Finding[] {
  const config = one(snapshot, OBJECT.config);
  if (config === undefined) return stateOf(snapshot, OBJECT.config) === 'absent' ? [finding('RC-CONFIG-ABSENT', nameOf(OBJECT.config), 'the operator has not made it yet')] : [];
  if (config.metadata.deletionTimestamp !== undefined) return [finding('RC-CONFIG-DELETING', nameOf(OBJECT.config), 'it is being deleted')];
  if (to === 'Managed') return checkManaged(snapshot, config);
  return to === 'Removed' ? checkRemoved(snapshot, config) : checkUnmanaged(config);
}
