import { at, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { backendOf, backendsOf, describe, targetOf } from './backends.ts';
import { finding } from './codes.ts';
import { deleteCommand, isNamed } from './delete-command.ts';
import { holding } from './losses.ts';
import { madeByOperator } from './made.ts';
import { OBJECT } from './objects.ts';

const FIELD = `${nameOf(OBJECT.config)} spec.storage`;

/** What the operator made, and forgets when the storage changes: it neither copies nor deletes anything then (operator behaviour). */
function left(snapshot: Snapshot, after: unknown): Finding[] {
  const taken = at(one(snapshot, OBJECT.config), 'status', 'storage');
  const group = text(one(snapshot, OBJECT.infrastructure), 'status', 'platformStatus', 'azure', 'resourceGroupName');
  const command = deleteCommand(taken, group);
  if (command === undefined || text(after, 'managementState') === 'Removed' || targetOf(taken) === targetOf(at(after, 'storage'))) return [];
  if (!isNamed(taken) || !madeByOperator(snapshot, taken)) return [];
  return [finding('RC-STORAGE-LEFT', describe(taken), 'it stays as it is, with what is in it, until somebody deletes it', { remedy: `nothing, to keep it; to delete it: ${command}` })];
}

/** Two at once become one: what is known of where the images are. */
function settled(snapshot: Snapshot, before: unknown, after: unknown): Finding[] {
  const set = backendsOf(at(before, 'storage'));
  if (set.length < 2 || backendOf(at(after, 'storage')) === undefined) return [];
  const config = one(snapshot, OBJECT.config);
  const taken = backendOf(at(config, 'status', 'storage')) !== undefined;
  const held = holding(config).map(describe).join(' or ');
  const where = taken ? `images are in ${held}, which the operator last took over` : held === '' ? 'the operator took none of them over' : `images may be in ${held}: the operator has taken none over`;
  return [finding('RC-STORAGE-TWO', FIELD, `${set.join(' and ')} at once; this leaves ${describe(at(after, 'storage'))}. As far as is known, ${where}`, { level: 'info', remedy: 'none; to look again afterwards: registryctl status' })];
}

/** The same storage, no more under a mark that lets Removed delete it. */
function unmarked(snapshot: Snapshot, before: unknown, after: unknown): Finding[] {
  const [was, is] = [at(before, 'storage'), at(after, 'storage')];
  if (madeByOperator(snapshot, was)) return [];
  if (text(was, 'managementState') !== 'Managed' || text(is, 'managementState') !== 'Unmanaged' || targetOf(was) === undefined || targetOf(was) !== targetOf(is)) return [];
  return [finding('RC-STORAGE-MANAGED-BY-ADMIN', `${FIELD}.managementState`, `it is Managed, which is corrected: ${describe(is)} would have been deleted by a later Removed`, { level: 'info' })];
}

/**
 * What a change of the Config's spec means beside what it loses: storage of the operator's that stays behind and what would delete it,
 * which of two storages at once is left, and a mark that is taken off. All of level info.
 * @param after the whole spec as it would be
 */
export function outlook(snapshot: Snapshot, after: unknown): Finding[] {
  const before = at(one(snapshot, OBJECT.config), 'spec');
  return [...settled(snapshot, before, after), ...unmarked(snapshot, before, after), ...left(snapshot, after)];
}
