import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createNet } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import type { Answer, Sent } from '../../../src/sandbox/stores/https.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';

const ca = makeCa('ca');
const names = ['store.example', '*.store.example'];
const issued = ca.issue({ commonName: 'store', dnsNames: names, ips: ['127.0.0.1'] });
const trust = { ca: ca.cert, systemRoots: false };
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function up(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (s: Socket) => sockets.add(s.on('error', () => undefined)));
  stops.push(() => {
    server.close();
    for (const s of sockets) s.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const tls = (handler: RequestListener, of = issued): Promise<number> => up(createHttps({ cert: of.chain, key: of.key }, handler));
const echo: RequestListener = (q, r) => {
  const parts: Buffer[] = [];
  q.on('data', (part: Buffer) => parts.push(part));
  q.on('end', () => r.writeHead(207, { 'x-many': ['a', 'b'] }).end(JSON.stringify({ method: q.method, url: q.url, host: q.headers.host, body: Buffer.concat(parts).toString() })));
};

const get = (url: string, to: Record<string, string> = {}, more: Partial<Sent> = {}): Promise<Answer> =>
  exchange({ names: new Map(Object.entries(to)) }, { method: 'GET', url: new URL(url), trust, ...more });
const fails = async (url: string, to: Record<string, string> = {}, more: Partial<Sent> = {}): Promise<string> =>
  get(url, to, more).then(() => 'no error', (error: Error) => error.message);

describe('a name of the cluster', () => {
  it.each([
    ['its own', 'https://store.example/a?b=c', 'store.example:443'],
    ['with its port', 'https://store.example:443/a?b=c', 'store.example:443'],
    ['with another port', 'https://store.example:9000/a?b=c', 'store.example:9000'],
    ['one label below a wildcard', 'https://bucket.store.example/a?b=c', '*.store.example:443'],
  ])('%s leads to where it is served', async (_what, url, key) => {
    const port = await tls(echo);
    const got = await get(url, { [key]: `127.0.0.1:${port}` });
    expect(got.status).toBe(207);
    expect(JSON.parse(got.body.toString())).toEqual({ method: 'GET', url: '/a?b=c', host: new URL(url).host, body: '' });
    expect(got.headers['x-many']).toBe('a, b');
  });

  it('is found by itself before a wildcard', async () => {
    const [own, other] = [await tls((_q, r) => r.end('own')), await tls((_q, r) => r.end('wildcard'))];
    const to = { 'a.store.example:443': `127.0.0.1:${own}`, '*.store.example:443': `127.0.0.1:${other}` };
    expect((await get('https://a.store.example/', to)).body.toString()).toBe('own');
    expect((await get('https://b.store.example/', to)).body.toString()).toBe('wildcard');
  });

  it('may be served without TLS, on its own port', async () => {
    const port = await up(createHttp(echo));
    const got = await get('http://store.example/x', { 'store.example:80': `127.0.0.1:${port}` });
    expect(JSON.parse(got.body.toString())).toMatchObject({ url: '/x', host: 'store.example' });
  });

  it('may be an address', async () => {
    const port = await tls(echo);
    expect((await get(`https://127.0.0.1:${port}/`)).status).toBe(207);
  });

  it('carries method and body', async () => {
    const port = await tls(echo);
    const body = Buffer.from('ü'.repeat(70_000));
    const got = await get(`https://127.0.0.1:${port}/`, {}, { method: 'PUT', body, headers: { 'content-length': String(body.length) } });
    expect(JSON.parse(got.body.toString())).toMatchObject({ method: 'PUT', body: body.toString() });
  });
});

describe('a failure is worded as a Go client words it', () => {
  const at = (port: number): Record<string, string> => ({ 'store.example:443': `127.0.0.1:${port}` });
  const X509 = 'tls: failed to verify certificate: x509: ';

  it.each([
    ['nothing is trusted', { systemRoots: false }],
    ['another authority is', { ca: makeCa('other').cert, systemRoots: false }],
    ['one of the same name is', { ca: makeCa('ca').cert, systemRoots: false }],
    ['only public ones are', { systemRoots: true }],
  ])('%s', async (_what, wrong) => {
    expect(await fails('https://store.example/', at(await tls(echo)), { trust: wrong })).toBe(`${X509}certificate signed by unknown authority`);
  });

  it('a certificate for other names, which are told', async () => {
    const other = ca.issue({ commonName: 'store.example', dnsNames: ['a.example', '*.b.example'] });
    const words = `${X509}certificate is valid for a.example, *.b.example, not store.example`;
    expect(await fails('https://store.example/', at(await tls(echo, other)))).toBe(words);
  });

  it.each([
    ['an address alone', { ips: ['10.0.0.1'] }, 'certificate is not valid for any names, but wanted to match store.example'],
    // Go has not looked at the common name since 1.15
    ['no name but the common one', {}, 'certificate relies on legacy Common Name field, use SANs instead'],
  ])('a certificate for %s', async (_what, more, words) => {
    const none = ca.issue({ commonName: 'store.example', ...more });
    expect(await fails('https://store.example/', at(await tls(echo, none)))).toBe(`${X509}${words}`);
  });

  it.each([
    ['over', { days: -2 }, 'after'],
    ['not begun', { notBefore: new Date(Date.now() + 86_400_000) }, 'before'],
  ])('a certificate whose time is %s, with the date', async (_what, dates, word) => {
    const out = ca.issue({ commonName: 'store', dnsNames: names, ...dates });
    const words = await fails('https://store.example/', at(await tls(echo, out)));
    const form = /^(.*): current time (\S+Z) is (\w+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(words);
    expect([form?.[1], form?.[3]]).toEqual([`${X509}certificate has expired or is not yet valid`, word]);
    expect(Date.parse(form![4]!) < Date.parse(form![2]!)).toBe(word === 'after');
  });

  it('a certificate for clients', async () => {
    const client = ca.issue({ commonName: 'store', dnsNames: names, client: true });
    expect(await fails('https://store.example/', at(await tls(echo, client)))).toBe(`${X509}certificate specifies an incompatible key usage`);
  });

  it('a server that does not speak TLS', async () => {
    expect(await fails('https://store.example/', at(await up(createHttp(echo))))).toBe('http: server gave HTTP response to HTTPS client');
  });

  it('a port where nobody listens', async () => {
    expect(await fails('https://store.example/', at(1))).toBe('dial tcp 127.0.0.1:1: connect: connection refused');
  });

  it('a name that nobody knows', async () => {
    expect(await fails('https://store.invalid:9000/')).toBe('dial tcp: lookup store.invalid on 172.30.0.10:53: no such host');
  });

  it.each([
    ['at once', (s: Socket) => void s.destroy()],
    ['after the first words', (s: Socket) => void s.once('data', () => s.destroy())],
    ['by a reset', (s: Socket) => void s.once('data', () => s.resetAndDestroy())],
  ])('a server that hangs up %s', async (_what, hangUp) => {
    expect(await fails('https://store.example/', at(await up(createNet(hangUp))))).toBe('EOF');
  });

  it('an answer that stops half way', async () => {
    const port = await tls((_q, r) => r.writeHead(200, { 'content-length': '100' }).write('half', () => r.destroy()));
    expect(await fails('https://store.example/', at(port))).toBe('unexpected EOF');
  });
});

describe('trust', () => {
  it('is of each request: what one trusts does not help the next', async () => {
    const here = await tls(echo);
    const to = { 'store.example:443': `127.0.0.1:${here}` };
    for (const good of [true, false, true, false]) {
      const words = await fails('https://store.example/', to, { trust: good ? trust : { systemRoots: false } });
      expect(words.includes('unknown authority')).toBe(!good);
    }
  });

  it('in what stands for public authorities counts only for those who trust these', async () => {
    const outside = { names: new Map([['store.example:443', `127.0.0.1:${await tls(echo)}`]]), roots: ca.cert };
    const ask = (systemRoots: boolean) => exchange(outside, { method: 'GET', url: new URL('https://store.example/'), trust: { systemRoots } });
    expect((await ask(true)).status).toBe(207);
    await expect(ask(false)).rejects.toThrow('unknown authority');
  });

  it('is not of those who go without TLS', async () => {
    const here = await up(createHttp(echo));
    expect((await get(`http://127.0.0.1:${here}/`, {}, { trust: { systemRoots: false } })).status).toBe(207);
  });
});
