import type { IncomingHttpHeaders } from 'node:http';
import type { KubeClock } from '../options.ts';

/** Less than this (ms) is the way, a busy machine, and a header that knows whole seconds only. */
const NOTABLE = 60_000;

const MINUTE = 60_000;

/** How far this machine's clock and the API server's are apart. */
export interface Skew {
  /** looks at an answer's headers; the first that say when they were sent count */
  heed(headers: IncomingHttpHeaders): void;
  /** what to add (ms) to this machine's time to have the server's; 0 when they agree or nothing is known */
  ms(): number;
}

/**
 * Judges this machine's clock by the `Date` of the first answer of an API server, and says once in words when it is wrong
 * by a minute or more. What does not look like an API's answer (a sign-in page) does not count.
 */
export function makeSkew(clock: Pick<KubeClock, 'now'>, warn: (text: string) => void): Skew {
  let found: number | undefined;
  return {
    heed(headers) {
      const sent = Date.parse(headers.date ?? '');
      if (found !== undefined || Number.isNaN(sent) || !/[/+]json\b/.test(headers['content-type'] ?? '')) return;
      const apart = sent - clock.now().getTime();
      found = Math.abs(apart) < NOTABLE ? 0 : apart;
      if (found !== 0) warn(`the clock of this machine is ${span(Math.abs(found))} ${found > 0 ? 'behind' : 'ahead of'} the API server's; times are judged by the server's, but certificates of connections by this machine's`);
    },
    ms: () => found ?? 0,
  };
}

function span(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  const [n, unit] = minutes < 120 ? [minutes, 'minute'] : minutes < 48 * 60 ? [Math.round(minutes / 60), 'hour'] : [Math.round(minutes / 1440), 'day'];
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
