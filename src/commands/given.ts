import type { CredentialForm } from '../credentials/types.ts';
import { Failure } from '../errors.ts';
import type { Given, Option, Platform } from '../forms/types.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { readCredentials } from './credentials-file.ts';
import type { Job } from './observe.ts';
import type { World } from './types.ts';
import type { Vault } from './vault.ts';

/** What stands for `--credentials` when they were typed. */
export const TYPED = '(typed)';

/** Options that must be given and are not. Unattended, all are named at once. */
export class Missing extends Failure {
  readonly flags: readonly string[];

  constructor(job: Job, flags: readonly string[]) {
    const said = flags.map((flag) => describeFlag(optionOf(job.form, flag), job.form));
    super('usage', `${job.command}: ${said.length === 1 ? 'one thing is' : `${said.length} things are`} missing: ${said.join('; ')}`);
    this.flags = flags;
  }
}

/** The option of a form by its flag; one that is not in its table is described by the flag alone. */
export function optionOf(form: Platform, flag: string): Option {
  return form.options.find((option) => option.flag === flag) ?? { flag, value: 'VALUE', about: flag };
}

function describeFlag({ flag, value, about, choices }: Option, { credentials }: Platform): string {
  if (flag === 'credentials' && credentials !== undefined) return `--credentials FILE (${credentials.formats}), or --from-secret NAMESPACE/NAME`;
  return `--${flag}${value === undefined ? '' : ` ${value}`} (${choices === undefined ? about : choices.join(', ')})`;
}

/** What a form still wants to be told; each once. */
export function missingOf({ form, given }: Pick<Job, 'form' | 'given'>, snapshot: Snapshot): string[] {
  return [...new Set(form.missing?.(given, snapshot) ?? [])];
}

/** Options as given, and beside them what a file of credentials tells of options that the form has and nobody gave. */
function withFacts(form: Platform, given: Given, facts: Readonly<Record<string, string>>): Given {
  const fresh = Object.entries(facts).filter(([flag]) => given[flag] === undefined && form.options.some((option) => option.flag === flag));
  return { ...given, ...Object.fromEntries(fresh) };
}

/** The job with the credentials of a file (`-` is stdin) in the vault. Throws a Failure (input, usage) for a file that cannot be used. */
export async function fromFile(world: World, job: Job, form: CredentialForm, name: string, vault: Vault): Promise<Job> {
  const { text, called } = await readCredentials(world, name);
  const { values, given } = form.read(text, called);
  vault.put(form, values);
  return { ...job, given: withFacts(job.form, { ...job.given, credentials: name }, given) };
}

/** The job once its `--credentials` were read, where it has some; nothing of the cluster is needed for that. */
export async function readGiven(world: World, job: Job, vault: Vault): Promise<Job> {
  const { credentials } = job.form;
  const name = job.given['credentials'];
  if (credentials === undefined || typeof name !== 'string') return job;
  // two sources at once, and options that cannot be, are refused before a secret is touched
  job.form.reads(job.given);
  return fromFile(world, job, credentials, name, vault);
}
