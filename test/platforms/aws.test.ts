import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { Failure } from '../../src/errors.ts';
import type { Given } from '../../src/forms/types.ts';
import { cloudFront, privateKeyOf } from '../../src/platforms/aws-cloudfront.ts';
import { isInternal } from '../../src/platforms/aws-fields.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { makeCa } from '../../src/sandbox/tls/authority.ts';
import { object } from '../registry/world.ts';
import { formOf, look, type Case } from './clouds-world.ts';

const aws = formOf('aws');
const FRONT = { 'cloud-front-base-url': 'https://d1.example.com/x/', 'cloud-front-keypair-id': 'K1', 'cloud-front-private-key': 'front:key.pem' };
const WRITTEN = { baseURL: 'https://d1.example.com/x', keypairID: 'K1', privateKey: { name: 'front', key: 'key.pem' } };

describe('CloudFront', () => {
  it.each<[what: string, given: Given, kept: unknown, value: unknown, missing: string[]]>([
    ['none', {}, undefined, undefined, []],
    ['whole', FRONT, undefined, WRITTEN, []],
    ['with a time', { ...FRONT, 'cloud-front-duration': '1h30m' }, undefined, { ...WRITTEN, duration: '1h30m' }, []],
    ['the key under its usual name', { ...FRONT, 'cloud-front-private-key': 'front' }, undefined, { ...WRITTEN, privateKey: { name: 'front', key: 'private.pem' } }, []],
    ['what is there stays', {}, { ...WRITTEN, duration: '20m' }, { ...WRITTEN, duration: '20m' }, []],
    ['another address over what is there', { 'cloud-front-base-url': 'https://d2.example.com' }, WRITTEN, { ...WRITTEN, baseURL: 'https://d2.example.com' }, []],
    ['taken away', { 'cloud-front-base-url': '' }, WRITTEN, undefined, []],
    ['half', { 'cloud-front-base-url': 'https://d1.example.com' }, undefined, { baseURL: 'https://d1.example.com' }, ['cloud-front-keypair-id', 'cloud-front-private-key']],
    ['a time alone', { 'cloud-front-duration': '5m' }, undefined, { duration: '5m' }, ['cloud-front-base-url', 'cloud-front-keypair-id', 'cloud-front-private-key']],
  ])('%s', (_what, given, kept, value, missing) => {
    expect(cloudFront(given, kept)).toEqual(value === undefined ? { missing } : { value, missing });
  });
  it('changes nothing of what is there', () => {
    const kept = Object.freeze({ ...WRITTEN });
    cloudFront({ 'cloud-front-keypair-id': 'K2' }, kept);
    expect(kept).toEqual(WRITTEN);
  });
  it('names the secret of the private key', () => {
    expect(privateKeyOf(WRITTEN)).toEqual({ secret: ref(R.Secret, 'front', NS.registry), key: 'key.pem' });
    expect(privateKeyOf(undefined)).toBeUndefined();
    expect(privateKeyOf({ baseURL: 'x' })).toBeUndefined();
  });
});

it.each([
  ['https://s3.openshift-storage.svc', true],
  ['http://minio.minio.svc:9000', true],
  ['https://rgw.rook.svc.cluster.local', true],
  ['https://svc.example.com', false],
  ['https://minio.svc.example.com', false],
  ['https://s3.eu-west-1.amazonaws.com', false],
  [undefined, false],
  [true, false],
])('%s is inside the cluster: %s', (endpoint, inside) => expect(isInternal(endpoint)).toBe(inside));

const BASE: Given = { bucket: 'images', credentials: 'f', 'region-endpoint': 'https://minio.example.com' };
const CA_MAP = ref(R.ConfigMap, 'store-ca', NS.config);
const years = (from: number, to: number): { notBefore: Date; notAfter: Date } => ({ notBefore: new Date(Date.UTC(from, 0)), notAfter: new Date(Date.UTC(to, 0)) });
const authority = { old: makeCa('old', years(2020, 2025)).cert, leaf: makeCa('root', years(2026, 2030)).issue({ commonName: 'h', dnsNames: ['h'], ...years(2026, 2030) }).cert };
const findings = (given: Given, objects: (string | KubeObject)[] = []): string[] => {
  const one: Case = { form: aws, platform: 'BareMetal', given, objects: ['given-s3', ...objects] };
  return aws.check(given, look(one)).map(({ level, code, subject, message }) => `${level} ${code} ${subject}: ${message}`);
};

