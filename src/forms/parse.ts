import { Failure } from '../errors.ts';
import type { Given, Option } from './types.ts';

function refused(flag: string, given: unknown, allowed: string): never {
  throw new Failure('usage', `--${flag}: given ${JSON.stringify(given)}, allowed: ${allowed}.`);
}

/**
 * The options as given, with the manual's value where none is. Fails (usage) with the option, what was given and
 * what is allowed: an option the form does not have, a missing value, a value outside the choices.
 */
export function parse(options: readonly Option[], given: Given): (flag: string) => string {
  for (const [flag, value] of Object.entries(given)) {
    const option = options.find((candidate) => candidate.flag === flag);
    if (value === undefined) continue;
    if (option === undefined) refused(flag, value, options.map((o) => `--${o.flag}`).join(', '));
    if (option.value !== undefined && typeof value !== 'string') refused(flag, value, option.choices?.join(', ') ?? option.value);
    if (option.choices !== undefined && !option.choices.includes(String(value))) refused(flag, value, option.choices.join(', '));
  }
  return (flag) => {
    const value = given[flag] ?? options.find((option) => option.flag === flag)?.fallback ?? '';
    return String(value);
  };
}

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'u');

/** A name as the Kubernetes API takes it (RFC 1123, at most 253 characters), or a Failure (usage). */
export function apiName(flag: string, value: string): string {
  return value.length <= 253 && NAME.test(value) ? value : refused(flag, value, 'a name of lower-case letters, digits, "-" and "."');
}

/** A host with an optional port, without scheme or path, or a Failure (usage). */
export function hostName(flag: string, value: string): string {
  const port = /:(\d{1,5})$/u.exec(value)?.[1];
  const host = port === undefined ? value : value.slice(0, -port.length - 1);
  const fine = NAME.test(host) && host.length <= 253 && (port === undefined || (Number(port) > 0 && Number(port) < 65536));
  // an address that is none (10.0.0.300) has the shape of a name
  return fine && URL.canParse(`https://${value}`) ? value : refused(flag, value, 'HOST or HOST:PORT, without scheme and path');
}

/** A whole number of at least 1, or a Failure (usage); undefined for an option that was not given. */
export function count(flag: string, value: string): number | undefined {
  if (value === '') return undefined;
  return /^[1-9]\d{0,3}$/u.test(value) ? Number(value) : refused(flag, value, 'a whole number from 1 to 9999');
}

/** A value that is not empty and holds no white space, quote or placeholder, or a Failure (usage). */
export function word(flag: string, value: string): string {
  return /^[^\s"'${}<>]+$/u.test(value) ? value : refused(flag, value, 'one word without quotes, "$", braces or "<"');
}
