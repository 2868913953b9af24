import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { good, openBed, writes, type Bed, type Handler } from './bed.ts';

let bed: Bed;
beforeAll(async () => void (bed = await openBed()));
afterAll(() => bed.stop());
afterEach(() => {
  bed.spoil();
  expect(writes(bed.heard.splice(0))).toEqual([]);
});

const page = '<!DOCTYPE html><html><head><title>Please log in</title></head><body>Welcome to the hotel</body></html>';
const send = (status: number, body: string | Buffer, headers: Record<string, string> = {}): Handler => (_request, response) => void response.writeHead(status, headers).end(body);
const html = { 'content-type': 'text/html; charset=utf-8' };

/** What else may answer, or fail to, and how that is told. None of it says anything about the bucket. */
const FAULTS: [what: string, handler: Handler, state: 'unreachable' | 'unclear', says: RegExp][] = [
  ['a web page', send(200, page, html), 'unclear', /^a web page came back \(HTTP 200\), so this was not the store/],
  ['a web page that does not say so', send(200, page), 'unclear', /web page|HTTP 200/],
  ['a web page that refuses', send(403, page, html), 'unclear', /^a web page came back \(HTTP 403\)/],
  ['a web page that knows nothing', send(404, page, html), 'unclear', /^a web page came back \(HTTP 404\)/],
  ['a proxy that wants a login', send(407, page, html), 'unclear', /^a web page came back \(HTTP 407\)/],
  ['a page that is cut', send(502, '<html', html), 'unclear', /^a web page came back \(HTTP 502\)/],
  ['nothing, with 200', send(200, ''), 'unclear', /^it answered HTTP 200$/],
  ['nothing, with 201', send(201, ''), 'unclear', /^it answered HTTP 201$/],
  ['nothing, with 204', send(204, ''), 'unclear', /^it answered HTTP 204$/],
  ['nothing, with 401', send(401, ''), 'unclear', /^it answered HTTP 401$/],
  ['nothing, with 403', send(403, ''), 'unclear', /^it answered HTTP 403$/],
  ['nothing, with 404', send(404, ''), 'unclear', /^it answered HTTP 404$/],
  ['nothing, with 500', send(500, ''), 'unclear', /^it answered HTTP 500$/],
  ['words, with 503', send(503, 'Slow down', { 'content-type': 'text/plain' }), 'unclear', /^it answered HTTP 503$/],
  ['JSON of another kind', send(200, '{"status":"ok","token":"x"}', { 'content-type': 'application/json' }), 'unclear', /^it answered HTTP 200$/],
  ['JSON that is cut', send(200, '{"access_token":"x', { 'content-type': 'application/json' }), 'unclear', /^it answered HTTP 200$/],
  ['JSON that is a list', send(200, '[1,2]', { 'content-type': 'application/json' }), 'unclear', /^it answered HTTP 200$/],
  ['XML of another kind', send(200, '<?xml version="1.0"?><feed><Name>lab-registry</Name></feed>', { 'content-type': 'application/atom+json' }), 'unclear', /^it answered HTTP 200$/],
  ['an error in XML that nobody knows', send(418, '<Error><Code>Teapot</Code></Error>', { 'content-type': 'application/xml' }), 'unclear', /^it answered HTTP 418/],
  ['an error whose code is no word', send(400, '<Error><Code>a b\n$(x)</Code></Error>', { 'content-type': 'application/xml' }), 'unclear', /^it answered HTTP 400$/],
  ['a redirect to another host', send(302, '', { location: 'https://evil.example/steal' }), 'unclear', /^it says to go elsewhere \(HTTP 302\), which is not followed$/],
  ['a redirect that keeps the method', send(307, '', { location: 'https://evil.example/steal' }), 'unclear', /\(HTTP 307\), which is not followed$/],
  ['a redirect without TLS', send(301, '', { location: 'http://s3.us-east-1.amazonaws.com/' }), 'unclear', /\(HTTP 301\), which is not followed$/],
  ['a redirect to nowhere', send(303, ''), 'unclear', /\(HTTP 303\), which is not followed$/],
  ['a body without end', send(200, Buffer.alloc(200_000, 'x'), { 'content-type': 'application/xml' }), 'unclear', /longer than 65536 bytes|HTTP 200/],
  ['a body that is cut off', (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('x');
    setTimeout(() => request.socket.destroy(), 5);
  }, 'unreachable', /broke off|closed|reset/],
  ['a closed connection', (request) => void request.socket.destroy(), 'unreachable', /closed|reset/],
  ['what is no HTTP', (request) => void request.socket.end('SSH-2.0-OpenSSH_9.0\r\n'), 'unreachable', /Parse Error|closed|HTTP/i],
  ['headers without end', (request) => void request.socket.end(`HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(20_000)}\r\n`), 'unreachable', /Header overflow|closed|reset|EPIPE/i],
];

