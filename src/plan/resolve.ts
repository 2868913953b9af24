import { isRecord } from '../api/json.ts';
import { Failure } from '../errors.ts';
import type { Reference, Value } from './types.ts';

export type Lookup = (ref: Reference['$ref']) => unknown;

/** Whether the value stands for one that another step yields. */
export function isReference(value: unknown): value is Reference {
  return isRecord(value) && isRecord(value['$ref']) && Array.isArray(value['$ref']['path']);
}

/** Every Reference within a value, in the order in which they stand. */
export function referencesIn(value: unknown): Reference[] {
  if (isReference(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isRecord(value) ? Object.values(value).flatMap(referencesIn) : [];
}

function replaced(value: Value, known: (reference: Reference) => unknown): Value {
  if (isReference(value)) return known(value) as Value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, known));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, known)]));
}

/** What a Reference stands for once its value is known. */
export function completed({ $ref }: Reference, found: unknown): unknown {
  return $ref.before === undefined || typeof found !== 'string' ? found : `${$ref.before}${found}`;
}

/** The value with every Reference replaced by what `lookup` has for it. Fails (unexpected) on one that it does not know. */
export function resolve(value: Value, lookup: Lookup): Value {
  return replaced(value, (reference) => {
    const found = lookup(reference.$ref);
    if (found === undefined) throw new Failure('unexpected', `step ${reference.$ref.step} yields no ${reference.$ref.path.join('.')}`);
    return completed(reference, found);
  });
}

/** The value with the References that `lookup` knows replaced; the others stay. */
export function resolveKnown(value: Value, lookup: Lookup): Value {
  return replaced(value, (reference) => completed(reference, lookup(reference.$ref)) ?? reference);
}

/** The value as people may read it: every Reference replaced by what it is shown as, or by what `words` makes of it. */
export function shown(value: Value, words: (reference: Reference) => string = (reference) => reference.$ref.show): Value {
  return replaced(value, words);
}
