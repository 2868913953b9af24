const UNITS: Record<string, number> = { ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** Nanoseconds of a Go duration such as `1h30m` or `500ms`; undefined when it is none. */
export function nanoseconds(text: string): number | undefined {
  if (text === '0') return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[+-]/, '');
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(body)) return undefined;
  const parts = body.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
  return sign * [...parts].reduce((sum, [, n = '0', unit = 's']) => sum + Number(n) * (UNITS[unit] ?? 0), 0);
}

const trim = (n: number): string => String(Number(n.toFixed(9)));

/** A duration (ns) as Go prints it: `1h0m0s`, `30s`, `1.5ms`, `0s`. */
export function goDuration(ns: number): string {
  if (ns === 0) return '0s';
  const sign = ns < 0 ? '-' : '';
  const n = Math.abs(ns);
  for (const [unit, size, next] of [['ns', 1, 1e3], ['µs', 1e3, 1e6], ['ms', 1e6, 1e9]] as const) if (n < next) return `${sign}${trim(n / size)}${unit}`;
  const hours = Math.floor(n / 3.6e12);
  const minutes = Math.floor((n % 3.6e12) / 6e10);
  const seconds = trim((n % 6e10) / 1e9);
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}

/** The duration as Go prints it; `0s` for none, the text itself when it is no duration. */
export function canonical(value: unknown): string {
  if (typeof value !== 'string' || value === '') return '0s';
  const ns = nanoseconds(value);
  return ns === undefined ? value : goDuration(ns);
}