describe.each(['s3', 'gcs', 'azure', 'swift'])('%s', (kind) => {
  it.each(FAULTS)('is told that there came %s', async (_what, handler, state, says) => {
    const { question, secrets } = good(bed).find((one) => one.kind === kind)!;
    bed.spoil(handler);
    const answer = await bed.ask(question, secrets);
    expect(answer.detail).toMatch(says);
    expect(answer.state).toBe(state);
    expect(answer.detail).not.toMatch(/\n|evil\.example/);
    expect(bed.heard.some((one) => one.includes('evil'))).toBe(false);
  });

  it('says what it was when nothing comes, or a byte now and then', async () => {
    const { question, secrets } = good(bed).find((one) => one.kind === kind)!;
    bed.spoil(() => undefined);
    expect(await bed.ask(question, secrets, { timeoutMs: 60 })).toMatchObject({ state: 'unreachable', detail: expect.stringMatching(/no (answer|connection|TLS handshake|whole answer) within/) as string });
    bed.spoil((_request, response) => {
      response.writeHead(200, { 'content-length': '100000', 'content-type': 'application/xml' });
      const drip = setInterval(() => response.write('x'), 15);
      response.on('close', () => clearInterval(drip));
    });
    const slow = await bed.ask(question, secrets, { timeoutMs: 60 });
    // an answer to a HEAD is over with its headers
    expect(slow).toMatchObject({ state: 'unreachable', detail: expect.stringMatching(/no (answer|connection|TLS handshake|whole answer) within/) as string });
  });
});

/** The second request of a look meets the fault; the first went well. */
describe('after a login that was right', () => {
  const second: Record<string, RegExp> = { gcs: /^GET https:\/\/storage\.googleapis\.com\/storage\/v1\/b\/lab-registry$/, swift: /^HEAD https:\/\/swift\.lab\.example\.com\/v1\// };

  it.each(FAULTS.flatMap((fault) => Object.keys(second).map((kind) => [kind, ...fault] as const)))('%s meets %s', async (kind, what, handler, state) => {
    const { question, secrets } = good(bed).find((one) => one.kind === kind)!;
    bed.spoil((request, response, real) => (request.method === 'POST' ? real(request, response) : handler(request, response, real)));
    const answer = await bed.ask(question, secrets);
    expect(bed.heard.filter((one) => second[kind]!.test(one))).toHaveLength(1);
    // a HEAD has no body that could be cut: it may be over before the connection is
    const cut = kind === 'swift' && what === 'a body that is cut off';
    expect(cut ? ['unclear', state] : [state]).toContain(answer.state);
    expect(writes(bed.heard)).toEqual([]);
  });

  it('a token that is not accepted after all is refused', async () => {
    const { question, secrets } = good(bed).find((one) => one.kind === 'gcs')!;
    bed.spoil((request, response, real) => (request.method === 'POST' ? real(request, response) : void response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"code":401,"message":"Invalid Credentials","errors":[{"reason":"authError"}]}}')));
    expect(await bed.ask(question, secrets)).toMatchObject({ state: 'refused', detail: 'it does not accept the token of the account (authError: Invalid Credentials)' });
  });
});
