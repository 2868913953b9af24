import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** One thing asked of the API server. `verb` and `object` name it in errors; path and query are below the server's own path. */
export interface Call {
  verb: string;
  object: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** the body, sent as JSON */
  body?: unknown;
  contentType?: string;
  /** true when asking twice does no harm: reads and reviews */
  safe: boolean;
  signal?: AbortSignal;
}

/** What goes over the wire for a call. */
export interface Request {
  method: string;
  path: string;
  headers: OutgoingHttpHeaders;
  body?: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** No answer, or only a part of one. `sent` tells whether the server may have seen the request. */
export class WireFault extends Error {
  readonly error: Error & { code?: string };
  readonly sent: boolean;

  constructor(error: Error & { code?: string }, sent: boolean) {
    super(error.message);
    this.name = 'WireFault';
    this.error = error;
    this.sent = sent;
  }
}

/** The time of a request, or the silence of a watch, was over. */
export class Late extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super(`nothing within ${ms} ms`);
    this.name = 'Late';
    this.ms = ms;
  }
}

/** The caller's signal was aborted. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
    this.name = 'Stopped';
  }
}

/** The answer is larger than this program holds in memory. */
export class TooLarge extends Error {
  constructor() {
    super('too large');
    this.name = 'TooLarge';
  }
}

/** The proxy could not be reached (`status` 0), or refused to lead on. `proxy` is its host and port. */
export class ProxyFault extends Error {
  readonly proxy: string;
  readonly status: number;
  readonly code: string;

  constructor(proxy: string, status: number, code: string) {
    super(`proxy ${proxy}: ${status === 0 ? code : status}`);
    this.name = 'ProxyFault';
    this.proxy = proxy;
    this.status = status;
    this.code = code;
  }
}
