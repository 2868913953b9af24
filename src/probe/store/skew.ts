import type { Reply } from '../http.ts';

/** A difference that no store minds (ms). */
const MINUTE = 60_000;

/** How far (ms) the store's clock is ahead of this machine's by the answer's Date; undefined where it tells none, or they agree to the minute. */
export function aheadOf(reply: Reply, now: Date): number | undefined {
  const told = Date.parse(reply.headers['date'] ?? '');
  const ahead = told - now.getTime();
  return Number.isNaN(told) || Math.abs(ahead) < MINUTE ? undefined : ahead;
}

/** The difference in words. */
export function skewWords(ahead: number): string {
  const minutes = Math.round(Math.abs(ahead) / MINUTE);
  const span = minutes < 120 ? `${minutes} minute${minutes === 1 ? '' : 's'}` : `${Math.round(minutes / 60)} hours`;
  return `the clock of this machine is ${span} ${ahead > 0 ? 'behind' : 'ahead of'} the store's`;
}
