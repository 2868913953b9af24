import { describe, expect, it } from 'vitest';
import { cellsOf, rehearse, runCells, STAGES, title, type Cell } from './cells.ts';
import { judged } from './judged.ts';
import { ALL, FAULTS, note, noted, sample, SEED, tell } from './sample.ts';

/**
 * `FAULTS=every` leaves nothing out. `FAULTS=wide` leaves out most of the access reviews, which are sent alike and at the
 * same time. `FAULTS=all` takes all faults for the first two requests of each kind; of later ones and of lasting faults some in turn.
 * `FAULTS_CELLS` (a pattern of titles) takes what it matches. What FAULTS_LOG already has as ok is not run again.
 */
function spread(every: readonly Cell[]): Cell[] {
  const wanted = process.env['FAULTS_CELLS'];
  const done = new Set(noted().split('\n').flatMap((line) => /^ok exit \d+ \d+ ms (.*)$/.exec(line)?.[1] ?? []));
  const cells = every.filter((cell) => !done.has(title(cell)));
  if (wanted !== undefined) return cells.filter((cell) => new RegExp(wanted).test(title(cell)));
  if (FAULTS === 'every') return cells;
  const first = cells.filter(({ key, lasting }) => (FAULTS === 'wide' ? lasting || !key.includes('accessreviews') || / #[12]$/.test(key) : !lasting && / #[12]$/.test(key)));
  const rest = cells.filter((cell) => !first.includes(cell));
  return [...first, ...rest.filter((_, i) => (i + SEED) % 5 === 0)].sort((a, b) => weight(a) - weight(b));
}

/** Writes and what is unlike other requests first: a run that is cut short has seen them. */
function weight({ key }: Cell): number {
  if (key.includes('accessreviews')) return 9;
  return key.startsWith('GET') && !/watch=|portforward/.test(key) ? Math.min(8, Number(/ #(\d+)$/.exec(key)?.[1])) : 0;
}

const MOST: Record<string, [requests: number, watches: number]> = { setup: [9, 2], 'setup over emptyDir': [3, 1], 'setup over another bucket': [3, 0], expose: [6, 0] };

describe('every fault to every request ends in success or in one clear sentence', () => {
  it.each(STAGES.map((stage) => [stage.name, stage] as const))('%s', { timeout: 3_600_000 }, async (name, stage) => {
    const clean = await rehearse(stage);
    const every = cellsOf(stage, clean.seen, stage.brief === undefined ? [] : (await rehearse(stage, stage.brief)).seen);
    const wide = ALL ? spread(every) : every;
    const watching = ({ key }: Cell): boolean => key.includes('watch=true');
    const [requests, watches] = MOST[name] ?? [5, 1];
    const cells = [...sample(wide.filter((cell) => !watching(cell)), requests), ...sample(wide.filter(watching), watches)];
    const began = Date.now();
    const told = await runCells(cells, clean.end, ALL ? 2 : 4, (one) => note(`${judged(one).length > 0 ? 'BAD' : 'ok'} exit ${one.code} ${one.ms} ms ${title(one.cell)}\n    ${one.said}\n    ${judged(one).join('\n    ')}\n`));
    const reached = told.filter(({ fired }) => fired > 0).length;
    const codes = [...new Set(told.map(({ code }) => code))].sort((a, b) => a - b).map((code) => `${told.filter((one) => one.code === code).length} x ${code}`);
    tell(`${name}: ${clean.seen.length} requests, ${every.length} cells, ${told.length} run, ${reached} reached; exits ${codes.join(', ')}; ${((Date.now() - began) / 1000).toFixed(0)} s`);
    expect(told.flatMap(judged)).toEqual([]);
    expect(reached).toBeGreaterThan(told.length / 2);
  });
});
