/** One request and what a real API server answered. */
export interface Asked {
  method: string;
  path: string;
  /** sent as JSON, or as it is when it is a string */
  body?: unknown;
  /** the content type; JSON when not given */
  type?: string;
  /** who asks; the administrator when not given */
  who?: 'bob' | 'nobody' | 'stranger';
  headers?: Record<string, string>;
  answer: {
    code: number;
    reason?: string;
    message?: string;
    /** the object, without what differs from run to run */
    object?: Record<string, unknown>;
  };
}
