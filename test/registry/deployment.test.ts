import { describe, expect, it } from 'vitest';
import { rollingOut, showsStorage } from '../../src/registry/deployment.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { one } from '../../src/snapshot/access.ts';
import { object, recorded } from './world.ts';

const deployment = (env: Record<string, string>, volume?: Record<string, unknown>) =>
  object(OBJECT.deployment, {
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ env: Object.entries(env).map(([name, value]) => ({ name, value })) }], volumes: volume === undefined ? [] : [{ name: 'other', emptyDir: {} }, { name: 'registry-storage', ...volume }] } },
    },
  });

describe('the storage that the pods are told of', () => {
  it.each([
    ['the bucket', { REGISTRY_STORAGE_S3_BUCKET: 'b' }, undefined, { s3: { bucket: 'b' } }, true],
    ['another bucket', { REGISTRY_STORAGE_S3_BUCKET: 'a' }, undefined, { s3: { bucket: 'b' } }, false],
    ['a bucket of digits, quoted', { REGISTRY_STORAGE_S3_BUCKET: '"123"' }, undefined, { s3: { bucket: '123' } }, true],
    ['a bucket of digits, in single quotes', { REGISTRY_STORAGE_S3_BUCKET: "'123'" }, undefined, { s3: { bucket: '123' } }, true],
    ['half a quote', { REGISTRY_STORAGE_S3_BUCKET: '"123' }, undefined, { s3: { bucket: '123' } }, false],
    ['no bucket', {}, undefined, { s3: { bucket: 'b' } }, false],
    ['a GCS bucket', { REGISTRY_STORAGE_GCS_BUCKET: 'b' }, undefined, { gcs: { bucket: 'b' } }, true],
    ['a Swift container', { REGISTRY_STORAGE_SWIFT_CONTAINER: 'c' }, undefined, { swift: { container: 'c' } }, true],
    ['an Azure container', { REGISTRY_STORAGE_AZURE_CONTAINER: 'c' }, undefined, { azure: { container: 'd' } }, false],
    ['the claim', {}, { persistentVolumeClaim: { claimName: 'p' } }, { pvc: { claim: 'p' } }, true],
    ['another claim', {}, { persistentVolumeClaim: { claimName: 'q' } }, { pvc: { claim: 'p' } }, false],
    ['emptyDir', {}, { emptyDir: {} }, { emptyDir: {} }, true],
    ['a claim for emptyDir', {}, { persistentVolumeClaim: { claimName: 'q' } }, { emptyDir: {} }, false],
    ['only another emptyDir', {}, undefined, { emptyDir: {} }, false],
    ['no storage', {}, undefined, {}, false],
    ['two storages', { REGISTRY_STORAGE_S3_BUCKET: 'b' }, { emptyDir: {} }, { s3: { bucket: 'b' }, emptyDir: {} }, false],
    ['a backend that is not told by one variable', {}, undefined, { ibmcos: { bucket: 'b' } }, true],
  ])('%s', (_, env, volume, storage, shows) => {
    expect(showsStorage(deployment(env as Record<string, string>, volume), storage)).toBe(shows);
  });

  it.each([
    ['odf-s3-complete', 0],
    ['pvc-rwx-cephfs', 0],
    ['emptydir', 0],
    ['swift-credentials', 1],
    ['two-backends', 2],
  ])('recording %s', (name, step) => {
    const world = recorded(name, step);
    const storage = (one(world, OBJECT.config)!['spec'] as { storage: unknown }).storage;
    expect(showsStorage(one(world, OBJECT.deployment)!, storage)).toBe(true);
  });
});

describe('the rollout', () => {
  const at = (status: Record<string, number>, generation?: number) => object(OBJECT.deployment, { spec: { replicas: 2 }, status }, generation === undefined ? {} : { generation });
  it.each([
    ['complete', at({ observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }, 2), undefined],
    ['complete, told by no generation', at({ replicas: 2, updatedReplicas: 2, availableReplicas: 2 }), undefined],
    ['ahead of the Config', at({ observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }, 2), undefined],
    ['not begun', at({ observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }, 2), 'the rollout has not begun'],
    ['never seen', at({}, 1), 'the rollout has not begun'],
    ['half', at({ replicas: 3, updatedReplicas: 1, availableReplicas: 2 }), '1 of 2 pods are new'],
    ['starting', at({ replicas: 2, updatedReplicas: 2, availableReplicas: 1 }), '1 of 2 pods are available'],
    ['ending', at({ replicas: 3, updatedReplicas: 2, availableReplicas: 2 }), 'old pods are still ending'],
    ['an old pod still serves', at({ replicas: 2, updatedReplicas: 2, availableReplicas: 3 }), 'old pods are still ending'],
  ])('%s', (_, found, why) => expect(rollingOut(found)).toBe(why));

  it('without a count there is one replica', () => {
    expect(rollingOut(object(OBJECT.deployment, { spec: {}, status: { replicas: 1, updatedReplicas: 1, availableReplicas: 1 } }))).toBeUndefined();
  });
});
