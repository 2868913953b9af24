import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from '../../errors.ts';
import type { ConnectOptions } from '../options.ts';
import { parseKubeconfig } from './parse.ts';
import type { Kubeconfig } from './types.ts';

/** What was found, and where it was looked for. */
export interface Loaded {
  config: Kubeconfig;
  looked: string[];
  /** false when no file was there, or nothing but empty ones */
  any: boolean;
  /** true when a flag or KUBECONFIG named the files */
  named: boolean;
}

/**
 * Reads the kubeconfig files as kubectl finds them: `--kubeconfig` alone and it must exist; else the list in KUBECONFIG,
 * where missing files are skipped; else `~/.kube/config`. Throws Failure('input') for a file that cannot be read or parsed.
 */
export async function readKubeconfigs(options: Pick<ConnectOptions, 'kubeconfig' | 'kubeconfigText' | 'env' | 'home'>): Promise<Loaded> {
  if (options.kubeconfigText !== undefined) {
    return { config: await parseKubeconfig(options.kubeconfigText, 'the given kubeconfig'), looked: [], any: true, named: true };
  }
  const explicit = options.kubeconfig !== undefined && options.kubeconfig !== '';
  const listed = options.env['KUBECONFIG'] ?? '';
  const looked = explicit ? [options.kubeconfig ?? ''] : listed === '' ? [join(options.home, '.kube', 'config')] : [...new Set(listed.split(delimiter).filter((f) => f !== ''))];
  const texts = looked.map((file) => readOne(file, explicit));
  const configs = await Promise.all(texts.map((text, i) => Promise.resolve(text === undefined ? undefined : parseKubeconfig(text, looked[i] ?? ''))));
  const there = configs.filter((c) => c !== undefined);
  const config = merge(there);
  return { config, looked, any: there.some((c) => !isEmpty(c)), named: explicit || listed !== '' };
}

/** At once and not aside: every command waits for it, and a thread's way costs 2 ms. */
function readOne(file: string, must: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (code === 'ENOENT' && !must) return undefined;
    if (code === 'ENOENT') throw new Failure('input', `The kubeconfig ${file} does not exist.`);
    throw new Failure('input', `The kubeconfig ${file} cannot be read (${code}).`);
  }
}

/** Of every name, and of `current-context`, the first file that has it wins, whole. */
function merge(configs: Kubeconfig[]): Kubeconfig {
  const first = <T>(of: (c: Kubeconfig) => Map<string, T>): Map<string, T> => new Map(configs.toReversed().flatMap((c) => [...of(c)]));
  return {
    currentContext: configs.find((c) => c.currentContext !== '')?.currentContext ?? '',
    contexts: first((c) => c.contexts),
    clusters: first((c) => c.clusters),
    users: first((c) => c.users),
  };
}

function isEmpty(config: Kubeconfig): boolean {
  return config.currentContext === '' && config.contexts.size + config.clusters.size + config.users.size === 0;
}
