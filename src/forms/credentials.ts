import { at, record } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import type { Finding } from '../checks/types.ts';
import type { CredentialForm } from '../credentials/types.ts';
import { isWhole } from '../credentials/values.ts';
import { Failure } from '../errors.ts';
import type { DesiredStep, ValueObject } from '../plan/types.ts';
import { finding } from '../registry/codes.ts';
import { GIVEN, OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Read, Snapshot, StoreQuestion } from '../snapshot/types.ts';
import type { Given, Option } from './types.ts';

/** What the cluster's cloud credential operator makes for the registry; used where the administrator's secret is absent. */
export const MINTED: Ref = ref(R.Secret, 'installer-cloud-credentials', NS.registry);

/** The options of every form that takes credentials. */
export const CREDENTIAL_OPTIONS: readonly Option[] = [
  { flag: 'credentials', value: 'FILE', about: 'File with the credentials; - is stdin', question: 'File with the credentials (empty to type them)' },
  { flag: 'from-secret', value: 'NAMESPACE/NAME', about: 'Take the credentials from this secret of the cluster' },
];

/** The secret that the credentials come from; undefined when none are given and what the cluster has stays. Fails (usage) for both at once, or a name that none can have. */
export function sourceOf(given: Given): Ref | undefined {
  const [file, secret] = [given['credentials'], given['from-secret']];
  if (file !== undefined && secret !== undefined) throw new Failure('usage', `--from-secret: given ${JSON.stringify(secret)} besides --credentials, allowed: one of the two.`);
  if (secret === undefined) return file === undefined ? undefined : GIVEN;
  const [, namespace, name] = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-a-z0-9.]*)$/u.exec(String(secret)) ?? [];
  if (namespace === undefined || name === undefined) throw new Failure('usage', `--from-secret: given ${JSON.stringify(secret)}, allowed: NAMESPACE/NAME.`);
  return ref(R.Secret, name, namespace);
}

/** What must be read for the credentials. */
export function credentialReads(given: Given): Read[] {
  const source = sourceOf(given);
  return [OBJECT.credentials, MINTED, ...(source === undefined ? [] : [source])];
}

/** The name under which a secret keeps the value of a key of the operator's: its own, or an alias. */
export function heldAs(form: CredentialForm, snapshot: Snapshot, source: Ref, key: string): string | undefined {
  const data = record(one(snapshot, source), 'data');
  return [key, ...(form.aliases[key] ?? [])].find((name) => name in data);
}

/** The keys that a secret lacks, of those that may not be empty. */
export function lackingKeys(form: CredentialForm, snapshot: Snapshot, source: Ref): string[] {
  return form.keys.filter((key) => !form.optional.includes(key) && heldAs(form, snapshot, source, key) === undefined);
}

/** The keys that a secret has, but with nothing in them. */
export function emptyKeys(form: CredentialForm, snapshot: Snapshot, source: Ref): string[] {
  return form.keys.filter((key) => {
    const name = heldAs(form, snapshot, source, key);
    return !form.optional.includes(key) && name !== undefined && at(one(snapshot, source), 'data', name, 'bytes') === 0;
  });
}

/** A warning for every value that has white space around it where that may do harm. */
export function paddedValues(form: CredentialForm, snapshot: Snapshot, source: Ref): Finding[] {
  return form.keys.flatMap((key) => {
    const name = heldAs(form, snapshot, source, key);
    const padded = form.loose !== true && name !== undefined && at(one(snapshot, source), 'data', name, 'padded') === true;
    return padded ? [finding('RC-CREDENTIALS-SHAPE', `${nameOf(source)} data.${name}`, 'it has white space around it', { level: 'warning' })] : [];
  });
}

/** The sets of keys of which one must have values, in words, where the form has such. */
export function setsOf(form: CredentialForm, called: (key: string) => string = (key) => key): string {
  return (form.sets ?? []).map((keys) => keys.map(called).join(' and ')).join(', nor for ');
}

/** Whether what a secret holds is enough to be let in: no key that must have a value is empty, and one of the sets has values. */
export function holdsEnough(form: CredentialForm, snapshot: Snapshot, source: Ref): boolean {
  return isWhole(form, (key) => {
    const name = heldAs(form, snapshot, source, key);
    return name !== undefined && at(one(snapshot, source), 'data', name, 'bytes') !== 0;
  });
}

