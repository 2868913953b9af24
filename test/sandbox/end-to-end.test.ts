import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, condition, list, num, record, text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { secretData } from '../../src/sandbox/actors/objects.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { make } from '../../src/sandbox/scenarios/make.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { until } from './actors/world.ts';
import { ask, readKubeconfig } from './speak.ts';
import type { Said } from './speak.ts';

const NS = 'openshift-image-registry';
const HOST = `default-route-${NS}.apps.lab.example.com`;

describe('bare metal with ODF, from a bucket claim to an image behind the default route', () => {
  let s: Sandbox;
  beforeAll(async () => void (s = await startSandbox({ scenario: 'baremetal-odf', pace: 0 })));
  afterAll(() => s.stop());

  const config = (patch: unknown) => s.client.patch(R.Config, 'cluster', undefined, patch);
  const ingressCa = async () =>
    text(
      await s.client.get(R.ConfigMap, 'default-ingress-cert', 'openshift-config-managed'),
      'data',
      'ca-bundle.crt',
    ) ?? '';
  const registry = async (path: string, more: Parameters<typeof ask>[1] = {}): Promise<Said> => {
    const { detours, token } = readKubeconfig(s.kubeconfig());
    return ask(path.startsWith('https:') ? path : `https://${HOST}${path}`, {
      detours,
      ca: await ingressCa(),
      ...more,
      headers: { authorization: `Bearer ${token}`, ...more.headers },
    });
  };

  it('begins Removed, and says so in all its places', async () => {
    expect(at(await s.client.get(R.Config, 'cluster'), 'spec', 'managementState')).toBe('Removed');
    await until(
      async () => condition(await s.client.get(R.ClusterOperator, 'image-registry'), 'Available')?.reason === 'Removed',
    );
    expect(await s.client.list(R.Deployment, NS)).toEqual([]);
  });

  it('binds a bucket claim, and becomes ready on its bucket by the route and the ingress CA', async () => {
    await s.client.create(
      R.ObjectBucketClaim,
      make(R.ObjectBucketClaim, 'openshift-storage/rgwbucket', {
        spec: { storageClassName: 'ocs-storagecluster-ceph-rgw', generateBucketName: 'rgwbucket' },
      }),
    );
    await until(
      async () =>
        text(await s.client.get(R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage'), 'status', 'phase') === 'Bound',
    );
    const keys = secretData(await s.client.get(R.Secret, 'rgwbucket', 'openshift-storage'));
    const bucket = text(await s.client.get(R.ConfigMap, 'rgwbucket', 'openshift-storage'), 'data', 'BUCKET_NAME') ?? '';
    const host =
      text(
        await until(async () => {
          const route = await s.client.get(R.Route, 'ocs-storagecluster-cephobjectstore', 'openshift-storage');
          return list(route, 'status', 'ingress').length > 0 && route;
        }),
        'spec',
        'host',
      ) ?? '';
    await s.client.create(
      R.ConfigMap,
      make(R.ConfigMap, 'openshift-config/image-registry-s3-bundle', { data: { 'ca-bundle.crt': await ingressCa() } }),
    );
    const encode = (value: string | undefined): string => Buffer.from(value ?? '').toString('base64');
    await s.client.create(
      R.Secret,
      make(R.Secret, `${NS}/image-registry-private-configuration-user`, {
        type: 'Opaque',
        data: {
          REGISTRY_STORAGE_S3_ACCESSKEY: encode(keys['AWS_ACCESS_KEY_ID']),
          REGISTRY_STORAGE_S3_SECRETKEY: encode(keys['AWS_SECRET_ACCESS_KEY']),
        },
      }),
    );
    await config({
      spec: {
        managementState: 'Managed',
        replicas: 2,
        rolloutStrategy: 'RollingUpdate',
        storage: {
          managementState: 'Unmanaged',
          s3: {
            bucket,
            region: 'us-east-1',
            regionEndpoint: `https://${host}`,
            virtualHostedStyle: false,
            encrypt: false,
            trustedCA: { name: 'image-registry-s3-bundle' },
          },
        },
      },
    });
    const ready = await until(async () => {
      const found = await s.client.get(R.Config, 'cluster');
      return (
        condition(found, 'Available')?.reason === 'Ready' &&
        condition(found, 'Progressing')?.reason === 'Ready' &&
        found
      );
    });
    expect(condition(ready, 'StorageExists')).toMatchObject({ status: 'True', reason: 'S3 Bucket Exists' });
    expect(condition(ready, 'Degraded')?.status).toBe('False');
    expect(num(ready, 'status', 'observedGeneration')).toBe(ready.metadata.generation);
    const pods = await s.client.list(R.Pod, NS);
    expect(pods.map((p) => condition(p, 'Ready')?.status)).toEqual(['True', 'True']);
    await until(
      async () => condition(await s.client.get(R.ClusterOperator, 'image-registry'), 'Available')?.reason === 'Ready',
    );
    expect(text(await s.client.get(R.Image, 'cluster'), 'status', 'internalRegistryHostname')).toBe(
      `image-registry.${NS}.svc:5000`,
    );
  });

  it('answers at the default route once that is asked for', async () => {
    const { detours } = readKubeconfig(s.kubeconfig());
    expect((await ask(`https://${HOST}/v2/`, { detours, ca: await ingressCa() })).status).toBe(503);
    await config({ spec: { defaultRoute: true } });
    await until(async () => list(await s.client.get(R.Route, 'default-route', NS), 'status', 'ingress').length > 0);
    const challenge = await until(async () => {
      const said = await ask(`https://${HOST}/v2/`, { detours, ca: await ingressCa() });
      return said.status !== 503 && said;
    });
    expect(challenge.status).toBe(401);
    expect(challenge.headers['www-authenticate']).toBe(`Bearer realm="https://${HOST}/openshift/token"`);
    expect((await registry('/v2/')).status).toBe(200);
  });

  it('takes a blob there, keeps it in the bucket, and gives it back', async () => {
    const body = Buffer.from('a layer');
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const begun = await registry('/v2/openshift/probe/blobs/uploads/', { method: 'POST' });
    expect(begun.status).toBe(202);
    const place = new URL(String(begun.headers['location']), `https://${HOST}`);
    place.searchParams.set('digest', digest);
    expect(
      (await registry(place.href, { method: 'PUT', body, headers: { 'content-type': 'application/octet-stream' } }))
        .status,
    ).toBe(201);
    const got = await registry(`/v2/openshift/probe/blobs/${digest}`);
    expect([200, 307]).toContain(got.status);
    const { detours } = readKubeconfig(s.kubeconfig());
    const whole =
      got.status === 200 ? got : await ask(String(got.headers['location']), { detours, ca: await ingressCa() });
    expect(whole).toMatchObject({ status: 200, body: 'a layer' });
  });

  it('replaces a pod that is deleted without losing the image', async () => {
    const [pod] = await s.client.list(R.Pod, NS);
    await s.client.remove(R.Pod, pod?.metadata.name ?? '', NS);
    await until(async () => {
      const pods = await s.client.list(R.Pod, NS);
      return (
        pods.length === 2 &&
        pods.every((p) => p.metadata.uid !== pod?.metadata.uid && condition(p, 'Ready')?.status === 'True')
      );
    });
    expect((await registry('/v2/')).status).toBe(200);
  });

  it('goes not ready when its bucket goes, with no word from the operator', async () => {
    const buckets = text(await s.client.get(R.ConfigMap, 'rgwbucket', 'openshift-storage'), 'data', 'BUCKET_NAME');
    expect(buckets).toMatch(/^rgwbucket-/);
    await s.client.remove(R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage');
    await until(async () => (await s.client.get(R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage')) === undefined);
    await until(async () => (await registry('/v2/')).status === 503, 6000);
    await until(
      async () => (await s.client.list(R.Pod, NS)).some((p) => condition(p, 'Ready')?.status === 'False'),
      6000,
    );
  });

  it('is Removed again when that is asked for, and its host answers 503', async () => {
    await config({ spec: { managementState: 'Removed' } });
    await until(
      async () =>
        record(await s.client.get(R.Config, 'cluster'), 'status', 'storage')['s3'] === undefined &&
        (await s.client.list(R.Pod, NS)).length === 0,
    );
    await until(async () => (await registry('/v2/')).status === 503);
  });
});
