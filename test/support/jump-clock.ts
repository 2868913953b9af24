import type { ActorClock } from '../../src/sandbox/client.ts';

/** Time for actors that moves only when told to. */
export class JumpClock implements ActorClock {
  #now: number;
  #timers: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  constructor(start = '2026-01-01T00:00:00Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((t) => t !== timer);
    };
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Moves on; each timer that comes due runs at its time, and `between` after each. */
  async jump(ms: number, between: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((t) => t.at <= end).toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((t) => t !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await between();
    }
    this.#now = end;
  }
}
