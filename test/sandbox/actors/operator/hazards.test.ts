import { describe, expect, test } from 'vitest';
import { record } from '../../../../src/api/json.ts';
import { R } from '../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../src/api/types.ts';
import { startRecorder } from '../../../support/recorder.ts';
import type { Recorder } from '../../../support/recorder.ts';
import { said } from './said.ts';

const HOME = 'openshift-image-registry';
const CA = '-----BEGIN CERTIFICATE-----';

/** The administrator's credentials for every store at once; one secret may carry them all. */
const USER: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'image-registry-private-configuration-user', namespace: HOME },
  stringData: {
    REGISTRY_STORAGE_S3_ACCESSKEY: '${S3_ACCESS_KEY}',
    REGISTRY_STORAGE_S3_SECRETKEY: '${S3_SECRET_KEY}',
    REGISTRY_STORAGE_GCS_KEYFILE: JSON.stringify({ private_key: '-----BEGIN PRIVATE KEY-----' }),
    REGISTRY_STORAGE_IBMCOS_IAMAPIKEY: 'k',
    REGISTRY_STORAGE_SWIFT_USERNAME: 'u',
    REGISTRY_STORAGE_SWIFT_PASSWORD: 'p',
    REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: '',
    REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME: '',
    REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET: '',
    credentials: '[default]',
  },
};
const BUNDLE: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'bundle', namespace: 'openshift-config' },
  data: { 'ca-bundle.crt': CA },
};
const claim = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: HOME },
  spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
});

/** Each store with a bucket `images` that was there before. */
const STORES: Record<string, Record<string, unknown>> = {
  s3: {
    bucket: 'images',
    region: 'us-east-1',
    regionEndpoint: 'https://rgw.example.com',
    trustedCA: { name: 'bundle' },
  },
  gcs: { bucket: 'images', region: 'r' },
  swift: { container: 'images', authURL: 'https://keystone.example.com/v3', authVersion: '3' },
  ibmcos: { bucket: 'images', location: 'us-south' },
  oss: { bucket: 'images', region: 'cn-1' },
};

async function begin(...given: KubeObject[]): Promise<Recorder> {
  const cluster = await startRecorder({ collected: true });
  for (const kind of ['gcs', 'ibmcos', 'oss'] as const) cluster.ledger.reachable.add(kind);
  for (const kind of Object.keys(STORES)) cluster.ledger.buckets.set(`${kind}/images`, 'us');
  await cluster.settle();
  for (const o of [USER, BUNDLE, ...given]) await cluster.act({ apply: o });
  return cluster;
}

async function patch(cluster: Recorder, spec: Record<string, unknown>): Promise<KubeObject> {
  expect(await cluster.act({ patch: { spec } })).toEqual({ code: 200 });
  await cluster.settle();
  return cluster.config();
}

const managed = (storage: Record<string, unknown>, owner = 'Managed'): Record<string, unknown> => ({
  managementState: 'Managed',
  storage: { managementState: owner, ...storage },
});

describe('another backend and Removed in one patch', () => {
  test.each([
    ['s3', false],
    ['gcs', false],
    ['ibmcos', false],
    ['oss', false],
    ['swift', true],
  ])('from a Managed %s: the operator dies; the old bucket is left: %s', async (key, left) => {
    const cluster = await begin(claim('c'));
    const before = await patch(cluster, managed({ [key]: STORES[key] }));
    const removed = { managementState: 'Removed', storage: { [key]: null, pvc: { claim: 'c' } } };
    const config = await patch(cluster, removed);
    expect(cluster.ledger.buckets.has(`${key}/images`)).toBe(left);
    // nobody is told: the status is the one from before
    expect(config['status']).toEqual(before['status']);
    expect(said(config, 'Available')?.[1]).toBe('Ready');
    await cluster.stop();
  });

  test('from an Unmanaged bucket nothing is lost', async () => {
    const cluster = await begin(claim('c'));
    await patch(cluster, managed({ s3: STORES['s3'] }, 'Unmanaged'));
    const config = await patch(cluster, { managementState: 'Removed', storage: { s3: null, pvc: { claim: 'c' } } });
    expect(cluster.ledger.buckets.has('s3/images')).toBe(true);
    expect(said(config, 'Removed')?.[0]).toBe('True');
    expect(await cluster.client.get(R.PersistentVolumeClaim, 'c', HOME)).toBeDefined();
    await cluster.stop();
  });

  test('what it died of is over when the backend is named again', async () => {
    const cluster = await begin(claim('c'));
    await patch(cluster, managed({ s3: STORES['s3'] }));
    await patch(cluster, { managementState: 'Removed', storage: { s3: null, pvc: { claim: 'c' } } });
    const config = await patch(cluster, { storage: { s3: STORES['s3'], pvc: null } });
    expect(said(config, 'Removed')?.[0]).toBe('True');
    expect(record(config, 'status', 'storage')).toEqual({});
    await cluster.stop();
  });
});

