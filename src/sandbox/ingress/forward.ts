import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import type { Served } from './routes.ts';

/** The router's page for a host that has no route, or whose backend does not answer. */
export const UNAVAILABLE = `<html>
  <head><title>503</title></head>
  <body>
    <h1>Application is not available</h1>
    <p>The host has no route here, or no server of its application is ready.</p>
  </body>
</html>
`;

/** Answers with that page. */
export function unavailable(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(503, { 'content-type': 'text/html', 'cache-control': 'private, max-age=0, no-cache, no-store', 'content-length': String(Buffer.byteLength(UNAVAILABLE)) });
  response.end(UNAVAILABLE);
}

const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** Hands a request to its backend, body and answer streamed, with the headers that tell it how it was reached. */
export function forward(served: Served, request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? '';
  const from = request.socket.remoteAddress ?? '';
  Object.assign(request.headers, { 'x-forwarded-host': host, 'x-forwarded-proto': 'https', 'x-forwarded-port': '443', 'x-forwarded-for': from, forwarded: `for=${from};host=${host};proto=https` });
  const { backend } = served;
  if ('handler' in backend) {
    backend.handler(request, response);
    return;
  }
  const upstream = httpsRequest({ host: '127.0.0.1', port: backend.port, agent: served.agent, method: request.method, path: request.url, headers: forwarded(request.headers) }, (answer) => {
    const { 'transfer-encoding': _own, ...headers } = forwarded(answer.headers);
    response.writeHead(answer.statusCode ?? 502, headers);
    pipeline(answer, response, () => undefined);
  });
  upstream.on('error', () => unavailable(response));
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

/**
 * Headers without those that are for one connection only. How long a body is, or that it comes in pieces, stays known: Node
 * by itself gives a GET's or DELETE's body no end.
 */
function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name)));
}
