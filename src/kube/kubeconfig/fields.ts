import { isRecord } from '../../api/json.ts';
import { Failure } from '../../errors.ts';

/** Which file and which entry of it is being read, for errors. */
export interface Where {
  file: string;
  at: string;
}

const path = (where: Where, key: string): string => `${where.file}: ${where.at === '' ? '' : `${where.at}.`}${key}`;

/** The string of the key; undefined where it is missing, null or empty. Throws Failure('input') for another type. */
export function optional(raw: Record<string, unknown>, key: string, where: Where): string | undefined {
  const value = raw[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new Failure('input', `${path(where, key)} must be a string, not ${kindOf(value)}.`);
  return value;
}

/** Several optional strings at once: `{field: 'key-in-the-file'}`; fields that are not there are left out. */
export function strings<K extends string>(raw: Record<string, unknown>, where: Where, keys: Record<K, string>): { [F in K]?: string } {
  const found: { [F in K]?: string } = {};
  for (const field in keys) {
    const value = optional(raw, keys[field], where);
    if (value !== undefined) found[field] = value;
  }
  return found;
}

/** The boolean of the key; false where it is missing. Throws Failure('input') for another type. */
export function bool(raw: Record<string, unknown>, key: string, where: Where): boolean {
  const value = raw[key] ?? false;
  if (typeof value !== 'boolean') throw new Failure('input', `${path(where, key)} must be true or false, not ${kindOf(value)}.`);
  return value;
}

/** The list of strings of the key; empty where it is missing. Throws Failure('input') for another type. */
export function stringList(raw: Record<string, unknown>, key: string, where: Where): string[] {
  const value = raw[key] ?? [];
  if (Array.isArray(value) && value.every((v): v is string => typeof v === 'string')) return value;
  const given = Array.isArray(value) ? `a list with ${kindOf(value.find((v) => typeof v !== 'string'))} in it` : kindOf(value);
  throw new Failure('input', `${path(where, key)} must be a list of strings, not ${given}.`);
}

/** The object of the key; undefined where it is missing. Throws Failure('input') for another type. */
export function object(raw: Record<string, unknown>, key: string, where: Where): Record<string, unknown> | undefined {
  const value = raw[key];
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw new Failure('input', `${path(where, key)} must be an object, not ${kindOf(value)}.`);
  return value;
}

/** What a value is, in words; the value itself may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
