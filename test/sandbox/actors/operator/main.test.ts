import { describe, expect, test } from 'vitest';
import { list, record } from '../../../../src/api/json.ts';
import { R } from '../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../src/api/types.ts';
import { startRecorder } from '../../../support/recorder.ts';
import type { Recorder } from '../../../support/recorder.ts';
import { said } from './said.ts';

const HOME = 'openshift-image-registry';
const EMPTY = { managementState: 'Managed', storage: { emptyDir: {} } };

async function begin(spec?: Record<string, unknown>): Promise<Recorder> {
  const cluster = await startRecorder({ collected: true });
  await cluster.settle();
  if (spec) await patch(cluster, spec);
  return cluster;
}

async function patch(cluster: Recorder, spec: Record<string, unknown>): Promise<KubeObject> {
  expect((await cluster.act({ patch: { spec } })).code).toBe(200);
  await cluster.settle();
  return cluster.config();
}

const deployment = (cluster: Recorder) => cluster.client.get(R.Deployment, 'image-registry', HOME);

describe('states that mean nothing', () => {
  test.each([['Force'], [null]])(
    'managementState %j: nothing is done, and told as if Managed',
    async (managementState) => {
      const cluster = await begin();
      const config = await patch(cluster, { ...EMPTY, managementState });
      expect(said(config, 'Available')?.slice(0, 2)).toEqual(['False', 'DeploymentNotFound']);
      expect(said(config, 'Progressing')).toEqual([
        'True',
        'WaitingForDeployment',
        'All resources are successfully applied, but the deployment does not exist',
      ]);
      expect(await deployment(cluster)).toBeUndefined();
      expect(record(config, 'spec')).not.toHaveProperty('httpSecret');
      await cluster.stop();
    },
  );
});

describe('backends', () => {
  test('while Removed a second backend is not to be seen', async () => {
    const cluster = await begin();
    const config = await patch(cluster, { storage: { emptyDir: {}, pvc: { claim: 'c' } } });
    expect([said(config, 'Available')?.[1], said(config, 'Progressing')?.[1], said(config, 'Degraded')?.[1]]).toEqual([
      'Removed',
      'Removed',
      'Removed',
    ]);
    await cluster.stop();
  });

  test('a removal does not go on with two backends', async () => {
    const cluster = await begin(EMPTY);
    await patch(cluster, { managementState: 'Removed', storage: { pvc: { claim: 'c' } } });
    expect(await deployment(cluster)).toBeDefined();
    await cluster.stop();
  });

  test.each([
    [{ emptyDir: {}, s3: {}, pvc: {} }, 'got 3: [EmptyDir S3 PVC]'],
    [{ oss: {}, azure: {} }, 'got 2: [Azure OSS]'],
    [{ gcs: {}, swift: {}, ibmcos: {} }, 'got 3: [Swift GCS IBMCOS]'],
  ])('%j', async (storage, names) => {
    const cluster = await begin();
    const config = await patch(cluster, { managementState: 'Managed', storage });
    expect(said(config, 'Progressing')).toEqual([
      'True',
      'Error',
      `Unable to apply resources: unable to sync storage configuration: exactly one storage type should be configured at the same time, ${names}`,
    ]);
    expect(said(config, 'Degraded')).toEqual(['False', '', '']);
    await cluster.stop();
  });

  test('none, on a running registry: the pods stay, and it is told as degraded', async () => {
    const cluster = await begin(EMPTY);
    const config = await patch(cluster, { storage: { emptyDir: null } });
    expect(said(config, 'Available')?.[1]).toBe('Ready');
    expect(said(config, 'Degraded')).toEqual(['True', 'StorageNotConfigured', 'Error: storage backend not configured']);
    expect(record(config, 'spec', 'storage')).toEqual({});
    await cluster.stop();
  });

  test('conditions of a former backend stay', async () => {
    const cluster = await begin();
    await cluster.act({
      apply: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'c', namespace: HOME },
        spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
      },
    });
    await cluster.client.patch(
      R.Config,
      'cluster',
      undefined,
      {
        status: {
          conditions: [
            {
              type: 'StorageTagged',
              status: 'True',
              reason: 'Tagging Successful',
              lastTransitionTime: '2026-01-01T00:00:00Z',
            },
          ],
        },
      },
      'merge',
      'status',
    );
    const config = await patch(cluster, { managementState: 'Managed', storage: { pvc: { claim: 'c' } } });
    expect(said(config, 'StorageTagged')).toEqual(['True', 'Tagging Successful', '']);
    await cluster.stop();
  });
});

