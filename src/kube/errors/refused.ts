import { isRecord, list, num, text } from '../../api/json.ts';
import { ApiError, type Outcome } from '../../errors.ts';
import type { Answer, Call } from '../http/types.ts';

/** Reason of an ApiError for a write of which nobody knows whether it took effect: it must be read back. */
export const OUTCOME_UNKNOWN = 'OutcomeUnknown';

const WORDS: Record<number, string> = {
  400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 405: 'MethodNotAllowed', 406: 'NotAcceptable', 408: 'Timeout', 409: 'Conflict', 410: 'Expired',
  413: 'RequestEntityTooLarge', 415: 'UnsupportedMediaType', 422: 'Invalid', 429: 'TooManyRequests', 500: 'InternalError', 502: 'BadGateway', 503: 'ServiceUnavailable', 504: 'Timeout',
};

/** Whether an answer with this code makes sense to be asked for again: the server, or what stands before it, is busy or starting. */
export const PASSING = new Set([429, 500, 502, 503, 504]);

/**
 * The error for an answer that is no success: one sentence with what was asked, the server's own message, and the code.
 * `place` is the server's host and port. Bodies that are not Kubernetes' own are described, never repeated.
 */
export function refusal(call: Call, answer: Answer, place: string): ApiError {
  const { status } = answer;
  const parsed = parseStatus(answer.text);
  const reason = text(parsed, 'reason') ?? WORDS[status] ?? '';
  const code = `${status}${reason === '' ? '' : ` ${reason}`}`;
  const unknown = !call.safe && (status === 502 || status === 504);
  const seconds = retryAfter(answer) ?? num(parsed, 'details', 'retryAfterSeconds');
  return new ApiError(outcomeOf(status, call), `Cannot ${call.verb} ${call.object}: ${said(call, answer, parsed, place, code)}.`, {
    status,
    reason: unknown ? OUTCOME_UNKNOWN : reason,
    causes: list(parsed, 'details', 'causes').filter(isRecord),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  });
}

/** The error for a watch's ERROR event, which carries a Status. */
export function refusedEvent(call: Call, object: unknown): ApiError {
  const status = num(object, 'code') ?? 0;
  return refusal(call, { status, headers: {}, text: JSON.stringify(object) }, '');
}

/** `Retry-After` in seconds; undefined where there is none. */
export function retryAfter(answer: Pick<Answer, 'headers'>): number | undefined {
  const given = answer.headers['retry-after'];
  return given !== undefined && /^\d+$/.test(given) ? Number(given) : undefined;
}

function parseStatus(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) && parsed['kind'] === 'Status' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a 404 is the API server's own: a Status, or the plain text for a path that is not served. */
export function isOwn404(answer: Answer): boolean {
  return answer.status === 404 && (parseStatus(answer.text) !== undefined || /^\s*(404 page not found)?\s*$/.test(answer.text));
}

function said(call: Call, answer: Answer, parsed: Record<string, unknown> | undefined, place: string, code: string): string {
  const message = tidy(text(parsed, 'message') ?? '');
  if (answer.status === 401) return `you are not logged in to ${place}, or the login has ended (${code})`;
  if (answer.status === 403 && parsed !== undefined) return `it is forbidden: ${message === '' ? `you may not ${call.verb} it` : message} (${code})`;
  if (message !== '') return `${message} (${code})`;
  if (answer.status >= 300 && answer.status < 400) return `${place} answered with a redirect (${code}), which a Kubernetes API never does; something else answers there`;
  return `${foreign(answer, place, code)}`;
}

/** Says what a body that is no Status is, without repeating it. */
export function foreign(answer: Answer, place: string, code: string): string {
  const body = answer.text.trim();
  if (body === '') return `${place} gave an empty answer (${code})`;
  if (/^(<!doctype|<html|<\?xml|<head)/i.test(body)) {
    const title = tidy(/<title[^>]*>([^<]{1,80})/i.exec(body)?.[1] ?? '');
    return `${place} answered with a web page${title === '' ? '' : ` ("${title}")`} (${code}); a proxy or load balancer stands before the API server`;
  }
  if (body.startsWith('{') || body.startsWith('[')) return `${place} gave an answer that breaks off or is no Kubernetes answer (${code}, ${answer.text.length} characters)`;
  return `${place} gave an answer that is no Kubernetes answer (${code}, ${answer.headers['content-type'] ?? 'of no type'})`;
}

/** A server's words on one line, at most a few hundred characters. */
export function tidy(words: string): string {
  // eslint-disable-next-line no-control-regex -- these are what must go
  const line = words.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim().replace(/\.$/, '');
  return line.length <= 800 ? line : `${line.slice(0, 800)}…`;
}

/** What only asks is in conflict with nothing: who answers so is no API server, or not the one that is meant. */
function outcomeOf(status: number, call: Call): Outcome {
  const review = call.verb === 'review';
  if ((status === 409 && (call.method === 'GET' || review)) || (status === 404 && review)) return 'cluster';
  if (status === 400 || status === 413 || status === 422) return 'input';
  if (status === 404) return call.method === 'GET' && call.verb !== 'forward' ? 'unexpected' : 'conflict';
  if (status === 409 || status === 410) return 'conflict';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 401 || status === 403 || status === 429 || status >= 500) return 'cluster';
  return status >= 200 && status < 400 ? 'cluster' : 'unexpected';
}
