import { describe, expect, test } from 'vitest';
import { record } from '../../../../src/api/json.ts';
import { R } from '../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../src/api/types.ts';
import { firstConfig, firstPruner } from '../../../../src/sandbox/actors/operator/bootstrap.ts';
import { platformDefaults } from '../../../../src/sandbox/actors/operator/platform.ts';
import { worldOf } from '../../../../src/sandbox/actors/operator/world.ts';
import { startRecorder } from '../../../support/recorder.ts';

const world = (type: string, infrastructureTopology = 'HighlyAvailable') =>
  worldOf({
    infrastructures: [
      {
        apiVersion: 'config.openshift.io/v1',
        kind: 'Infrastructure',
        metadata: { name: 'cluster' },
        status: { platformStatus: { type }, infrastructureTopology },
      },
    ],
  });

const CLOUDS = [
  ['AWS', 's3'],
  ['Azure', 'azure'],
  ['GCP', 'gcs'],
  ['IBMCloud', 'ibmcos'],
  ['PowerVS', 'ibmcos'],
  ['AlibabaCloud', 'oss'],
] as const;
const BARE = ['BareMetal', 'VSphere', 'None', 'Nutanix', 'KubeVirt', 'EquinixMetal', 'External'];

describe('the first Config of a platform', () => {
  test.each(CLOUDS)('%s begins Managed on its own object storage, %s', (platform, backend) => {
    expect(platformDefaults(world(platform))).toEqual({
      storage: { [backend]: {} },
      replicas: 2,
      managementState: 'Managed',
    });
    expect(record(firstConfig(platformDefaults(world(platform))), 'spec')).toMatchObject({
      managementState: 'Managed',
      replicas: 2,
      rolloutStrategy: 'RollingUpdate',
    });
  });

  test.each(CLOUDS)('%s has one replica on a single node', (platform) => {
    expect(platformDefaults(world(platform, 'SingleReplica')).replicas).toBe(1);
  });

  test.each(BARE)('%s begins Removed with no storage', (platform) => {
    expect(platformDefaults(world(platform))).toEqual({ storage: {}, replicas: 1, managementState: 'Removed' });
  });

  test.each(['Libvirt', 'Tomorrow', ''])('%j begins on a directory of the pod', (platform) => {
    expect(platformDefaults(world(platform))).toEqual({
      storage: { emptyDir: {} },
      replicas: 1,
      managementState: 'Managed',
    });
  });

  test.each([
    ['OpenStack', 'standard-csi'],
    ['oVirt', 'ovirt-csi-sc'],
  ])('%s without object storage begins on a claim of class %s', (platform, claimClass) => {
    const defaults = platformDefaults(world(platform));
    expect(defaults).toEqual({
      storage: { pvc: { claim: 'image-registry-storage' } },
      replicas: 1,
      managementState: 'Managed',
      claimClass,
    });
    expect(record(firstConfig(defaults), 'spec')).toMatchObject({ rolloutStrategy: 'Recreate', replicas: 1 });
  });

  test('OpenStack with object storage begins on it', () => {
    expect(platformDefaults(world('OpenStack'), true)).toEqual({
      storage: { swift: {} },
      replicas: 2,
      managementState: 'Managed',
    });
    expect(platformDefaults(world('oVirt'), true).storage).toEqual({ pvc: { claim: 'image-registry-storage' } });
  });

  test('older clusters name their platform elsewhere', () => {
    const old: KubeObject = {
      apiVersion: 'config.openshift.io/v1',
      kind: 'Infrastructure',
      metadata: { name: 'cluster' },
      status: { platform: 'AWS' },
    };
    expect(platformDefaults(worldOf({ infrastructures: [old] })).storage).toEqual({ s3: {} });
  });

  test('it is written as the operator writes every spec, with its finalizer', () => {
    const config = firstConfig(platformDefaults(world('None')));
    expect(config.metadata.finalizers).toEqual(['imageregistry.operator.openshift.io/finalizer']);
    expect(config['spec']).toEqual({
      managementState: 'Removed',
      logLevel: 'Normal',
      operatorLogLevel: 'Normal',
      replicas: 1,
      rolloutStrategy: 'RollingUpdate',
      storage: {},
      proxy: {},
      requests: { read: { maxWaitInQueue: '0s' }, write: { maxWaitInQueue: '0s' } },
      observedConfig: null,
      unsupportedConfigOverrides: null,
    });
  });

  test('the pruner begins unsuspended, keeping three revisions', () => {
    expect(firstPruner()['spec']).toEqual({
      schedule: '',
      suspend: false,
      keepTagRevisions: 3,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      ignoreInvalidImageReferences: true,
      logLevel: 'Normal',
    });
  });
});

const CLOUDS_YAML =
  'clouds: {openstack: {region_name: RegionOne, auth: {auth_url: "https://keystone.example.com/v3", username: u, password: p, project_name: t, user_domain_name: Default}}}';
const minted = (data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'installer-cloud-credentials', namespace: 'openshift-image-registry' },
  data: Object.fromEntries(Object.entries(data).map(([k, v]) => [k, Buffer.from(v).toString('base64')])),
});
const OPENSTACK = {
  platform: 'OpenStack',
  platformStatus: { type: 'OpenStack' },
  infrastructureTopology: 'HighlyAvailable',
  infrastructureName: 'lab',
};

