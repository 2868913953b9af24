import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import type { Streams } from '../../src/ui/ui.ts';

/** A terminal of streams: keys go in, the screen comes out. */
export class Terminal {
  readonly stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => this.stdin });
  readonly stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 24 });
  /** what a prompt ends, a terminal does not */
  readonly stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 24, end: () => this.stderr });
  #screen = '';

  constructor() {
    this.stderr.on('data', (part: Buffer) => (this.#screen += part.toString()));
  }

  /** all bytes that were ever written */
  get everything(): string {
    return this.#screen;
  }

  get screen(): string {
    return stripVTControlCharacters(this.#screen);
  }

  get streams(): Streams {
    return this as unknown as Streams;
  }

  async type(keys: string, after: string): Promise<void> {
    await expect.poll(() => this.screen, { timeout: 20_000 }).toContain(after);
    // an arrow is one key of three characters
    for (const key of keys.match(/\u001b\[.|[^]/gu) ?? []) this.stdin.write(key);
  }
}
