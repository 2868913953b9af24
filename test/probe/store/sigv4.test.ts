import { describe, expect, it } from 'vitest';
import { s3Keys } from '../../../src/probe/store/s3-keys.ts';
import { endpointOf, isRegion, placeOf, shownAs, type S3Question } from '../../../src/probe/store/s3-place.ts';
import { sign, target } from '../../../src/probe/store/sigv4.ts';
import { signature as theirs } from '../../../src/sandbox/stores/sigv4.ts';
import type { Resource } from '../../../src/api/types.ts';

const KEYS = { accessKey: 'AKIAIOSFODNN7EXAMPLE', secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const AT = new Date('2013-05-24T00:00:00Z');
const EXAMPLE = { method: 'GET', host: 'examplebucket.s3.amazonaws.com', path: '/' } as const;

describe('a signature', () => {
  // the examples that Amazon publishes with its description of the signature
  it.each([
    [[['lifecycle', '']], 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    [[['max-keys', '2'], ['prefix', 'J']], '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ] as [[string, string][], string][])('of the published example %j', (query, wanted) => {
    const { headers, signature } = sign({ ...EXAMPLE, query }, KEYS, 'us-east-1', AT);
    expect(signature).toBe(wanted);
    expect(headers['authorization']).toBe(`AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${wanted}`);
    expect(headers['x-amz-date']).toBe('20130524T000000Z');
  });

  it.each([['/a b', []], ['/ü/$&+,', [['k', 'a/b c']]], ["/it's(1)*", [['b', '1'], ['a', '2']]], ['/~-._', [['k', '']]]] as [string, [string, string][]][])('of %s %j is as a store computes it', (path, query) => {
    const { headers, signature } = sign({ ...EXAMPLE, path, query }, KEYS, 'r-1', AT);
    const bare = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
    expect(theirs(KEYS.secretKey, { date: '20130524T000000Z', region: 'r-1' }, { method: 'GET', path, query, headers: bare, signed: Object.keys(bare), payload: bare['x-amz-content-sha256'] ?? '' })).toBe(signature);
  });

  it('does not hold the secret key', () => {
    expect(JSON.stringify(sign({ ...EXAMPLE, query: [] }, KEYS, 'r', AT))).not.toContain(KEYS.secretKey);
  });

  it('is of what is sent', () => {
    expect(target({ path: '/b ü', query: [['z', '1'], ['a', 'x y']] })).toEqual({ path: '/b%20%C3%BC', query: 'a=x%20y&z=1', whole: '/b%20%C3%BC?a=x%20y&z=1' });
    expect(target({ path: '/b', query: [] }).whole).toBe('/b');
  });
});

describe('the keys of a secret', () => {
  const ini = (profile: string) => `[${profile}]\naws_access_key_id=A\r\naws_secret_access_key = B/+=\n`;
  it.each([
    ['the operator\'s', { REGISTRY_STORAGE_S3_ACCESSKEY: 'A', REGISTRY_STORAGE_S3_SECRETKEY: 'B' }, { accessKey: 'A', secretKey: 'B' }],
    ['a claim\'s', { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' }, { accessKey: 'A', secretKey: 'B' }],
    ['minted ones', { aws_access_key_id: 'A', aws_secret_access_key: 'B' }, { accessKey: 'A', secretKey: 'B' }],
    ['a minted file, before the two', { aws_access_key_id: 'X', aws_secret_access_key: 'Y', credentials: ini('default') }, { accessKey: 'A', secretKey: 'B/+=' }],
    ['a file of two profiles', { credentials: `${ini('other').replaceAll('=A', '=X')}${ini('default')}` }, { accessKey: 'A', secretKey: 'B/+=' }],
    ['a file without profiles', { credentials: 'aws_access_key_id=A\naws_secret_access_key=B\n' }, { accessKey: 'A', secretKey: 'B' }],
    ['a file of another profile', { credentials: ini('other') }, undefined],
    ['the operator\'s, half of them', { REGISTRY_STORAGE_S3_ACCESSKEY: 'A' }, undefined],
    ['empty ones', { REGISTRY_STORAGE_S3_ACCESSKEY: '', REGISTRY_STORAGE_S3_SECRETKEY: '' }, undefined],
    ['a role', { credentials: '[default]\nrole_arn = x\nweb_identity_token_file = y\n' }, 'role'],
    ['nothing', {}, undefined],
  ])('%s', (_what, secrets, keys) => {
    expect(s3Keys(secrets)).toEqual(keys);
  });
});

describe('where a bucket is', () => {
  const question = (more: Partial<S3Question>): S3Question => ({ kind: 's3', bucket: 'b', region: 'us-east-1', virtualHosted: false, secret: { resource: {} as Resource, name: 's' }, keys: {}, ...more });
  it.each([
    [{}, 'https://s3.us-east-1.amazonaws.com/'],
    [{ region: '' }, 'https://s3.us-east-1.amazonaws.com/'],
    [{ endpoint: '' }, 'https://s3.us-east-1.amazonaws.com/'],
    [{ region: 'us-gov-west-1' }, 'https://s3.us-gov-west-1.amazonaws.com/'],
    [{ region: 'cn-north-1' }, 'https://s3.cn-north-1.amazonaws.com.cn/'],
    [{ region: 'us-iso-east-1' }, 'https://s3.us-iso-east-1.c2s.ic.gov/'],
    [{ region: 'us-isob-east-1' }, 'https://s3.us-isob-east-1.sc2s.sgov.gov/'],
    [{ endpoint: 'rgw.example:8443/base/' }, 'https://rgw.example:8443/base/'],
    [{ endpoint: 'http://rgw.example' }, undefined],
    [{ endpoint: 'ftp://rgw.example' }, undefined],
    [{ endpoint: 'https://a:b@rgw.example' }, undefined],
    [{ endpoint: 'https://' }, undefined],
  ])('%j is at %s', (more, at) => {
    expect(endpointOf(question(more))?.href).toBe(at);
  });

  it.each([
    ['https://h', 'b', false, { origin: 'https://h', host: 'h', path: '/b' }],
    ['https://h:8443/', 'b', false, { origin: 'https://h:8443', host: 'h:8443', path: '/b' }],
    ['https://h/base/', 'b', false, { origin: 'https://h', host: 'h', path: '/base/b' }],
    ['https://h:8443', 'b', true, { origin: 'https://b.h:8443', host: 'b.h:8443', path: '' }],
    ['https://h', '', true, { origin: 'https://h', host: 'h', path: '' }],
    ['https://h/base', '', false, { origin: 'https://h', host: 'h', path: '/base' }],
  ])('%s, %s, by its host: %s', (endpoint, bucket, hosted, place) => {
    expect(placeOf(new URL(endpoint), bucket, hosted)).toEqual(place);
  });

  it.each(['us-east-1', 'default', 'a'])('%s is a word for a region', (word) => expect(isRegion(word)).toBe(true));
  it.each(['', 'a.b', 'evil.example/#', 'A', '-a', 'a-', 'a b', 'x'.repeat(60)])('%s is none', (word) => expect(isRegion(word)).toBe(false));

  it('is shown without what is no address', () => {
    expect(shownAs(question({}), new URL('https://h:8443/x'))).toBe('bucket b at h:8443');
    expect(shownAs(question({ endpoint: 'http://h' }), undefined)).toBe('bucket b at http://h');
    expect(shownAs(question({}), new URL('https://[::1]'))).toBe('bucket b at [::1]');
  });
});