describe('a switch of backend', () => {
  test.each([
    ['s3', 'gcs'],
    ['gcs', 'swift'],
    ['swift', 'oss'],
    ['ibmcos', 's3'],
  ])('%s to %s leaves the old bucket, and Managed now means the new one', async (from, to) => {
    const cluster = await begin();
    await patch(cluster, managed({ [from]: STORES[from] }));
    const config = await patch(cluster, { storage: { [from]: null, [to]: STORES[to] } });
    expect(Object.keys(record(config, 'status', 'storage'))).toEqual([to, 'managementState'].toSorted());
    expect(record(config, 'status')['storageManaged']).toBe(true);
    await patch(cluster, { managementState: 'Removed' });
    expect(cluster.ledger.buckets.has(`${from}/images`)).toBe(true);
    expect(cluster.ledger.buckets.has(`${to}/images`)).toBe(false);
    await cluster.stop();
  });

  test('a claim of the administrator with a Managed that was left over is deleted by Removed', async () => {
    const cluster = await begin(claim('theirs'));
    await patch(cluster, { managementState: 'Managed', storage: { emptyDir: {} } });
    await patch(cluster, { storage: { emptyDir: null, pvc: { claim: 'theirs' } } });
    expect(await cluster.client.get(R.PersistentVolumeClaim, 'theirs', HOME)).toBeDefined();
    await patch(cluster, { managementState: 'Removed' });
    expect(await cluster.client.get(R.PersistentVolumeClaim, 'theirs', HOME)).toBeUndefined();
    await cluster.stop();
  });
});

describe('a claim after Removed', () => {
  const missing = 'persistentvolumeclaims "image-registry-storage" not found';

  test('is not made anew while the spec names it, and is once it is blank', async () => {
    const cluster = await begin();
    await patch(cluster, { managementState: 'Managed', storage: { pvc: { claim: '' } } });
    await patch(cluster, { managementState: 'Removed' });
    const failing = await patch(cluster, { managementState: 'Managed' });
    expect(said(failing, 'StorageExists')).toEqual(['False', 'PVC Issues Found', missing]);
    expect(await cluster.client.list(R.PersistentVolumeClaim, HOME)).toEqual([]);
    const mended = await patch(cluster, { storage: { pvc: { claim: null } } });
    expect(said(mended, 'Available')?.[1]).toBe('Ready');
    const made = await cluster.client.get(R.PersistentVolumeClaim, 'image-registry-storage', HOME);
    expect(made?.metadata.annotations).toEqual({ 'imageregistry.openshift.io': 'true' });
    expect(record(made, 'spec')['accessModes']).toEqual(['ReadWriteMany']);
    await cluster.stop();
  });
});

