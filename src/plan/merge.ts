import { isRecord } from '../api/json.ts';

/** Keeps `__proto__` and the like what they are: keys. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

const own = (target: unknown, key: string): unknown => (isRecord(target) && Object.hasOwn(target, key) ? target[key] : undefined);

/** A JSON merge patch (RFC 7396) applied to a value; neither is changed. Null removes a key, a list is replaced whole. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = {};
  if (isRecord(target)) for (const [key, value] of Object.entries(target)) put(merged, key, value);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else put(merged, key, mergePatch(own(merged, key), value));
  }
  return merged;
}

/** Whether two JSON values are equal; the order of keys does not count. */
export function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}
