import { Failure } from '../errors.ts';
import type { BucketStep } from '../plan/types.ts';
import { checkRunning, Stale } from './stale.ts';
import type { ApplyOptions, ApplyPorts } from './types.ts';
import { Unsure } from './write.ts';

/**
 * Makes a setting of a bucket so, by the port that speaks to stores. A store has no dry run: one only says what would be
 * written. It is not put back when a later step fails: it hurts no registry, and the next run finds it done. Fails
 * (cluster) with the command when the store refuses; Stale when it is no longer as it was planned upon.
 */
export async function setBucket(step: BucketStep, run: { options: ApplyOptions; ports: ApplyPorts; written: string[] }): Promise<'updated' | 'kept' | 'skipped'> {
  const { ports, options, written } = run;
  if (step.action === 'keep') return 'kept';
  if (options.dryRun) {
    ports.emit({ type: 'state', step, state: 'would be written; a store has no dry run' });
    return 'skipped';
  }
  if (ports.store === undefined) throw new Failure('unexpected', `${step.title}: there is nothing that speaks to stores.`);
  checkRunning(ports.signal);
  const outcome = await ports.store(step);
  const name = `${step.setting} of ${step.place}`;
  if (!('detail' in outcome)) {
    if (outcome.state === 'already') return 'kept';
    if (!written.includes(name)) written.push(name);
    return 'updated';
  }
  if (outcome.state === 'changed') throw new Stale(`${name}: ${outcome.detail}.`);
  const remedy = { remedy: step.command };
  if (outcome.state === 'unsure') throw new Unsure('unhealthy', `It is not known whether ${name} was written: ${outcome.detail}`, remedy);
  throw new Failure('cluster', `${name} could not be written: ${outcome.detail}`, remedy);
}
