import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { LineCounter, parseDocument } from 'yaml';
import { Failure } from '../errors.ts';
import { readSetup, type RunSettings, type SetupFile } from '../forms/setup-file.ts';
import type { Given, Platform } from '../forms/types.ts';
import { duration } from './options.ts';
import { lossCount, type PlanOptions } from './plan-options.ts';

/** More than this is no set-up that a person wrote. */
const LONGEST = 256 * 1024;

/** The document of a YAML (or JSON) text. Never quotes it: what it holds may be a key in the wrong place. */
function parsed(text: string, file: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw new Failure('input', `${file}: line ${line}: found what is no YAML (${fault.code.toLowerCase().replaceAll('_', ' ')}), allowed: one document of keys and values.`);
  }
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    throw new Failure('input', `${file}: found aliases that cannot be followed, allowed: keys and values.`);
  }
}

/**
 * A set-up as a file (`--file`). A credentials file that it names is looked for beside it.
 * @throws Failure (input) for a file that cannot be used, naming the field
 */
export async function readSetupFile(file: string, forms: readonly Platform[]): Promise<SetupFile> {
  let text = '';
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new Failure('input', `--file ${file}: it cannot be read (${code}).`);
  }
  if (text.length > LONGEST) throw new Failure('input', `--file ${file}: found ${Math.ceil(text.length / 1024)} KiB, allowed: ${LONGEST / 1024} KiB.`);
  const found = readSetup(parsed(text, file), file, Object.fromEntries(forms.map((form) => [form.name, form])));
  const { credentials } = found.given;
  if (typeof credentials !== 'string' || credentials === '-') return found;
  return { ...found, given: { ...found.given, credentials: resolve(dirname(file), credentials) } };
}

/** What a flag and the file say, the flag first. A source of credentials that is given by flag takes the file's place whichever it is. */
export function mergedGiven(flags: Given, file: Given): Given {
  const said = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const sources = ['credentials', 'from-secret'];
  const own = sources.some((flag) => flag in said);
  return { ...Object.fromEntries(Object.entries(file).filter(([flag]) => !(own && sources.includes(flag)))), ...said };
}

function valueOf<T>(file: string, key: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new Failure('input', `${file}: run.${key}: ${error.message}`);
    throw error;
  }
}

/** The options of the run, those of the file where the command line is silent. `typed` tells whether an option was given there. */
export function mergedRun<O extends PlanOptions>(options: O, run: RunSettings, file: string, typed: (name: string) => boolean): O {
  const { 'expect-cluster': cluster, 'accept-loss': loss, timeout, verify } = run;
  return {
    ...options,
    ...(cluster === undefined || typed('expectCluster') ? {} : { expectCluster: cluster }),
    ...(loss === undefined || typed('acceptLoss') ? {} : { acceptLoss: valueOf(file, 'accept-loss', loss, lossCount) }),
    ...(timeout === undefined || typed('timeout') ? {} : { timeout: valueOf(file, 'timeout', timeout, duration) }),
    ...(verify === undefined || typed('verify') ? {} : { verify }),
  };
}
