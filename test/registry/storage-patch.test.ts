import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePatch } from '../../src/plan/merge.ts';
import { BACKEND, BACKENDS, backendsOf } from '../../src/registry/backends.ts';
import { storagePatch } from '../../src/registry/storage-patch.ts';

const others = (but: string): Record<string, null> => Object.fromEntries(BACKENDS.filter((b) => b !== but).map((b) => [b, null]));

describe('the one patch', () => {
  it('of ODF object storage is the golden one', () => {
    const values = { bucket: 'b', region: 'us-east-1', regionEndpoint: 'https://h', virtualHostedStyle: false, encrypt: false, trustedCA: { name: 'bundle' } };
    expect(storagePatch('s3', values, 'Unmanaged')).toEqual({ managementState: 'Unmanaged', s3: { ...values, keyID: null, cloudFront: null }, ...others('s3') });
  });
  it('of AWS clears everything that belongs to other stores', () => {
    expect(storagePatch('s3', { bucket: 'b', region: 'r' }, 'Unmanaged')['s3']).toEqual({
      bucket: 'b', region: 'r', regionEndpoint: null, keyID: null, cloudFront: null, encrypt: null, virtualHostedStyle: null, trustedCA: null,
    });
  });
  it('of emptyDir', () => expect(storagePatch('emptyDir', {}, 'Managed')).toEqual({ managementState: 'Managed', emptyDir: {}, ...others('emptyDir') }));
  it('of a claim', () => expect(storagePatch('pvc', { claim: 'p' }, 'Unmanaged')).toEqual({ managementState: 'Unmanaged', pvc: { claim: 'p' }, ...others('pvc') }));
  it('clears what lies deeper', () => {
    expect(storagePatch('oss', { bucket: 'b', encryption: { method: 'AES256' } }, 'Managed')['oss']).toMatchObject({ encryption: { method: 'AES256', kms: null } });
    const front = { baseURL: 'u', keypairID: 'k', privateKey: { key: 'k' } };
    expect(storagePatch('s3', { bucket: 'b', cloudFront: front }, 'Managed')['s3']).toMatchObject({ cloudFront: { ...front, duration: null } });
    expect(storagePatch('s3', { bucket: 'b', cloudFront: { ...front, duration: '5m' } }, 'Managed')['s3']).toMatchObject({ cloudFront: { duration: '5m' } });
  });
  it('leaves a reference whole', () => {
    const bucket = { $ref: { step: 's', path: ['x'], show: 'later', secret: false } };
    expect((storagePatch('s3', { bucket }, 'Managed')['s3'] as { bucket: unknown }).bucket).toEqual(bucket);
  });
  it('knows the schema of 4.14', () => {
    expect(() => storagePatch('s3', { bucket: 'b', chunkSizeMiB: 10 }, 'Managed')).toThrow('storage.s3 has no chunkSizeMiB');
    expect(() => storagePatch('emptyDir', { sizeLimit: '1Gi' }, 'Managed')).toThrow('storage.emptyDir has no sizeLimit');
  });
});

const value = fc.oneof(fc.string(), fc.boolean(), fc.record({ name: fc.string() }));
const anyBackend = fc.constantFrom(...BACKENDS);
const settings = anyBackend.chain((backend) =>
  fc.tuple(fc.constant(backend), fc.dictionary(fc.constantFrom(...(BACKEND[backend].keys.length === 0 ? ['bucket'] : BACKEND[backend].keys)), value)));
const storage = fc.tuple(fc.array(settings, { maxLength: 4 }), fc.option(fc.constantFrom('Managed', 'Unmanaged'), { nil: undefined }))
  .map(([backends, managementState]) => ({ ...Object.fromEntries(backends.map(([b, v]) => [b, b === 'emptyDir' ? {} : v])), ...(managementState === undefined ? {} : { managementState }) }) as Record<string, unknown>);

describe('over any storage there was', () => {
  it('leaves exactly one backend with exactly the given values', () => {
    fc.assert(
      fc.property(storage, settings, fc.constantFrom('Managed' as const, 'Unmanaged' as const), (before, [backend, given], state) => {
        const values = Object.fromEntries(Object.entries(given).filter(([key]) => BACKEND[backend].keys.includes(key) && key !== 'cloudFront' && key !== 'encryption' && key !== 'trustedCA'));
        const after = mergePatch(before, storagePatch(backend, values as never, state)) as Record<string, unknown>;
        expect(backendsOf(after)).toEqual([backend]);
        expect(after).toEqual({ [backend]: values, managementState: state });
      }),
      { numRuns: 1000 },
    );
  });
});
