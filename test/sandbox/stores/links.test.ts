import { describe, expect, it } from 'vitest';
import { sharedAccess, signBlob } from '../../../src/sandbox/stores/azure/sas.ts';
import { serviceAccount } from '../../../src/sandbox/stores/google/accounts.ts';
import { signerOf, signUrl } from '../../../src/sandbox/stores/google/signed-url.ts';

const NOW = new Date('2026-05-01T00:00:00Z');
const LATER = new Date(NOW.getTime() + 60_000);
const account = serviceAccount('registry', 'lab');
const [key, other] = [Buffer.alloc(64, 1).toString('base64'), Buffer.alloc(64, 2).toString('base64')];

/** The URL with one thing of it changed. */
const changed = (url: URL, change: (at: URL) => void): URL => {
  const at = new URL(url);
  change(at);
  return at;
};

describe('a URL that Google\'s key signed', () => {
  const url = new URL(signUrl(account.keyfile(), 'GET', 'b', 'a b/ü', LATER.getTime() / 1000) ?? '');
  it('leads to the object, and holds no key', () => {
    expect(url.origin + url.pathname).toBe('https://storage.googleapis.com/b/a%20b/%C3%BC');
    expect(url.href).not.toContain('PRIVATE');
    expect(signerOf([account], 'GET', url, NOW)).toBe(account);
  });
  it.each<[string, string, URL, Date]>([
    ['a minute later', 'GET', url, LATER],
    ['for another method', 'HEAD', url, NOW],
    ['for another object', 'GET', changed(url, (at) => void (at.pathname = '/b/other')), NOW],
    ['with a later end', 'GET', changed(url, (at) => at.searchParams.set('Expires', '99999999999')), NOW],
    ['with an end that is none', 'GET', changed(url, (at) => at.searchParams.set('Expires', 'never')), NOW],
    ['of another account', 'GET', changed(url, (at) => at.searchParams.set('GoogleAccessId', 'x')), NOW],
    ['with another signature', 'GET', changed(url, (at) => at.searchParams.set('Signature', 'AAAA')), NOW],
    ['without a signature', 'GET', changed(url, (at) => at.searchParams.delete('Signature')), NOW],
  ])('is not good %s', (_what, method, at, now) => {
    expect(signerOf([account], method, at, now)).toBeUndefined();
  });
  it.each(['', '{', '{}', '{"private_key":"x"}'])('cannot be made with the key file %s', (file) => {
    expect(signUrl(file, 'GET', 'b', 'k', 1)).toBeUndefined();
  });
});

describe('a URL that an account\'s key signed', () => {
  const url = new URL(signBlob('https://acct.blob.core.windows.net', 'acct', key, 'c', 'a b/ü', LATER));
  it('leads to the blob, and holds no key', () => {
    expect(url.origin + url.pathname).toBe('https://acct.blob.core.windows.net/c/a%20b/%C3%BC');
    expect(url.href).not.toContain(encodeURIComponent(key));
    expect(sharedAccess(url, 'acct', [other, key], NOW)).toBe(true);
  });
  it.each<[string, URL, string, string[], Date]>([
    ['a minute later', url, 'acct', [key], LATER],
    ['for another account', url, 'other', [key], NOW],
    ['by another key', url, 'acct', [other], NOW],
    ['by no key', url, 'acct', [], NOW],
    ['for another blob', changed(url, (at) => void (at.pathname = '/c/other')), 'acct', [key], NOW],
    ['for writing', changed(url, (at) => at.searchParams.set('sp', 'rw')), 'acct', [key], NOW],
    ['for a container', changed(url, (at) => at.searchParams.set('sr', 'c')), 'acct', [key], NOW],
    ['of another version', changed(url, (at) => at.searchParams.set('sv', '2015-04-05')), 'acct', [key], NOW],
    ['with a later end', changed(url, (at) => at.searchParams.set('se', '2027-01-01T00:00:00Z')), 'acct', [key], NOW],
    ['with another signature', changed(url, (at) => at.searchParams.set('sig', 'AAAA')), 'acct', [key], NOW],
  ])('is not good %s', (_what, at, name, keys, now) => {
    expect(sharedAccess(at, name, keys, now)).toBe(false);
  });
});