describe('what the operator keeps', () => {
  test('emptyDir with two replicas is accepted, each with a storage of its own', async () => {
    const cluster = await begin({ ...EMPTY, replicas: 2 });
    expect(said(await cluster.config(), 'Available')?.[1]).toBe('Ready');
    await cluster.stop();
  });

  test('a deployment edited by hand is set right', async () => {
    const cluster = await begin(EMPTY);
    await cluster.client.patch(R.Deployment, 'image-registry', HOME, { spec: { replicas: 7 } });
    await cluster.settle();
    expect(record(await deployment(cluster), 'spec')['replicas']).toBe(1);
    await cluster.stop();
  });

  test.each([
    [
      'a service',
      R.Service,
      'image-registry',
      { spec: { sessionAffinity: 'ClientIP' } },
      (o: KubeObject | undefined) => record(o, 'spec')['sessionAffinity'],
      'ClientIP',
    ],
    [
      'a secret',
      R.Secret,
      'installation-pull-secrets',
      { data: { '.dockerconfigjson': 'e30=' } },
      (o: KubeObject | undefined) => record(o, 'data')['.dockerconfigjson'],
      'e30=',
    ],
    [
      'a budget',
      R.PodDisruptionBudget,
      'image-registry',
      { spec: { minAvailable: 5 } },
      (o: KubeObject | undefined) => record(o, 'spec')['minAvailable'],
      5,
    ],
  ])('%s edited by hand stays', async (_what, resource, name, edit, read, value) => {
    const cluster = await begin(EMPTY);
    await cluster.client.patch(resource, name, HOME, edit);
    await patch(cluster, { readOnly: true });
    expect(read(await cluster.client.get(resource, name, HOME))).toBe(value);
    await cluster.stop();
  });

  test('what is deleted comes back', async () => {
    const cluster = await begin(EMPTY);
    for (const [resource, name] of [
      [R.Service, 'image-registry'],
      [R.Deployment, 'image-registry'],
      [R.ServiceAccount, 'registry'],
      [R.ClusterRoleBinding, 'registry-registry-role'],
    ] as const) {
      await cluster.client.remove(resource, name, resource.namespaced ? HOME : undefined);
      await cluster.settle();
      expect(await cluster.client.get(resource, name, resource.namespaced ? HOME : undefined)).toBeDefined();
    }
    await cluster.stop();
  });

  test('the HTTP secret is made once, of 128 hex digits', async () => {
    const cluster = await begin(EMPTY);
    const first = record(await cluster.config(), 'spec')['httpSecret'];
    expect(first).toMatch(/^[0-9a-f]{128}$/);
    expect(record(await patch(cluster, { replicas: 2 }), 'spec')['httpSecret']).toBe(first);
    await cluster.stop();
  });

  test('no replicas and Recreate: nothing serves, and after a minute that is degraded', async () => {
    const cluster = await begin({ ...EMPTY, replicas: 0, rolloutStrategy: 'Recreate' });
    expect(said(await cluster.config(), 'Available')?.[1]).toBe('NoReplicasAvailable');
    await cluster.clock.jump(62_000, () => new Promise((resolve) => setImmediate(resolve)));
    await cluster.settle();
    expect(said(await cluster.config(), 'Degraded')).toEqual([
      'True',
      'Unavailable',
      'The deployment does not have available replicas',
    ]);
    await cluster.stop();
  });
});

