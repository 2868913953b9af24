import { Failure } from '../errors.ts';

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * `--request-timeout` as kubectl writes it, in milliseconds: `30s`, `1m30s`, plain seconds; 0 is no limit, given as
 * undefined. Not given means 30 seconds. Throws Failure('usage') for anything else.
 */
export function requestTimeout(given: string | undefined): number | undefined {
  const text = given?.trim() ?? '30s';
  let ms = 0;
  if (/^\d+$/.test(text)) ms = Number(text) * 1000;
  else if (/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) ms += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  else throw new Failure('usage', `--request-timeout: "${text}" is not a length of time; write for example 30s, 1m or 0 for no limit.`);
  // a timer cannot be longer than this; 24 days are no limit
  return ms === 0 || ms > 2 ** 31 - 1 ? undefined : Math.ceil(ms);
}
