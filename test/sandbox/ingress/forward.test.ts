import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startIngress } from '../../../src/sandbox/ingress/ingress.ts';
import type { Ingress } from '../../../src/sandbox/ingress/ingress.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';

const ingressCa = makeCa('ingress-operator');
const serviceCa = makeCa('service-ca');
const wildcard = ingressCa.issue({ commonName: '*.apps.example', dnsNames: ['*.apps.example'] });
const HOST = 'registry.apps.example';
const SERVICE = 'registry.ns.svc';

let ingress: Ingress;
const stops: (() => void)[] = [];
beforeAll(async () => {
  ingress = await startIngress({ cert: wildcard.chain, key: wildcard.key });
});
afterEach(() => {
  ingress.routes.clear();
  for (const stop of stops.splice(0)) stop();
});
afterAll(() => ingress.stop());

/** A backend over TLS, and how many connections it was given. */
async function backend(handler: RequestListener): Promise<{ port: number; connections: () => number }> {
  const { chain, key } = serviceCa.issue({ commonName: SERVICE, dnsNames: [SERVICE] });
  let connections = 0;
  const server = createServer({ cert: chain, key }, handler).listen(0, '127.0.0.1');
  server.on('secureConnection', () => (connections += 1));
  await once(server, 'listening');
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

const route = (port: number): void => ingress.routes.set(HOST, { backend: { port, ca: serviceCa.cert, name: SERVICE } });

const body = async (message: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

const echo: RequestListener = (q, r) => void body(q).then((text) => r.end(JSON.stringify({ method: q.method, headers: q.headers, body: text })));

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  send?: string;
  agent?: Agent;
}

async function ask({ method = 'GET', headers = {}, send, agent }: Asked = {}): Promise<{ status: number; headers: IncomingMessage['headers']; text: string }> {
  const sent = request({ host: '127.0.0.1', port: ingress.port, servername: HOST, ca: ingressCa.cert, method, agent: agent ?? false, headers: { host: HOST, ...headers } });
  sent.end(send);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode!, headers: response.headers, text: await body(response) };
}

/** Speaks to the router's socket itself. */
async function raw(lines: string[], protocols: string[] = []): Promise<string> {
  const socket = tls.connect({ host: '127.0.0.1', port: ingress.port, servername: HOST, ca: ingressCa.cert, ...(protocols.length > 0 ? { ALPNProtocols: protocols } : {}) });
  socket.write(lines.join('\r\n'));
  let heard = '';
  for await (const part of socket) heard += String(part);
  return heard;
}

describe('a body', () => {
  it.each([
    ['POST', { 'content-length': '5' }, 'hello'],
    ['POST', { 'transfer-encoding': 'chunked' }, 'hello'],
    ['PUT', { 'transfer-encoding': 'chunked' }, 'x'.repeat(200_000)],
    ['PATCH', { 'content-length': '0' }, ''],
    ['DELETE', { 'content-length': '5' }, 'hello'],
    ['DELETE', { 'transfer-encoding': 'chunked' }, 'hello'],
    ['GET', { 'transfer-encoding': 'chunked' }, 'hello'],
  ])('%s with %j arrives whole, and nothing of it in the next request', async (method, headers, send) => {
    const { port } = await backend(echo);
    route(port);
    expect(JSON.parse((await ask({ method, headers, send })).text)).toMatchObject({ method, body: send });
    expect(JSON.parse((await ask()).text)).toMatchObject({ method: 'GET', body: '' });
  });

  it.each([
    ['of a known length', (r: Parameters<RequestListener>[1]) => void r.writeHead(200, { 'content-length': '5' }).end('hello'), '5', undefined],
    ['in pieces', (r: Parameters<RequestListener>[1]) => void (r.write('hel'), r.end('lo')), undefined, 'chunked'],
  ])('of an answer %s', async (_what, write, length, coding) => {
    route((await backend((_q, r) => write(r))).port);
    const got = await ask();
    expect([got.text, got.headers['content-length'], got.headers['transfer-encoding']]).toEqual(['hello', length, coding]);
  });

  it('of HEAD is told by its length only', async () => {
    route((await backend((_q, r) => r.writeHead(200, { 'content-length': '1234' }).end())).port);
    const got = await ask({ method: 'HEAD' });
    expect([got.status, got.headers['content-length'], got.text]).toEqual([200, '1234', '']);
  });

  it('is waited for by those who ask first whether to go on', async () => {
    route((await backend(echo)).port);
    const sent = request({ host: '127.0.0.1', port: ingress.port, servername: HOST, ca: ingressCa.cert, agent: false, method: 'PUT', headers: { host: HOST, expect: '100-continue', 'content-length': '4' } });
    sent.flushHeaders();
    await once(sent, 'continue');
    sent.end('body');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(JSON.parse(await body(response))).toMatchObject({ body: 'body' });
  });
});

