import { describe as group, expect, it } from 'vitest';
import { BACKEND, BACKENDS, backendOf, backendsOf, describe, readsCredentials, targetOf } from '../../src/registry/backends.ts';

group('which backends are set', () => {
  it.each([
    [undefined, []],
    [{}, []],
    [{ managementState: 'Managed' }, []],
    [{ emptyDir: {} }, ['emptyDir']],
    [{ emptyDir: null, s3: { bucket: 'b' } }, ['s3']],
    [{ pvc: {}, s3: {} }, ['s3', 'pvc']],
    [{ oss: {}, ibmcos: {}, azure: {}, swift: {}, gcs: {} }, ['gcs', 'swift', 'azure', 'ibmcos', 'oss']],
    ['text', []],
  ])('%j', (storage, set) => {
    expect(backendsOf(storage)).toEqual(set);
    expect(backendOf(storage)).toBe(set.length === 1 ? set[0] : undefined);
  });
});

it.each<[unknown, boolean]>([
  [undefined, false],
  [{}, false],
  [{ emptyDir: {} }, false],
  [{ pvc: { claim: 'c' } }, false],
  [{ managementState: 'Managed', s3: null }, false],
  ...(['s3', 'gcs', 'swift', 'azure', 'ibmcos', 'oss'] as const).map((backend) => [{ [backend]: {} }, true] as [unknown, boolean]),
  [{ pvc: { claim: 'c' }, swift: {} }, true],
])('%j reads credentials: %s', (storage, does) => expect(readsCredentials(storage)).toBe(does));

it('every part of an identity is a key of the schema', () => {
  for (const backend of BACKENDS) expect(BACKEND[backend].keys).toEqual(expect.arrayContaining([...BACKEND[backend].identity]));
  expect(BACKENDS).toHaveLength(8);
});

group('the same storage or another one', () => {
  const s3 = (more: Record<string, unknown>) => ({ s3: { bucket: 'b', regionEndpoint: 'https://h', ...more } });
  it.each([
    ['the same', s3({}), s3({}), true],
    ['another region', s3({ region: 'a' }), s3({ region: 'b' }), true],
    ['another CA', s3({ trustedCA: { name: 'a' } }), s3({}), true],
    ['encryption', s3({ encrypt: true }), s3({}), true],
    ['a slash at the end', s3({ regionEndpoint: 'https://h/' }), s3({}), true],
    ['a host in capitals', s3({ regionEndpoint: 'HTTPS://H' }), s3({}), true],
    ['state of management', { ...s3({}), managementState: 'Managed' }, s3({}), true],
    ['nulls beside', { ...s3({}), emptyDir: null }, s3({}), true],
    ['another bucket', s3({ bucket: 'c' }), s3({}), false],
    ['a bucket in capitals', s3({ bucket: 'B' }), s3({}), false],
    ['another endpoint', s3({ regionEndpoint: 'https://other' }), s3({}), false],
    ['AWS itself', s3({ regionEndpoint: '' }), { s3: { bucket: 'b' } }, true],
    ['another kind with the same name', { gcs: { bucket: 'b' } }, { s3: { bucket: 'b' } }, false],
    ['another claim', { pvc: { claim: 'a' } }, { pvc: { claim: 'b' } }, false],
    ['Swift in another project', { swift: { container: 'c', tenant: 'a' } }, { swift: { container: 'c', tenant: 'b' } }, false],
    ['Swift, other words for the version', { swift: { container: 'c', authVersion: '3' } }, { swift: { container: 'c' } }, true],
    ['Azure in another cloud', { azure: { container: 'c', accountName: 'a' } }, { azure: { container: 'c', accountName: 'a', cloudName: 'AzureChinaCloud' } }, false],
    ['Azure in the public cloud by name', { azure: { container: 'c', accountName: 'a' } }, { azure: { container: 'c', accountName: 'a', cloudName: 'AzurePublicCloud' } }, true],
    ['Azure by another short name', { azure: { container: 'c', accountName: 'a', cloudName: 'azurecloud' } }, { azure: { container: 'c', accountName: 'a', cloudName: '' } }, true],
    ['Azure in one cloud by both its names', { azure: { container: 'c', accountName: 'a', cloudName: 'AzureUSGovernment' } }, { azure: { container: 'c', accountName: 'a', cloudName: 'AZUREUSGOVERNMENTCLOUD' } }, true],
    ['Azure in another account', { azure: { container: 'c', accountName: 'a' } }, { azure: { container: 'c', accountName: 'b' } }, false],
    ['emptyDir', { emptyDir: {} }, { emptyDir: {} }, true],
    ['GCS in another region', { gcs: { bucket: 'b', region: 'x' } }, { gcs: { bucket: 'b' } }, true],
  ])('%s', (_, a, b, same) => expect(targetOf(a) === targetOf(b)).toBe(same));

  it('is not known without exactly one backend', () => {
    expect(targetOf({})).toBeUndefined();
    expect(targetOf({ s3: {}, pvc: {} })).toBeUndefined();
  });
});

group('in one line', () => {
  it.each([
    [{}, 'none'],
    [undefined, 'none'],
    [{ emptyDir: {} }, 'emptyDir (images are lost when a pod restarts)'],
    [{ s3: { bucket: 'b', regionEndpoint: 'https://h' } }, 'S3 bucket b at https://h'],
    [{ s3: { bucket: 'b', regionEndpoint: '' } }, 'S3 bucket b'],
    [{ s3: {} }, 'S3 bucket (named by the operator)'],
    [{ pvc: { claim: 'p' } }, 'volume claim p'],
    [{ swift: { container: 'c', authURL: 'https://k/v3' } }, 'Swift container c at https://k/v3'],
    [{ azure: { container: 'c', accountName: 'acct' } }, 'Azure container c at acct'],
    [{ gcs: { bucket: 'b' } }, 'GCS bucket b'],
    [{ emptyDir: {}, pvc: { claim: 'p' } }, '2 backends at once: emptyDir (images are lost when a pod restarts) and volume claim p'],
  ])('%j', (storage, words) => expect(describe(storage)).toBe(words));
});
