import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyMaker, makePki, pkiObjects } from '../../src/sandbox/pki.ts';

describe('makePki', () => {
  const pki = makePki();
  it.each([['apiServer', 'api', '127.0.0.1'], ['apiServer', 'api', 'localhost'], ['wildcard', 'ingress', 'x.apps.lab.example.com']] as const)('its %s certificate is signed by %s and good for %s', (which, by, host) => {
    const leaf = new X509Certificate(pki[which].cert);
    expect(leaf.verify(new X509Certificate(pki[by].cert).publicKey)).toBe(true);
    expect(leaf.checkHost(host) ?? leaf.checkIP(host)).toBeDefined();
  });

  it('has authorities that are five different ones', () => {
    expect(new Set([pki.api, pki.client, pki.service, pki.ingress, pki.world].map((ca) => ca.cert)).size).toBe(5);
  });

  it('publishes certificates only, but for the router\'s own key', () => {
    const [router, ...maps] = pkiObjects(pki);
    expect(JSON.stringify(router)).toContain(Buffer.from(pki.wildcard.key).toString('base64'));
    expect(JSON.stringify(maps)).not.toContain('PRIVATE');
  });
});

describe('keyMaker', () => {
  it.each([[6443, 't', 6443, 't', true], [6443, undefined, 6443, undefined, true], [6443, 't', 6443, 'u', false], [6443, 't', 6444, 't', false], [0, 't', 0, 't', false]])('port %d token %s, and port %d token %s: same %s', (port, token, port2, token2, same) => {
    expect(keyMaker(port, token)('access', 20) === keyMaker(port2, token2)('access', 20)).toBe(same);
  });

  it('gives different keys for different things, as long as asked for', () => {
    const make = keyMaker(1, 't');
    expect(make('a', 20)).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(make('secret', 40)).toMatch(/^[A-Za-z0-9]{38,40}$/);
    expect(make('a', 20)).not.toBe(make('b', 20));
  });
});
