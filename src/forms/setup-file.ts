import { isRecord } from '../api/json.ts';
import { Failure } from '../errors.ts';
import type { Given, Option, Platform } from './types.ts';

/** What a set-up as a file says. */
export interface SetupFile {
  form?: string;
  /** options by flag, `credentials` and `from-secret` among them */
  given: Given;
  run: RunSettings;
}

/** How it is carried out: what a reviewer of the file wants to see in it. */
export interface RunSettings {
  'expect-cluster'?: string;
  'accept-loss'?: string;
  timeout?: string;
  verify?: boolean;
}

/** The keys of `run`, with words for the schema. */
export const RUN: Readonly<Record<keyof RunSettings, { type: 'string' | 'boolean'; about: string }>> = {
  'expect-cluster': { type: 'string', about: 'Refuse any cluster but the one with this id' },
  'accept-loss': { type: 'string', about: 'Accept that so many stored images are lost, or "unknown"' },
  timeout: { type: 'string', about: 'How long the whole run may take, as 10m or 90s' },
  verify: { type: 'boolean', about: 'false leaves out the proof at the end' },
};

/** Options that have a place of their own in the file. */
export const ELSEWHERE = ['credentials', 'from-secret'];

const SECRET = /secret|passw|token|credential|(access|account|private|api|shared)key|keyfile/u;
const looksSecret = (key: string): boolean => SECRET.test(key.toLowerCase().replaceAll(/[^a-z]/gu, ''));

/** A whole number is fine where a number is meant; elsewhere YAML may have changed what was typed (0123, 1e3). */
const isCount = ({ value }: Option): boolean => value === 'N';

type Refuse = (field: string, found: string, allowed: string) => never;

function refuser(file: string): Refuse {
  return (field, found, allowed) => {
    throw new Failure('input', `${file}: ${field}: ${found}, allowed: ${allowed}.`);
  };
}

function mapping(refuse: Refuse, field: string, value: unknown, allowed: readonly string[]): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) return refuse(field, `found ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`, `keys and values (${allowed.join(', ')})`);
  for (const key of Object.keys(value)) {
    if (allowed.includes(key)) continue;
    const name = field === 'the file' ? key : `${field}.${key}`;
    if (looksSecret(key)) refuse(name, 'this looks like a secret, which this file never holds', 'credentials.file with the name of a file, or credentials.secret with NAMESPACE/NAME');
    refuse(name, 'there is no such key', allowed.join(', '));
  }
  return value;
}

function optionValue(refuse: Refuse, option: Option, value: unknown): string | boolean {
  const field = `options.${option.flag}`;
  if (option.value === undefined && option.choices === undefined) return typeof value === 'boolean' ? value : refuse(field, `found ${JSON.stringify(value)}`, 'true or false');
  if (typeof value === 'string') return option.choices === undefined || option.choices.includes(value) ? value : refuse(field, `found ${JSON.stringify(value)}`, option.choices.join(', '));
  if (isCount(option) && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'boolean' && option.choices?.includes(String(value)) === true) return String(value);
  return refuse(field, `found ${JSON.stringify(value)}`, option.choices?.join(', ') ?? (isCount(option) ? 'a whole number' : `${option.value ?? 'text'} as text, in quotes where YAML takes it for something else`));
}

/** Never says what it found: whoever mistakes the place may have put a key here. */
function credentialsOf(refuse: Refuse, value: unknown): Given {
  const { file, secret } = mapping(refuse, 'credentials', typeof value === 'string' ? refuse('credentials', 'found text', 'file: NAME, or secret: NAMESPACE/NAME') : value, ['file', 'secret']);
  if (file !== undefined && secret !== undefined) refuse('credentials', 'both file and secret', 'one of the two');
  if (file !== undefined && (typeof file !== 'string' || file === '' || /[\n{]|-----/u.test(file))) refuse('credentials.file', 'this is no name of a file', 'the name of a file; its contents never stand here');
  if (secret !== undefined && (typeof secret !== 'string' || !/^[a-z0-9][-a-z0-9]*\/[a-z0-9][-a-z0-9.]*$/u.test(secret))) refuse('credentials.secret', 'this is no name of a secret', 'NAMESPACE/NAME; its value never stands here');
  return { ...(typeof file === 'string' ? { credentials: file } : {}), ...(typeof secret === 'string' ? { 'from-secret': secret } : {}) };
}

function runOf(refuse: Refuse, value: unknown): RunSettings {
  const run = mapping(refuse, 'run', value, Object.keys(RUN));
  const said = Object.entries(run).map(([key, found]) => {
    const wanted = RUN[key as keyof RunSettings].type;
    const plain = typeof found === 'number' && key === 'accept-loss' ? String(found) : found;
    return [key, typeof plain === wanted ? plain : refuse(`run.${key}`, `found ${JSON.stringify(found)}`, wanted === 'boolean' ? 'true or false' : 'text')];
  });
  return Object.fromEntries(said) as RunSettings;
}

/** Every option of the forms, each once. */
export function optionsOf(forms: readonly Platform[]): readonly Option[] {
  return [...new Map(forms.flatMap((form) => form.options).map((option) => [option.flag, option])).values()];
}

/**
 * A set-up as it stands in a file, checked against the tables of options. `forms` are those that may be meant: a `form` of
 * another name is refused, and where the file names none, any option of theirs may stand in it.
 * @param value the file's document, `file` what it is called in messages
 * @throws Failure (input) that names the field, what was found and what is allowed; never a value that may be a secret
 */
export function readSetup(value: unknown, file: string, forms: Readonly<Record<string, Platform>>): SetupFile {
  const refuse = refuser(file);
  const top = mapping(refuse, 'the file', value, ['form', 'options', 'credentials', 'run']);
  const form = top['form'];
  const names = Object.keys(forms);
  if (form !== undefined && (typeof form !== 'string' || !names.includes(form))) refuse('form', `found ${JSON.stringify(form)}`, names.join(', '));
  const meant = typeof form === 'string' ? Object.values(forms).filter((one) => one.name === form) : Object.values(forms);
  const table = optionsOf(meant).filter(({ flag }) => !ELSEWHERE.includes(flag));
  if (isRecord(top['options'])) {
    const misplaced = ELSEWHERE.find((flag) => flag in (top['options'] as object));
    if (misplaced !== undefined) refuse(`options.${misplaced}`, 'it has a place of its own', 'credentials.file or credentials.secret');
  }
  const options = mapping(refuse, 'options', top['options'], table.map(({ flag }) => flag));
  const given = table.filter(({ flag }) => flag in options).map((option) => [option.flag, optionValue(refuse, option, options[option.flag])] as const);
  const credentials = credentialsOf(refuse, top['credentials']);
  const keyless = Object.keys(credentials).length > 0 && !meant.some((one) => one.credentials !== undefined);
  if (keyless) refuse('credentials', `${meant.map((one) => one.name).join(', ')} takes none`, 'nothing');
  return { ...(typeof form === 'string' ? { form } : {}), given: { ...Object.fromEntries(given), ...credentials }, run: runOf(refuse, top['run']) };
}
