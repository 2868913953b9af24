import { isRecord } from '../../api/json.ts';
import type { Schema } from './dsl.ts';
import { canonical } from './quantity.ts';

/**
 * Reads JSON as Go reads it into the types of a built-in kind, in place: a null among the values of a
 * map or the items of a list is an empty one, bytes may be given as a list of numbers, and a quantity
 * in many ways.
 */
export function asGo(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) value.forEach((item, i) => void (value[i] = read(item, items)));
  } else if (isRecord(value)) {
    for (const key of Object.keys(value)) {
      const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      if (known) asGo(value[key], known);
      else if (schema.values) value[key] = read(value[key], schema.values);
    }
  }
}

function read(value: unknown, schema: Schema): unknown {
  if (value === null) return EMPTY[schema.type]?.() ?? null;
  if (schema.spelled === true && (typeof value === 'number' || typeof value === 'string')) return canonical(String(value));
  if (schema.format === 'byte' && Array.isArray(value) && value.every(isByte)) return Buffer.from(value.map((one) => one ?? 0)).toString('base64');
  asGo(value, schema);
  return value;
}

const isByte = (value: unknown): value is number | null => value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256);

const EMPTY: Partial<Record<Schema['type'], () => unknown>> = { string: () => '', integer: () => 0, boolean: () => false, object: () => ({}) };