describe('on a cluster', () => {
  test('a Config that was deleted is made anew after what it stood for is gone', async () => {
    const cluster = await startRecorder({ collected: true });
    await cluster.settle();
    await cluster.act({ patch: { spec: { managementState: 'Managed', storage: { emptyDir: {} } } } });
    await cluster.settle();
    const first = (await cluster.config()).metadata.uid;
    await cluster.act({ delete: { kind: 'Config', name: 'cluster' } });
    await cluster.settle();
    const second = await cluster.config();
    expect(second.metadata.uid).not.toBe(first);
    expect(record(second, 'spec')).toMatchObject({ managementState: 'Removed', storage: {} });
    expect(await cluster.client.get(R.Deployment, 'image-registry', 'openshift-image-registry')).toBeUndefined();
    await cluster.stop();
  });

  test.each([
    ['an endpoint that is usable', undefined, { swift: expect.objectContaining({ authVersion: '3' }) as unknown }],
    [
      'no endpoint',
      { code: 'EndpointNotFound', text: 'No suitable endpoint could be found in the service catalog.' },
      { pvc: { claim: 'image-registry-storage' } },
    ],
    [
      'a refused listing',
      { code: 'Forbidden', status: 403, text: 'Forbidden' },
      { pvc: { claim: 'image-registry-storage' } },
    ],
  ])('OpenStack: %s', async (_what, fault, storage) => {
    const cluster = await startRecorder({
      infrastructure: OPENSTACK,
      objects: [minted({ 'clouds.yaml': CLOUDS_YAML })],
    });
    if (fault) cluster.ledger.faults.set('swift head ', fault);
    else cluster.ledger.buckets.set('swift/', 'us');
    await cluster.settle();
    const spec = record(await cluster.config(), 'spec');
    expect(spec['storage']).toMatchObject(storage);
    expect(spec['rolloutStrategy']).toBe(fault ? 'Recreate' : 'RollingUpdate');
    const claim = await cluster.client.get(
      R.PersistentVolumeClaim,
      'image-registry-storage',
      'openshift-image-registry',
    );
    expect(claim?.['spec']).toEqual(
      fault ? expect.objectContaining({ accessModes: ['ReadWriteOnce'], storageClassName: 'standard-csi' }) : undefined,
    );
    // a claim that is named counts as the administrator's, although bootstrap made it
    expect(record(spec, 'storage')['managementState']).toBe(fault ? 'Unmanaged' : 'Managed');
    await cluster.stop();
  });

  test('OpenStack: any other trouble with Swift means no Config until it is gone', async () => {
    const cluster = await startRecorder({
      infrastructure: OPENSTACK,
      objects: [minted({ 'clouds.yaml': CLOUDS_YAML })],
    });
    cluster.ledger.faults.set('swift head ', { code: 'Unauthorized', status: 401, text: 'Authentication failed' });
    await cluster.settle();
    expect(await cluster.client.get(R.Config, 'cluster')).toBeUndefined();
    cluster.ledger.faults.clear();
    cluster.ledger.buckets.set('swift/', 'us');
    await cluster.clock.jump(1_000_000);
    await cluster.settle();
    expect(record(await cluster.config(), 'spec', 'storage')).toHaveProperty('swift');
    await cluster.stop();
  });

  test('AWS makes a bucket of its own and manages it', async () => {
    const aws = {
      platform: 'AWS',
      platformStatus: { type: 'AWS', aws: { region: 'eu-west-1' } },
      infrastructureTopology: 'HighlyAvailable',
      infrastructureName: 'lab-x7k',
    };
    const cluster = await startRecorder({
      infrastructure: aws,
      objects: [minted({ aws_access_key_id: '${S3_ACCESS_KEY}', aws_secret_access_key: '${S3_SECRET_KEY}' })],
    });
    cluster.ledger.faults.clear();
    await cluster.client.create(R.ConfigMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-cloud-config', namespace: 'openshift-config-managed' },
      data: { 'ca-bundle.pem': '-----BEGIN CERTIFICATE-----' },
    });
    await cluster.settle();
    const { spec, status } = (await cluster.config()) as unknown as {
      spec: { storage: { s3: Record<string, unknown>; managementState: string } };
      status: Record<string, unknown>;
    };
    expect(spec.storage.managementState).toBe('Managed');
    expect(spec.storage.s3).toMatchObject({ encrypt: true, region: 'eu-west-1' });
    expect(spec.storage.s3['bucket']).toMatch(/^lab-x7k-image-registry-eu-west-1-0+/);
    expect(String(spec.storage.s3['bucket'])).toHaveLength(62);
    expect(status['storageManaged']).toBe(true);
    const types = (
      status['conditions'] as { type: string; status: string; reason?: string; message?: string }[]
    ).filter((c) => c.type.startsWith('Storage'));
    expect(types.map((c) => [c.type, c.status, c.reason])).toEqual([
      ['StorageExists', 'True', 'S3 Bucket Exists'],
      ['StoragePublicAccessBlocked', 'True', 'Public Access Block Successful'],
      ['StorageTagged', 'True', 'Tagging Successful'],
      ['StorageEncrypted', 'True', 'Encryption Successful'],
      ['StorageIncompleteUploadCleanupEnabled', 'True', 'Enable Cleanup Successful'],
    ]);
    expect(types.find((c) => c.type === 'StorageEncrypted')?.message).toBe(
      'Default AES256 encryption was successfully enabled on the S3 bucket',
    );
    await cluster.stop();
  });
});
