import { isRecord } from '../api/json.ts';
import { BACKENDS } from './backends.ts';

const isBackend = (key: string): boolean => BACKENDS.some((backend) => backend === key);

/**
 * Whether a field says nothing. The operator writes the whole spec back through Go structs: such fields appear
 * (`proxy: {}`, `trustedCA: {name: ""}`, `maxWaitInQueue: 0s`) and vanish (`encrypt: false`, empty lists) by themselves.
 */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === '0s') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.entries(value).every(([key, inner]) => !isBackend(key) && isEmpty(inner));
}

/** A name left blank asks the operator to choose one, and it writes its choice into the spec. */
const CHOSEN = /^storage\.\w+\.(claim|bucket|container|accountName)$/u;

/** Whether the operator would have written this for a blank name: a claim gets one name only (recording pvc-blank-claim), all else is generated. */
function isChoice(path: string, actual: unknown): boolean {
  return CHOSEN.test(path) && typeof actual === 'string' && (path !== 'storage.pvc.claim' || actual === 'image-registry-storage');
}

/** Where an intent, read as a merge patch, is not what is there: paths of fields. `inStorage` is where an empty backend still means something. */
function differing(intent: unknown, actual: unknown, path: string, inStorage: boolean): string[] {
  if (isRecord(intent)) {
    if (isEmpty(intent) && isEmpty(actual)) return [];
    return Object.entries(intent).flatMap(([key, inner]) => {
      const there = isRecord(actual) ? actual[key] : undefined;
      const here = path === '' ? key : `${path}.${key}`;
      if (inStorage && isBackend(key) && isRecord(inner) !== isRecord(there)) return [here];
      return differing(inner, there, here, path === '' && key === 'storage');
    });
  }
  if (intent === '' && isChoice(path, actual)) return [];
  if (isEmpty(intent)) return isEmpty(actual) ? [] : [path];
  return JSON.stringify(normalised(intent)) === JSON.stringify(normalised(actual)) ? [] : [path];
}

/** The value without fields that say nothing, keys in order; a backend stays even when it is `{}`. Two values are equal for the operator when these are. */
export function normalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalised);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => (isBackend(key) && isRecord(inner)) || !isEmpty(inner));
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, normalised(inner)]));
}

/** The fields of a Config's spec (`storage.s3.bucket`) where it is not as the intent (a merge patch, null for absent) wants it. */
export function differences(intent: unknown, actual: unknown): string[] {
  return differing(intent, actual, '', false);
}

/** Whether a Config's spec holds the intent, after what the operator rewrites is allowed for. Fields the intent does not name are left out of it. */
export function sameSpec(intent: unknown, actual: unknown): boolean {
  return differences(intent, actual).length === 0;
}

/** Whether two storages (`spec.storage`, `status.storage`) say the same. */
export function sameStorage(a: unknown, b: unknown): boolean {
  return JSON.stringify(normalised(a ?? {})) === JSON.stringify(normalised(b ?? {}));
}
