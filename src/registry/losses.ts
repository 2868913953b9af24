import { at, text } from '../api/json.ts';
import type { Loss } from '../plan/types.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { backendOf, backendsOf, describe, targetOf } from './backends.ts';
import { isNamed } from './delete-command.ts';
import { madeByOperator } from './made.ts';
import { differences } from './normalise.ts';
import { OBJECT } from './objects.ts';
import { pushed, type Pushed } from './pushed.ts';

/** Fields that change no pod; a change of any other restarts them. */
const RESTS = ['managementState', 'defaultRoute', 'routes', 'operatorLogLevel', 'rolloutStrategy', 'storage.managementState'];

const rests = (field: string): boolean => RESTS.some((one) => field === one || field.startsWith(`${one}.`));

interface Change {
  snapshot: Snapshot;
  /** storage that may hold images now, see `holding` */
  now: readonly unknown[];
  before: unknown;
  after: unknown;
  pushed: Pushed | undefined;
}

function loss({ pushed: found }: Change, what: string, why: string): Loss {
  if (found === undefined) return { what, why };
  return { what, why, images: found.images, ...(found.examples.length === 0 ? {} : { examples: found.examples }) };
}

const isEmptyDir = (storage: unknown): boolean => backendOf(storage) === 'emptyDir';
const named = (storages: readonly unknown[]): string => storages.map(describe).join(' or ');

/** Removed ends an empty directory with its pods, and deletes all storage that is marked Managed, images or none (operator behaviour). */
function removing(change: Change): Loss[] {
  const { snapshot, now, before, after, pushed: found } = change;
  if (text(after, 'managementState') !== 'Removed' || text(before, 'managementState') === 'Removed') return [];
  const holds = found?.images !== 0;
  return now.flatMap((storage) => {
    if (isEmptyDir(storage)) return holds ? [loss(change, describe(storage), 'Removed ends the pods, and their storage with them')] : [];
    if (text(after, 'storage', 'managementState') !== 'Managed') return [];
    const own = madeByOperator(snapshot, storage);
    if (own && !holds) return [];
    const whole = backendOf(storage) === 'azure' ? 'the whole storage account' : 'whatever else is in it';
    const more = own ? '' : ` and ${whole}, though the operator did not make it`;
    return [loss(change, describe(storage), `Removed deletes storage that is marked Managed, with all images${more}`)];
  });
}

/** While the operator keeps off, nothing moves: that is counted when it takes up its work again. */
function moving(change: Change): Loss[] {
  const storage = at(change.after, 'storage');
  const left = change.now.filter((held) => targetOf(held) !== targetOf(storage));
  if (left.length === 0 || change.pushed?.images === 0 || text(change.after, 'managementState') === 'Unmanaged') return [];
  if (left.every(isEmptyDir)) return [loss(change, named(left), 'the storage of the pods ends with them')];
  const orphan = text(change.before, 'storage', 'managementState') === 'Managed' ? '; the old storage stays behind and nothing will delete it' : '';
  return [loss(change, named(left), `the registry moves to ${describe(storage)} and images are not copied${orphan}`)];
}

function restarting(change: Change): Loss[] {
  const held = change.now.find(isEmptyDir);
  if (held === undefined || change.pushed?.images === 0 || targetOf(at(change.after, 'storage')) !== targetOf(held)) return [];
  const { before, after } = change;
  const fields = [...new Set([...differences(after, before), ...differences(before, after)])].filter((field) => !rests(field));
  return fields.length === 0 ? [] : [loss(change, describe(held), `a change of ${fields.join(', ')} restarts the pods, and their storage ends with them`)];
}

/** Storage under a name that somebody chose, which the patch leaves or puts under `Managed`. */
function exposing({ before, after }: Change): Loss[] {
  const storage = at(after, 'storage');
  if (isEmptyDir(storage) || !isNamed(storage) || text(storage, 'managementState') !== 'Managed') return [];
  const was = text(before, 'storage', 'managementState') === 'Managed' && targetOf(at(before, 'storage')) === targetOf(storage);
  return was ? [] : [{ what: describe(storage), why: 'it would be marked Managed, so a later Removed would delete it' }];
}

/**
 * Where images may be: in what the operator last took over. Without that, a registry that is Removed or never came
 * up has some only on storage that it names and that Removed did not delete, unless images were counted and there
 * are none; where two are named at once, on either.
 */
export function holding(config: unknown): unknown[] {
  const taken = at(config, 'status', 'storage');
  if (backendOf(taken) !== undefined) return [taken];
  const there = at(config, 'spec', 'storage');
  if (text(there, 'managementState') === 'Managed') return [];
  return backendsOf(there).map((backend) => ({ [backend]: at(there, backend) })).filter((storage) => !isEmptyDir(storage) && isNamed(storage));
}

/**
 * Whether images must be counted before the registry is set to this storage: it may hold some, and would leave them or
 * restart on emptyDir. A cluster has tens of thousands, so they are read only then. A bucket that is not known yet is another one.
 */
export function mustCount(snapshot: Snapshot, storage: unknown): boolean {
  return holding(one(snapshot, OBJECT.config)).some((held) => isEmptyDir(held) || targetOf(held) !== targetOf(storage));
}

/**
 * What a change of the Config's spec would orphan or delete, or let a later Removed delete: a restart on emptyDir,
 * another backend or another target of the same one, Removed on Managed storage, and storage left or put under
 * Managed. Nothing is lost by a registry that holds nothing.
 * @param after the whole spec as it would be; a value that is not known yet is another target than any that is
 */
export function losses(snapshot: Snapshot, after: unknown): Loss[] {
  const config = one(snapshot, OBJECT.config);
  const change: Change = { snapshot, now: holding(config), before: at(config, 'spec') ?? {}, after, pushed: pushed(snapshot) };
  const removed = removing(change);
  return [...(removed.length > 0 ? removed : [...moving(change), ...restarting(change)]), ...exposing(change)];
}
