/** Exit codes: one table, the same in every output format. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  changes: 2,
  preflight: 3,
  cluster: 4,
  timeout: 5,
  conflict: 6,
  unhealthy: 7,
  usage: 64,
  input: 65,
  interrupted: 130,
} as const;

export type Outcome = keyof typeof EXIT;

/** What each code means, for help and documentation. */
export const EXIT_MEANING: Record<Outcome, string> = {
  done: 'done, or nothing to do',
  unexpected: 'unexpected: a fault of this program or of something it cannot name',
  changes: 'changes are pending (only with --detailed-exitcode)',
  preflight: 'a check before the first write failed; nothing was written',
  cluster: 'no cluster, not logged in, or forbidden',
  timeout: 'timed out',
  conflict: 'conflict, or the plan is stale',
  unhealthy: 'the registry is not healthy, or a proof failed',
  usage: 'wrong usage of the command line',
  input: 'bad input: a file, a value or an object that cannot be used',
  interrupted: 'interrupted',
};

/**
 * The one error type that users meet: a sentence, the outcome that decides the exit code, and
 * where there is one, the code of the finding and the command that mends it. Never holds a secret.
 */
export class Failure extends Error {
  readonly outcome: Outcome;
  readonly code: string | undefined;
  readonly remedy: string | undefined;

  constructor(outcome: Outcome, message: string, more: { code?: string; remedy?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Failure';
    this.outcome = outcome;
    this.code = more.code;
    this.remedy = more.remedy;
  }
}

/** Said of a write that nobody answered; whoever reads it back knows better and says so instead. */
export const EFFECT_UNKNOWN = 'whether it took effect is not known';

/** A request that the API server (or something on the way to it) refused. `status` is the HTTP code; 0 when no answer came. */
export class ApiError extends Failure {
  readonly status: number;
  readonly reason: string;
  readonly causes: { field?: string; reason?: string; message?: string }[];
  readonly retryAfterSeconds: number | undefined;

  constructor(outcome: Outcome, message: string, more: { status: number; reason?: string; causes?: ApiError['causes']; retryAfterSeconds?: number; cause?: unknown }) {
    super(outcome, message, { cause: more.cause });
    this.name = 'ApiError';
    this.status = more.status;
    this.reason = more.reason ?? '';
    this.causes = more.causes ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}
