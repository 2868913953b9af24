import { readKey } from '../snapshot/access.ts';
import type { Read } from '../snapshot/types.ts';
import type { ApplyPorts } from './types.ts';

/** A watch that failed so often is not opened again: reading goes on without it. */
const FAULTS = 3;

/** Sleeps between reads, and wakes early when one of the read objects changes. */
export interface Waker {
  /** resolves after so many milliseconds, or soon after a change; rejects when the run is interrupted */
  nap(ms: number): Promise<void>;
  stop(): void;
}

/**
 * Watches what a wait reads, only to wake it early: whatever goes wrong with a watch (refused, 410,
 * silence, a broken line) costs nothing but the early waking. Ended watches are opened again with the
 * next nap.
 */
export function makeWaker(reads: readonly Read[], { kube, clock, signal }: Pick<ApplyPorts, 'kube' | 'clock' | 'signal'>): Waker {
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  const running = new Set<string>();
  const faults = new Map<string, number>();
  let wake = (): void => undefined;

  const follow = async (read: Read, key: string): Promise<void> => {
    const { resource, ...where } = read;
    try {
      for await (const _event of kube.watch(resource, { ...where, signal: both })) wake();
    } catch {
      faults.set(key, (faults.get(key) ?? 0) + 1);
    } finally {
      running.delete(key);
    }
  };

  return {
    async nap(ms) {
      for (const read of reads) {
        const key = readKey(read);
        if (running.has(key) || (faults.get(key) ?? 0) >= FAULTS || both.aborted) continue;
        running.add(key);
        void follow(read, key);
      }
      const early = new AbortController();
      wake = () => early.abort();
      try {
        await clock.sleep(ms, AbortSignal.any([both, early.signal]));
      } catch (error) {
        if (!early.signal.aborted || both.aborted) throw error;
      } finally {
        wake = () => undefined;
      }
    },
    stop: () => end.abort(),
  };
}
