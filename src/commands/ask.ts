import type { CredentialForm } from '../credentials/types.ts';
import { isWhole } from '../credentials/values.ts';
import { Failure } from '../errors.ts';
import { SecretText } from '../secret.ts';
import { fromFile, Missing, optionOf, TYPED } from './given.ts';
import type { Job } from './observe.ts';
import type { Globals } from './options.ts';
import type { World } from './types.ts';
import type { Vault } from './vault.ts';

/** What is wrong with an answer, as the form itself says it; undefined when nothing is. */
function faultOf({ form, given }: Job, flag: string, answer: string): string | undefined {
  if (answer.trim() === '') return 'This must be given.';
  try {
    form.reads({ ...given, [flag]: answer.trim() });
  } catch (error) {
    if (error instanceof Failure && error.outcome === 'usage') return error.message;
    throw error;
  }
  return undefined;
}

/** The credentials as they are typed, secrets hidden, until there are enough. */
async function typed({ ui, signal }: World, form: CredentialForm): Promise<Record<string, SecretText>> {
  const values: Record<string, SecretText> = {};
  const has = (key: string): boolean => key in values;
  for (;;) {
    for (const { key, message, hidden } of form.questions) {
      if (isWhole(form, has)) break;
      const fault = (answer: string): string | undefined => {
        const found = answer === '' && form.optional.includes(key) ? undefined : form.fault(key, answer.trim());
        return found === undefined ? undefined : `This ${found}.`;
      };
      const answer = (await ui.ask({ message: `${message}:`, hidden, fault }, '--credentials', signal)).trim();
      if (answer !== '') values[key] = new SecretText(answer);
    }
    if (isWhole(form, has)) return values;
    ui.note('These are not enough: give a user name and a password, or an application credential with its secret.');
    for (const key of Object.keys(values)) delete values[key];
  }
}

/** Asks for credentials: a file, or what would be in it. A file that cannot be used is said and asked for again. */
async function askCredentials(world: World, job: Job, form: CredentialForm, vault: Vault): Promise<Job> {
  const { ui, signal } = world;
  const { question, about } = optionOf(job.form, 'credentials');
  for (;;) {
    const name = (await ui.ask({ message: `${question ?? about}:` }, '--credentials', signal)).trim();
    if (name === '') {
      vault.put(form, await typed(world, form));
      return { ...job, given: { ...job.given, credentials: TYPED } };
    }
    try {
      return await fromFile(world, job, form, name, vault);
    } catch (error) {
      if (!(error instanceof Failure) || error.outcome === 'interrupted') throw error;
      ui.note(`${ui.notePaint.bad('error:')} ${error.message}`);
    }
  }
}

/** The job with an answer to each of the flags, from the terminal. Throws a Failure: interrupted at a question, usage when a switch is declined. */
export async function askFor(world: World, job: Job, flags: readonly string[], vault: Vault): Promise<Job> {
  const { ui, signal } = world;
  let told = job;
  for (const flag of flags) {
    // a file of credentials may have answered it meanwhile
    if (told.given[flag] !== undefined) continue;
    const option = optionOf(told.form, flag);
    const message = option.question ?? option.about;
    if (flag === 'credentials' && told.form.credentials !== undefined) told = await askCredentials(world, told, told.form.credentials, vault);
    else if (option.value === undefined && option.choices === undefined) {
      if (!(await ui.confirm({ message }, `--${flag}`, signal))) throw new Failure('usage', `${told.command}: not without --${flag} (${option.about})`);
      told = { ...told, given: { ...told.given, [flag]: true } };
    } else {
      const asked = told;
      const answer = await ui.ask({ message: `${message}:`, ...(option.choices === undefined ? {} : { choices: option.choices }), fault: (text) => faultOf(asked, flag, text) }, `--${flag}`, signal);
      told = { ...told, given: { ...told.given, [flag]: answer.trim() } };
    }
  }
  return told;
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Flags that decide on which cluster it is, and as whom. */
const CONNECTION = ['kubeconfig', 'context', 'cluster', 'user', 'as', 'asGroup', 'asUid', 'tokenFile', 'certificateAuthority', 'tlsServerName', 'requestTimeout', 'proxyUrl', 'resolve'] as const satisfies readonly (keyof Globals)[];

function connection(globals: Partial<Globals>): string[] {
  const words = CONNECTION.flatMap((name) => {
    const flag = `--${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    return [globals[name] ?? []].flat().flatMap((one) => [flag, quoted(String(one))]);
  });
  return [...words, ...(globals.sandbox === undefined ? [] : [`--sandbox=${globals.sandbox}`])];
}

/** The command line that does a job without a question, on the same cluster, with the losses that were accepted. Credentials that were typed stand as FILE. */
export function unattended({ command, form, given }: Job, { globals, accepted }: Partial<Pick<World, 'globals' | 'accepted'>> = {}): string {
  const words = form.options.flatMap(({ flag }) => {
    const value = given[flag];
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${flag}`];
    return [`--${flag}`, value === TYPED ? 'FILE' : quoted(value)];
  });
  return ['registryctl', command, ...words, ...(accepted === undefined ? [] : ['--accept-loss', String(accepted)]), ...connection(globals ?? {}), '--yes'].join(' ');
}

/**
 * What an attempt at the job gives, after asking for what it found missing, as often as that is something new. At the end
 * the command line is said that does it without questions. Throws what the attempt throws, where nobody can be asked too.
 */
export async function withAnswers<T>(world: World, job: Job, vault: Vault, attempt: (job: Job) => Promise<T>): Promise<{ job: Job; found: T }> {
  let told = job;
  let planned = false;
  world.atEnd(() => {
    // half the answers are no command
    if (planned && (told !== job || job.chosen === true)) world.ui.note(`${world.ui.notePaint.dim('The same without questions:')} ${unattended(told, world)}`);
  });
  for (;;) {
    try {
      const found = await attempt(told);
      planned = true;
      return { job: told, found };
    } catch (error) {
      const { given } = told;
      if (!(error instanceof Missing) || !world.ui.interactive || error.flags.every((flag) => given[flag] !== undefined)) throw error;
      told = await askFor(world, told, error.flags, vault);
    }
  }
}
