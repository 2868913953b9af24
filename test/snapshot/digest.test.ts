import fc from 'fast-check';
import { expect, test } from 'vitest';
import { R } from '../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../src/api/types.ts';
import { digested, guarded, maskText } from '../../src/snapshot/digest.ts';

const KEY = Buffer.from('one run');
const of = (resource: Resource, more: Record<string, unknown>): KubeObject => guarded({ apiVersion: 'v1', kind: resource.kind, metadata: { name: 'x' }, ...more }, resource, KEY);

test('a value is known by its length and a digest under this run\'s key', () => {
  const plain = digested('c2VrcmV0', KEY);
  expect(plain).toEqual({ bytes: 6, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  expect(digested('sekret', KEY, 'utf8')).toEqual(plain);
  expect(digested('c2VrcmV0', Buffer.from('another run')).digest).not.toBe(plain.digest);
});

test.each<[value: string, padded: boolean]>([
  ['key', false], ['two words', false], ['', false], ['k\u00e0', false], ['key\n', true], [' key', true], ['key\r\n', true], ['\ufeffkey', true], ['\n', true],
])('of %j it is known whether there is white space around it: %s', (value, padded) => {
  expect('padded' in digested(value, KEY, 'utf8')).toBe(padded);
});

test('no text of any secret is in a Snapshot, whatever its keys and values', () => {
  fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z._-]{1,20}$/), fc.stringMatching(/^[!-~]{8,40}$/)), (values) => {
    const data = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Buffer.from(value).toString('base64')]));
    const held = of(R.Secret, { data, stringData: values, metadata: { name: 'x', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data, values }) } } });
    const { data: digests, ...rest } = held;
    const text = JSON.stringify(rest) + Object.values(digests as Record<string, unknown>).map((value) => JSON.stringify(value)).join('');
    for (const value of [...Object.values(values), ...Object.values(data)]) expect(text).not.toContain(value);
  }), { numRuns: 60 });
});

test('items of a list, which carry neither kind nor version, are secrets all the same', () => {
  const item = { metadata: { name: 'x' }, data: { a: 'c2VrcmV0' } } as unknown as KubeObject;
  expect(guarded(item, R.Secret, KEY)).toMatchObject({ apiVersion: 'v1', kind: 'Secret', data: { a: { bytes: 6 } } });
});

test.each<[string, Resource, Record<string, unknown>, string]>([
  ['httpSecret of the Config', R.Config, { spec: { httpSecret: 'SEKRET', replicas: 1 } }, 'SEKRET'],
  ['the HTTP secret in the environment', R.Deployment, { spec: { template: { spec: { containers: [{ env: [{ name: 'REGISTRY_HTTP_SECRET', value: 'SEKRET' }] }] } } } }, 'SEKRET'],
  ['a proxy\'s password', R.Deployment, { spec: { env: [{ name: 'HTTPS_PROXY', value: 'http://u:SEKRET@proxy:3128' }] } }, 'SEKRET'],
  ['a route\'s key', R.Route, { spec: { tls: { key: 'SEKRET' } } }, 'SEKRET'],
  ['a private key in a config map', R.ConfigMap, { data: { 'tls.pem': '-----BEGIN PRIVATE KEY-----\nSEKRET\n-----END PRIVATE KEY-----' } }, 'SEKRET'],
  ['managed fields', R.ConfigMap, { metadata: { name: 'x', managedFields: [{ manager: 'SEKRET' }] } }, 'SEKRET'],
  ['what was applied last', R.Config, { metadata: { name: 'x', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'SEKRET', other: 'stays' } } }, 'SEKRET'],
])('%s is not in a Snapshot', (_name, resource, more, secret) => {
  expect(JSON.stringify(of(resource, more))).not.toContain(secret);
});

test('everything else stays as it is', () => {
  const spec = { replicas: 2, storage: { s3: { bucket: 'b', regionEndpoint: 'https://host:443/path' } }, list: [1, 'two', null, true] };
  const held = of(R.Config, { spec, metadata: { name: 'x', generation: 3, annotations: { a: 'b' } } });
  expect(held['spec']).toEqual(spec);
  expect(held.metadata).toEqual({ name: 'x', generation: 3, annotations: { a: 'b' } });
});

test.each([
  ['https://user:pass@host/path', 'https://***@host/path'],
  ['see http://a:b@c and https://d@e/f', 'see http://***@c and https://***@e/f'],
  ['https://host/path@2', 'https://host/path@2'],
  ['mail a@b.c', 'mail a@b.c'],
  ['Get "https://h/b?X-Amz-Algorithm=x&X-Amz-Signature=abc": EOF', 'Get "https://h/b?X-Amz-Algorithm=x&X-Amz-Signature=***": EOF'],
  ['-----BEGIN RSA PRIVATE KEY-----\nabc', '(secret)'],
  ['-----BEGIN CERTIFICATE-----\nabc', '-----BEGIN CERTIFICATE-----\nabc'],
])('maskText: %s', (text, masked) => {
  expect(maskText(text)).toBe(masked);
});