describe('the CA', () => {
  const map = (data: Record<string, unknown>): KubeObject => object(CA_MAP, { data });
  it.each<[what: string, given: Given, objects: (string | KubeObject)[], found: RegExp[]]>([
    ['none', {}, [], []],
    ['one that is there', { 'trusted-ca': 'store-ca' }, ['store-ca'], []],
    ['one that is not', { 'trusted-ca': 'store-ca' }, [], [/^error RC-CA-MISSING configmaps\/openshift-config\/store-ca: the config map does not exist$/]],
    ['under another key', { 'trusted-ca': 'store-ca' }, [map({ 'ca.crt': 'x' })], [/^error RC-CA-KEY configmaps\/openshift-config\/store-ca: it has no key ca-bundle.crt$/]],
    ['no certificate', { 'trusted-ca': 'store-ca' }, [map({ 'ca-bundle.crt': 'x' })], [/^error RC-CA-NOT-PEM/]],
    ['expired', { 'trusted-ca': 'store-ca' }, [map({ 'ca-bundle.crt': authority.old })], [/^error RC-CA-SOURCE-EXPIRED/]],
    ['a leaf', { 'trusted-ca': 'store-ca' }, [map({ 'ca-bundle.crt': authority.leaf })], [/^warning RC-CA-LEAF-ONLY/]],
    ['copied from one that is there', { 'ca-source': 'minio/root:ca.pem' }, ['source-ca'], []],
    ['copied from one that is not', { 'ca-source': 'minio/root' }, ['source-ca'], [/^error RC-CA-SOURCE-ABSENT configmaps\/minio\/root data.ca-bundle.crt: it has no key ca-bundle.crt$/]],
    ['for Amazon itself', { 'region-endpoint': undefined, region: 'us-east-1', 'trusted-ca': 'store-ca' }, ['store-ca'], [/^warning RC-S3-CA-ALONE --trusted-ca: there is no --region-endpoint$/]],
  ])('%s', (_what, given, objects, found) => {
    const seen = findings({ ...BASE, ...given }, objects);
    expect(seen).toHaveLength(found.length);
    for (const [index, pattern] of found.entries()) expect(seen[index]).toMatch(pattern);
  });

  it('is copied under a name of its own, or the one that is given; not onto itself', () => {
    const step = (given: Given, objects: string[]): unknown => {
      const one: Case = { form: aws, platform: 'BareMetal', given: { ...BASE, ...given }, objects: ['given-s3', ...objects] };
      return aws.desired(one.given, look(one)).find(({ id }) => id === 'ca');
    };
    expect(step({ 'ca-source': 'minio/root:ca.pem' }, ['source-ca'])).toMatchObject({ ref: { name: 'image-registry-s3-bundle', namespace: NS.config }, live: false });
    expect(step({ 'ca-source': 'minio/root:ca.pem', 'trusted-ca': 'mine' }, ['source-ca'])).toMatchObject({ ref: { name: 'mine' } });
    expect(step({ 'ca-source': `${NS.config}/store-ca`, 'trusted-ca': 'store-ca' }, ['store-ca'])).toBeUndefined();
    expect(step({ 'trusted-ca': 'store-ca' }, ['store-ca'])).toBeUndefined();
  });

  it('is read with its source, and where it is configured already', () => {
    expect(aws.reads({ ...BASE, 'ca-source': 'minio/root' }).map(readKey)).toEqual(expect.arrayContaining(['configmaps/minio/root', 'configmaps/openshift-config/image-registry-s3-bundle']));
    const spec = { storage: { s3: { bucket: 'images', region: 'r', regionEndpoint: 'https://minio.example.com', trustedCA: { name: 'kept' }, cloudFront: WRITTEN } } };
    const seen = look({ form: aws, platform: 'BareMetal', given: {}, spec });
    expect(Object.keys(seen.answers)).toEqual(expect.arrayContaining(['configmaps/openshift-config/kept', 'secrets/openshift-image-registry/front']));
    expect(Object.keys(look({ form: aws, platform: 'BareMetal', given: { bucket: 'other' }, spec }).answers)).not.toContain('configmaps/openshift-config/kept');
  });
});

describe('what is worth knowing of an endpoint', () => {
  it.each<[given: Given, found: string[]]>([
    [{ encrypt: true }, ['warning RC-S3-ENCRYPT']],
    [{ encrypt: 'false' }, []],
    [{ 'region-endpoint': 'https://minio.example.com:9000' }, ['info RC-S3-ENDPOINT-PORT']],
    [{ 'region-endpoint': 'https://minio.example.com:443' }, []],
    [{ 'region-endpoint': 'http://minio.example.com:9000', encrypt: true }, ['warning RC-S3-ENCRYPT', 'info RC-S3-ENDPOINT-PORT']],
    [{ 'region-endpoint': undefined, region: 'us-east-1', encrypt: true }, []],
  ])('%j', (given, found) => expect(findings({ ...BASE, ...given }).map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(found));
});

it('a CA source for what takes none is refused before anything is read', () => {
  expect(() => aws.reads({ 'ca-source': 'x' })).toThrow(Failure);
});
