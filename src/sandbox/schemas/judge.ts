import { isRecord } from '../../api/json.ts';
import type { Schema } from './dsl.ts';

/** One complaint of a schema, worded as the API server words it. */
export interface Complaint {
  field: string;
  reason: 'FieldValueRequired' | 'FieldValueInvalid' | 'FieldValueTypeInvalid' | 'FieldValueNotSupported' | 'FieldValueTooLong' | 'FieldValueTooMany' | 'FieldValueDuplicate';
  message: string;
}

/** The JSON type of a value, with integers told from other numbers. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'integer' : 'number';
  return typeof value;
}

const quoted = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : String(value));

/** What is wrong with a value; nothing when it fits. `path` is the field that it is in. */
export function judge(value: unknown, schema: Schema, path = ''): Complaint[] {
  if (schema.type === 'any') return [];
  if (value === null && schema.nullable === true) return [];
  const type = typeOf(value);
  const complaints = wrongType(type, schema, path);
  const invalid = (message: string): void => void complaints.push({ field: path, reason: 'FieldValueInvalid', message });
  if (schema.enum && !schema.enum.includes(value as string))
    complaints.push({ field: path, reason: 'FieldValueNotSupported', message: `Unsupported value: ${quoted(value)}: supported values: ${schema.enum.map((v) => `"${v}"`).join(', ')}` });
  if (typeof value === 'string' && complaints.length === 0) judgeText(value, schema, path, complaints, invalid);
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) invalid(`Invalid value: ${value}: ${path} in body should be greater than or equal to ${schema.minimum}`);
    if (schema.maximum !== undefined && value > schema.maximum) invalid(`Invalid value: ${value}: ${path} in body should be less than or equal to ${schema.maximum}`);
  }
  if (Array.isArray(value)) judgeList(value, schema, path, complaints, invalid);
  else if (isRecord(value)) judgeRecord(value, schema, path, complaints);
  return complaints;
}

function wrongType(type: string, schema: Schema, path: string): Complaint[] {
  // lists get past a text that has a format
  if (type === 'array' && (schema.format === 'duration' || (schema.format === 'date-time' && schema.typed !== true))) return [];
  const complain = (wanted: string): Complaint => ({ field: path, reason: 'FieldValueTypeInvalid', message: `Invalid value: "${type}": ${path} in body must be of type ${wanted}: "${type}"` });
  if (schema.type === 'int-or-string') {
    if (type === 'integer' || type === 'string') return [];
    if (schema.spelled !== true) return [complain('integer,string')];
    return [complain('integer,string'), { field: '<nil>', reason: 'FieldValueInvalid', message: `Invalid value: "": "${path}" must validate at least one schema (anyOf)` }, complain('integer')];
  }
  return type === schema.type || (schema.type === 'number' && type === 'integer') ? [] : [complain(schema.type)];
}

function judgeText(value: string, schema: Schema, path: string, complaints: Complaint[], invalid: (message: string) => void): void {
  const length = Array.from(value).length;
  if (schema.maxLength !== undefined && length > schema.maxLength) complaints.push({ field: path, reason: 'FieldValueTooLong', message: `Too long: may not be longer than ${schema.maxLength}` });
  else if (schema.minLength !== undefined && length < schema.minLength) invalid(`Invalid value: ${quoted(value)}: ${path} in body should be at least ${schema.minLength} chars long`);
  else if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) invalid(`Invalid value: ${quoted(value)}: ${path} in body should match '${schema.pattern}'`);
  if (schema.format !== undefined && !FORMATS[schema.format](value))
    complaints.push({ field: path, reason: 'FieldValueTypeInvalid', message: `Invalid value: ${quoted(value)}: ${path} in body must be of type ${schema.format}: ${quoted(value)}` });
}

const FORMATS: Record<NonNullable<Schema['format']>, (value: string) => boolean> = {
  duration: (value) => /^[-+]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*)$/.test(value) || /^\d+ ?(ns|nanos?|us|micros?|ms|millis?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)$/i.test(value),
  'date-time': (value) => /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value.replace(' ', 'T'))),
  byte: (value) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
};

function judgeList(value: unknown[], schema: Schema, path: string, complaints: Complaint[], invalid: (message: string) => void): void {
  if (schema.type !== 'array') return;
  if (schema.minItems !== undefined && value.length < schema.minItems) invalid(`Invalid value: ${value.length}: ${path} in body should have at least ${schema.minItems} items`);
  if (schema.maxItems !== undefined && value.length > schema.maxItems) complaints.push({ field: path, reason: 'FieldValueTooMany', message: `Too many: ${value.length}: must have at most ${schema.maxItems} items` });
  const items = schema.items;
  if (items) value.forEach((item, i) => complaints.push(...judge(item, items, `${path}[${i}]`)));
  if (!schema.unique) return;
  const keys = schema.unique;
  const seen = new Set<string>();
  value.forEach((item, i) => {
    const key = JSON.stringify(keys.length === 0 || !isRecord(item) ? item : keys.map((k) => item[k]));
    if (seen.has(key)) complaints.push({ field: `${path}[${i}]`, reason: 'FieldValueDuplicate', message: `Duplicate value: ${isRecord(item) ? `map[string]interface {}${JSON.stringify(Object.fromEntries(keys.map((k) => [k, item[k]])))}` : quoted(item)}` });
    seen.add(key);
  });
}

function judgeRecord(value: Record<string, unknown>, schema: Schema, path: string, complaints: Complaint[]): void {
  if (schema.type !== 'object') return;
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`);
  for (const [field, message] of schema.rule?.(value, path) ?? []) complaints.push({ field, reason: 'FieldValueInvalid', message });
  for (const key of schema.required ?? []) if (value[key] === undefined) complaints.push({ field: inside(key), reason: 'FieldValueRequired', message: 'Required value' });
  for (const [key, inner] of Object.entries(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : schema.values;
    if (known && inner !== undefined) complaints.push(...judge(inner, known, inside(key)));
  }
}
