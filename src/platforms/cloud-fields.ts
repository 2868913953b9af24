import { at, text } from '../api/json.ts';
import { parse } from '../forms/parse.ts';
import type { Given, Option } from '../forms/types.ts';
import type { Snapshot } from '../snapshot/types.ts';

/** One field of a backend, and the option that says it. */
export interface Field {
  option: Option;
  /** its key under the backend */
  key: string;
  /** the value as it is written; throws a Failure (usage) for one that cannot be. Switches have none */
  shape?(flag: string, value: string): string;
  /** options of which another value than the one that is there makes it another place, where what is there says nothing of this field */
  under: readonly string[];
  /** what it is where neither an option nor the Config tells; from the cluster */
  usual?(snapshot: Snapshot, values: Values): string | undefined;
  /** without it there is no storage */
  required?: true;
  /** the operator knows it, and fills it in, where the cloud has made the credentials */
  mintedKnows?: true;
  /** whether two spellings mean the same */
  same?(a: string, b: string): boolean;
}

/** The values of the fields that have one, by key. */
export type Values = Readonly<Record<string, string | boolean>>;

const isSwitch = ({ option }: Field): boolean => option.value === undefined;

/**
 * What the options say of the fields, by key; an empty value says that there is to be none. Fails (usage) with the
 * option, what was given and what is allowed.
 */
export function told(fields: readonly Field[], options: readonly Option[], given: Given): Values {
  const value = parse(options, given);
  const values: Record<string, string | boolean> = {};
  for (const field of fields) {
    const { flag } = field.option;
    if (given[flag] === undefined) continue;
    const said = value(flag);
    if (isSwitch(field)) values[field.key] = said === 'true';
    else values[field.key] = said === '' && field.required !== true ? '' : (field.shape?.(flag, said) ?? said);
  }
  return values;
}

/** What a copied command left behind, and no value. */
const PLACEHOLDER = /\$\{|[<>"]/u;

const isSame = (same: Field['same'], a: unknown, b: unknown): boolean => a === b || (typeof a === 'string' && typeof b === 'string' && same?.(a, b) === true);

/** The fields as they are to be, and the options that say another place than the one in the Config. */
export interface Resolved {
  values: Values;
  moved: readonly string[];
}

/**
 * The fields as they are to be: what the options say, else what is there already for the same place, else what the cluster
 * tells. Of two spellings that mean the same, the one that is there stays. `there` is the backend in the Config.
 */
export function resolved(fields: readonly Field[], said: Values, there: unknown, snapshot: Snapshot): Resolved {
  const moved = fields.filter(({ key, same }) => said[key] !== undefined && !isSame(same, said[key], at(there, key) ?? '')).map(({ option }) => option.flag);
  const values: Record<string, string | boolean> = {};
  for (const { key, under, usual, same } of fields) {
    const own = said[key];
    const now = at(there, key);
    const stays = own === undefined ? !under.some((flag) => moved.includes(flag)) : isSame(same, own, now);
    const kept = stays && (typeof now === 'boolean' || (typeof now === 'string' && now !== '' && !PLACEHOLDER.test(now))) ? now : own;
    const found = kept ?? usual?.(snapshot, values);
    if (found !== undefined && found !== '') values[key] = found;
  }
  return { values, moved };
}

/** The options of required fields that have no value; `minted` where the credentials are those that the cloud has made. */
export function lacking(fields: readonly Field[], values: Values, minted: boolean): string[] {
  const needed = fields.filter(({ required, mintedKnows }) => required === true && !(minted && mintedKnows === true));
  return needed.filter(({ key }) => (text(values, key) ?? '') === '').map(({ option }) => option.flag);
}
