/** Codes of the registry API with their HTTP status and words. */
const CODES = {
  UNAUTHORIZED: [401, 'authentication required'],
  DENIED: [403, 'requested access to the resource is denied'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  NAME_INVALID: [400, 'invalid repository name'],
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  BLOB_UPLOAD_INVALID: [400, 'blob upload invalid'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  SIZE_INVALID: [400, 'provided length did not match content length'],
  RANGE_INVALID: [416, 'invalid content range'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
  TAG_INVALID: [400, 'manifest tag did not match URI'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
  UNAVAILABLE: [503, 'service unavailable'],
  UNKNOWN: [500, 'unknown error'],
} as const;

export type RegistryCode = keyof typeof CODES;

/** A refusal in the registry's form; `headers` go with it (a challenge). */
export class RegistryError extends Error {
  readonly code: RegistryCode;
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Record<string, string>;

  constructor(code: RegistryCode, detail?: unknown, headers: Record<string, string> = {}) {
    super(CODES[code][1]);
    this.name = 'RegistryError';
    this.code = code;
    this.status = CODES[code][0];
    this.detail = detail;
    this.headers = headers;
  }

  /** `{"errors":[…]}` */
  body(): string {
    return JSON.stringify({ errors: [{ code: this.code, message: this.message, ...(this.detail === undefined ? {} : { detail: this.detail }) }] });
  }
}
