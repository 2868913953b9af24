import { ApiError, Failure } from '../errors.ts';

/** The cluster is no longer what the plan was made upon: plan anew. Ends as a conflict when that does not help. */
export class Stale extends Failure {
  /** what the run had written before it noticed */
  readonly written: readonly string[];

  constructor(why: string, cause?: unknown, written: readonly string[] = []) {
    super('conflict', why, cause === undefined ? {} : { cause });
    this.name = 'Stale';
    this.written = written;
  }
}

const LOST = new Set([0, 500, 502, 503, 504]);

/** True when a write that failed so may have taken effect all the same: nobody answered, something on the way did, or the answer of a success makes no sense. */
export function unknownOutcome(error: unknown): boolean {
  return error instanceof ApiError && (LOST.has(error.status) || (error.status >= 200 && error.status < 300));
}

/** True when the API server answered with this status. */
export function answered(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

/** Throws the interruption (exit 130) when the run was told to stop. */
export function checkRunning(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('interrupted', 'Interrupted.');
}

/** What to say of a failed request: the API server's fields when it named some, else its message. */
export function refusal(error: ApiError): string {
  const fields = error.causes.map((cause) => [cause.field, cause.message].filter((part) => part !== undefined && part !== '').join(': '));
  return fields.length === 0 ? error.message : `${error.message.split(/:\s/)[0] ?? error.message}: ${fields.join('; ')}`;
}
