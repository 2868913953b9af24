import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, request } from 'node:https';
import type { RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startIngress } from '../../../src/sandbox/ingress/ingress.ts';
import type { Ingress } from '../../../src/sandbox/ingress/ingress.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';

const ingressCa = makeCa('ingress-operator');
const serviceCa = makeCa('openshift-service-serving-signer');
const wildcard = ingressCa.issue({ commonName: '*.apps.lab.example.com', dnsNames: ['*.apps.lab.example.com'] });
const HOST = 'default-route-openshift-image-registry.apps.lab.example.com';
const SERVICE = 'image-registry.openshift-image-registry.svc';

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

async function upstream(handler: RequestListener, names = [SERVICE], by = serviceCa): Promise<number> {
  const { chain, key } = by.issue({ commonName: SERVICE, dnsNames: names });
  const server = createServer({ cert: chain, key }, handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const reencrypt = (port: number) => ({ backend: { port, ca: serviceCa.cert, name: SERVICE } });

interface Got { status: number; headers: IncomingMessage['headers']; body: Buffer }

async function ask(host: string, more: Omit<RequestOptions, 'headers'> & { headers?: Record<string, string>; send?: Buffer } = {}): Promise<Got> {
  const { send, ...options } = more;
  const sent = request({ host: '127.0.0.1', port: ingress.port, servername: host, ca: ingressCa.cert, agent: false, ...options, headers: { host, ...options.headers } });
  sent.end(send);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) };
}

/** The common name of the certificate shown for a server name. */
async function shown(servername: string | undefined): Promise<string> {
  const socket = tls.connect({ host: '127.0.0.1', port: ingress.port, rejectUnauthorized: false, ...(servername === undefined ? {} : { servername }) });
  await once(socket, 'secureConnect');
  const name = socket.getPeerCertificate().subject.CN;
  socket.destroy();
  return String(name);
}

describe('hosts', () => {
  it('without a route have the page that says so', async () => {
    const got = await ask('nowhere.apps.lab.example.com');
    expect(got.status).toBe(503);
    expect(got.headers['content-type']).toBe('text/html');
    expect(got.body.toString()).toContain('Application is not available');
  });

  it.each([HOST, HOST.toUpperCase(), `${HOST}:443`])('%s finds its route', async (name) => {
    ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('here') } });
    expect((await ask(HOST, { headers: { host: name } })).body.toString()).toBe('here');
  });

  it('can be replaced and taken away', async () => {
    ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('one') } });
    ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('two') } });
    expect((await ask(HOST)).body.toString()).toBe('two');
    expect(ingress.routes.hosts()).toEqual([HOST]);
    ingress.routes.remove(HOST);
    expect((await ask(HOST)).status).toBe(503);
    ingress.routes.remove(HOST);
  });

  it('are told apart', async () => {
    for (const name of ['a', 'b']) ingress.routes.set(`${name}.apps.lab.example.com`, { backend: { handler: (_q, r) => r.end(name) } });
    expect((await ask('a.apps.lab.example.com')).body.toString()).toBe('a');
    expect((await ask('b.apps.lab.example.com')).body.toString()).toBe('b');
  });
});

describe('certificates', () => {
  it('are the default one, unless the route has its own', async () => {
    const own = makeCa('corporate').issue({ commonName: 'registry.corp.example', dnsNames: ['registry.corp.example'] });
    ingress.routes.set('registry.corp.example', { backend: { handler: (_q, r) => r.end('corp') }, certificate: { certificate: own.cert, key: own.key } });
    ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('default') } });
    expect(await shown('registry.corp.example')).toBe('registry.corp.example');
    expect(await shown(HOST)).toBe('*.apps.lab.example.com');
    expect(await shown('unknown.example')).toBe('*.apps.lab.example.com');
    expect(await shown(undefined)).toBe('*.apps.lab.example.com');
  });

  it('are sent with the chain that the route names', async () => {
    const corporate = makeCa('corporate');
    const issuing = corporate.intermediate('issuing');
    const leaf = issuing.issue({ commonName: 'registry.corp.example', dnsNames: ['registry.corp.example'] });
    const entry = { backend: { handler: ((_q, r) => r.end('corp')) as RequestListener }, certificate: { certificate: leaf.cert, key: leaf.key, caCertificate: issuing.cert } };
    ingress.routes.set('registry.corp.example', entry);
    expect((await ask('registry.corp.example', { ca: corporate.cert })).body.toString()).toBe('corp');
    const { caCertificate: _left, ...alone } = entry.certificate;
    ingress.routes.set('registry.corp.example', { ...entry, certificate: alone });
    await expect(ask('registry.corp.example', { ca: corporate.cert })).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  it('with another\'s key are refused, and the old route stays', async () => {
    ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('old') } });
    const [a, b] = [ingressCa.issue({ commonName: 'a' }), ingressCa.issue({ commonName: 'b' })];
    expect(() => ingress.routes.set(HOST, { backend: { handler: (_q, r) => r.end('new') }, certificate: { certificate: a.cert, key: b.key } })).toThrow('key values mismatch');
    expect((await ask(HOST)).body.toString()).toBe('old');
  });

  it('the default one can be changed while it runs', async () => {
    const own = await startIngress({ cert: wildcard.chain, key: wildcard.key });
    const other = makeCa('other').issue({ commonName: 'other default', dnsNames: ['*.apps.lab.example.com'] });
    own.setDefault({ cert: other.chain, key: other.key });
    const socket = tls.connect({ host: '127.0.0.1', port: own.port, rejectUnauthorized: false, servername: HOST });
    await once(socket, 'secureConnect');
    expect(socket.getPeerCertificate().subject.CN).toBe('other default');
    socket.destroy();
    await own.stop();
  });
});

