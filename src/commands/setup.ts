import type { Command } from 'commander';
import { PLATFORMS } from '../platforms/index.ts';
import { carryOut } from './carry-out.ts';
import { formOptions, givenOf, planOptions, type PlanOptions } from './plan-options.ts';
import type { Act } from './types.ts';

export function register(program: Command, act: Act): void {
  const setup = program.command('setup').description('configure the registry for a platform, and prove it');
  for (const form of Object.values(PLATFORMS)) {
    const command = setup.command(form.name).description(form.title);
    planOptions(formOptions(command, form.options))
      .addHelpText('after', `\nGuide: docs/guide/${form.page} (manual: ${form.manual})\n\nExamples:\n  $ registryctl setup ${form.name} --plan-only\n  $ registryctl setup ${form.name} --yes -o json`)
      .action(act(async (world, options: PlanOptions) => carryOut(world, { command: `setup ${form.name}`, form, given: givenOf(form.options, { ...options }) }, options)));
  }
}
