import { isRecord } from '../../api/json.ts';
import type { Schema } from './dsl.ts';

/** The schema of a field; a field that has the name of what every record inherits is no field. */
const child = (schema: Schema, key: string): Schema | undefined => (schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : schema.values);
const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** knows nothing, whatever is in it */
const NOTHING: Schema = { type: 'object' };

/**
 * Takes out of a value what its schema does not know, in place, and returns the paths of what went
 * (`spec.storage.bogus`, `spec.routes[0].bogus`). Nulls of fields that may not be null go silently.
 * `through` looks into values of another type, too, as is done with custom resources before their types are judged.
 */
export function prune(value: unknown, schema: Schema, path = '', through = false): string[] {
  if (Array.isArray(value)) {
    const items = schema.items ?? (through && schema.preserve !== true ? NOTHING : undefined);
    return items ? value.flatMap((item, i) => prune(item, items, `${path}[${i}]`, through)) : [];
  }
  if (!isRecord(value) || (schema.type !== 'object' && !(through && schema.preserve !== true))) return [];
  const gone: string[] = [];
  for (const key of Object.keys(value)) {
    const known = child(schema, key);
    if (!known) {
      if (schema.preserve === true) continue;
      gone.push(join(path, key));
      delete value[key];
    } else if (value[key] === null && known.nullable !== true && known.type !== 'any') delete value[key];
    else gone.push(...prune(value[key], known, join(path, key), through));
  }
  return gone;
}

/** Puts the schema's defaults where a field is missing, in place; absent parents stay absent. */
export function fillDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) fillDefaults(item, schema.items);
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, known] of Object.entries(schema.properties ?? {})) {
    if (value[key] === undefined && known.default !== undefined) value[key] = structuredClone(known.default);
  }
  for (const [key, inner] of Object.entries(value)) {
    const known = child(schema, key);
    if (known) fillDefaults(inner, known);
  }
}
