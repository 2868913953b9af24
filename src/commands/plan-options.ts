import { InvalidArgumentError, type Command } from 'commander';
import type { Given, Option } from '../forms/types.ts';
import { outputOption, timeoutOption } from './options.ts';

/** The options of every command that carries out a plan. */
export interface PlanOptions {
  yes?: boolean;
  planOnly?: boolean;
  dryRun?: boolean;
  verify: boolean;
  detailedExitcode?: boolean;
  expectCluster?: string;
  acceptLoss?: number | 'unknown';
  /** milliseconds */
  timeout: number;
  output: 'text' | 'json' | 'yaml';
}

/** The value of `--accept-loss`. Throws commander's InvalidArgumentError for what is no count. */
export function lossCount(text: string): number | 'unknown' {
  if (text === 'unknown') return text;
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no count: give the number of images that the plan says would be lost, or unknown.`);
  return Number(text);
}

export function planOptions(command: Command): Command {
  return command
    .option('-y, --yes', 'do not ask before writing')
    .option('--plan-only', 'show the plan and end')
    .option('--dry-run', 'let the API server check every write, and write nothing')
    .option('--no-verify', 'leave out the proof at the end')
    .addOption(timeoutOption('how long the whole run may take'))
    .option('--expect-cluster <ID>', 'refuse any cluster but the one with this id')
    .option('--accept-loss <COUNT>', 'accept that so many stored images are lost, or `unknown`', lossCount)
    .option('--detailed-exitcode', 'exit 2 when changes are pending after --plan-only or --dry-run')
    .addOption(outputOption(['text', 'json', 'yaml']));
}

const camel = (flag: string): string => flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Adds the options of a form to its command. They have no default of their own: what is there already comes first. */
export function formOptions(command: Command, options: readonly Option[]): Command {
  for (const { flag, value, about, fallback, choices } of options) {
    const allowed = choices === undefined ? '' : ` (${choices.join(', ')})`;
    const usual = fallback === undefined ? '' : ` (default: ${fallback})`;
    const shape = value === undefined ? (choices === undefined ? '' : ` [${choices.join('|')}]`) : ` <${value}>`;
    command.option(`--${flag}${shape}`, `${about}${value === undefined ? '' : allowed}${usual}`);
  }
  return command;
}

/** The options of a form as they were given, by flag. */
export function givenOf(options: readonly Option[], parsed: Record<string, unknown>): Given {
  return Object.fromEntries(
    options.map(({ flag }) => {
      const value = parsed[camel(flag)];
      return [flag, typeof value === 'string' || typeof value === 'boolean' ? value : undefined];
    }),
  );
}
