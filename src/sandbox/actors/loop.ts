import type { Resource } from '../../api/types.ts';
import type { Actor, ActorClock, Client } from '../client.ts';

/** What every actor is given: the cluster as a client sees it, the time, and how long its visible steps take (ms). */
export interface Stage {
  client: Client;
  clock: ActorClock;
  pace: number;
  /** told of what went wrong in a pass; the pass is made again */
  fault?: (actor: string, error: unknown) => void;
}

/** What one pass may ask about time. */
export interface Turn {
  now: Date;
  /** true once `pace` ms (or `ms`) have passed since it was first asked about this key; another pass comes then */
  passed(key: string, ms?: number): boolean;
  /** forgets a key, so that its time starts anew */
  forget(key: string): void;
}

/** Says that a real cluster's object changed under the pass: it is made again soon, and is no fault. */
function isRace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 409 || error.code === 404);
}

/**
 * Runs over all items in turn, so that what is refused for one keeps no other waiting. Throws the first error at the end:
 * a fault before a race, as it is the one to tell of.
 */
export async function each<T>(items: Iterable<T>, run: (item: T) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) await run(item).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors.find((error) => !isRace(error)) ?? errors[0];
}

/**
 * An actor as one level-triggered pass: it runs once for all events that came meanwhile, never twice
 * at a time, reads the present state, and makes one step towards what should be. An error runs it again.
 */
export function loop(name: string, stage: Stage, watched: readonly [Resource, string?][], pass: (turn: Turn) => Promise<void>): Actor {
  const first = new Map<string, number>();
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  const timers = new Set<() => void>();

  const wake = (ms: number): void => {
    const cancel = stage.clock.after(ms, () => {
      timers.delete(cancel);
      trigger();
    });
    timers.add(cancel);
  };
  const turn = (now: Date): Turn => ({
    now,
    passed(key, ms = stage.pace) {
      const since = first.get(key) ?? now.getTime();
      first.set(key, since);
      const left = since + ms - now.getTime();
      if (left > 0 && !stopped) wake(left);
      return left <= 0;
    },
    forget: (key) => void first.delete(key),
  });
  const run = async (): Promise<void> => {
    do {
      again = false;
      for (const cancel of timers) cancel();
      timers.clear();
      try {
        await pass(turn(stage.clock.now()));
      } catch (error) {
        if (!isRace(error)) stage.fault?.(name, error);
        if (!stopped) wake(isRace(error) ? 20 : 500);
      }
    } while (again && !stopped);
  };
  const trigger = (): void => {
    if (stopped) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
      if (again) trigger();
    });
  };

  const ends = watched.map(([resource, namespace]) => stage.client.watch(resource, namespace, trigger));
  trigger();
  return {
    async stop() {
      stopped = true;
      for (const end of ends) end();
      for (const cancel of timers) cancel();
      await running;
      for (const cancel of timers) cancel();
    },
  };
}

/** The wall clock. */
export const wallClock: ActorClock = {
  now: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
