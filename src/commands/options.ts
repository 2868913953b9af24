import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ConnectOptions } from '../kube/connect.ts';

/** The options of every command: kubectl's connection flags, and where the sandbox stands in. */
export interface Globals
  extends Pick<ConnectOptions, 'kubeconfig' | 'context' | 'cluster' | 'user' | 'as' | 'asGroup' | 'asUid' | 'tokenFile' | 'certificateAuthority' | 'tlsServerName' | 'requestTimeout' | 'proxyUrl'> {
  resolve?: string[];
  sandbox?: string;
  color?: boolean;
}

export const DEFAULT_SCENARIO = 'baremetal-odf';

const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Adds the options of every command. */
export function globalOptions(program: Command): Command {
  return program
    .option('--kubeconfig <FILE>', 'the kubeconfig to use (default: $KUBECONFIG, then ~/.kube/config)')
    .option('--context <NAME>', 'the context of the kubeconfig')
    .option('--cluster <NAME>', 'the cluster of the kubeconfig')
    .option('--user <NAME>', 'the user of the kubeconfig')
    .option('--as <USER>', 'act as this user')
    .option('--as-group <GROUP>', 'act as a member of this group; may be given again', collect)
    .option('--as-uid <UID>', 'act as this UID')
    .option('--token-file <FILE>', 'read the bearer token from this file')
    .option('--certificate-authority <FILE>', "the CA of the API server's certificate")
    .option('--tls-server-name <NAME>', "the name that the API server's certificate must have")
    .option('--request-timeout <TIME>', 'how long one request may take (30s, 1m, 0 for ever)')
    .option('--proxy-url <URL>', 'the proxy to reach the API server through')
    .option('--resolve <HOST:PORT:ADDRESS>', 'connect to ADDRESS for this host, as curl does; may be given again', collect)
    .addOption(new Option('--sandbox [SCENARIO]', 'work on a throw-away cluster inside this process').preset(DEFAULT_SCENARIO))
    .option('--no-color', 'no colours');
}

/**
 * A bare `--sandbox` must not take the word after it for its scenario: `registryctl --sandbox status`.
 * Takes and returns the arguments of the program.
 */
export function normaliseArguments(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, i) => (word === '--sandbox' && (end === -1 || i < end) ? `--sandbox=${DEFAULT_SCENARIO}` : word));
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * A length of time as Go and kubectl write it (`90s`, `1m30s`, `2h`; a plain number is seconds), in
 * milliseconds. Throws commander's InvalidArgumentError for anything else.
 */
export function duration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a length of time: write for example 90s, 10m or 1h30m.`);
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) sum += Number(amount) * (UNITS[unit ?? 's'] ?? 1000);
  return sum;
}

/** `true` and `false` as a flag's value; a bare flag is true. Throws InvalidArgumentError for other words. */
export function truth(text: string): boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new InvalidArgumentError(`"${text}" is neither true nor false.`);
}

/** `-o` with its choices; text when not given. */
export function outputOption(choices: readonly string[]): Option {
  return new Option('-o, --output <FORMAT>', 'how the result is written').choices(choices).default('text');
}

/** `--timeout`, ten minutes when not given; the value is in milliseconds. */
export function timeoutOption(about: string): Option {
  return new Option('--timeout <TIME>', `${about}, as 10m or 90s`).argParser(duration).default(600_000, '10m');
}
