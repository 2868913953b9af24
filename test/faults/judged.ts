import { tidies, title, type Told } from './cells.ts';

/** The exit codes that a fault may end in: met once, and met by every request of its kind from then on. */
const ALLOWED: Record<string, { once: number[]; lasting: number[] }> = {
  // who is not logged in is told so; a wait reads on
  401: { once: [0, 4], lasting: [4, 5] },
  // 3: images that may not be counted are more than was accepted; 6: a plan made anew without the id of its cluster is not applied; 7: a proof without the CA that may not be read
  403: { once: [0, 3, 4, 6, 7], lasting: [0, 3, 4, 5, 6, 7] },
  // what is said not to be there is a finding, a stale plan, or a proof that fails
  404: { once: [0, 3, 4, 6, 7, 65], lasting: [0, 3, 4, 5, 6, 7, 65] },
  // 7: what is said to be there already, and is not, is missing in the proof
  409: { once: [0, 3, 6, 7], lasting: [0, 3, 5, 6, 7] },
  422: { once: [0, 3, 65], lasting: [0, 3, 5, 65] },
  429: { once: [0], lasting: [0, 3, 4, 5] },
  500: { once: [0, 4], lasting: [0, 3, 4, 5, 6] },
  503: { once: [0, 4], lasting: [0, 3, 4, 5, 6] },
  '500 after': { once: [0, 4], lasting: [0, 3, 4, 5, 6] },
  'reset before': { once: [0, 4], lasting: [0, 4, 5] },
  'reset after': { once: [0, 4], lasting: [0, 4, 5] },
  hang: { once: [0, 3, 5], lasting: [0, 3, 5] },
  // 7: the way to the registry's pod broke during the proof
  truncate: { once: [0, 4, 7], lasting: [0, 4, 5, 7] },
  html: { once: [0, 3, 4], lasting: [0, 3, 4, 5] },
  'html after': { once: [0, 3, 4], lasting: [0, 3, 4, 5] },
  'html 502': { once: [0, 4], lasting: [0, 3, 4, 5] },
  quote: { once: [0, 3, 65], lasting: [0, 3, 5, 65] },
};
/** What only asks is in conflict with nothing: a 409 there is no answer of a Kubernetes API. */
const CONFLICT_OF_READS = { once: [0, 3, 4], lasting: [0, 3, 4, 5] };
/** A watch only wakes a wait early: whatever happens to it, the run succeeds. */
const OF_WATCHES = [0];

/** What is wrong with how a cell ended, in words. */
export function judged({ cell, code, said, wrong, fired }: Told): string[] {
  const asks = cell.key.startsWith('GET') || cell.key.includes('accessreviews');
  const table = cell.fault === '409' && asks ? CONFLICT_OF_READS : ALLOWED[cell.fault];
  const allowed = cell.key.includes('watch=true') ? OF_WATCHES : (table?.[cell.lasting ? 'lasting' : 'once'] ?? []);
  const bad = fired > 0 && !allowed.includes(code) && !(code === 0 && tidies(cell)) ? [`exit ${code} is not in the table: ${said}`] : [];
  return [...wrong, ...bad].map((words) => `${title(cell)}: ${words}`);
}
