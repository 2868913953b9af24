import { SecretText } from '../secret.ts';
import { refuse, type Expected } from './text.ts';
import type { CredentialForm } from './types.ts';

/** Whether the keys that have values are enough: every key that may not be empty, and one of the sets where there are some. */
export function isWhole(form: Pick<CredentialForm, 'keys' | 'optional' | 'sets'>, has: (key: string) => boolean): boolean {
  const every = (keys: readonly string[]): boolean => keys.every(has);
  return every(form.keys.filter((key) => !form.optional.includes(key))) && (form.sets === undefined || form.sets.some(every));
}

/** The values of a file under the operator's keys, empty ones left out. Fails (input) with the name of the first whose shape is wrong; `called` is what the file calls a key. */
export function secretValues(form: Pick<CredentialForm, 'keys' | 'fault'>, values: Readonly<Record<string, string>>, called: (key: string) => string, expected: Expected): Record<string, SecretText> {
  const kept: Record<string, SecretText> = {};
  for (const key of form.keys) {
    const value = values[key] ?? '';
    if (value === '') continue;
    const fault = form.fault(key, value);
    if (fault !== undefined) refuse(expected, `that ${called(key)} ${fault}`);
    kept[key] = new SecretText(value);
  }
  return kept;
}
