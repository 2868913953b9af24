/** `STATES=all` runs every case; otherwise a spread sample, the same every time unless STATES_SEED says otherwise. */
export const ALL = process.env['STATES'] === 'all';
export const SEED = Number(process.env['STATES_SEED'] ?? 1);

/** About one in `every` of the items, evenly spread, beginning where the seed says; `key` keeps at least one of each. */
export function sample<T>(items: readonly T[], every: number, key: (item: T) => string): T[] {
  if (ALL) return [...items];
  const seen = new Set<string>();
  return items.filter((item, i) => {
    const first = !seen.has(key(item));
    seen.add(key(item));
    return first || (i + SEED) % every === 0;
  });
}

/** So many of the items, from one on and around; the next seed takes others. */
export function some<T>(items: readonly T[], most: number, from: number): T[] {
  return ALL ? [...items] : Array.from({ length: Math.min(most, items.length) }, (_, i) => items[(from + i) % items.length] as T);
}

/** The processor's time (seconds) since this file was loaded. */
const spent = (): string => `${((process.cpuUsage().user + process.cpuUsage().system) / 1e6).toFixed(0)} s of CPU`;

/** One line, or a table, in the output of the test run. */
export function tell(text: string): void {
  process.stdout.write(`states: ${text} (${ALL ? 'all' : 'sample'}, STATES_SEED=${SEED}, ${spent()})\n`);
}
