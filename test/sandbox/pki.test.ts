import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { keyMaker, makePki, pkiObjects } from '../../src/sandbox/pki.ts';
import { ask } from './speak.ts';

describe('makePki', () => {
  const pki = makePki();
  it.each([
    ['apiServer', 'api', '127.0.0.1'],
    ['apiServer', 'api', 'localhost'],
    ['wildcard', 'ingress', 'x.apps.lab.example.com'],
  ] as const)('its %s certificate is signed by %s and good for %s', (which, by, host) => {
    const leaf = new X509Certificate(pki[which].cert);
    expect(leaf.verify(new X509Certificate(pki[by].cert).publicKey)).toBe(true);
    expect(leaf.checkHost(host) ?? leaf.checkIP(host)).toBeDefined();
  });

  it('has authorities that are five different ones', () => {
    expect(new Set([pki.api, pki.client, pki.service, pki.ingress, pki.world].map((ca) => ca.cert)).size).toBe(5);
  });

  it("publishes certificates only, but for the router's own key", () => {
    const [router, ...maps] = pkiObjects(pki);
    expect(JSON.stringify(router)).toContain(Buffer.from(pki.wildcard.key).toString('base64'));
    expect(JSON.stringify(maps)).not.toContain('PRIVATE');
  });
});

describe('makePki of the same port and token', () => {
  const AUTHORITIES = ['api', 'client', 'service', 'ingress', 'world'] as const;
  it.each(AUTHORITIES)('has the %s authority again byte for byte', (which) => {
    expect(makePki(6443, 't')[which].cert).toBe(makePki(6443, 't')[which].cert);
  });

  it.each(AUTHORITIES)('has another %s authority for another token', (which) => {
    expect(makePki(6443, 't')[which].cert).not.toBe(makePki(6443, 'u')[which].cert);
  });
});

describe('makePki for a port', () => {
  const names = ['api', 'client', 'service', 'ingress', 'world'] as const;
  const vouches = (first: [number, string?], second: [number, string?]) => {
    const [one, two] = [makePki(...first), makePki(...second)];
    return names.filter((name) =>
      new X509Certificate(two[name].issue({ commonName: 'x' }).cert).verify(
        new X509Certificate(one[name].cert).publicKey,
      ),
    );
  };
  it.each<[[number, string?], [number, string?], readonly string[]]>([
    [[6443, 't'], [6443, 't'], names],
    [[6443], [6443], ['api', 'service', 'ingress', 'world']],
    [[6443, 't'], [6443, 'u'], []],
    [[6443, 't'], [6444, 't'], []],
    [[0, 't'], [0, 't'], []],
  ])('%j then %j: the same keys for %j', (first, second, same) => {
    expect(vouches(first, second)).toEqual(same);
  });

  it('is trusted by files of an earlier run, over TLS', async () => {
    const [one, two] = [makePki(6443, 't'), makePki(6443, 't')];
    const server = createServer({ cert: two.apiServer.chain, key: two.apiServer.key }, (_, response) =>
      response.end('ok'),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect((await ask(`https://127.0.0.1:${port}/`, { ca: one.api.cert })).body).toBe('ok');
    await expect(ask(`https://127.0.0.1:${port}/`, { ca: makePki().api.cert })).rejects.toThrow(/certificate/);
    server.close();
  });
});

describe('keyMaker', () => {
  it.each([
    [6443, 't', 6443, 't', true],
    [6443, undefined, 6443, undefined, true],
    [6443, 't', 6443, 'u', false],
    [6443, 't', 6444, 't', false],
    [0, 't', 0, 't', false],
  ])('port %d token %s, and port %d token %s: same %s', (port, token, port2, token2, same) => {
    expect(keyMaker(port, token)('access', 20) === keyMaker(port2, token2)('access', 20)).toBe(same);
  });

  it('gives different keys for different things, as long as asked for', () => {
    const make = keyMaker(1, 't');
    expect(make('a', 20)).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(make('secret', 40)).toMatch(/^[A-Za-z0-9]{38,40}$/);
    expect(make('a', 20)).not.toBe(make('b', 20));
  });
});
