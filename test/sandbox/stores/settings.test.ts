import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../src/sandbox/stores/call.ts';
import { checkSetting } from '../../../src/sandbox/stores/settings.ts';
import { metadataOf, patched } from '../../../src/sandbox/stores/google/metadata.ts';
import type { CloudBucket } from '../../../src/sandbox/stores/cloud-door.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
const call = (body: string, digest: string | undefined = md5(body)): Call =>
  ({ method: 'PUT', path: '/', pairs: [], query: new Map(), headers: digest === '' ? {} : { 'content-md5': digest }, bucket: 'b', key: '', body: Buffer.from(body), user: undefined });
const rules = (...all: string[]): string => `<LifecycleConfiguration>${all.map((rule) => `<Rule>${rule}</Rule>`).join('')}</LifecycleConfiguration>`;
const ON = '<Status>Enabled</Status>';

describe('what Amazon refuses of a setting', () => {
  it.each<[string, Call, string]>([
    ['rules without a digest', call(rules(ON), ''), 'InvalidRequest'],
    ['another digest', call(rules(ON), md5('x')), 'BadDigest'],
    ['no rule at all', call(rules()), 'MalformedXML'],
    ['another document', call('<Rule></Rule>'), 'MalformedXML'],
    ['a rule without a state', call(rules('<ID>a</ID>')), 'MalformedXML'],
    ['two rules of one id', call(rules(`<ID>a</ID>${ON}`, `<ID>a</ID>${ON}`)), 'InvalidArgument'],
    ['both kinds of rules', call(rules(`<Prefix></Prefix>${ON}`, `<Filter><Prefix></Prefix></Filter>${ON}`)), 'InvalidRequest'],
  ])('%s', (_what, one, code) => {
    expect(() => checkSetting(one, 'lifecycle')).toThrow(code);
  });
  it.each<[string, Call, string]>([
    ['rules of the one kind', call(rules(`<ID>a</ID><Filter/>${ON}`, `<ID>b</ID><Filter><Prefix>x</Prefix></Filter>${ON}`)), 'lifecycle'],
    ['rules of the old kind', call(rules(`<Prefix>a</Prefix>${ON}`)), 'lifecycle'],
    ['a block without a digest', call('<PublicAccessBlockConfiguration></PublicAccessBlockConfiguration>', ''), 'publicAccessBlock'],
  ])('and takes %s', (_what, one, name) => {
    expect(() => checkSetting(one, name)).not.toThrow();
  });
  it('a block that is none', () => {
    expect(() => checkSetting(call('<a></a>'), 'publicAccessBlock')).toThrow('MalformedXML');
  });
});

describe('the metadata of a bucket of Google', () => {
  const bucket = (): CloudBucket => ({ name: 'b', account: 'a', objects: new Map(), settings: new Map() });
  const send = (one: CloudBucket, patch: unknown, generation: string | null = null) => patched(one, Buffer.from(typeof patch === 'string' ? patch : JSON.stringify(patch)), generation);

  it('begins as Google makes one', () => {
    expect(metadataOf(bucket())).toMatchObject({ metageneration: '1', iamConfiguration: { publicAccessPrevention: 'inherited' } });
  });
  it('is patched: objects field by field, lists whole, null takes away; each time it is a new generation', () => {
    const one = bucket();
    expect(send(one, { labels: { a: '1', b: '2' }, lifecycle: { rule: [1, 2] } }, '1')).toBeUndefined();
    expect(send(one, { labels: { a: null, c: '3' }, lifecycle: { rule: [3] }, iamConfiguration: { publicAccessPrevention: 'enforced' } }, '2')).toBeUndefined();
    expect(metadataOf(one)).toMatchObject({ metageneration: '3', labels: { b: '2', c: '3' }, lifecycle: { rule: [3] }, iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: 'enforced' } });
    expect(metadataOf(one)['labels']).not.toHaveProperty('a');
  });
  it.each<[string, unknown, string | null, number]>([
    ['of another generation', {}, '2', 412],
    ['that is no JSON', '{', null, 400],
    ['that is no object', [], null, 400],
  ])('refuses a patch %s, and stays', (_what, patch, generation, code) => {
    const one = bucket();
    expect(send(one, patch, generation)?.code).toBe(code);
    expect(metadataOf(one)['metageneration']).toBe('1');
  });
});
