import type { Command } from 'commander';
import { expose } from '../procedures/expose.ts';
import { carryOut } from './carry-out.ts';
import { formOptions, givenOf, planOptions, type PlanOptions } from './plan-options.ts';
import type { Act } from './types.ts';

export function register(program: Command, act: Act): void {
  const command = program.command('expose').description('make the registry reachable from outside the cluster');
  planOptions(formOptions(command, expose.options))
    .addHelpText('after', `\nGuide: docs/guide/${expose.page} (manual: ${expose.manual})\n\nExamples:\n  $ registryctl expose --default-route\n  $ registryctl expose --default-route=false --yes`)
    .action(act(async (world, options: PlanOptions) => carryOut(world, { command: 'expose', form: expose, given: givenOf(expose.options, { ...options }) }, options)));
}
