import { createServer as plain } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeNet } from '../../src/probe/net.ts';
import { openTls, Untrusted, type TlsOptions } from '../../src/probe/tls.ts';
import type { Door } from '../../src/probe/types.ts';
import { makeCa, type Issued } from '../../src/sandbox/tls/authority.ts';
import { atEnd, ca, cleaning, trusted } from './bed.ts';

cleaning();
const NAME = 'reg.example.com';
const now = new Date();

/** A TLS server that notes whether anything was ever said to it. */
async function door(certificate: Issued, name = NAME): Promise<Door & { heard: string[] }> {
  const heard: string[] = [];
  const server = createServer({ cert: certificate.chain, key: certificate.key }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => void heard.push(data.toString()));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { ...makeNet({ detours: [{ host: name, port: 443, address: '127.0.0.1', toPort: port }] }).door(name, 443), heard };
}

async function opened(target: Door, options: Partial<TlsOptions> = {}) {
  const result = await openTls(target, { bundles: trusted, now, ...options });
  result.socket.destroy();
  return result.chain;
}

async function refused(target: Door, options: Partial<TlsOptions> = {}): Promise<Untrusted> {
  const error = await opened(target, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Untrusted);
  return error as Untrusted;
}

describe('a chain that can be trusted', () => {
  it('is described, with who vouched and the days that are left', async () => {
    const chain = await opened(await door(ca.issue({ commonName: NAME, dnsNames: [NAME, 'other.example.com'], days: 30 })));
    expect(chain).toMatchObject({ trusted: true, by: 'ingress', subject: NAME, issuer: 'ingress-operator', names: [NAME, 'other.example.com'] });
    expect(chain.daysLeft).toBeGreaterThanOrEqual(29);
    expect(chain.daysLeft).toBeLessThanOrEqual(30);
    expect(chain.why).toBeUndefined();
  });

  it('counts days from the clock that is given', async () => {
    const target = await door(ca.issue({ commonName: NAME, dnsNames: [NAME], days: 30 }));
    expect((await opened(target, { now: new Date(now.getTime() + 40 * 86_400_000) })).daysLeft).toBeLessThan(0);
  });

  it('may be that of the door\'s own CA, which counts for this door only', async () => {
    const other = makeCa('the world');
    const target = await door(other.issue({ commonName: NAME, dnsNames: [NAME] }));
    expect((await opened({ ...target, ca: other.cert })).by).toBe('the sandbox');
    expect((await refused(target)).chain.trusted).toBe(false);
    expect((await refused({ ...target, ca: '' })).chain.trusted).toBe(false);
  });

  it('is found by the second bundle, when the first knows nothing of it', async () => {
    const other = makeCa('other');
    const chain = await opened(await door(ca.issue({ commonName: NAME, dnsNames: [NAME] })), { bundles: [{ name: 'first', pem: other.cert }, { name: 'second', pem: ca.cert }] });
    expect(chain.by).toBe('second');
  });

  it('may run over an intermediate that is served', async () => {
    const middle = ca.intermediate('middle');
    expect((await opened(await door(middle.issue({ commonName: NAME, dnsNames: [NAME] })))).trusted).toBe(true);
  });

  it('holds for wildcards, for another server name, for addresses', async () => {
    expect((await opened(await door(ca.issue({ commonName: 'x', dnsNames: ['*.example.com'] })))).trusted).toBe(true);
    expect((await opened(await door(ca.issue({ commonName: 'x', dnsNames: ['image-registry.svc'] })), { servername: 'image-registry.svc' })).trusted).toBe(true);
    const byAddress = await door(ca.issue({ commonName: 'x', ips: ['127.0.0.9'] }), '127.0.0.9');
    expect((await opened(byAddress)).names).toEqual(['127.0.0.9']);
  });
});

describe('a chain that cannot', () => {
  const other = makeCa('ingress-operator');
  const cases: [what: string, certificate: () => Issued, why: RegExp][] = [
    ['another CA of the same name', () => other.issue({ commonName: NAME, dnsNames: [NAME] }), /signed by a CA that is not trusted here \(ingress-operator\)|not acceptable/],
    ['self-signed', () => ({ ...makeCa(NAME) }), /self-signed/],
    ['expired', () => ca.issue({ commonName: NAME, dnsNames: [NAME], notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }), /has expired \(served certificate valid until 2021-01-01/],
    ['not valid yet', () => ca.issue({ commonName: NAME, dnsNames: [NAME], notBefore: new Date(Date.now() + 86_400_000), notAfter: new Date(Date.now() + 2 * 86_400_000) }), /not valid yet/],
    ['for another name', () => ca.issue({ commonName: 'x', dnsNames: ['a.example.com', 'b.example.com'] }), /it is for a\.example\.com, b\.example\.com, not for reg\.example\.com/],
    ['for two labels by one wildcard', () => ca.issue({ commonName: 'x', dnsNames: ['*.com'] }), /it is for \*\.com/],
    ['an intermediate that is not served', () => {
      const issued = ca.intermediate('middle').issue({ commonName: NAME, dnsNames: [NAME] });
      return { ...issued, chain: issued.cert };
    }, /signed by a CA that is not trusted here \(middle\)/],
  ];
  it.each(cases)('%s', async (_what, certificate, why) => {
    const target = await door(certificate());
    const error = await refused(target);
    expect(error.outcome).toBe('unhealthy');
    expect(error.message).toMatch(why);
    expect(error.message).toMatch(/^The certificate of reg\.example\.com cannot be trusted: .*\.$/);
    expect(error.chain).toMatchObject({ trusted: false });
    expect(error.chain.by).toBeUndefined();
    expect(target.heard).toEqual([]);
  });

  it('is not vouched for by its own leaf in a bundle', async () => {
    const issued = ca.issue({ commonName: NAME, dnsNames: [NAME] });
    await refused(await door(issued), { bundles: [{ name: 'pinned', pem: issued.cert }] });
  });

  it('is not vouched for by a bundle without a certificate', async () => {
    await refused(await door(ca.issue({ commonName: NAME, dnsNames: [NAME] })), { bundles: [{ name: 'empty', pem: '' }, { name: 'text', pem: 'hello' }] });
  });
});

describe('no TLS at all', () => {
  async function raw(answer: (socket: Socket) => void): Promise<Door> {
    const server = plain((socket) => {
      socket.on('error', () => undefined);
      answer(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    atEnd(() => void server.close());
    return makeNet({ detours: [{ host: NAME, port: 443, address: '127.0.0.1', toPort: (server.address() as AddressInfo).port }] }).door(NAME, 443);
  }

  it.each([
    ['plain HTTP', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /does not speak TLS/],
    ['a reset', (socket: Socket) => void socket.resetAndDestroy(), /reset by the other side/],
    ['a close', (socket: Socket) => void socket.end(), /by the other side/],
  ])('%s', async (_what, answer, why) => {
    await expect(opened(await raw(answer))).rejects.toThrow(why);
  });

  it('silence', async () => {
    await expect(opened(await raw(() => undefined), { timeoutMs: 60 })).rejects.toThrow('No TLS connection to reg.example.com: no TLS handshake within 0.06 seconds.');
  });

  it('an interruption', async () => {
    const stop = new AbortController();
    const pending = opened(await raw(() => stop.abort()), { signal: stop.signal });
    await expect(pending).rejects.toMatchObject({ outcome: 'interrupted' });
  });
});
