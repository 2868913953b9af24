import { at } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Cause } from './fault.ts';
import { same } from './same.ts';

export const required = (field: string, why = ''): Cause => ({ field, reason: 'FieldValueRequired', message: why === '' ? 'Required value' : `Required value: ${why}` });
export const wrong = (field: string, value: unknown, why: string): Cause => ({ field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}` });
export const refused = (field: string, why: string): Cause => ({ field, reason: 'FieldValueForbidden', message: `Forbidden: ${why}` });
export const unsupported = (field: string, value: unknown, taken: readonly string[]): Cause => ({ field, reason: 'FieldValueNotSupported', message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${taken.map((t) => `"${t}"`).join(', ')}` });

/** A complaint for each of these fields (paths with dots) that differs from what it was. */
export function unchanged(object: KubeObject, before: KubeObject, fields: readonly string[], why = 'field is immutable'): Cause[] {
  return fields.filter((field) => !same(at(object, ...field.split('.')), at(before, ...field.split('.')))).map((field) => wrong(field, at(object, ...field.split('.')) ?? null, why));
}
