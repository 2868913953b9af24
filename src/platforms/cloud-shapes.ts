import { Failure } from '../errors.ts';

/** The Failure (usage) of an option. */
export function refused(flag: string, given: string, allowed: string): never {
  throw new Failure('usage', `--${flag}: given ${JSON.stringify(given)}, allowed: ${allowed}.`);
}

/** A shape: the values that match. */
export function matching(pattern: RegExp, allowed: string): (flag: string, value: string) => string {
  return (flag, value) => (pattern.test(value) ? value : refused(flag, value, allowed));
}

const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/u;

/** A name as S3 has it for new buckets, which every compatible store takes. */
export function s3Bucket(flag: string, value: string): string {
  const fine = /^[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]$/u.test(value) && !/\.[-.]|-\./u.test(value) && !ADDRESS.test(value);
  return fine ? value : refused(flag, value, 'a bucket\'s name, 3 to 63 lower-case letters, digits, "-" and ".", not an address');
}

/** A name as Google Cloud Storage has it. */
export function gcsBucket(flag: string, value: string): string {
  const fine = /^[a-z0-9][-_.a-z0-9]{1,220}[a-z0-9]$/u.test(value) && value.split('.').every((part) => part !== '' && part.length <= 63) && !ADDRESS.test(value) && !value.startsWith('goog');
  return fine ? value : refused(flag, value, 'a bucket\'s name, 3 to 63 lower-case letters, digits, "-", "_" and "." (its name alone, without gs://), not beginning with goog');
}

/**
 * An http or https URL without user, query and fragment; the port of its own scheme is dropped, and so is a "/" at the end.
 * `paths` tells whether it may have a path. A URL with a password is refused without showing it.
 */
export function urlOf(flag: string, value: string, paths: boolean): URL {
  const allowed = `https://HOST${paths ? ', https://HOST/PATH' : ''} or the same with :PORT, or with http`;
  const url = /^https?:\/\/[^/\s]/u.test(value) && URL.canParse(value) ? new URL(value) : refused(flag, value.replace(/\/\/[^/]*@/u, '//***@'), allowed);
  if (url.username !== '' || url.password !== '') throw new Failure('usage', `--${flag}: given a URL with a user name or password in it, allowed: ${allowed}.`);
  if (url.search !== '' || url.hash !== '' || /[\s"'${}<>\\]/u.test(value) || (!paths && url.pathname !== '/') || /[%_]/u.test(url.hostname)) refused(flag, value, allowed);
  return url;
}

/** A URL as it is written into the Config. */
export const written = (url: URL): string => `${url.origin}${url.pathname}`.replace(/\/+$/u, '');
