import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import type { CertificateRequest, Issued } from '../../../src/sandbox/tls/authority.ts';
import { keyId, serial } from '../../../src/sandbox/tls/extensions.ts';

const root = makeCa('root');
const read = (pem: string): X509Certificate => new X509Certificate(pem);
const RUNS = { numRuns: 25 };

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/);
const dns = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));

describe('any certificate', () => {
  it('has the names that were asked, and no others', () => {
    fc.assert(fc.property(fc.uniqueArray(dns, { maxLength: 6 }), fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 4 }), (dnsNames, ips) => {
      const cert = read(root.issue({ commonName: 'x', dnsNames, ips }).cert);
      for (const name of dnsNames) expect(cert.checkHost(name)).toBe(name);
      for (const ip of ips) expect(cert.checkIP(ip)).toBeDefined();
      expect(cert.checkHost(`not.${dnsNames[0] ?? 'there'}.example`)).toBeUndefined();
      const shown = (cert.subjectAltName ?? '').split(', ').filter((n) => n !== '');
      expect(shown.filter((n) => n.startsWith('DNS:'))).toEqual(dnsNames.map((n) => `DNS:${n}`));
      expect(shown.filter((n) => n.startsWith('IP Address:')).length).toBe(ips.length);
    }), RUNS);
  });

  it('says when it counts, to the second', () => {
    const seconds = (from: string, to: string) => fc.integer({ min: Date.parse(from) / 1000, max: Date.parse(to) / 1000 });
    const pair = fc.tuple(seconds('1955-01-01', '2060-01-01'), fc.integer({ min: 1, max: 4_000_000_000 }));
    fc.assert(fc.property(pair, ([from, length]) => {
      const [notBefore, notAfter] = [new Date(from * 1000), new Date((from + length) * 1000)];
      const cert = read(root.issue({ commonName: 'x', notBefore, notAfter }).cert);
      expect([Date.parse(cert.validFrom), Date.parse(cert.validTo)]).toEqual([notBefore.getTime(), notAfter.getTime()]);
    }), RUNS);
  });

  it('has the subject that was asked, in any script', () => {
    const word = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((t) => !/[\0-\x1f\x7f]/.test(t));
    fc.assert(fc.property(word, fc.uniqueArray(word, { minLength: 2, maxLength: 3 }), (commonName, organizations) => {
      const { subject } = read(root.issue({ commonName, organizations }).cert).toLegacyObject();
      expect(subject).toEqual({ CN: commonName, O: organizations });
    }), RUNS);
  });

  it('is signed by its authority with the key that it names, and comes with its own', () => {
    fc.assert(fc.property(dns, fc.boolean(), (commonName, below) => {
      const authority = below ? root.intermediate(commonName) : root;
      const { cert, key, chain } = authority.issue({ commonName, dnsNames: [commonName] });
      const [parsed, above] = [read(cert), read(authority.cert)];
      expect(parsed.verify(above.publicKey)).toBe(true);
      expect(parsed.checkIssued(above)).toBe(true);
      expect(parsed.issuer).toBe(above.subject);
      expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
      expect(chain.match(/BEGIN CERTIFICATE/g)?.length).toBe(below ? 2 : 1);
    }), RUNS);
  });

  it('is PEM of lines that every reader takes', () => {
    const { cert } = root.issue({ commonName: 'x', dnsNames: Array.from({ length: 40 }, (_, i) => `host-${i}.example`) });
    const lines = cert.trimEnd().split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----']);
    expect(lines.slice(1, -1).every((l) => /^[A-Za-z0-9+/=]{1,64}$/.test(l))).toBe(true);
    expect(read(cert).raw.toString('base64')).toBe(lines.slice(1, -1).join(''));
  });
});

describe('an authority grown from a seed', () => {
  const grown = (text: string, days = 10) => makeCa('grown', { seed: Buffer.from(text), days });

  it('vouches for what another of the same seed signed, and of no other', () => {
    const [one, again, other] = [grown('seed'), grown('seed', 99), grown('Seed')];
    expect(again.key).toBe(one.key);
    const cert = read(again.issue({ commonName: 'x' }).cert);
    expect(cert.verify(read(one.cert).publicKey)).toBe(true);
    expect(cert.checkIssued(read(one.cert))).toBe(true);
    expect(cert.verify(read(other.cert).publicKey)).toBe(false);
  });

  it('has a key that is a key, whatever the seed', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), (seed) => {
      const ca = makeCa('grown', { seed: Buffer.from(seed) });
      expect(read(ca.cert).checkPrivateKey(createPrivateKey(ca.key))).toBe(true);
    }), RUNS);
  });

  it('gives certificates keys of their own', () => {
    const ca = grown('seed');
    expect(ca.issue({ commonName: 'x' }).key).not.toBe(ca.issue({ commonName: 'x' }).key);
  });
});

