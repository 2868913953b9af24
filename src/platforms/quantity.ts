import { Failure } from '../errors.ts';

const POWERS: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const SHAPE = /^(?:(\d+(?:\.\d+)?)(?:[eE](\+?\d{1,2}))?|(\d+(?:\.\d+)?)([KMGTPE]i|[kMGTPE]))$/u;

/** The bytes that a quantity of the Kubernetes API means (`100Gi`, `1.5T`, `1e12`); undefined for what is none, or not above zero. */
export function bytesOf(quantity: unknown): number | undefined {
  const [, plain, exponent, scaled, unit] = SHAPE.exec(String(quantity)) ?? [];
  const bytes = plain === undefined ? Number(scaled) * (POWERS[unit ?? ''] ?? Number.NaN) : Number(`${plain}e${exponent ?? '0'}`);
  return Number.isFinite(bytes) && bytes > 0 ? bytes : undefined;
}

/** The size as it was given, or a Failure (usage) naming the option. */
export function sizeOf(flag: string, value: string): string {
  if (bytesOf(value) === undefined) throw new Failure('usage', `--${flag}: given ${JSON.stringify(value)}, allowed: a size above zero with the unit that Kubernetes knows, such as 100Gi or 1Ti.`);
  return value;
}
