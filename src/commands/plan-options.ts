import { InvalidArgumentError, type Command } from 'commander';
import type { Given, Option } from '../platforms/types.ts';
import { duration, outputOption } from './options.ts';

/** The options of every command that carries out a plan. */
export interface PlanOptions {
  yes: boolean;
  planOnly: boolean;
  dryRun: boolean;
  verify: boolean;
  detailedExitcode: boolean;
  expectCluster?: string;
  acceptLoss?: number | 'unknown';
  /** milliseconds */
  timeout: number;
  output: 'text' | 'json' | 'yaml';
}

const TEN_MINUTES = 600_000;

function lossCount(text: string): number | 'unknown' {
  if (text === 'unknown') return text;
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is no count: give the number of images that the plan says would be lost, or unknown.`);
  return Number(text);
}

export function planOptions(command: Command): Command {
  return command
    .option('-y, --yes', 'do not ask before writing', false)
    .option('--plan-only', 'show the plan and end', false)
    .option('--dry-run', 'let the API server check every write, and write nothing', false)
    .option('--no-verify', 'leave out the proof at the end')
    .option('--timeout TIME', 'how long the whole run may take (10m, 90s; default: 10m)', duration, TEN_MINUTES)
    .option('--expect-cluster ID', 'refuse any cluster but the one with this id')
    .option('--accept-loss COUNT', 'accept that so many stored images are lost, or `unknown`', lossCount)
    .option('--detailed-exitcode', 'exit 2 when changes are pending after --plan-only or --dry-run', false)
    .addOption(outputOption(['text', 'json', 'yaml']));
}

const camel = (flag: string): string => flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Adds the options of a form to its command. They have no default of their own: what is there already comes first. */
export function formOptions(command: Command, options: readonly Option[]): Command {
  for (const { flag, value, about, fallback, choices } of options) {
    const allowed = choices === undefined ? '' : ` (${choices.join(', ')})`;
    const usual = fallback === undefined ? '' : ` (default: ${fallback})`;
    const shape = value === undefined ? (choices === undefined ? '' : ` [${choices.join('|')}]`) : ` ${value}`;
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
