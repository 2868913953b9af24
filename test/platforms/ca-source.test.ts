import { describe, expect, it } from 'vitest';
import { nameOf, R, ref } from '../../src/api/resources.ts';
import { Failure } from '../../src/errors.ts';
import { bundleOf, caSource, certificates, checkCaSource } from '../../src/platforms/ca-source.ts';
import { makeCa } from '../../src/sandbox/tls/authority.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { object, snapshotOf } from '../registry/world.ts';

const NOW = '2026-11-22T18:00:00Z';
const age = (from: string, to: string) => ({ notBefore: new Date(from), notAfter: new Date(to) });
const CURRENT = age('2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z');
const EXPIRED = age('2020-01-01T00:00:00Z', '2025-01-01T00:00:00Z');
const COMING = age('2027-01-01T00:00:00Z', '2030-01-01T00:00:00Z');

const authority = makeCa('ingress-operator@1', CURRENT);
const ca = authority.cert;
const other = makeCa('service-ca', CURRENT).cert;
const old = makeCa('old-root', EXPIRED).cert;
const next = makeCa('next-root', COMING).cert;
const leaf = authority.issue({ commonName: 'h', dnsNames: ['h.example.com'], ...CURRENT }).cert;
const oldLeaf = authority.issue({ commonName: 'h', dnsNames: ['h.example.com'], ...EXPIRED }).cert;
const between = authority.intermediate('between', CURRENT).cert;
const { key } = authority.issue({ commonName: 'k' });

describe('where a CA is copied from', () => {
  it.each([
    ['ingress', 'ingress', 'configmaps/openshift-config-managed/default-ingress-cert', 'ca-bundle.crt'],
    ['service', 'service', 'configmaps/openshift-image-registry/serviceca', 'service-ca.crt'],
    ['mine/ca', 'custom', 'configmaps/mine/ca', 'ca-bundle.crt'],
    ['mine/ca:root', 'custom', 'configmaps/mine/ca', 'root'],
    ['mine/ca:tls.crt', 'custom', 'configmaps/mine/ca', 'tls.crt'],
    ['openshift-config/a.b-c:A_1-x.pem', 'custom', 'configmaps/openshift-config/a.b-c', 'A_1-x.pem'],
    ['default/ingress', 'custom', 'configmaps/default/ingress', 'ca-bundle.crt'],
  ])('%s', (value, kind, map, from) => {
    const source = caSource('ca-source', value);
    expect([source.kind, nameOf(source.map), source.key]).toEqual([kind, map, from]);
  });

  it.each([
    '', 'Ingress', 'router', 'ca', '/ca', 'mine/', 'mine/ca:', 'mine/ca:a b', 'mine/ca/x', 'mine//ca', 'Mine/ca',
    'mine/CA', 'mine/ca:a:b', ' ingress', 'ingress ', '-a/b', 'a/-b', 'mine/ca:ключ', '../etc/passwd',
  ])('refuses %j', (value) => {
    const ask = (): unknown => caSource('ca-source', value);
    const says = 'allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.';
    expect(ask).toThrow(Failure);
    expect(ask).toThrow(`--ca-source: given ${JSON.stringify(value)}, ${says}`);
  });
});

