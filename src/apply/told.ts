import { ApiError, Failure } from '../errors.ts';
import { masked } from './references.ts';
import { Stale } from './stale.ts';
import { Unsure } from './write.ts';

/** What a run had done when it failed. */
export interface SoFar {
  written: readonly string[];
  secrets: ReadonlySet<string>;
  interrupted: boolean;
  /** what could not be put back, in words */
  troubles: readonly string[];
}

/** Everything an error would show, its causes included. */
function whole(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const fields = error instanceof ApiError ? JSON.stringify(error.causes) : '';
  return `${error.message} ${error.stack ?? ''} ${fields} ${error.cause === undefined ? '' : whole(error.cause)}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/**
 * The failure of a run in one message: what went wrong, what was written so far, and that running
 * the command again continues. Keeps outcome, code and remedy; holds no secret value, nor does its cause.
 */
export function retold(error: unknown, { written, secrets, interrupted, troubles }: SoFar): Failure {
  const why = interrupted ? 'Interrupted.' : sentence(error instanceof Error ? error.message : String(error));
  const done = written.length === 0 ? `Nothing ${error instanceof Unsure ? 'else ' : ''}was written.` : `Written so far: ${written.join(', ')}. Run the same command again to continue.`;
  const message = masked([why, ...troubles.map(sentence), done].join(' '), secrets);
  const clean = masked(whole(error), secrets) === whole(error);
  const cause = clean ? { cause: error } : {};
  if (interrupted) return new Failure('interrupted', written.length === 0 ? `${message} Run the same command again.` : message);
  if (error instanceof Stale) return new Stale(message, clean ? error : undefined, written);
  if (!(error instanceof Failure)) return new Failure('unexpected', message, cause);
  const { code, remedy } = error;
  return new Failure(error.outcome, message, { ...cause, ...(code === undefined ? {} : { code }), ...(remedy === undefined ? {} : { remedy }) });
}
