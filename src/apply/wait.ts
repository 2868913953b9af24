import type { JsonObject } from '../api/types.ts';
import { ApiError, Failure } from '../errors.ts';
import type { Judgement, WaitStep } from '../plan/types.ts';
import { checkRunning, Stale } from './stale.ts';
import type { ApplyPorts } from './types.ts';
import { makeWaker } from './wake.ts';

/** The longest time (ms) between two reads, and the shortest after a change: changes come in bursts. */
const READ_EVERY = 3000;
const SETTLE = 200;

/** Between the two looks (ms) that must both be without hope: an operator often mends its own trouble with its next try. */
const SECOND_LOOK = 5000;

function clockTime(date: Date): string {
  return `${date.toISOString().slice(11, 19)} UTC`;
}

async function look(step: WaitStep, params: JsonObject, ports: ApplyPorts): Promise<Judgement> {
  try {
    return ports.judge(step.judge, await ports.read(step.reads), params);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { met: false, state: `could not read: ${error.message}` };
  }
}

/**
 * Waits until the step's judge is content with `samples` reads in a row, `apartSeconds` apart.
 * `intact` says before each read's verdict counts whether what this run wrote still stands (throws
 * Stale). Fails with `unhealthy` when the judge gives up hope twice in a row, some seconds apart, and
 * with `timeout` at the run's deadline.
 */
export async function waitFor(step: WaitStep, params: JsonObject, ports: ApplyPorts, intact: () => Promise<void>): Promise<void> {
  const { clock, signal, deadline } = ports;
  const waker = makeWaker(step.reads, ports);
  let state = '';
  let inRow = 0;
  let hopeless = false;
  try {
    for (;;) {
      checkRunning(signal);
      const judgement = await look(step, params, ports);
      checkRunning(signal);
      if (judgement.state !== state) ports.emit({ type: 'state', step, state: judgement.state });
      state = judgement.state;
      inRow = judgement.met ? inRow + 1 : 0;
      await intact();
      const lost = judgement.hopeless !== undefined;
      if (lost && hopeless) throw new Failure('unhealthy', `${step.title}: ${judgement.hopeless}`);
      hopeless = lost;
      if (inRow >= Math.max(1, step.samples)) return;
      const left = deadline.getTime() - clock.now().getTime();
      const pause = judgement.met ? step.apartSeconds * 1000 : READ_EVERY;
      if (left <= 0) throw new Failure('timeout', `${step.title}: not so by ${clockTime(deadline)}; last seen: ${judgement.hopeless ?? state}`);
      if (lost) await clock.sleep(Math.min(SECOND_LOOK, left), signal);
      else if (judgement.met) await clock.sleep(pause, signal);
      else {
        await waker.nap(Math.min(pause, left));
        await clock.sleep(Math.max(0, Math.min(SETTLE, deadline.getTime() - clock.now().getTime())), signal);
      }
    }
  } catch (error) {
    if (!(error instanceof Stale) && !(error instanceof Failure)) checkRunning(signal);
    throw error;
  } finally {
    waker.stop();
  }
}
