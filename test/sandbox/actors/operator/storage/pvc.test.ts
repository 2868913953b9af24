import { describe, expect, test } from 'vitest';
import { record } from '../../../../../src/api/json.ts';
import { R } from '../../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../../src/api/types.ts';
import { claimIssue, ownClaim } from '../../../../../src/sandbox/actors/operator/storage/pvc.ts';
import { startRecorder } from '../../../../support/recorder.ts';
import type { Recorder } from '../../../../support/recorder.ts';
import { said } from '../said.ts';

const HOME = 'openshift-image-registry';
const OWNED = { 'imageregistry.openshift.io': 'true' };
const ONE = 'cannot use ReadWriteOnce access mode with more than one replica of the image registry';
const claim = (name: string, accessModes: string[], annotations: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: HOME, annotations },
  spec: { accessModes, volumeMode: 'Filesystem', resources: { requests: { storage: '1Gi' } } },
});

describe('access modes', () => {
  test.each([
    [['ReadWriteMany'], { replicas: 9, rolloutStrategy: 'RollingUpdate' }, undefined],
    [['ReadOnlyMany', 'ReadWriteOnce', 'ReadWriteMany'], { replicas: 9 }, undefined],
    [['ReadWriteOnce'], { replicas: 1, rolloutStrategy: 'Recreate' }, undefined],
    [['ReadWriteOnce'], { replicas: 0, rolloutStrategy: 'Recreate' }, undefined],
    [['ReadWriteOnce'], { replicas: 2, rolloutStrategy: 'Recreate' }, ONE],
    [['ReadWriteOnce'], { replicas: 2, rolloutStrategy: 'RollingUpdate' }, ONE],
    [
      ['ReadWriteOnce'],
      { replicas: 1, rolloutStrategy: 'RollingUpdate' },
      'cannot use ReadWriteOnce access mode with RollingUpdate rollout strategy',
    ],
    [['ReadWriteOnce'], { replicas: 1 }, 'cannot use ReadWriteOnce access mode with  rollout strategy'],
    [
      ['ReadWriteOncePod'],
      { replicas: 1, rolloutStrategy: 'Recreate' },
      'PVC c does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce',
    ],
    [
      ['ReadOnlyMany'],
      { replicas: 1 },
      'PVC c does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce',
    ],
    [[], { replicas: 1 }, 'PVC c does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce'],
  ])('%j with %j', (modes, spec, issue) => {
    expect(claimIssue(claim('c', modes), spec)).toBe(issue);
  });
});

test('the claim of its own asks for no class, a hundred gibibytes, and is marked', () => {
  expect(ownClaim('ReadWriteMany')).toMatchObject({
    metadata: { name: 'image-registry-storage', annotations: OWNED },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '100Gi' } } },
  });
  expect(record(ownClaim('ReadWriteMany'), 'spec')).not.toHaveProperty('storageClassName');
});

async function patch(cluster: Recorder, spec: Record<string, unknown>): Promise<KubeObject> {
  await cluster.act({ patch: { spec } });
  await cluster.settle();
  return cluster.config();
}

async function begin(...claims: KubeObject[]): Promise<Recorder> {
  const cluster = await startRecorder({ collected: true, objects: claims });
  await cluster.settle();
  return cluster;
}

const pvc = (name: string, more: Record<string, unknown> = {}) => ({
  managementState: 'Managed',
  storage: { pvc: { claim: name } },
  ...more,
});
const owner = (config: KubeObject): unknown => record(config, 'spec', 'storage')['managementState'];
const there = async (cluster: Recorder, name: string): Promise<boolean> =>
  (await cluster.client.get(R.PersistentVolumeClaim, name, HOME)) !== undefined;

