import { at, isRecord } from '../api/json.ts';
import type { Json, KubeObject, Ref } from '../api/types.ts';
import { equal } from './merge.ts';
import { isReference, shown } from './resolve.ts';
import { isSecretField, MASK } from './secrets.ts';
import type { FieldChange, Value, ValueObject } from './types.ts';

/** Fields of a new object that are said already by naming it. */
const NAMING = new Set(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace']);

function sides(ref: Ref, path: string[], before: unknown, after: Value | undefined): FieldChange {
  const secret = isSecretField(ref, path);
  const change: FieldChange = { path: path.join('.') };
  if (before !== undefined) change.before = secret ? MASK : (before as Json);
  if (after !== undefined) change.after = secret && !isReference(after) ? MASK : (shown(after) as Json);
  return secret ? { ...change, secret: true } : change;
}

function leaves(ref: Ref, path: string[], before: unknown, patch: Value): FieldChange[] {
  if (patch === null) {
    if (before === undefined) return [];
    return isRecord(before) && Object.keys(before).length > 0 && !isSecretField(ref, path)
      ? Object.entries(before).flatMap(([key, inner]) => leaves(ref, [...path, key], inner ?? undefined, null))
      : [sides(ref, path, before, undefined)];
  }
  if (isRecord(patch) && !isReference(patch)) {
    const inner = Object.entries(patch as ValueObject).filter(([, value]) => value !== null || isRecord(before));
    if (inner.length === 0 && !isRecord(before)) return [sides(ref, path, before, {})];
    const replaced = before !== undefined && !isRecord(before) ? [sides(ref, path, before, undefined)] : [];
    return [...replaced, ...inner.flatMap(([key, value]) => leaves(ref, [...path, key], at(before, key), value))];
  }
  return equal(before, patch) ? [] : [sides(ref, path, before, patch)];
}

/**
 * What a merge patch (or a new object, without `before`) changes, field by field, in the patch's order. Lists count
 * as one field. Values of secrets are masks, References stand as they are shown; what does not change is left out.
 */
export function fieldChanges(ref: Ref, before: KubeObject | undefined, patch: ValueObject): FieldChange[] {
  return Object.entries(patch)
    .flatMap(([key, value]) => leaves(ref, [key], before?.[key], value))
    .filter((change) => before !== undefined || !NAMING.has(change.path));
}
