import { setTimeout as delay } from 'node:timers/promises';
import { list, text } from '../../src/api/json.ts';

/** Lets so many work at a time; who only waits gives its turn away meanwhile. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(width: number) {
    this.#free = width;
  }

  async #begin(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
  }

  #end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  async take(work: () => Promise<void>): Promise<void> {
    await this.#begin();
    try {
      await work();
    } finally {
      this.#end();
    }
  }

  /** waits without a turn, within `take` */
  async give(wait: () => Promise<void>): Promise<void> {
    this.#end();
    try {
      await wait();
    } finally {
      await this.#begin();
    }
  }
}

/** the finalizers that controllers take off again by themselves */
const THEIRS = ['orphan', 'foregroundDeletion', 'kubernetes.io/pvc-protection'];
const PROTECTION = 'kubernetes.io/pvc-protection';

/** Whether a controller has not yet done what it does with such an object; the sandbox does it within the request. */
export function pending(object: unknown): boolean {
  const ends = text(object, 'metadata', 'deletionTimestamp') !== undefined;
  const held = list(object, 'metadata', 'finalizers').map(String);
  const kind = text(object, 'kind');
  if (ends && kind === 'Namespace') return held.length === 0 || list(object, 'spec', 'finalizers').length > 0;
  if (ends) return held.some((one) => THEIRS.includes(one));
  return kind === 'PersistentVolumeClaim' && !held.includes(PROTECTION);
}

/** Waits until the real server's controllers are done with an object: a namespace takes them five seconds. Says nothing when they never are; the comparison will. */
export async function quiet(there: { look(path: string): Promise<unknown> }, path: string, turns: Turns): Promise<void> {
  await turns.give(async () => {
    for (let i = 0; i < 200 && pending(await there.look(path)); i += 1) await delay(i < 10 ? 20 : 100);
  });
}
