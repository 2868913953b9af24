import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import type { Issued } from '../../../src/sandbox/tls/authority.ts';

const read = (pem: string): X509Certificate => new X509Certificate(pem);
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe('an authority', () => {
  it('signs itself and is marked as an authority', () => {
    const ca = makeCa('ingress-operator@1');
    const cert = read(ca.cert);
    expect(cert.ca).toBe(true);
    expect(cert.subject).toBe('CN=ingress-operator@1');
    expect(cert.issuer).toBe(cert.subject);
    expect(cert.verify(cert.publicKey)).toBe(true);
    expect(cert.checkIssued(cert)).toBe(true);
    expect(cert.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('issues certificates that it, and no other of the same name, vouches for', () => {
    const [ca, twin] = [makeCa('root'), makeCa('root')];
    const cert = read(ca.issue({ commonName: 'a', dnsNames: ['a.example'] }).cert);
    expect(cert.checkIssued(read(ca.cert))).toBe(true);
    expect(cert.verify(read(ca.cert).publicKey)).toBe(true);
    expect(cert.verify(read(twin.cert).publicKey)).toBe(false);
    expect(cert.checkIssued(read(twin.cert))).toBe(false);
    expect(cert.ca).toBe(false);
  });

  it('gives the key that belongs to the certificate', () => {
    const { cert, key } = makeCa('root').issue({ commonName: 'a' });
    expect(read(cert).checkPrivateKey(createPrivateKey(key))).toBe(true);
  });

  it('gives every certificate another positive serial number of at most 16 bytes', () => {
    const ca = makeCa('root');
    const serials = Array.from({ length: 20 }, () => read(ca.issue({ commonName: 'a' }).cert).serialNumber);
    expect(new Set(serials).size).toBe(20);
    for (const s of serials) expect(BigInt(`0x${s}`) > 0n && s.length <= 32 && !/^[89A-F]/.test(s.padStart(32, '0'))).toBe(true);
  });

  it.each([
    ['a wildcard', ['*.apps.lab.example.com'], 'console.apps.lab.example.com', true],
    ['a wildcard, two labels below', ['*.apps.lab.example.com'], 'a.b.apps.lab.example.com', false],
    ['its exact name', ['image-registry.openshift-image-registry.svc'], 'image-registry.openshift-image-registry.svc', true],
    ['another name', ['image-registry.openshift-image-registry.svc'], 'other.svc', false],
    ['the second of two names', ['a.example', 'b.example'], 'b.example', true],
  ])('names: %s', (_what, dnsNames, host, good) => {
    const cert = read(makeCa('root').issue({ commonName: 'x', dnsNames }).cert);
    expect(cert.checkHost(host) !== undefined).toBe(good);
  });

  it.each(['127.0.0.1', '10.0.0.255', '::1', 'fd00::1:2', '2001:db8:1:2:3:4:5:6', '::ffff:10.1.2.3'])('address %s is one of its names', (ip) => {
    const cert = read(makeCa('root').issue({ commonName: 'x', ips: [ip] }).cert);
    expect(cert.checkIP(ip)).toBeDefined();
    expect(cert.checkIP('192.0.2.77')).toBeUndefined();
  });

  it('refuses an address that is none, and names it', () => {
    expect(() => makeCa('root').issue({ commonName: 'x', ips: ['10.0.0.256'] })).toThrow('ips: "10.0.0.256" is not an IP address');
  });

  it('puts organizations before the name, as groups', () => {
    const { cert } = makeCa('root').issue({ commonName: 'system:admin', organizations: ['system:masters', 'Größe'], client: true });
    expect(read(cert).toLegacyObject().subject).toEqual({ O: ['system:masters', 'Größe'], CN: 'system:admin' });
  });

  it.each([
    [{}, ['1.3.6.1.5.5.7.3.1']],
    [{ client: true }, ['1.3.6.1.5.5.7.3.2']],
    [{ client: true, server: true }, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']],
    [{ ca: true }, undefined],
  ])('extended key usage for %j', (uses, expected) => {
    expect(read(makeCa('root').issue({ commonName: 'x', ...uses }).cert).keyUsage).toEqual(expected);
  });

  it('is valid from about now for the days asked', () => {
    const cert = read(makeCa('root').issue({ commonName: 'x', days: 30 }).cert);
    const [from, to] = [Date.parse(cert.validFrom), Date.parse(cert.validTo)];
    expect(from).toBeLessThanOrEqual(Date.now());
    expect(Math.round((to - from) / 86_400_000)).toBe(30);
  });

  it.each([
    ['UTCTime', '2049-12-31T23:59:59Z'],
    ['GeneralizedTime', '2050-01-01T00:00:00Z'],
    ['GeneralizedTime far ahead', '9999-12-31T23:59:59Z'],
  ])('writes dates exactly (%s)', (_form, end) => {
    const cert = read(makeCa('root').issue({ commonName: 'x', notBefore: new Date('1999-12-31T23:59:58Z'), notAfter: new Date(end) }).cert);
    expect(new Date(cert.validFrom).toISOString()).toBe('1999-12-31T23:59:58.000Z');
    expect(new Date(cert.validTo).getTime()).toBe(Date.parse(end));
  });

  it('can issue one that ended already, which still began before it ended', () => {
    const cert = read(makeCa('root').issue({ commonName: 'x', days: -3 }).cert);
    expect(Date.parse(cert.validTo)).toBeLessThan(Date.now());
    expect(Date.parse(cert.validFrom)).toBeLessThan(Date.parse(cert.validTo));
  });
});

/** A TLS server with the given certificate; resolves to the error code of a client that trusts `ca`, or to "ok". */
async function handshake(server: { cert: string; key: string; ca?: string }, client: tls.ConnectionOptions): Promise<string> {
  const listener = tls.createServer({ cert: server.cert, key: server.key, ...(server.ca ? { ca: server.ca, requestCert: true, rejectUnauthorized: true } : {}) }, (socket) => {
    const peer = socket.getPeerCertificate();
    socket.end(`hello ${peer.subject?.CN ?? 'nobody'}`);
  });
  listener.on('tlsClientError', () => undefined);
  listener.listen(0, '127.0.0.1');
  closers.push(() => listener.close());
  await once(listener, 'listening');
  const socket = tls.connect({ host: '127.0.0.1', port: (listener.address() as AddressInfo).port, servername: 'registry.example', ...client });
  return new Promise((resolve) => {
    let heard = '';
    socket.on('data', (d: Buffer) => (heard += d.toString()));
    socket.on('error', (e: NodeJS.ErrnoException) => resolve(e.code ?? e.message));
    socket.on('end', () => resolve(heard));
  });
}

describe('handshakes', () => {
  const root = makeCa('root');
  const good = root.issue({ commonName: 'r', dnsNames: ['registry.example'] });
  const below = root.intermediate('issuing').issue({ commonName: 'r', dnsNames: ['registry.example'] });
  const twice = root.intermediate('a').intermediate('b').issue({ commonName: 'r', dnsNames: ['registry.example'] });
  const named = { dnsNames: ['registry.example'], commonName: 'r' };
  const present = (i: Issued): { cert: string; key: string } => ({ cert: i.chain, key: i.key });

  it.each([
    ['good', present(good), root.cert, 'hello nobody'],
    ['one intermediate', present(below), root.cert, 'hello nobody'],
    ['two intermediates', present(twice), root.cert, 'hello nobody'],
    ['a missing intermediate', { cert: below.cert, key: below.key }, root.cert, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['an authority nobody trusts', present(good), makeCa('other').cert, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', present(root.issue({ ...named, days: -1 })), root.cert, 'CERT_HAS_EXPIRED'],
    ['not yet valid', present(root.issue({ ...named, notBefore: new Date(Date.now() + 3_600_000) })), root.cert, 'CERT_NOT_YET_VALID'],
    ['a wrong name', present(root.issue({ commonName: 'registry.example', dnsNames: ['other.example'] })), root.cert, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a client certificate on a server', present(root.issue({ ...named, client: true })), root.cert, 'INVALID_PURPOSE'],
  ])('%s', async (_what, server, ca, outcome) => {
    expect(await handshake(server, { ca })).toBe(outcome);
  });

  it('client certificates are asked for and known by name', async () => {
    const clients = makeCa('admin-kubeconfig-signer');
    const admin = clients.issue({ commonName: 'system:admin', organizations: ['system:masters'], client: true });
    const server = { ...present(good), ca: clients.cert };
    expect(await handshake(server, { ca: root.cert, cert: admin.cert, key: admin.key })).toBe('hello system:admin');
    const stranger = makeCa('x').issue({ commonName: 'system:admin', client: true });
    expect(await handshake(server, { ca: root.cert, cert: stranger.cert, key: stranger.key })).not.toMatch(/^hello/);
    expect(await handshake(server, { ca: root.cert })).not.toMatch(/^hello/);
  });
});