describe('certificates of a bundle', () => {
  const trusted = ca.replaceAll(' CERTIFICATE-', ' TRUSTED CERTIFICATE-');
  it.each([
    ['one', ca, 1],
    ['two', ca + other, 2],
    ['the same twice', ca + ca, 2],
    ['without a line end between', ca.trimEnd() + other, 2],
    ['with comments and blank lines', `# ingress\n\n${ca}\n# service\n${other}\n`, 2],
    ['with Windows line ends', ca.replaceAll('\n', '\r\n'), 1],
    ['beside a key', key + ca, 1],
    ['a leaf', leaf, 1],
    ['nothing', '', undefined],
    ['words', 'hello', undefined],
    ['a key alone', key, undefined],
    ['only a beginning', '-----BEGIN CERTIFICATE-----\nMIIB', undefined],
    ['an empty certificate', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n', undefined],
    ['one that is broken', ca.replace(/\n.{8}/u, '\n!!!!!!!!'), undefined],
    ['a good one and a broken one', `${ca}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`, undefined],
    ['one cut short', ca.replace(/\n[^\n]+\n-----END/u, '\n-----END'), undefined],
    ['OpenSSL\'s own form holds more than a certificate', trusted, 1],
  ])('%s', (_, pem, count) => expect(certificates(pem)?.length).toBe(count));
});

const SOURCE = caSource('ca-source', 'mine/ca:root');
const MAP = ref(R.ConfigMap, 'ca', 'mine');
const holding = (pem: string): Snapshot => snapshotOf([object(MAP, { data: { root: pem } })], { takenAt: NOW });
const findings = (snapshot: Snapshot): string[] =>
  checkCaSource(snapshot, SOURCE).map(({ level, code, message }) => `${level} ${code}: ${message}`);

/** How a certificate that is not valid now is told. */
function told(level: string, name: string, { notBefore, notAfter }: typeof CURRENT): string {
  const words = (date: Date): string => {
    const [, , month, year] = date.toUTCString().split(' ');
    return `${month} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)} ${year} GMT`;
  };
  return `${level} RC-CA-SOURCE-EXPIRED: CN=${name} is valid from ${words(notBefore)} to ${words(notAfter)}`;
}

describe('what is wrong with a source', () => {
  const none = 'error RC-CA-NOT-PEM: it holds no certificate that can be read';
  const pinned = 'warning RC-CA-LEAF-ONLY: none of its certificates is a CA';
  const cases: [what: string, pem: string, findings: string[]][] = [
    ['nothing', ca, []],
    ['nothing with two CAs', ca + other, []],
    ['nothing with a CA below another', between, []],
    ['nothing with a leaf beside its CA', leaf + ca, []],
    ['a leaf alone', leaf, [pinned]],
    ['two leaves', leaf + leaf, [pinned]],
    ['no PEM', 'hello', [none]],
    ['an empty text', '', [none]],
    ['a private key', key, [none]],
    ['half a bundle', `${ca}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`, [none]],
    ['an expired CA alone', old, [told('error', 'old-root', EXPIRED)]],
    ['an expired CA beside a valid one still verifies', old + ca, [told('warning', 'old-root', EXPIRED)]],
    ['the other way round', ca + old, [told('warning', 'old-root', EXPIRED)]],
    ['a CA that is not valid yet', next, [told('error', 'next-root', COMING)]],
    ['the next CA beside the present one', ca + next, [told('warning', 'next-root', COMING)]],
    ['the old and the next, with none between', old + next, [told('error', 'old-root', EXPIRED), told('error', 'next-root', COMING)]],
    ['an expired CA and a leaf that is valid', old + leaf, [told('error', 'old-root', EXPIRED)]],
    ['an expired leaf beside its CA', oldLeaf + ca, [told('warning', 'h', EXPIRED)]],
    ['an expired leaf alone', oldLeaf, [told('error', 'h', EXPIRED), pinned]],
  ];
  it.each(cases)('%s', (_, pem, expected) => expect(findings(holding(pem))).toEqual(expected));

  it('the subject is the key of the config map, the remedy shows it', () => {
    expect(checkCaSource(holding('hello'), SOURCE)).toMatchObject([
      {
        subject: 'configmaps/mine/ca data.root',
        remedy: 'oc -n mine get configmap ca -o yaml',
      },
    ]);
  });
  it.each([
    ['the config map is absent', snapshotOf([], { absent: [MAP] }), 'the config map does not exist'],
    ['it has no data', snapshotOf([object(MAP)]), 'it has no key root'],
    ['it has another key', snapshotOf([object(MAP, { data: { 'ca-bundle.crt': ca } })]), 'it has no key root'],
    ['the key holds no text', snapshotOf([object(MAP, { data: { root: 1 } })]), 'it has no key root'],
  ])('%s', (_, snapshot, says) => expect(findings(snapshot)).toEqual([`error RC-CA-SOURCE-ABSENT: ${says}`]));

  it('the time is the Snapshot\'s, not ours', () => {
    const before = { ...holding(ca), takenAt: '2025-12-31T23:59:59Z' };
    const after = { ...holding(ca), takenAt: '2030-01-01T00:00:01Z' };
    expect(findings(before)).toEqual([told('error', 'ingress-operator@1', CURRENT)]);
    expect(findings(after)).toEqual([told('error', 'ingress-operator@1', CURRENT)]);
    expect(findings({ ...holding(ca), takenAt: '2029-12-31T23:59:59Z' })).toEqual([]);
    expect(findings({ ...holding(old), takenAt: '2024-06-01T00:00:00Z' })).toEqual([]);
  });
});

it('the bundle is copied as it is, comments and all', () => {
  const text = `# the root of the lab\n${ca}`;
  expect(bundleOf(holding(text), SOURCE)).toBe(text);
  expect(bundleOf(snapshotOf([], { absent: [MAP] }), SOURCE)).toBeUndefined();
});
