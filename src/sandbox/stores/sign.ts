import { ALGORITHM, encode, queryString, scopeOf, sha256, signature, stamp } from './sigv4.ts';

export interface Keys {
  accessKey: string;
  secretKey: string;
}

/** A request to a store before it is signed; `path` is decoded. */
export interface Unsigned {
  method: string;
  host: string;
  path: string;
  query?: readonly (readonly [string, string])[];
  headers?: Record<string, string>;
  body?: Buffer;
}

/** The headers (host among them) that make the request an authenticated one, signed for `at`. */
export function signedHeaders(request: Unsigned, keys: Keys, region: string, at: Date): Record<string, string> {
  const payload = sha256(request.body ?? '');
  const scope = { date: stamp(at), region };
  const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': scope.date, 'x-amz-content-sha256': payload };
  const signed = Object.keys(headers).toSorted();
  const sig = signature(keys.secretKey, scope, { method: request.method, path: request.path, query: request.query ?? [], headers, signed, payload });
  return { ...headers, authorization: `${ALGORITHM} Credential=${keys.accessKey}/${scopeOf(scope)}, SignedHeaders=${signed.join(';')}, Signature=${sig}` };
}

/** An https URL that carries its own signature and is good for `seconds` from `at`, such as a registry redirects to. */
export function presign(request: Unsigned, keys: Keys, region: string, at: Date, seconds: number): string {
  const scope = { date: stamp(at), region };
  const query: [string, string][] = [
    ...(request.query ?? []).map(([k, v]): [string, string] => [k, v]),
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${keys.accessKey}/${scopeOf(scope)}`],
    ['X-Amz-Date', scope.date],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
  ];
  const sig = signature(keys.secretKey, scope, {
    method: request.method, path: request.path, query, headers: { host: request.host }, signed: ['host'], payload: 'UNSIGNED-PAYLOAD',
  });
  return `https://${request.host}${encode(request.path, true)}?${queryString(query)}&X-Amz-Signature=${sig}`;
}
