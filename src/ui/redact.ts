/** What takes a secret's place. */
export const MASK = '***';

const PATTERNS: [RegExp, string][] = [
  // user name and password in a URL
  [/([a-z][a-z0-9+.-]*:\/\/)[^/\s:@"']+(:[^/\s@"']*)?@/gi, `$1${MASK}@`],
  // presigned URLs of S3, GCS and Azure
  [/([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|X-Goog-(?:Signature|Credential)|Signature|AWSAccessKeyId|sig|temp_url_sig)=)[^&\s"']+/gi, `$1${MASK}`],
  [/\b((?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}/g, `$1${MASK}`],
  // tokens of OpenShift and service accounts
  [/\bsha256~[A-Za-z0-9_-]{20,}/g, MASK],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, MASK],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
];

/** Takes known secret values, and what looks like one, out of any text that leaves the program. */
export interface Redactor {
  /** From now on this value is masked; values shorter than 6 characters are not (they would mask words). */
  add(secret: string): void;
  clean(text: string): string;
}

/** A redactor with no values yet. Every stream of `ui/` writes through one. */
export function makeRedactor(): Redactor {
  const known = new Set<string>();
  return {
    add(secret) {
      if (secret.length < 6) return;
      for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) known.add(form);
    },
    clean(text) {
      let out = text;
      // longest first, so that a secret which contains another is masked whole
      for (const value of [...known].sort((a, b) => b.length - a.length)) out = out.replaceAll(value, MASK);
      for (const [pattern, replacement] of PATTERNS) out = out.replace(pattern, replacement);
      return out;
    },
  };
}