describe('re-encryption', () => {
  it('passes method, path, headers and body, and says how it was reached', async () => {
    const port = await upstream((q, r) => {
      const chunks: Buffer[] = [];
      q.on('data', (c: Buffer) => chunks.push(c));
      q.on('end', () => {
        r.writeHead(202, { 'x-answer': 'yes' });
        r.end(JSON.stringify({ method: q.method, url: q.url, headers: q.headers, body: Buffer.concat(chunks).toString() }));
      });
    });
    ingress.routes.set(HOST, reencrypt(port));
    const got = await ask(HOST, { method: 'PUT', path: '/v2/a?b=c%2Fd', headers: { 'x-mine': '1', authorization: 'Bearer t' }, send: Buffer.from('hello') });
    const seen = JSON.parse(got.body.toString()) as { headers: Record<string, string> };
    expect(got.status).toBe(202);
    expect(got.headers['x-answer']).toBe('yes');
    expect(seen).toMatchObject({ method: 'PUT', url: '/v2/a?b=c%2Fd', body: 'hello' });
    expect(seen.headers).toMatchObject({ host: HOST, 'x-mine': '1', authorization: 'Bearer t', 'x-forwarded-host': HOST, 'x-forwarded-proto': 'https' });
  });

  it('streams: the backend hears the first part before the client sends the rest', async () => {
    const port = await upstream((q, r) => {
      q.once('data', () => r.write('heard'));
      q.on('end', () => r.end(' all'));
      q.resume();
    });
    ingress.routes.set(HOST, reencrypt(port));
    const sent = request({ host: '127.0.0.1', port: ingress.port, servername: HOST, ca: ingressCa.cert, agent: false, method: 'POST', headers: { host: HOST } });
    sent.write('first');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const [first] = (await once(response, 'data')) as [Buffer];
    expect(first.toString()).toBe('heard');
    sent.end('rest');
    const [last] = (await once(response, 'data')) as [Buffer];
    expect(last.toString()).toBe(' all');
  });

  it('carries megabytes both ways unharmed', async () => {
    const port = await upstream((q, r) => void q.pipe(r));
    ingress.routes.set(HOST, reencrypt(port));
    const body = Buffer.alloc(8 * 1024 * 1024, 'registry!');
    expect((await ask(HOST, { method: 'POST', send: body })).body.equals(body)).toBe(true);
  });

  it.each([304, 204])('%d has no body', async (status) => {
    const port = await upstream((_q, r) => {
      r.writeHead(status);
      r.end();
    });
    ingress.routes.set(HOST, reencrypt(port));
    const got = await ask(HOST);
    expect([got.status, got.body.length]).toEqual([status, 0]);
  });

  it('does not trust a backend signed by another, or of another name', async () => {
    ingress.routes.set(HOST, reencrypt(await upstream((_q, r) => r.end('x'), [SERVICE], makeCa('stranger'))));
    expect((await ask(HOST)).status).toBe(503);
    ingress.routes.set(HOST, reencrypt(await upstream((_q, r) => r.end('x'), ['other.svc'])));
    expect((await ask(HOST)).status).toBe(503);
    ingress.routes.set(HOST, reencrypt(await upstream((_q, r) => r.end('good'))));
    expect((await ask(HOST)).body.toString()).toBe('good');
  });

  it('a backend that is gone has the page; one that breaks off breaks the answer off', async () => {
    ingress.routes.set(HOST, reencrypt(1));
    expect((await ask(HOST)).status).toBe(503);
    const port = await upstream((_q, r) => {
      r.writeHead(200, { 'content-length': '100' });
      r.write('half', () => r.destroy());
    });
    ingress.routes.set(HOST, reencrypt(port));
    await expect(ask(HOST)).rejects.toThrow('aborted');
  });

  it('a client that leaves early ends the request to the backend', async () => {
    let closed: (() => void) | undefined;
    const left = new Promise<void>((done) => {
      closed = done;
    });
    const port = await upstream((q) => void q.on('close', () => closed?.()).resume());
    ingress.routes.set(HOST, reencrypt(port));
    const sent = request({ host: '127.0.0.1', port: ingress.port, servername: HOST, ca: ingressCa.cert, agent: false, method: 'POST', headers: { host: HOST } });
    sent.on('error', () => undefined);
    sent.write('part', () => setTimeout(() => sent.destroy(), 20));
    await left;
  });
});
