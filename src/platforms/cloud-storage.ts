import { at, record, text } from '../api/json.ts';
import type { ValueObject } from '../plan/types.ts';
import type { Backend } from '../registry/backends.ts';
import { madeByOperator } from '../registry/made.ts';
import { sameSpec } from '../registry/normalise.ts';
import { OBJECT } from '../registry/objects.ts';
import { storagePatch } from '../registry/storage-patch.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { Values } from './cloud-fields.ts';

/** A cloud's storage as it is to be: the plain fields, and those with fields of their own. */
export interface Place {
  values: Values;
  more: ValueObject;
  /** options that must be given and are not */
  missing: readonly string[];
  /** what is there already, of this backend */
  there: unknown;
}

/**
 * The patch of `spec.storage`. It is Unmanaged, so that a later Removed deletes nothing of the administrator's; what the operator
 * made, and of which nothing is to change, stays as it is. `filled` are keys that the operator fills in by itself: they are not asked to be
 * absent where they are.
 */
export function storageOf(snapshot: Snapshot, backend: Backend, { values, more, there }: Place, filled: readonly string[]): ValueObject {
  const storage = at(one(snapshot, OBJECT.config), 'spec', 'storage');
  const patch = storagePatch(backend, { ...values, ...more }, 'Unmanaged');
  const own = record(patch, backend);
  const managed = text(storage, 'managementState') === 'Managed' && madeByOperator(snapshot, { [backend]: there }) && sameSpec({ storage: { [backend]: own } }, { storage });
  const asked = Object.fromEntries(Object.entries(own).filter(([key, value]) => value !== null || at(there, key) !== undefined || !filled.includes(key)));
  return { ...patch, managementState: managed ? 'Managed' : 'Unmanaged', [backend]: asked as ValueObject };
}
