import { at, text } from '../api/json.ts';
import { Failure } from '../errors.ts';
import type { Reply } from './http.ts';

/** What `WWW-Authenticate` asks for. */
export interface Challenge {
  scheme: 'bearer' | 'basic';
  realm: string;
  service?: string;
}

/** Parses a challenge header; undefined when it is neither Bearer nor Basic. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const match = /^\s*(bearer|basic)\s+(.*)$/is.exec(header ?? '');
  if (match === null) return undefined;
  const pairs = new Map<string, string>();
  for (const [, key = '', quoted, plain = ''] of (match[2] ?? '').matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) pairs.set(key.toLowerCase(), (quoted ?? plain).replace(/\\(.)/g, '$1'));
  const service = pairs.get('service');
  const scheme = match[1]?.toLowerCase() === 'basic' ? 'basic' : 'bearer';
  return { scheme, realm: pairs.get('realm') ?? '', ...(service === undefined ? {} : { service }) };
}

/** The answer's body as JSON; undefined when it is none. */
export function json(reply: Reply): unknown {
  try {
    return JSON.parse(reply.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The code of the registry's own error body (`UNAVAILABLE`, `DENIED`, …), when there is one. */
export function errorCode(reply: Reply): string | undefined {
  return text(json(reply), 'errors', 0, 'code');
}

function fromRouter(reply: Reply): boolean {
  return (reply.headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html|h1)/i.test(reply.body.subarray(0, 200).toString('utf8'));
}

const MEANS: Record<number, string> = {
  401: 'the token was not accepted, or has no right to this repository',
  403: 'access was denied',
  404: 'it does not know this path, repository or upload',
  405: 'it does not allow this: it may be read-only',
  413: 'the upload is too large for something on the way',
  429: 'it is too busy (spec.requests limits it)',
  500: 'it failed inside, most often at its storage',
  502: 'the router got no good answer from it',
  503: 'it is up, but cannot reach its storage',
  504: 'the router waited too long for it',
};

/** One clear sentence on an answer that was not hoped for: the registry's own code and message if it gave some, what it means if it is known. */
export function explain(reply: Reply, doing: string): string {
  if (fromRouter(reply)) return `${doing}: a web page came back (HTTP ${reply.status}), so this was not the registry: ${reply.status === 503 ? 'the router knows no ready registry pod, or no route of that host' : 'something else answers under that name'}.`;
  const code = errorCode(reply);
  const message = text(at(json(reply), 'errors', 0), 'message');
  const own = code === undefined ? '' : ` ${code}${message === undefined || message === '' ? '' : ` (${message.slice(0, 200).replace(/[?&][\w-]+=[^\s&"]*/g, '')})`}`;
  const means = MEANS[reply.status];
  return `${doing}: the registry answered HTTP ${reply.status}${own}${means === undefined ? '' : `: ${means}`}.`;
}

/** The failure (unhealthy) of an answer that was not hoped for. */
export class Answered extends Failure {
  readonly status: number;

  constructor(reply: Reply, doing: string) {
    super('unhealthy', explain(reply, doing));
    this.name = 'Answered';
    this.status = reply.status;
  }
}