/**
 * The secret that the operator would use now, if it is whole: the administrator's where that exists (a missing key in
 * it is an error, never a fallback), else the minted one. Undefined where credentials must be given.
 */
export function usable(form: CredentialForm, snapshot: Snapshot): Ref | undefined {
  const own = one(snapshot, OBJECT.credentials);
  if (own !== undefined) return form.keys.every((key) => key in record(own, 'data')) && holdsEnough(form, snapshot, OBJECT.credentials) ? OBJECT.credentials : undefined;
  const minted = record(one(snapshot, MINTED), 'data');
  return (form.minted ?? []).some((keys) => keys.every((key) => key in minted)) ? MINTED : undefined;
}

/** `credentials` when none are given and the cluster has none that would do. */
export function missingCredentials(form: CredentialForm, given: Given, snapshot: Snapshot): string[] {
  return sourceOf(given) === undefined && usable(form, snapshot) === undefined ? ['credentials'] : [];
}

/** An error for a secret given by `--from-secret` that is absent, or lacks a value. */
export function checkCredentials(form: CredentialForm, given: Given, snapshot: Snapshot): Finding[] {
  const source = sourceOf(given);
  if (source === undefined || source === GIVEN) return [];
  if (one(snapshot, source) === undefined) return [finding('RC-CREDENTIALS-SOURCE', nameOf(source), 'the secret does not exist')];
  const wanted = (key: string): string => [key, ...(form.aliases[key] ?? [])].join(' or ');
  const lacking = lackingKeys(form, snapshot, source).map((key) => finding('RC-CREDENTIALS-SOURCE', `${nameOf(source)} data`, `it has no ${wanted(key)}`));
  const empty = emptyKeys(form, snapshot, source).map((key) => finding('RC-CREDENTIALS-SOURCE', `${nameOf(source)} data.${heldAs(form, snapshot, source, key) ?? key}`, 'it is empty'));
  if (lacking.length + empty.length > 0 || holdsEnough(form, snapshot, source)) return [...lacking, ...empty, ...paddedValues(form, snapshot, source)];
  return [finding('RC-CREDENTIALS-SOURCE', `${nameOf(source)} data`, `it has no values for ${setsOf(form, wanted)}`)];
}

/** The step that gives the operator its credentials, key by key out of their source; other keys of its secret stay. None where none are given. */
export function credentialSteps(form: CredentialForm, given: Given, snapshot: Snapshot): DesiredStep[] {
  const source = sourceOf(given);
  if (source === undefined) return [];
  const from = source === GIVEN ? 'as given' : `of ${nameOf(source)}`;
  const data: ValueObject = {};
  // where nothing was read (--emit), the first set of keys stands for those that will have values
  const awaited = one(snapshot, source) === undefined ? (form.sets?.[0] ?? []) : [];
  for (const key of form.keys) {
    const name = heldAs(form, snapshot, source, key);
    // `checkCredentials` has refused a source without a value that may not be empty
    data[key] = name === undefined && form.optional.includes(key) && !awaited.includes(key) ? '' : { $ref: { step: '', ref: source, path: ['data', name ?? key], show: `(secret) ${name ?? key} ${from}`, secret: true } };
  }
  return [{ kind: 'object', id: 'credentials', title: 'Credentials of the storage for the registry', ref: OBJECT.credentials, live: true, body: { data }, onCreate: { type: 'Opaque' } }];
}

/** Where the values stand that a store is asked with, and under which names; undefined where there are none to ask with. */
export function askedWith(form: CredentialForm, given: Given, snapshot: Snapshot): Pick<StoreQuestion, 'secret' | 'keys'> | undefined {
  const source = sourceOf(given) ?? usable(form, snapshot);
  // what the cloud mints may be a role or a client, which only the operator can make keys of
  if (source === undefined || !holdsEnough(form, snapshot, source)) return undefined;
  const held = form.keys.flatMap((key) => {
    const name = heldAs(form, snapshot, source, key);
    return name === undefined ? [] : [[key, name] as const];
  });
  return { secret: source, keys: Object.fromEntries(held) };
}