describe('on a cluster', () => {
  test("a claim that is named is the administrator's, marked or not", async () => {
    const cluster = await begin(claim('mine', ['ReadWriteMany'], OWNED));
    expect(owner(await patch(cluster, pvc('mine')))).toBe('Unmanaged');
    await cluster.stop();
  });

  test('a blank claim finds the one that the operator made before', async () => {
    const cluster = await begin(claim('image-registry-storage', ['ReadWriteMany'], OWNED));
    const config = await patch(cluster, pvc(''));
    expect(owner(config)).toBe('Managed');
    expect(record(config, 'spec', 'storage', 'pvc')['claim']).toBe('image-registry-storage');
    await cluster.stop();
  });

  test('a blank claim meets one of somebody else: an error, which names it, so that the next pass takes it', async () => {
    const cluster = await begin(claim('image-registry-storage', ['ReadWriteMany']));
    const config = await patch(cluster, pvc(''));
    expect(record(config, 'spec', 'storage', 'pvc')['claim']).toBe('image-registry-storage');
    expect(owner(config)).toBe('Unmanaged');
    expect(said(config, 'StorageExists')).toEqual(['True', 'PVC Exists', '']);
    await cluster.stop();
  });

  test.each([
    ['Managed', false],
    ['Unmanaged', true],
  ])('%s: what Removed does to a claim that was brought', async (state, left) => {
    const cluster = await begin(claim('mine', ['ReadWriteMany']));
    await patch(cluster, { managementState: 'Managed', storage: { managementState: state, pvc: { claim: 'mine' } } });
    const config = await patch(cluster, { managementState: 'Removed' });
    expect(await there(cluster, 'mine')).toBe(left);
    expect(record(config, 'spec', 'storage', 'pvc')['claim']).toBe('mine');
    await cluster.stop();
  });

  test('after Removed a null claim makes it anew', async () => {
    const cluster = await begin();
    await patch(cluster, pvc(''));
    await patch(cluster, { managementState: 'Removed' });
    expect(said(await patch(cluster, { managementState: 'Managed' }), 'StorageExists')?.[2]).toBe(
      'persistentvolumeclaims "image-registry-storage" not found',
    );
    expect(said(await patch(cluster, { storage: { pvc: { claim: null } } }), 'Available')?.[1]).toBe('Ready');
    expect(await there(cluster, 'image-registry-storage')).toBe(true);
    await cluster.stop();
  });

  test.each([[{ replicas: 2 }], [{ rolloutStrategy: 'RollingUpdate' }]])(
    '%j is accepted silently once a ReadWriteOnce claim works',
    async (later) => {
      const cluster = await begin(claim('block', ['ReadWriteOnce']));
      await patch(cluster, pvc('block', { replicas: 1, rolloutStrategy: 'Recreate' }));
      const config = await patch(cluster, later);
      expect(said(config, 'Progressing')?.[1]).toBe('Ready');
      expect(said(config, 'StorageExists')?.[0]).toBe('True');
      await cluster.stop();
    },
  );

  test('claims are not watched: one that comes late is found by a retry or the next event', async () => {
    const cluster = await begin();
    await patch(cluster, pvc('late'));
    const before = await cluster.config();
    expect(said(before, 'StorageExists')).toEqual([
      'False',
      'PVC Issues Found',
      'persistentvolumeclaims "late" not found',
    ]);
    await cluster.act({ apply: claim('late', ['ReadWriteMany']) });
    await new Promise((resolve) => setImmediate(resolve));
    expect(said(await cluster.config(), 'StorageExists')?.[0]).toBe('False');
    await cluster.clock.jump(1_000_000);
    await cluster.settle();
    expect(said(await cluster.config(), 'StorageExists')?.[0]).toBe('True');
    await cluster.stop();
  });

  test('a claim that vanished stops the next sync, not the pods', async () => {
    const cluster = await begin(claim('mine', ['ReadWriteMany']));
    await patch(cluster, pvc('mine'));
    await cluster.act({ delete: { kind: 'PersistentVolumeClaim', name: 'mine' } });
    const config = await patch(cluster, { readOnly: true });
    expect(said(config, 'Progressing')).toEqual([
      'True',
      'Error',
      'Unable to apply resources: unable to sync storage configuration: persistentvolumeclaims "mine" not found',
    ]);
    expect(said(config, 'Available')?.[1]).toBe('Ready');
    await cluster.stop();
  });
});
