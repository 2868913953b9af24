import { Failure } from '../errors.ts';
import type { Loss, Plan } from '../plan/types.ts';
import type { PlanOptions } from './plan-options.ts';
import type { World } from './types.ts';

/** How many images a plan would lose; `unknown` as soon as one loss could not be counted. */
export function lostImages(losses: readonly Loss[]): number | 'unknown' {
  return losses.reduce<number | 'unknown'>((sum, loss) => (sum === 'unknown' || loss.images === undefined ? 'unknown' : sum + loss.images), 0);
}

/** Whether the count that was said covers the loss. Only `unknown` covers a loss that could not be counted. */
export function covers(said: number | 'unknown' | undefined, lost: number | 'unknown'): boolean {
  if (said === undefined) return false;
  return said === 'unknown' || (lost !== 'unknown' && lost <= said);
}

/**
 * Resolves when the plan may be carried out: its losses were accepted (by count, or typed on a terminal), and
 * somebody said yes (`--yes`, or on a terminal). `why` tells what is new about a plan that was made anew.
 * @throws Failure (usage) when nobody can be asked, (preflight) for a loss beyond what was accepted, (interrupted) for a no
 */
export async function agree(world: World, plan: Plan, options: PlanOptions, why: string | undefined): Promise<void> {
  const { ui, signal } = world;
  const where = `${plan.target.context} at ${plan.target.server}, cluster ${plan.clusterId}`;
  if (plan.losses.length > 0) {
    const lost = lostImages(plan.losses);
    if (!covers(options.acceptLoss, lost)) {
      const words = lost === 'unknown' ? 'an unknown number of images' : lost === 1 ? 'one image' : `${lost} images`;
      if (!ui.interactive || options.acceptLoss !== undefined) {
        throw new Failure('preflight', `the plan would lose ${words} and that was not accepted; nothing was written`, { remedy: `copy the images away first, or give --accept-loss ${lost}` });
      }
      const typed = `lose ${lost}`;
      const agreed = await ui.confirm({ message: `On ${where}, this loses ${words}. Type "${typed}" to accept that:`, exactly: typed }, `--accept-loss ${lost}`, signal);
      if (!agreed) throw new Failure('interrupted', 'the loss was not accepted; nothing was written');
      world.accepted = lost;
    }
  }
  if (options.yes === true && why === undefined) return;
  if (options.yes === true) throw new Failure('conflict', `the cluster changed meanwhile and the plan with it: ${why ?? ''}; look at the new plan and run it again`);
  const question = why === undefined ? `Do this on ${where}?` : `The plan has changed (${why}). Do this on ${where}?`;
  if (!(await ui.confirm({ message: question }, '--yes', signal))) throw new Failure('interrupted', 'not confirmed; nothing was written');
}
