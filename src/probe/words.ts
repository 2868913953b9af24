import { Failure } from '../errors.ts';

const WORDS: Record<string, string> = {
  ENOTFOUND: 'the name is not known to DNS here; give its address with --resolve HOST:PORT:ADDRESS',
  EAI_AGAIN: 'DNS does not answer; give the address with --resolve HOST:PORT:ADDRESS',
  ECONNREFUSED: 'the connection was refused: nothing listens there',
  ECONNRESET: 'the connection was reset by the other side',
  EPIPE: 'the connection was closed by the other side while sending',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  EPROTO: 'the other side does not speak TLS, or no version that is acceptable',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the other side does not speak TLS',
};

/** The code of an error, or of what caused it; several failed addresses count as their first. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : codeOf(error.cause);
}

/** A fault of a connection in words; the error's own message for an unknown one. */
export function words(error: unknown): string {
  const known = WORDS[codeOf(error)];
  if (known !== undefined) return known;
  if (error instanceof Error && /socket hang up|disconnected/i.test(error.message)) return 'the connection was closed by the other side';
  return error instanceof Error ? error.message : String(error);
}

/** `HOST`, or `HOST:PORT` when the port is not the one of HTTPS; IPv6 addresses in brackets. */
export function hostPort(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 443 ? name : `${name}:${port}`;
}

/** Ends a probe that was told to stop. */
export function stopIf(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Failure('interrupted', 'Interrupted.');
}
