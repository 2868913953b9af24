/** Takes secrets out of what others said, before it is shown. */
export interface Veil {
  /** from now on these values are secret, too: tokens that were given out, signatures that were made */
  add(...values: (string | undefined)[]): void;
  /** one line of at most 200 characters, without control characters, without a URL's query, and without any secret in whatever coding */
  plain(said: string): string;
}

const STARS = '***';
const LONGEST = 200;

/** A secret as it stands in JSON, in a form or a query, and in base64; of a text of several lines, each long one as well. */
function codings(value: string): string[] {
  const whole = [value, ...value.split(/\s*\n\s*/u).filter((line) => line.length >= 12)];
  return whole.flatMap((part) => {
    const base64 = Buffer.from(part).toString('base64');
    // half a character has no form
    const form = encodeURIComponent(part.replaceAll(/\p{Cs}/gu, '?'));
    return [part, JSON.stringify(part).slice(1, -1), form, form.replaceAll('%20', '+'), base64, base64.replace(/=+$/u, ''), Buffer.from(part).toString('base64url')];
  });
}

/** A veil over these secrets; empty ones do not count. */
export function makeVeil(secrets: Readonly<Record<string, string>>): Veil {
  const hidden = new Set<string>();
  const add = (...values: (string | undefined)[]): void => {
    for (const value of values) for (const coding of codings((value ?? '').trim())) if (coding !== '') hidden.add(coding);
  };
  add(...Object.values(secrets));
  return {
    add,
    plain(said) {
      // the longest first: one secret may be part of another
      const longest = [...hidden].toSorted((a, b) => b.length - a.length);
      const bare = said.replaceAll(/\?[^\s"'<>)]*=[^\s"'<>)]*/gu, '').replaceAll(/\b(?:Bearer|Basic|SharedKey|AWS4-HMAC-SHA256)\s+\S.*/gu, STARS);
      const veiled = longest.reduce((text, secret) => text.replaceAll(secret, STARS), bare);
      // eslint-disable-next-line no-control-regex -- what a terminal would obey
      const line = veiled.replaceAll(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]+/gu, ' ').replaceAll(/\s+/gu, ' ').trim();
      return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
    },
  };
}
