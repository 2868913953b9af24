import type { ActorClock } from '../../client.ts';
import { Permanent } from './errors.ts';

/** One of the operator's control loops. */
export interface Controller {
  /** an event: run soon, now matter how long a retry would have waited */
  wake(): void;
  /** run after so many ms, unless an event comes first */
  later(ms: number): void;
  quiet(): boolean;
  stop(): Promise<void>;
}

const FIRST = 5;
const LONGEST = 1_000_000;

/**
 * Runs a pass for each batch of events, never two at a time. A failed pass is repeated after 5 ms,
 * doubled each time up to 1000 s; a permanent error waits for the next event.
 */
export function controller(clock: ActorClock, pass: (self: Controller) => Promise<void>): Controller {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failures = 0;
  let cancel: (() => void) | undefined;

  const run = async (): Promise<void> => {
    while (again && !stopped) {
      again = false;
      cancel?.();
      cancel = undefined;
      try {
        await pass(self);
        failures = 0;
      } catch (error) {
        if (!(error instanceof Permanent)) self.later(Math.min(FIRST * 2 ** failures, LONGEST));
        failures += 1;
      }
    }
    running = undefined;
  };
  const self: Controller = {
    wake() {
      if (stopped) return;
      again = true;
      running ??= Promise.resolve().then(run);
    },
    later(ms) {
      cancel?.();
      if (!stopped) cancel = clock.after(ms, () => self.wake());
    },
    quiet: () => running === undefined,
    async stop() {
      stopped = true;
      cancel?.();
      await running;
      cancel?.();
    },
  };
  return self;
}
