const NANO = 10n ** 9n;
const MILLI = 10n ** 6n;
const POWERS: Readonly<Record<string, bigint>> = { n: 1n, u: 10n ** 3n, m: 10n ** 6n, '': NANO, k: 10n ** 12n, M: 10n ** 15n, G: 10n ** 18n, T: 10n ** 21n, P: 10n ** 24n, E: 10n ** 27n };
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** What a quantity is in billionths, rounded up to thousandths; undefined when it is none, or is written in a way that is kept. */
function nanos(number: string, factor: bigint): bigint | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d+))?$/.exec(number);
  if (!parts || `${parts[2] ?? ''}${parts[3] ?? ''}` === '') return undefined;
  const digits = BigInt(`${parts[2] ?? ''}${parts[3] ?? ''}`) * factor;
  const by = 10n ** BigInt((parts[3] ?? '').length);
  const whole = ((digits + by * MILLI - 1n) / (by * MILLI)) * MILLI;
  return parts[1] === '-' ? -whole : whole;
}

/** The largest suffix with which the value is a whole number. */
function largest(value: bigint, steps: readonly (readonly [string, bigint])[]): string {
  const [suffix, step] = steps.findLast(([, one]) => value % one === 0n) ?? ['n', 1n];
  return `${value / step}${suffix}`;
}

/**
 * A quantity as the API server writes it: `1024Gi` is `1Ti`, `1.5` is `1500m`, `0.5Gi` is `512Mi`.
 * What is no quantity, or has too large an exponent to be written out, is returned as it is.
 */
export function canonical(quantity: string): string {
  const read = /^([+-]?[0-9.]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.exec(quantity);
  const [, number = '', suffix = ''] = read ?? [];
  if (!read) return quantity;
  if (/^[eE]./.test(suffix)) return quantity;
  const binary = BINARY.indexOf(suffix);
  const value = binary > 0 ? nanos(number, NANO * 1024n ** BigInt(binary)) : nanos(number, POWERS[suffix] ?? 0n);
  if (value === undefined) return quantity;
  if (value === 0n) return '0';
  const size = value < 0n ? -value : value;
  const steps = binary > 0 && size >= NANO * 1024n && value % NANO === 0n ? BINARY.map((one, i): [string, bigint] => [one, NANO * 1024n ** BigInt(i)]) : Object.entries(POWERS);
  return largest(value, steps);
}
