import { describe, expect, test } from 'vitest';
import { backendShape, specShape, storageShape } from '../../../../src/sandbox/actors/operator/spec-shape.ts';

describe('a spec as the operator writes it', () => {
  test('fields appear that nobody set', () => {
    expect(specShape({ managementState: 'Managed', replicas: 2 })).toEqual({
      managementState: 'Managed',
      replicas: 2,
      storage: {},
      proxy: {},
      requests: { read: { maxWaitInQueue: '0s' }, write: { maxWaitInQueue: '0s' } },
      observedConfig: null,
      unsupportedConfigOverrides: null,
    });
  });

  test.each([
    ['topologySpreadConstraints', []],
    ['nodeSelector', {}],
    ['routes', []],
    ['tolerations', []],
    ['readOnly', false],
    ['disableRedirect', false],
    ['defaultRoute', false],
    ['httpSecret', ''],
    ['logging', 0],
    ['rolloutStrategy', ''],
    ['logLevel', ''],
  ])('an empty %s vanishes', (field, value) => {
    expect(specShape({ replicas: 1, [field]: value })).not.toHaveProperty(field);
  });

  test.each([
    ['topologySpreadConstraints', [{ maxSkew: 1 }]],
    ['nodeSelector', { a: '' }],
    ['routes', [{ name: 'a' }]],
    ['tolerations', [{ operator: 'Exists' }]],
    ['readOnly', true],
    ['resources', {}],
    ['affinity', {}],
    ['logging', 2],
    ['rolloutStrategy', 'Recreate'],
    ['observedConfig', { a: 1 }],
  ])('%s stays', (field, value) => {
    expect(specShape({ replicas: 1, [field]: value })).toHaveProperty(field, value);
  });

  test('durations are printed anew, limits of zero vanish', () => {
    expect(
      specShape({ requests: { read: { maxRunning: 0, maxInQueue: 7, maxWaitInQueue: '90s' } } })['requests'],
    ).toEqual({ read: { maxInQueue: 7, maxWaitInQueue: '1m30s' }, write: { maxWaitInQueue: '0s' } });
  });

  test('unknown fields do not survive', () => {
    expect(specShape({ replicas: 1, chunk: 5 })).not.toHaveProperty('chunk');
    expect(storageShape({ pigeon: {}, s3: { chunkSizeMiB: 5 } })).toEqual({
      s3: { virtualHostedStyle: false, trustedCA: { name: '' } },
    });
  });
});

describe('a backend as the operator writes it', () => {
  test.each([
    ['s3', {}, { virtualHostedStyle: false, trustedCA: { name: '' } }],
    [
      's3',
      { bucket: 'b', encrypt: false, keyID: '' },
      { bucket: 'b', virtualHostedStyle: false, trustedCA: { name: '' } },
    ],
    [
      's3',
      { encrypt: true, virtualHostedStyle: true, trustedCA: { name: 'x' } },
      { encrypt: true, virtualHostedStyle: true, trustedCA: { name: 'x' } },
    ],
    [
      's3',
      { cloudFront: { baseURL: 'u' } },
      { cloudFront: { baseURL: 'u', duration: '0s' }, virtualHostedStyle: false, trustedCA: { name: '' } },
    ],
    ['pvc', {}, { claim: '' }],
    ['pvc', { claim: 'c' }, { claim: 'c' }],
    ['emptyDir', {}, {}],
    ['gcs', { bucket: 'b', region: '' }, { bucket: 'b' }],
    ['azure', { accountName: 'a', container: '' }, { accountName: 'a' }],
    ['swift', { container: 'c', authVersion: '3', domain: '' }, { container: 'c', authVersion: '3' }],
    ['ibmcos', { location: 'us' }, { location: 'us' }],
    ['oss', { region: 'r', encryption: {} }, { region: 'r', encryption: {} }],
  ])('%s %j', (key, given, written) => {
    expect(backendShape(key, given)).toEqual(written);
  });

  test('several backends stay several, whoever owns them', () => {
    expect(storageShape({ emptyDir: {}, pvc: { claim: 'c' }, managementState: 'Unmanaged' })).toEqual({
      emptyDir: {},
      pvc: { claim: 'c' },
      managementState: 'Unmanaged',
    });
  });
});