describe('updates that are lost', () => {
  /** Patches the Config in the middle of a sync: while the store is asked. */
  async function during(user: Record<string, unknown>): Promise<KubeObject> {
    const cluster = await startRecorder({ collected: true });
    await cluster.settle();
    for (const o of [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'image-registry-private-configuration-user', namespace: HOME },
        stringData: {
          REGISTRY_STORAGE_S3_ACCESSKEY: '${S3_ACCESS_KEY}',
          REGISTRY_STORAGE_S3_SECRETKEY: '${S3_SECRET_KEY}',
        },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'bundle', namespace: 'openshift-config' },
        data: { 'ca-bundle.crt': '-----BEGIN CERTIFICATE-----' },
      },
    ])
      await cluster.act({ apply: o });
    await cluster.settle();
    let once = false;
    const asked = cluster.ledger.asked;
    asked.push = (...items: string[]): number => {
      if (!once) void cluster.act({ patch: { spec: user } });
      once = true;
      return Array.prototype.push.apply(asked, items);
    };
    await cluster.act({
      patch: {
        spec: {
          managementState: 'Managed',
          storage: {
            s3: {
              bucket: 'rgwbucket-1',
              region: 'us-east-1',
              regionEndpoint: 'https://rgw.example.com',
              trustedCA: { name: 'bundle' },
            },
          },
        },
      },
    });
    await cluster.settle();
    const config = await cluster.config();
    await cluster.stop();
    return config;
  }

  test('a patch that lands while a sync runs is overwritten, without an error', async () => {
    expect(record(await during({ readOnly: true, replicas: 2 }), 'spec')).toMatchObject({ replicas: 1 });
    expect(record(await during({ readOnly: true }), 'spec')).not.toHaveProperty('readOnly');
  });

  test('only managementState survives', async () => {
    expect(record(await during({ managementState: 'Unmanaged', readOnly: true }), 'spec')['managementState']).toBe(
      'Unmanaged',
    );
  });
});

describe('routes', () => {
  const names = async (cluster: Recorder): Promise<unknown[]> =>
    (await cluster.client.list(R.Route, HOME)).map((r) => r.metadata.name);
  const own = (
    name: string,
    annotations: Record<string, string> = { 'imageregistry.openshift.io': 'true' },
  ): KubeObject => ({
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name, namespace: HOME, annotations },
    spec: { host: 'old.example.com', to: { kind: 'Service', name: 'other' } },
  });

  test('marked routes that nobody asked for go while Managed, others stay', async () => {
    const cluster = await begin();
    await cluster.act({ apply: own('marked') });
    await cluster.act({ apply: own('foreign', {}) });
    await cluster.settle();
    expect(await names(cluster)).toEqual(['foreign', 'marked']);
    await patch(cluster, EMPTY);
    expect(await names(cluster)).toEqual(['foreign']);
    await cluster.stop();
  });

  test('a route of that name is overwritten and adopted', async () => {
    const cluster = await begin(EMPTY);
    await cluster.act({ apply: own('mine', {}) });
    await patch(cluster, { routes: [{ name: 'mine', hostname: 'new.example.com' }] });
    const route = await cluster.client.get(R.Route, 'mine', HOME);
    expect(route).toMatchObject({
      metadata: { annotations: { 'imageregistry.openshift.io': 'true' } },
      spec: { host: 'new.example.com', to: { name: 'image-registry' } },
    });
    await cluster.stop();
  });

  test('the certificate follows its secret', async () => {
    const cluster = await begin(EMPTY);
    const secret = (crt: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'tls', namespace: HOME },
      stringData: { 'tls.crt': crt, 'tls.key': 'K', 'tls.cacrt': 'A', 'ca.crt': 'ignored' },
    });
    await cluster.act({ apply: secret('one') });
    await patch(cluster, { routes: [{ name: 'mine', secretName: 'tls' }] });
    await cluster.act({ apply: secret('two') });
    await cluster.settle();
    expect(record(await cluster.client.get(R.Route, 'mine', HOME), 'spec', 'tls')).toEqual({
      termination: 'reencrypt',
      certificate: 'two',
      key: 'K',
      caCertificate: 'A',
    });
    await cluster.stop();
  });

  test("a secret that is missing is told by the route's name", async () => {
    const cluster = await begin(EMPTY);
    const config = await patch(cluster, { routes: [{ name: 'mine', secretName: 'none' }] });
    expect(said(config, 'Progressing')?.[2]).toBe(
      'Unable to apply resources: unable to apply objects: failed to create object *v1.Route, Namespace=openshift-image-registry, Name=mine: secret "none" not found',
    );
    await cluster.stop();
  });

  test("outside names: the default route's first, the rest sorted", async () => {
    const cluster = await begin({
      ...EMPTY,
      defaultRoute: true,
      routes: [
        { name: 'b', hostname: 'b.example.com' },
        { name: 'a', hostname: 'a.example.com' },
        { name: 'c', hostname: 'a.example.com' },
      ],
    });
    expect(list(await cluster.client.get(R.Image, 'cluster'), 'status', 'externalRegistryHostnames')).toEqual([
      'default-route-openshift-image-registry.apps.lab.example.com',
      'a.example.com',
      'b.example.com',
    ]);
    await cluster.stop();
  });
});
