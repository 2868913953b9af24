import { PASSING, retryAfter } from '../errors/refused.ts';
import { isPassing, isRefused } from '../errors/faults.ts';
import { WireFault, type Answer, type Call } from './types.ts';

/** A request is sent at most once more than this. */
export const RETRIES = 4;
/** A server that nobody has reached yet is most likely not there: so often is enough. */
const RETRIES_UNREACHED = 2;
const FIRST_MS = 200;
const MOST_MS = 5_000;
const MOST_RETRY_AFTER_MS = 15_000;

/**
 * How long (ms) to wait before a call is sent again after its `n`-th failure (from 0), or undefined when it is not. Reads are
 * repeated on passing codes and broken connections; writes only when it is sure that they did nothing: on 429 and when the
 * connection was refused. `jitter` is 0 to 1.
 */
export function pause(call: Call, result: Answer | WireFault, n: number, reached: boolean, jitter: number): number | undefined {
  if (result instanceof WireFault) {
    if (call.safe ? !isPassing(result) : !isRefused(result)) return undefined;
    return n < (reached ? RETRIES : RETRIES_UNREACHED) ? backOff(n, jitter) : undefined;
  }
  if (n >= RETRIES || !(result.status === 429 || (call.safe && PASSING.has(result.status)))) return undefined;
  const asked = retryAfter(result);
  return asked === undefined ? backOff(n, jitter) : Math.min(asked * 1000, MOST_RETRY_AFTER_MS) + backOff(0, jitter);
}

/** Doubles each time; the jitter takes away up to half, so that many clients do not come back together. */
function backOff(n: number, jitter: number): number {
  return Math.round(Math.min(FIRST_MS * 2 ** n, MOST_MS) * (1 - jitter / 2));
}
