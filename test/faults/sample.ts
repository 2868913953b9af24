import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** `FAULTS=all` runs the matrix (`wide` and `every` leave out less of what differs only by its number); otherwise a spread sample, the same every time unless FAULTS_SEED says otherwise: what lands must not depend on luck. */
export const FAULTS = process.env['FAULTS'] ?? '';
export const ALL = ['all', 'wide', 'every'].includes(FAULTS);
export const SEED = Number(process.env['FAULTS_SEED'] ?? 2);

/** At most `most` items, evenly spread over the list, beginning where the seed says. */
export function sample<T>(items: readonly T[], most: number): T[] {
  if (ALL || items.length <= most) return [...items];
  const step = items.length / most;
  const offset = (SEED * 0.618034) % 1;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i + offset) * step) % items.length] as T);
}

/** The seed's own random numbers, 0 to 1. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Adds to the log that FAULTS_LOG names, where it names one: how each case of a long run ended, as it ends. */
export function note(text: string): void {
  const log = process.env['FAULTS_LOG'];
  if (log !== undefined) appendFileSync(log, text);
}

/** What that log holds already. */
export function noted(): string {
  const log = process.env['FAULTS_LOG'];
  return log !== undefined && existsSync(log) ? readFileSync(log, 'utf8') : '';
}

/** One line about a suite, in the output of the test run. */
export function tell(line: string): void {
  process.stdout.write(`faults: ${line} (${ALL ? 'all' : 'sample'}, FAULTS_SEED=${SEED})\n`);
}
