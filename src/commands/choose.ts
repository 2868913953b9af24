import { at, text } from '../api/json.ts';
import { Failure } from '../errors.ts';
import { FIT_READS } from '../forms/fit.ts';
import type { Fit, Platform } from '../forms/types.ts';
import type { Kube } from '../kube/port.ts';
import { describe } from '../registry/backends.ts';
import { OBJECT } from '../registry/objects.ts';
import { inOrder, renderChoices, type Choice } from '../report/choices.ts';
import { middle, wrap } from '../report/text.ts';
import { clusterVersionOf, one } from '../snapshot/access.ts';
import { take } from '../snapshot/take.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { World } from './types.ts';

/** Forms among which one is to be chosen, and what the user typed so far. */
export interface Choosing {
  command: string;
  forms: readonly Platform[];
  /** one that fits alone is taken without a question */
  settles: boolean;
}

const UNJUDGED: Fit = { fits: 'maybe', why: ['nothing tells beforehand'] };

function choicesOf(forms: readonly Platform[], snapshot: Snapshot): Choice[] {
  const judged = forms.map((form) => ({ form, ...(form.fits?.(snapshot) ?? UNJUDGED) })).sort((a, b) => Number(b.home ?? false) - Number(a.home ?? false));
  return inOrder(judged.map(({ form, fits, why }) => ({ form: form.name, title: form.title, fits: fits === 'maybe' ? fits : fits ? 'yes' : 'no', why, command: `registryctl setup ${form.name} --plan-only` })));
}

/** Which cluster it is, and what its registry is on now. Names of buckets are whatever somebody typed. */
function nowOf(snapshot: Snapshot, { target }: Kube, width: number): string {
  const config = one(snapshot, OBJECT.config);
  const state = config === undefined ? 'its Config could not be read, or is not there yet' : `${text(config, 'spec', 'managementState') ?? 'no management state'}, storage: ${describe(at(config, 'spec', 'storage'))}`;
  const version = clusterVersionOf(snapshot);
  return [`Cluster ${target.context} at ${target.server}${version === '' ? '' : `, OpenShift ${version}`}`, `Registry now: ${state}`].flatMap((line) => wrap(line, width)).join('\n');
}

/**
 * The form that is meant, by what the cluster shows: the only one that fits where that settles it, else the one that is
 * chosen on the terminal. Without a terminal nothing is asked.
 * @throws Failure (usage) that lists the candidates (in `world.result.forms` too), (interrupted) on Ctrl-C
 */
export async function choose(world: World, kube: Kube, { command, forms, settles }: Choosing, output: string): Promise<Platform> {
  const { ui, signal } = world;
  const snapshot = await take(kube, [...FIT_READS], { now: () => world.clock.now(), key: world.random(32), signal });
  const choices = choicesOf(forms, snapshot);
  world.result.forms = choices;
  const fitting = choices.filter(({ fits }) => fits === 'yes');
  const found = (name: string | undefined): Platform | undefined => forms.find((form) => form.name === name);
  const only = settles && fitting.length === 1 ? found(fitting[0]?.form) : undefined;
  if (only !== undefined) {
    ui.note(`${command}: ${only.name} is meant, since ${fitting[0]?.why.join('; ') ?? ''}`);
    return only;
  }
  const table = `${nowOf(snapshot, kube, ui.width)}\n\n${renderChoices(choices, ui.paint, ui.width)}`;
  if (!ui.interactive) {
    if (output === 'text') ui.out(table);
    throw new Failure('usage', `${command}: there is no terminal to ask on: name the form of setup: ${choices.map(({ form }) => form).join(', ')}`, { remedy: choices[0]?.command ?? '' });
  }
  ui.note(table);
  // a line that wraps would be two
  const lines = choices.map(({ form, fits, title }) => middle(`${form}${fits === 'no' ? ' (would not work here)' : ''}: ${title}`, Math.max(ui.width - 4, 20)));
  const answer = await ui.ask({ message: 'Which one?', choices: lines }, 'the form', signal);
  const chosen = found(choices[lines.indexOf(answer)]?.form);
  if (chosen === undefined) throw new Failure('unexpected', `no form was chosen`);
  return chosen;
}
