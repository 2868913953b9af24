import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../../src/api/types.ts';
import { Failure } from '../../../src/errors.ts';
import type { Net } from '../../../src/probe/net.ts';
import { lookUp } from '../../../src/probe/store/look-up.ts';
import type { StoreQuestion } from '../../../src/snapshot/types.ts';

/** A machine without any network: what would be asked is noted. */
function nowhere(): { net: Net; asked: string[] } {
  const asked: string[] = [];
  const connect: Net['connect'] = (host, port) => {
    asked.push(`${host}:${port}`);
    return Promise.reject(new Failure('unhealthy', `No connection to ${host}: there is no network.`));
  };
  return { asked, net: { connect, door: (host, port) => ({ host, port, connect: () => connect(host, port) }) } };
}

const text = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('', '..', '../x', 'a/b', 'https://', 'https://h/%zz', 'https://[::1', 'https://h:99999', 'h:1', '//h', 'javascript:1', '\uD800', 'a\r\nx: y', '${bucket}', '<b>', 'x'.repeat(300)));
const maybe = fc.option(text, { nil: undefined });
const base = { secret: { resource: {} as Resource, name: 's' }, keys: {} };
const questions = fc.oneof(
  fc.record({ kind: fc.constant('s3' as const), bucket: text, region: text, endpoint: maybe, virtualHosted: fc.boolean(), ca: maybe }),
  fc.record({ kind: fc.constant('gcs' as const), bucket: text }),
  fc.record({ kind: fc.constant('azure' as const), account: text, container: text, cloud: text }),
  fc.record({ kind: fc.constant('swift' as const), container: text, authURL: text, domain: maybe, tenant: maybe, tenantID: maybe, regionName: maybe, ca: maybe }),
);
const NAMES = ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY', 'credentials', 'REGISTRY_STORAGE_GCS_KEYFILE', 'service_account.json', 'REGISTRY_STORAGE_AZURE_ACCOUNTKEY', 'REGISTRY_STORAGE_SWIFT_USERNAME', 'REGISTRY_STORAGE_SWIFT_PASSWORD', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET', 'clouds.yaml'];

describe('a question of any kind', () => {
  it('has an answer, and is asked at no host that it does not name', async () => {
    await fc.assert(
      fc.asyncProperty(questions, fc.dictionary(fc.constantFrom(...NAMES), text), async (question, secrets) => {
        const { net, asked } = nowhere();
        const answer = await lookUp({ ...base, ...question } as StoreQuestion, secrets, net, { now: () => new Date('2026-01-01T00:00:00Z') });
        expect(['absent', 'refused', 'unreachable', 'unclear']).toContain(answer.state);
        expect(answer.detail).not.toMatch(/[\r\n]|undefined|\[object/);
        expect(answer.detail.length).toBeLessThan(300);
        const named = [question.kind === 's3' ? (question.endpoint ?? '') : '', question.kind === 'swift' ? question.authURL : ''].join(' ').toLowerCase();
        for (const host of asked.map((one) => one.replace(/:\d+$/, ''))) {
          const own = /(^|\.)amazonaws\.com(\.cn)?$|\.googleapis\.com$|\.blob\.core\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn|cloudapi\.de)$|\.gov$/.test(host);
          expect(own || (named !== ' ' && named.trim() !== '')).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['a/b', 'a.b@evil.example', 'evil.example/', 'a b', '..', 'UPPER'])('a region that is none (%s) makes no host', async (region) => {
    const { net, asked } = nowhere();
    const question = { ...base, kind: 's3', bucket: 'bucket', region, virtualHosted: false } as const;
    const answer = await lookUp(question, { REGISTRY_STORAGE_S3_ACCESSKEY: 'AKIAIOSFODNN7EXAMPLE', REGISTRY_STORAGE_S3_SECRETKEY: 'b' }, net, { now: () => new Date() });
    expect(asked).toEqual([]);
    expect(['unclear', 'unreachable']).toContain(answer.state);
  });

  it.each([
    ['an access key with a line break', { kind: 's3', bucket: 'bucket', region: 'r', virtualHosted: false }, { REGISTRY_STORAGE_S3_ACCESSKEY: 'A\r\nX-Evil: 1', REGISTRY_STORAGE_S3_SECRETKEY: 'b' }],
    ['an access key that is no ASCII', { kind: 's3', bucket: 'bucket', region: 'r', virtualHosted: false }, { REGISTRY_STORAGE_S3_ACCESSKEY: '\u043A\u043B\u044E\u0447', REGISTRY_STORAGE_S3_SECRETKEY: 'b' }],
    ['a container that is half a character', { kind: 'swift', container: '\uD800', authURL: 'https://k.example' }, { REGISTRY_STORAGE_SWIFT_USERNAME: 'u', REGISTRY_STORAGE_SWIFT_PASSWORD: 'p' }],
  ] as const)('%s is never sent', async (_what, question, secrets) => {
    const { net } = nowhere();
    const answer = await lookUp({ ...base, ...question } as StoreQuestion, secrets, net, { now: () => new Date() });
    expect(['unclear', 'unreachable']).toContain(answer.state);
    expect(JSON.stringify(answer)).not.toContain('Evil');
  });

  it.each([
    ['https://h/%zz', 'unclear'],
    ['https://h/%2', 'unclear'],
    ['https://h/a%20b', 'unreachable'],
  ])('an endpoint %s is %s', async (endpoint, state) => {
    const { net } = nowhere();
    expect((await lookUp({ ...base, kind: 's3', bucket: 'bucket', region: 'r', virtualHosted: false, endpoint }, { REGISTRY_STORAGE_S3_ACCESSKEY: 'a', REGISTRY_STORAGE_S3_SECRETKEY: 'b' }, net, { now: () => new Date() })).state).toBe(state);
  });
});