describe('headers', () => {
  it.each(['connection', 'keep-alive', 'proxy-connection', 'te'])('%s is of one connection and does not go on', async (name) => {
    route((await backend(echo)).port);
    const got = JSON.parse((await ask({ headers: { [name]: name === 'te' ? 'trailers' : 'close' } })).text) as { headers: Record<string, string> };
    expect(got.headers[name] === undefined || (name === 'connection' && got.headers[name] === 'keep-alive')).toBe(true);
  });

  it('say by which name, scheme, port and address the router was reached, whatever the client says', async () => {
    route((await backend(echo)).port);
    const headers = { 'x-forwarded-host': 'forged.example', 'x-forwarded-proto': 'http', 'x-forwarded-port': '80' };
    expect(JSON.parse((await ask({ headers })).text)).toMatchObject({
      headers: {
        host: HOST,
        'x-forwarded-host': HOST,
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '443',
        'x-forwarded-for': '127.0.0.1',
        forwarded: `for=127.0.0.1;host=${HOST};proto=https`,
      },
    });
  });

  it('reach a handler in this process too', async () => {
    ingress.routes.set(HOST, { backend: { handler: echo } });
    expect(JSON.parse((await ask({ headers: { 'x-mine': '1' } })).text)).toMatchObject({ headers: { 'x-mine': '1', 'x-forwarded-host': HOST } });
  });

  it('of an answer come back, every one of those that may be many', async () => {
    route((await backend((_q, r) => r.writeHead(401, { 'www-authenticate': 'Bearer realm="x"', 'set-cookie': ['a=1', 'b=2'] }).end())).port);
    const got = await ask();
    expect([got.status, got.headers['www-authenticate'], got.headers['set-cookie']]).toEqual([401, 'Bearer realm="x"', ['a=1', 'b=2']]);
  });
});

describe('connections', () => {
  it('to the backend are kept and used again', async () => {
    const { port, connections } = await backend(echo);
    route(port);
    for (let i = 0; i < 4; i += 1) expect((await ask()).status).toBe(200);
    expect(connections()).toBe(1);
  });

  it('of a client are kept over several requests, to several hosts', async () => {
    route((await backend(echo)).port);
    ingress.routes.set('other.apps.example', { backend: { handler: (_q, r) => r.end('other') } });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<Socket>();
    for (const host of [HOST, HOST, 'other.apps.example', 'unknown.apps.example']) {
      const sent = request({ host: '127.0.0.1', port: ingress.port, servername: HOST, ca: ingressCa.cert, agent, headers: { host } });
      sent.on('socket', (s) => sockets.add(s));
      sent.end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(host.startsWith('unknown') ? 503 : 200);
      await body(response);
    }
    agent.destroy();
    expect(sockets.size).toBe(1);
  });

  it('end with the route: a replaced one is asked at the new backend', async () => {
    const first = await backend((_q, r) => r.end('first'));
    route(first.port);
    expect((await ask()).text).toBe('first');
    const second = await backend((_q, r) => r.end('second'));
    route(second.port);
    expect((await ask()).text).toBe('second');
    expect([first.connections(), second.connections()]).toEqual([1, 1]);
  });

  it.each(['removed', 'replaced'])('of a request that is under way break off when its host is %s', async (how) => {
    route((await backend((_q, r) => void r.writeHead(200).write('begun'))).port);
    const sent = request({ host: '127.0.0.1', port: ingress.port, servername: HOST, ca: ingressCa.cert, agent: false, headers: { host: HOST } });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await once(response, 'data');
    const broken = once(response, 'error');
    if (how === 'removed') ingress.routes.remove(HOST);
    else ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('new') } });
    await broken;
    expect((await ask()).status).toBe(how === 'removed' ? 503 : 200);
  });

  it('are offered as HTTP/1.1 only', async () => {
    ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('x') } });
    const heard = await raw([`GET / HTTP/1.1`, `host: ${HOST}`, 'connection: close', '', ''], ['h2', 'http/1.1']);
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
    await expect(raw(['', ''], ['h2'])).rejects.toMatchObject({ message: expect.stringContaining('no application protocol') as string });
  });

  it.each([
    ['no host', ['GET / HTTP/1.0', '', ''], /^HTTP\/1\.1 503 /],
    ['HTTP/1.0 with a host', ['GET / HTTP/1.0', `host: ${HOST}`, '', ''], /^HTTP\/1\.1 200 /],
    ['HTTP/1.1 without a host', ['GET / HTTP/1.1', 'connection: close', '', ''], /^HTTP\/1\.1 400 /],
    ['what is no HTTP', ['hello', '', ''], /^HTTP\/1\.1 400 /],
  ])('with %s are answered', async (_what, lines, answer) => {
    ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('x') } });
    expect(await raw(lines)).toMatch(answer);
  });
});

it('an answer in pieces is not cut into chunks for a client of HTTP/1.0', async () => {
  route((await backend((_q, r) => void (r.write('hel'), r.end('lo')))).port);
  const heard = await raw(['GET / HTTP/1.0', `host: ${HOST}`, '', '']);
  expect(heard).not.toMatch(/transfer-encoding/i);
  expect(heard.split('\r\n\r\n')[1]).toBe('hello');
});

describe('a stopped router', () => {
  it('ends every connection and frees its port', async () => {
    const own = await startIngress({ cert: wildcard.chain, key: wildcard.key });
    const socket = tls.connect({ host: '127.0.0.1', port: own.port, servername: HOST, ca: ingressCa.cert });
    await once(socket, 'secureConnect');
    const closed = once(socket, 'close');
    socket.resume().on('error', () => undefined);
    await own.stop();
    await closed;
    const again = await startIngress({ cert: wildcard.chain, key: wildcard.key }, own.port);
    expect(again.port).toBe(own.port);
    await expect(startIngress({ cert: wildcard.chain, key: wildcard.key }, own.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await again.stop();
  });
});
