import { at, text } from '../api/json.ts';
import type { Loss } from '../plan/types.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { backendOf, describe, targetOf } from './backends.ts';
import { differences } from './normalise.ts';
import { OBJECT } from './objects.ts';
import { pushedImages } from './pushed.ts';

/** Fields that change no pod; a change of any other restarts them. */
const RESTS = ['managementState', 'defaultRoute', 'routes', 'operatorLogLevel', 'rolloutStrategy', 'storage.managementState'];

const rests = (field: string): boolean => RESTS.some((one) => field === one || field.startsWith(`${one}.`));

interface Change {
  /** storage that holds images now: what the operator last took over, or what a Removed registry left in place */
  now: unknown;
  before: unknown;
  after: unknown;
  images: number | undefined;
}

const loss = ({ images }: Change, what: string, why: string): Loss => ({ what, why, ...(images === undefined ? {} : { images }) });

function removing(change: Change): Loss[] {
  if (text(change.after, 'managementState') !== 'Removed' || text(change.before, 'managementState') === 'Removed') return [];
  if (backendOf(change.now) === 'emptyDir') return [loss(change, describe(change.now), 'Removed ends the pods, and their storage with them')];
  if (text(change.after, 'storage', 'managementState') !== 'Managed') return [];
  return [loss(change, describe(change.now), 'Removed deletes storage that is marked Managed, with all images')];
}

function moving(change: Change): Loss[] {
  const storage = at(change.after, 'storage');
  if (targetOf(storage) === targetOf(change.now)) return [];
  if (backendOf(change.now) === 'emptyDir') return [loss(change, describe(change.now), 'the storage of the pods ends with them')];
  const orphan = text(change.before, 'storage', 'managementState') === 'Managed' ? '; the old storage stays behind and nothing will delete it' : '';
  return [loss(change, describe(change.now), `the registry moves to ${describe(storage)} and images are not copied${orphan}`)];
}

function restarting(change: Change): Loss[] {
  if (backendOf(change.now) !== 'emptyDir' || targetOf(at(change.after, 'storage')) !== targetOf(change.now)) return [];
  const { before, after } = change;
  const fields = [...new Set([...differences(after, before), ...differences(before, after)])].filter((field) => !rests(field));
  return fields.length === 0 ? [] : [loss(change, describe(change.now), `a change of ${fields.join(', ')} restarts the pods, and their storage ends with them`)];
}

/** Storage under a name that somebody chose, which the patch leaves or puts under `Managed`. */
function exposing(change: Change): Loss[] {
  const storage = at(change.after, 'storage');
  const backend = backendOf(storage);
  if (backend === undefined || backend === 'emptyDir' || text(storage, 'managementState') !== 'Managed') return [];
  const own = at(storage, backend);
  const named = ['bucket', 'container', 'claim'].some((key) => (text(own, key) ?? '') !== '');
  const was = text(change.before, 'storage', 'managementState') === 'Managed' && targetOf(at(change.before, 'storage')) === targetOf(storage);
  return named && !was ? [{ what: describe(storage), why: 'it would be marked Managed, so a later Removed would delete it' }] : [];
}

/**
 * Where images may be: in what the operator last took over. Without that, a registry that is Removed or never came
 * up has some only on storage of the administrator's that it names, unless images were counted and there are none.
 */
function holding(config: unknown): unknown {
  const taken = at(config, 'status', 'storage');
  if (backendOf(taken) !== undefined) return taken;
  const named = at(config, 'spec', 'storage');
  const backend = backendOf(named);
  return backend !== undefined && backend !== 'emptyDir' && text(named, 'managementState') === 'Unmanaged' ? named : undefined;
}

/**
 * Whether images must be counted before the registry is set to this storage: it may hold some, and would leave them or
 * restart on emptyDir. A cluster has tens of thousands, so they are read only then. A bucket that is not known yet is another one.
 */
export function mustCount(snapshot: Snapshot, storage: unknown): boolean {
  const now = holding(one(snapshot, OBJECT.config));
  return now !== undefined && (backendOf(now) === 'emptyDir' || targetOf(now) !== targetOf(storage));
}

/**
 * What a change of the Config's spec would orphan or delete, or let a later Removed delete: a restart on emptyDir,
 * another backend or another target of the same one, Removed on Managed storage, and storage left or put under
 * Managed. Nothing is lost by a registry that holds nothing.
 * @param after the whole spec as it would be; a value that is not known yet is another target than any that is
 */
export function losses(snapshot: Snapshot, after: unknown): Loss[] {
  const config = one(snapshot, OBJECT.config);
  const before = at(config, 'spec') ?? {};
  const images = pushedImages(snapshot);
  const change: Change = { now: holding(config), before, after, images };
  if (change.now === undefined || images === 0) return exposing(change);
  const removed = removing(change);
  return [...(removed.length > 0 ? removed : [...moving(change), ...restarting(change)]), ...exposing(change)];
}
