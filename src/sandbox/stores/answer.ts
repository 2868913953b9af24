import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

/**
 * Reads a request whole and sends what `run` makes of its body, or `refuse` of the error, with `fixed` among the headers.
 * A HEAD is told the length of what GET would send, and gets nothing of it.
 */
export async function answer(
  request: IncomingMessage, response: ServerResponse, fixed: Record<string, string>, run: (body: Buffer) => Reply | Promise<Reply>, refuse: (error: unknown) => Reply,
): Promise<void> {
  const chunks: Buffer[] = [];
  const read = async (): Promise<Reply> => {
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return run(Buffer.concat(chunks));
  };
  const reply = await read().catch(refuse);
  if (response.destroyed) return;
  const body = Buffer.from(reply.body ?? '');
  response.writeHead(reply.status, { ...fixed, ...(reply.status === 204 ? {} : { 'content-length': String(body.length) }), ...reply.headers });
  response.end(request.method === 'HEAD' ? undefined : body);
}
