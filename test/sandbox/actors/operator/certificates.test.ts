import { expect, test } from 'vitest';
import { record } from '../../../../src/api/json.ts';
import { R } from '../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../src/api/types.ts';
import { startRecorder } from '../../../support/recorder.ts';
import type { Recorder } from '../../../support/recorder.ts';
import { said } from './said.ts';

const HOME = 'openshift-image-registry';
const OWN = [
  'image-registry.openshift-image-registry.svc..5000',
  'image-registry.openshift-image-registry.svc.cluster.local..5000',
];
const STORE = '-----BEGIN CERTIFICATE-----\nSTORE\n';
const USER: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'image-registry-private-configuration-user', namespace: HOME },
  stringData: { REGISTRY_STORAGE_S3_ACCESSKEY: '${S3_ACCESS_KEY}', REGISTRY_STORAGE_S3_SECRETKEY: '${S3_SECRET_KEY}' },
};
const map = (name: string, data: Record<string, string>, namespace = 'openshift-config'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});
const S3 = {
  managementState: 'Managed',
  storage: {
    s3: {
      bucket: 'rgwbucket-1',
      region: 'us-east-1',
      regionEndpoint: 'https://rgw.example.com',
      trustedCA: { name: 'bundle' },
    },
  },
};

async function begin(...given: KubeObject[]): Promise<Recorder> {
  const cluster = await startRecorder({ collected: true });
  await cluster.settle();
  for (const o of [USER, ...given]) await cluster.act({ apply: o });
  await cluster.settle();
  return cluster;
}

const trusted = async (cluster: Recorder) =>
  record(await cluster.client.get(R.ConfigMap, 'image-registry-certificates', HOME), 'data');
const told = async (cluster: Recorder) =>
  record(await cluster.client.get(R.ConfigMap, 'image-registry-ca', 'openshift-config-managed'), 'data');

test.each([
  [false, true],
  [true, false],
])("redirects off: %s; the own hosts then carry the store's CA: %s", async (disableRedirect, carried) => {
  const cluster = await begin(map('bundle', { 'ca-bundle.crt': STORE }));
  await cluster.act({ patch: { spec: { ...S3, disableRedirect } } });
  await cluster.settle();
  const data = await trusted(cluster);
  expect(Object.keys(data).toSorted()).toEqual([...OWN, 'storage-ca-bundle.pem'].toSorted());
  expect(data['storage-ca-bundle.pem']).toBe(STORE);
  for (const key of OWN) expect(String(data[key]).includes('STORE')).toBe(carried);
  expect(Object.keys(await told(cluster))).toEqual(OWN);
  await cluster.stop();
});

test("the cloud's CA serves where no map is named", async () => {
  const cluster = await begin(map('kube-cloud-config', { 'ca-bundle.pem': STORE }, 'openshift-config-managed'));
  await cluster.act({ patch: { spec: { ...S3, storage: { s3: { ...S3.storage.s3, trustedCA: null } } } } });
  await cluster.settle();
  expect(said(await cluster.config(), 'StorageExists')?.[1]).toBe('S3 Bucket Exists');
  expect((await trusted(cluster))['storage-ca-bundle.pem']).toBe(STORE);
  await cluster.stop();
});

test('a CA that is renewed at its source is renewed here', async () => {
  const cluster = await begin(map('bundle', { 'ca-bundle.crt': STORE }));
  await cluster.act({ patch: { spec: S3 } });
  await cluster.settle();
  await cluster.act({ apply: map('bundle', { 'ca-bundle.crt': `${STORE}NEW\n` }) });
  await cluster.settle();
  expect((await trusted(cluster))['storage-ca-bundle.pem']).toBe(`${STORE}NEW\n`);
  await cluster.stop();
});

test("what others trust goes to the nodes, not to the cluster's components", async () => {
  const cluster = await begin(map('registry-config', { 'a.example.com..8443': 'A' }));
  await cluster.act({ image: { spec: { additionalTrustedCA: { name: 'registry-config' } } } });
  await cluster.act({ patch: { spec: { managementState: 'Managed', storage: { emptyDir: {} } } } });
  await cluster.settle();
  expect((await trusted(cluster))['a.example.com..8443']).toBe('A');
  expect(Object.keys(await told(cluster))).toEqual(OWN);
  await cluster.act({ image: { spec: { additionalTrustedCA: null } } });
  await cluster.settle();
  expect(Object.keys(await trusted(cluster))).toEqual(OWN);
  await cluster.stop();
});

test('a map that is missing is degraded, and mended when it comes', async () => {
  const cluster = await begin();
  await cluster.act({ image: { spec: { additionalTrustedCA: { name: 'late' } } } });
  await cluster.settle();
  expect(said(await cluster.config(), 'ImageRegistryCertificatesControllerDegraded')).toEqual([
    'True',
    'Error',
    'failed to update object *v1.ConfigMap, Namespace=openshift-image-registry, Name=image-registry-certificates: image-registry-certificates: configmap "late" not found',
  ]);
  await cluster.act({ apply: map('late', { 'b.example.com': 'B' }) });
  await cluster.settle();
  expect(said(await cluster.config(), 'ImageRegistryCertificatesControllerDegraded')?.[0]).toBe('False');
  expect((await trusted(cluster))['b.example.com']).toBe('B');
  await cluster.stop();
});
