import { Argument, type Command } from 'commander';
import { state } from '../procedures/state.ts';
import { carryOut } from './carry-out.ts';
import { planOptions, type PlanOptions } from './plan-options.ts';
import type { Act } from './types.ts';

const STATES = state.options[0]?.choices ?? [];

export function register(program: Command, act: Act): void {
  const command = program.command('state').description('let the registry run, keep the operator off, or take the registry away');
  planOptions(command)
    .addArgument(new Argument('<STATE>', 'the state that is meant').choices(STATES))
    .addHelpText('after', `\nGuide: docs/guide/${state.page} (manual: ${state.manual})\n\nExamples:\n  $ registryctl state removed --plan-only\n  $ registryctl state managed --yes`)
    .action(act(async (world, to: string, options: PlanOptions) => carryOut(world, { command: `state ${to}`, form: state, given: { to } }, options)));
}