describe('Removed', () => {
  test('takes the operands away one after the other, each in the foreground', async () => {
    const cluster = await startRecorder();
    await cluster.settle();
    await patch(cluster, { managementState: 'Managed', defaultRoute: true, storage: { emptyDir: {} } });
    const gone: string[] = [];
    const ends = [R.ServiceAccount, R.Secret, R.Service, R.Deployment, R.PodDisruptionBudget, R.Route].map((resource) =>
      cluster.client.watch(resource, HOME, ({ object }) => {
        const { deletionTimestamp, name, finalizers } = (object as KubeObject).metadata;
        if (deletionTimestamp === undefined) return;
        const line = `${resource.kind} ${name ?? ''} ${finalizers?.join() ?? ''}`;
        if (!gone.includes(line)) gone.push(line);
      }),
    );
    await patch(cluster, { managementState: 'Removed' });
    for (const end of ends) end();
    expect(gone.filter((line) => line.endsWith('foregroundDeletion')).toSorted()).toEqual([
      'Deployment image-registry foregroundDeletion',
      'PodDisruptionBudget image-registry foregroundDeletion',
      'Route default-route foregroundDeletion',
      'Secret image-registry-private-configuration foregroundDeletion',
      'Secret installation-pull-secrets foregroundDeletion',
      'Service image-registry foregroundDeletion',
      'ServiceAccount registry foregroundDeletion',
    ]);
    await cluster.stop();
  });

  test('the node CA, the pruner and the CA maps stay', async () => {
    const cluster = await begin();
    await patch(cluster, { managementState: 'Managed', storage: { emptyDir: {} } });
    await patch(cluster, { managementState: 'Removed' });
    const there = await Promise.all([
      cluster.client.get(R.DaemonSet, 'node-ca', HOME),
      cluster.client.get(R.CronJob, 'image-pruner', HOME),
      cluster.client.get(R.ConfigMap, 'image-registry-certificates', HOME),
      cluster.client.get(R.ConfigMap, 'serviceca', HOME),
    ]);
    expect(there.map((o) => o !== undefined)).toEqual([true, true, true, true]);
    expect(record(await cluster.client.get(R.Image, 'cluster'), 'status')).toEqual({});
    await cluster.stop();
  });
});

describe('OpenStack without a backend', () => {
  const CLOUDS = 'clouds: {openstack: {region_name: R, auth: {auth_url: "https://k.example.com/v3", username: u}}}';
  const minted: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'installer-cloud-credentials', namespace: HOME },
    data: { 'clouds.yaml': Buffer.from(CLOUDS).toString('base64') },
  };

  test.each([
    ['is usable', undefined, 'swift'],
    ['is not offered', { code: 'EndpointNotFound', text: 'none' }, 'pvc'],
  ])('the default follows whether Swift %s', async (_what, fault, expected) => {
    const infrastructure = { platformStatus: { type: 'OpenStack' }, infrastructureTopology: 'HighlyAvailable' };
    const cluster = await startRecorder({ infrastructure, objects: [minted], collected: true });
    cluster.ledger.buckets.set('swift/', 'us');
    await cluster.settle();
    await patch(cluster, { storage: { swift: null, emptyDir: {} } });
    if (fault) cluster.ledger.faults.set('swift head ', fault);
    const config = await patch(cluster, { storage: { emptyDir: null } });
    expect(record(config, 'spec', 'storage')).toHaveProperty(expected);
    expect(record(config, 'spec', 'storage')).not.toHaveProperty('emptyDir');
    await cluster.stop();
  });
});

describe('what rolls the pods', () => {
  const secretOf = async (cluster: Recorder): Promise<unknown> => record(await cluster.config(), 'spec')['httpSecret'];

  test('an HTTP secret that was taken out is made anew', async () => {
    const cluster = await begin();
    await patch(cluster, { managementState: 'Managed', storage: { emptyDir: {} } });
    const [first, rollout] = [await secretOf(cluster), await generation(cluster)];
    await patch(cluster, { httpSecret: null });
    expect(await secretOf(cluster)).toMatch(/^[0-9a-f]{128}$/);
    expect(await secretOf(cluster)).not.toBe(first);
    expect(await generation(cluster)).toBeGreaterThan(rollout);
    await cluster.stop();
  });

  test.each([
    ['an HTTP secret that is given', { httpSecret: 'mine' }, true],
    ['a proxy', { proxy: { https: 'http://proxy:3128' } }, true],
    ['a log level', { logLevel: 'Trace' }, true],
    ["the operator's own log level", { operatorLogLevel: 'Trace' }, false],
    ['a route', { routes: [{ name: 'r', hostname: 'r.example.com' }] }, false],
    ['who owns the storage', { storage: { managementState: 'Unmanaged' } }, false],
  ])('%s: %j rolls them: %s', async (_what, spec, rolls) => {
    const cluster = await begin();
    await patch(cluster, { managementState: 'Managed', storage: { emptyDir: {} } });
    const before = await generation(cluster);
    await patch(cluster, spec);
    expect((await generation(cluster)) > before).toBe(rolls);
    await cluster.stop();
  });

  async function generation(cluster: Recorder): Promise<number> {
    return (await cluster.client.get(R.Deployment, 'image-registry', HOME))?.metadata.generation ?? 0;
  }
});
