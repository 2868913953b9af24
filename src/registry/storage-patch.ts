import type { ValueObject } from '../plan/types.ts';
import { BACKEND, BACKENDS } from './backends.ts';
import type { Backend } from './backends.ts';

/** Optional keys one level deeper, which a merge patch would otherwise leave behind. */
const DEEPER: Record<string, readonly string[]> = { cloudFront: ['duration'], encryption: ['kms'] };

function withNulls(values: ValueObject, keys: readonly string[]): ValueObject {
  const patch: ValueObject = {};
  for (const key of keys) {
    const value = values[key];
    const deeper = DEEPER[key];
    const nest = deeper !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value) && !('$ref' in value);
    patch[key] = value === undefined ? null : nest ? { ...Object.fromEntries(deeper.map((k) => [k, null])), ...value } : value;
  }
  return patch;
}

/**
 * The merge patch of `spec.storage` that sets one backend and nothing else: null for the other seven and for every
 * key of the same backend that is not given (a merge patch keeps what it does not name, and the operator refuses
 * two backends), and always `managementState` (else a `Managed` left from before would let Removed delete the storage).
 */
export function storagePatch(backend: Backend, values: ValueObject, managementState: 'Managed' | 'Unmanaged'): ValueObject {
  const unknown = Object.keys(values).filter((key) => !BACKEND[backend].keys.includes(key));
  if (unknown.length > 0) throw new TypeError(`storage.${backend} has no ${unknown.join(', ')}`);
  const patch: ValueObject = { managementState };
  for (const other of BACKENDS) patch[other] = other === backend ? withNulls(values, BACKEND[backend].keys) : null;
  return patch;
}
