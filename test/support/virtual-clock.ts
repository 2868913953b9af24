import type { Clock } from '../../src/apply/types.ts';

/** Time that passes only by sleeping, and at once. `during` runs in every sleep: what the cluster does meanwhile. */
export class VirtualClock implements Clock {
  private time: number;
  readonly slept: number[] = [];
  during: (ms: number) => void | Promise<void> = () => undefined;

  constructor(start = '2026-03-01T12:00:00Z') {
    this.time = Date.parse(start);
  }

  now(): Date {
    return new Date(this.time);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    await this.during(ms);
    signal?.throwIfAborted();
  }
}
