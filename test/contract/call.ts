/**
 * One request. In texts, `{name}` is the case's own name, `{rv}` the version that the last answer
 * gave, `{old}` the first version, `{uid}` the object's uid; each server fills in its own.
 */
export interface Call {
  method: string;
  path: string;
  /** sent as JSON; a string as it is */
  body?: unknown;
  /** the content type; JSON when not given */
  type?: string;
  /** for whom it is asked; the administrator when not given */
  as?: string;
}

/** Requests on one object, one after the other; every answer is compared. */
export interface Case {
  about: string;
  calls: Call[];
  /** what is deleted afterwards */
  tidy: string[];
}

/** What a server answered, with what differs from run to run taken out. */
export interface Said {
  code: number;
  reason: string;
  message: string;
  /** the object, or undefined where it is a refusal */
  object: unknown;
}

/** Where the two servers differ in one call. */
export interface Difference {
  about: string;
  call: Call;
  what: 'code' | 'reason' | 'object' | 'message';
  real: Said;
  ours: Said;
}

export const MERGE = 'application/merge-patch+json';
export const JSON_PATCH = 'application/json-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';
export const NAMESPACE = 'contract';