it.each([
  ['00'.repeat(16), '020101'],
  ['ff'.repeat(16), `02107f${'ff'.repeat(15)}`],
  [`${'00'.repeat(15)}02`, '020101'],
  [`01${'00'.repeat(15)}`, `02100080${'00'.repeat(14)}`],
])('the serial number from %s', (random, der) => {
  expect(serial(Buffer.from(random, 'hex')).toString('hex')).toBe(der);
});

it('the key identifier is of the public point alone, and the same for the same key', () => {
  const spki = read(root.cert).publicKey.export({ type: 'spki', format: 'der' });
  expect(keyId(spki)).toEqual(keyId(spki.subarray(-65)));
  expect(keyId(spki).length).toBe(20);
});

describe('a handshake', () => {
  const servers: tls.Server[] = [];
  afterAll(() => servers.forEach((s) => s.close()));

  async function outcome(issued: Issued, ca: string, host: string): Promise<string> {
    const server = tls.createServer({ cert: issued.chain, key: issued.key }, (socket) => socket.on('error', () => undefined).end('hello'));
    servers.push(server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const name = /^[\d.]+$/.test(host) ? {} : { servername: host };
    const socket = tls.connect({ host: '127.0.0.1', port, ca, ...name });
    return new Promise((done) => {
      socket.on('secureConnect', () => done(socket.getProtocol() ?? ''));
      socket.on('error', (e: NodeJS.ErrnoException) => done(e.code ?? e.message));
    }).then((said) => (socket.destroy(), String(said)));
  }

  it.each<[string, CertificateRequest, string, string]>([
    ['one label for a star', { commonName: 'x', dnsNames: ['*.apps.example'] }, 'a.apps.example', 'TLSv1.3'],
    ['two labels for a star', { commonName: 'x', dnsNames: ['*.apps.example'] }, 'a.b.apps.example', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['no label for a star', { commonName: 'x', dnsNames: ['*.apps.example'] }, 'apps.example', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['capitals', { commonName: 'x', dnsNames: ['apps.example'] }, 'APPS.example', 'TLSv1.3'],
    ['an address', { commonName: 'x', ips: ['127.0.0.1'] }, '127.0.0.1', 'TLSv1.3'],
    ['an address that is only a name', { commonName: 'x', dnsNames: ['127.0.0.1'] }, '127.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['forty names', { commonName: 'x', dnsNames: Array.from({ length: 40 }, (_, i) => `h${i}.example`) }, 'h39.example', 'TLSv1.3'],
    ['both purposes', { commonName: 'x', dnsNames: ['a.example'], client: true, server: true }, 'a.example', 'TLSv1.3'],
    ['one purpose, the other', { commonName: 'x', dnsNames: ['a.example'], client: true }, 'a.example', 'INVALID_PURPOSE'],
    ['days gone', { commonName: 'x', dnsNames: ['a.example'], days: -400 }, 'a.example', 'CERT_HAS_EXPIRED'],
    ['a far future', { commonName: 'x', dnsNames: ['a.example'], notAfter: new Date('9999-12-31T23:59:59Z') }, 'a.example', 'TLSv1.3'],
  ])('%s', async (_what, request, host, expected) => {
    expect(await outcome(root.issue(request), root.cert, host)).toBe(expected);
  });

  it('below an authority that expired is not trusted', async () => {
    const old = makeCa('old', { days: -1 });
    expect(await outcome(old.issue({ commonName: 'x', dnsNames: ['a.example'] }), old.cert, 'a.example')).toBe('CERT_HAS_EXPIRED');
    const between = root.intermediate('between', { days: -1 });
    expect(await outcome(between.issue({ commonName: 'x', dnsNames: ['a.example'] }), root.cert, 'a.example')).toBe('CERT_HAS_EXPIRED');
  });

  it('below another authority of the same name is not trusted', async () => {
    const leaf = root.issue({ commonName: 'a.example', dnsNames: ['a.example'] });
    expect(await outcome(leaf, makeCa('root').cert, 'a.example')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });
});
