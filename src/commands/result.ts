import type { JsonObject } from '../api/types.ts';
import type { Outcome } from '../errors.ts';
import { showPlan } from '../plan/show.ts';
import type { Plan } from '../plan/types.ts';
import { toJson, toYaml } from '../report/machine.ts';
import { resultOf, type Result } from '../report/result.ts';
import type { World } from './types.ts';

export type Output = 'text' | 'json' | 'yaml';

/** A plan as results carry it: no secret in it. */
export function tell(plan: Plan): { plan: JsonObject } {
  return { plan: showPlan(plan) };
}

/** `value` in a machine-readable format, on stdout. */
export async function printAs(world: World, output: Exclude<Output, 'text'>, value: unknown): Promise<void> {
  world.ui.out((output === 'json' ? toJson(value) : toYaml(value, (await import('yaml')).stringify)).trimEnd());
}

/** Ends a command: the result in the format asked for; in text only its message, on stderr. Gives the outcome back. */
export async function say(world: World, options: { output: Output }, outcome: Outcome, more: Partial<Result>): Promise<Outcome> {
  Object.assign(world.result, more);
  const { command = '', ...rest } = world.result;
  if (options.output !== 'text') await printAs(world, options.output, resultOf(command, outcome, rest));
  else if (more.message !== undefined) world.ui.note(world.ui.notePaint.bold(more.message));
  return outcome;
}
