import { describe, expect, test } from 'vitest';
import { list, record } from '../../../../../src/api/json.ts';
import { R } from '../../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../../src/api/types.ts';
import { startRecorder } from '../../../../support/recorder.ts';
import type { Recorder, RecorderOptions } from '../../../../support/recorder.ts';
import { said } from '../said.ts';

const HOME = 'openshift-image-registry';
const USER: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'image-registry-private-configuration-user', namespace: HOME },
  stringData: { REGISTRY_STORAGE_S3_ACCESSKEY: '${S3_ACCESS_KEY}', REGISTRY_STORAGE_S3_SECRETKEY: '${S3_SECRET_KEY}' },
};
const BUNDLE: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'bundle', namespace: 'openshift-config' },
  data: { 'ca-bundle.crt': '-----BEGIN CERTIFICATE-----' },
};
const PLACE = {
  bucket: 'rgwbucket-1',
  region: 'us-east-1',
  regionEndpoint: 'https://rgw.example.com',
  trustedCA: { name: 'bundle' },
};
const APPLY = 'Unable to apply resources: unable to sync storage configuration: ';

async function begin(options: RecorderOptions & { secret?: KubeObject | null } = {}): Promise<Recorder> {
  const cluster = await startRecorder({ collected: true, ...options });
  await cluster.settle();
  if (options.secret !== null) await cluster.act({ apply: options.secret ?? USER });
  await cluster.act({ apply: BUNDLE });
  await cluster.settle();
  return cluster;
}

async function patch(cluster: Recorder, spec: Record<string, unknown>): Promise<KubeObject> {
  expect(await cluster.act({ patch: { spec } })).toEqual({ code: 200 });
  await cluster.settle();
  return cluster.config();
}

const s3 = (fields: Record<string, unknown> = {}, managementState?: string) => ({
  managementState: 'Managed',
  storage: { s3: { ...PLACE, ...fields }, ...(managementState === undefined ? {} : { managementState }) },
});
const storage = (config: KubeObject, part: 'spec' | 'status') => record(config, part, 'storage');
const env = async (cluster: Recorder): Promise<Record<string, unknown>> => {
  const d = await cluster.client.get(R.Deployment, 'image-registry', HOME);
  const container = record(list(record(d, 'spec', 'template', 'spec'), 'containers')[0]);
  return Object.fromEntries(list(container, 'env').map((e) => [String(record(e)['name']), record(e)['value']]));
};

describe('whose bucket it is', () => {
  test.each([
    ['a bucket that is there', 'rgwbucket-1', 'Unmanaged', 'S3 Bucket Exists'],
    ['a bucket that was named and is made', 'named', 'Managed', 'S3 Bucket Exists'],
  ])('%s', async (_what, bucket, owner, reason) => {
    const cluster = await begin();
    const config = await patch(cluster, s3({ bucket }));
    expect(storage(config, 'spec')['managementState']).toBe(owner);
    expect(storage(config, 'status')['managementState']).toBe(owner);
    expect(said(config, 'StorageExists')).toEqual(['True', reason, '']);
    expect(cluster.ledger.buckets.get(`s3/${bucket}`)).toBe('us');
    await cluster.stop();
  });

  test('no name at all: a new bucket, named after the cluster, is Managed', async () => {
    const cluster = await begin({ infrastructure: { platformStatus: { type: 'None' }, infrastructureName: 'lab' } });
    const config = await patch(cluster, s3({ bucket: '' }));
    expect(String(record(storage(config, 'spec'), 's3')['bucket'])).toMatch(/^lab-image-registry-us-east-1-/);
    expect(storage(config, 'spec')['managementState']).toBe('Managed');
    await cluster.stop();
  });

  test('Unmanaged does not mean hands off: a missing bucket is made', async () => {
    const cluster = await begin();
    const config = await patch(cluster, s3({ bucket: 'typo' }, 'Unmanaged'));
    expect(cluster.ledger.asked).toContain('s3 create typo');
    expect(storage(config, 'spec')['managementState']).toBe('Unmanaged');
    expect(said(config, 'StorageExists')?.[0]).toBe('True');
    expect(cluster.ledger.asked.filter((a) => a.includes(' set-'))).toEqual([]);
    await cluster.stop();
  });

  test("somebody else's bucket passes for ours, then is forbidden again", async () => {
    const cluster = await begin();
    cluster.ledger.buckets.set('s3/theirs', 'them');
    const config = await patch(cluster, s3({ bucket: 'theirs' }));
    expect(storage(config, 'spec')['managementState']).toBe('Managed');
    expect(cluster.ledger.buckets.get('s3/theirs')).toBe('them');
    expect(said(config, 'StorageExists')?.[1]).toMatch(/^(Creation Successful|Forbidden)$/);
    await cluster.stop();
  });
});

describe('a Managed bucket', () => {
  test('is set up, also one that was given', async () => {
    const cluster = await begin();
    const config = await patch(cluster, s3({}, 'Managed'));
    expect(cluster.ledger.asked.filter((a) => a.includes(' set-'))).toEqual([
      's3 set-publicAccessBlock rgwbucket-1',
      's3 set-tags rgwbucket-1',
      's3 set-encryption=AES256 rgwbucket-1',
      's3 set-abortMultipart rgwbucket-1',
    ]);
    expect(record(storage(config, 'spec'), 's3')).toMatchObject({ encrypt: true, region: 'us-east-1' });
    expect((await env(cluster))['REGISTRY_STORAGE_S3_ENCRYPT']).toBe('true');
    await cluster.stop();
  });

  test('is encrypted with the key that is named', async () => {
    const cluster = await begin();
    const config = await patch(cluster, s3({ keyID: 'k' }, 'Managed'));
    expect(cluster.ledger.asked).toContain('s3 set-encryption=aws:kms rgwbucket-1');
    expect(said(config, 'StorageEncrypted')).toEqual([
      'True',
      'Encryption Successful',
      'Default aws:kms encryption was successfully enabled on the S3 bucket',
    ]);
    expect((await env(cluster))['REGISTRY_STORAGE_S3_KEYID']).toBe('k');
    await cluster.stop();
  });

  test.each([
    [{ code: 'NotImplemented', status: 501, text: 'no such thing' }, 'NotImplemented'],
    [{ code: 'RequestError', text: 'connection reset' }, 'Unknown Error Occurred'],
  ])('serves although a setting failed: %j', async (fault, reason) => {
    const cluster = await begin();
    cluster.ledger.faults.set('s3 set-tags', fault);
    const config = await patch(cluster, s3({}, 'Managed'));
    expect(said(config, 'StorageTagged')).toEqual(['False', reason, fault.text]);
    expect(said(config, 'Available')?.[1]).toBe('Ready');
    expect(said(config, 'Degraded')).toEqual(['False', '', '']);
    await cluster.stop();
  });

  test.each([
    ['Managed', undefined, ''],
    ['Unmanaged', 'us', 'rgwbucket-1'],
  ])('%s: what Removed does to it', async (owner, left, name) => {
    const cluster = await begin();
    await patch(cluster, s3({}, owner));
    const config = await patch(cluster, { managementState: 'Removed' });
    expect(cluster.ledger.buckets.get('s3/rgwbucket-1')).toBe(left);
    expect(record(storage(config, 'spec'), 's3')['bucket'] ?? '').toBe(name);
    expect(storage(config, 'status')).toEqual({});
    expect(said(config, 'StorageExists')?.[1]).toBe(owner === 'Managed' ? 'S3 Bucket Deleted' : 'S3 Bucket Exists');
    await cluster.stop();
  });

  test('after Removed the next Managed makes another bucket', async () => {
    const cluster = await begin();
    await patch(cluster, s3({}, 'Managed'));
    await patch(cluster, { managementState: 'Removed' });
    const config = await patch(cluster, { managementState: 'Managed' });
    expect(String(record(storage(config, 'spec'), 's3')['bucket'])).toMatch(/^image-registry-us-east-1-/);
    await cluster.stop();
  });

  test('a switch of backend together with Removed deletes the old storage, then dies of it', async () => {
    const cluster = await begin();
    await patch(cluster, s3({}, 'Managed'));
    const config = await patch(cluster, { managementState: 'Removed', storage: { s3: null, pvc: { claim: 'c' } } });
    expect(cluster.ledger.buckets.has('s3/rgwbucket-1')).toBe(false);
    expect(storage(config, 'status')).toHaveProperty('s3');
    await cluster.stop();
  });
});

const minted = (data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'installer-cloud-credentials', namespace: HOME },
  stringData: data,
});

describe('credentials', () => {
  test.each([
    ['two keys', { aws_access_key_id: '${S3_ACCESS_KEY}', aws_secret_access_key: '${S3_SECRET_KEY}' }],
    [
      'a file',
      { credentials: '[default]\naws_access_key_id = ${S3_ACCESS_KEY}\naws_secret_access_key = ${S3_SECRET_KEY}\n' },
    ],
  ])('minted as %s', async (_what, data) => {
    const cluster = await begin({ secret: minted(data) });
    expect(said(await patch(cluster, s3()), 'StorageExists')?.[1]).toBe('S3 Bucket Exists');
    await cluster.stop();
  });

  test("the administrator's win, even wrong ones", async () => {
    const cluster = await begin({
      secret: minted({ aws_access_key_id: '${S3_ACCESS_KEY}', aws_secret_access_key: '${S3_SECRET_KEY}' }),
    });
    await cluster.act({ apply: { ...USER, stringData: { REGISTRY_STORAGE_S3_ACCESSKEY: 'x' } } });
    const config = await patch(cluster, s3());
    expect(said(config, 'Progressing')?.[2]).toBe(
      `${APPLY}secret "${HOME}/image-registry-private-configuration-user" does not contain required key "REGISTRY_STORAGE_S3_SECRETKEY"`,
    );
    await cluster.stop();
  });

  test('keys nobody knows', async () => {
    const cluster = await begin({
      secret: { ...USER, stringData: { REGISTRY_STORAGE_S3_ACCESSKEY: 'x', REGISTRY_STORAGE_S3_SECRETKEY: 'y' } },
    });
    const config = await patch(cluster, s3());
    expect(said(config, 'StorageExists')?.slice(0, 2)).toEqual(['False', 'InvalidAccessKeyId']);
    expect(said(config, 'Available')?.[1]).toBe('DeploymentNotFound');
    await cluster.stop();
  });

  test('new keys roll the deployment', async () => {
    const cluster = await begin();
    await patch(cluster, s3());
    const checksum = async () =>
      record(
        await cluster.client.get(R.Deployment, 'image-registry', HOME),
        'spec',
        'template',
        'metadata',
        'annotations',
      )['imageregistry.operator.openshift.io/dependencies-checksum'];
    const before = await checksum();
    cluster.ledger.keys.set('other', 'keys');
    await cluster.act({
      apply: { ...USER, stringData: { REGISTRY_STORAGE_S3_ACCESSKEY: 'other', REGISTRY_STORAGE_S3_SECRETKEY: 'keys' } },
    });
    await cluster.settle();
    expect(await checksum()).not.toBe(before);
    const secret = await cluster.client.get(R.Secret, 'image-registry-private-configuration', HOME);
    expect(Buffer.from(String(record(secret, 'data')['credentials']), 'base64').toString()).toBe(
      '[default]\naws_access_key_id = other\naws_secret_access_key = keys\n',
    );
    await cluster.stop();
  });
});

describe('places', () => {
  test('no region off AWS', async () => {
    const cluster = await begin();
    const config = await patch(cluster, s3({ region: '' }));
    const why = 'MissingRegion: could not find region configuration';
    expect(said(config, 'StorageExists')).toEqual(['Unknown', 'Unknown Error Occurred', why]);
    expect(said(config, 'Progressing')).toEqual(['True', 'Error', APPLY + why]);
    await cluster.stop();
  });

  test("no region on AWS: the cluster's, in status alone", async () => {
    const cluster = await begin({ infrastructure: { platformStatus: { type: 'AWS', aws: { region: 'eu-west-1' } } } });
    const config = await patch(cluster, s3({ region: '' }, 'Unmanaged'));
    expect(record(storage(config, 'spec'), 's3')).not.toHaveProperty('region', 'eu-west-1');
    expect(record(storage(config, 'status'), 's3')['region']).toBe('eu-west-1');
    await cluster.stop();
  });

  test.each([
    [
      {},
      {
        REGISTRY_STORAGE_S3_FORCEPATHSTYLE: 'true',
        REGISTRY_STORAGE_S3_USEDUALSTACK: 'true',
        REGISTRY_STORAGE_S3_REGIONENDPOINT: 'https://rgw.example.com',
      },
    ],
    [
      { virtualHostedStyle: true },
      { REGISTRY_STORAGE_S3_FORCEPATHSTYLE: 'false', REGISTRY_STORAGE_S3_USEDUALSTACK: 'true' },
    ],
    [
      { regionEndpoint: '' },
      {
        REGISTRY_STORAGE_S3_FORCEPATHSTYLE: 'true',
        REGISTRY_STORAGE_S3_USEDUALSTACK: undefined,
        REGISTRY_STORAGE_S3_REGIONENDPOINT: undefined,
      },
    ],
    [{ bucket: '123' }, { REGISTRY_STORAGE_S3_BUCKET: '"123"' }],
  ])('%j', async (fields, expected) => {
    const cluster = await begin();
    await patch(cluster, s3(fields));
    const found = await env(cluster);
    for (const [name, value] of Object.entries(expected)) expect([name, found[name]]).toEqual([name, value]);
    await cluster.stop();
  });

  test('CloudFront: signed for twenty minutes by a key that nobody looks for', async () => {
    const cluster = await begin();
    await patch(
      cluster,
      s3({ cloudFront: { baseURL: 'https://d.example', keypairID: 'K', privateKey: { name: 'front', key: 'pem' } } }),
    );
    const options = JSON.parse(String((await env(cluster))['REGISTRY_MIDDLEWARE_STORAGE'])) as unknown;
    expect(options).toMatchObject([
      { name: 'cloudfront', options: { baseurl: 'https://d.example', keypairid: 'K', duration: '20m0s' } },
    ]);
    const d = await cluster.client.get(R.Deployment, 'image-registry', HOME);
    expect(list(d, 'spec', 'template', 'spec', 'volumes')).toContainEqual(
      expect.objectContaining({
        name: 'registry-cloudfront',
        secret: expect.objectContaining({ secretName: 'front', optional: false }) as unknown,
      }),
    );
    await cluster.stop();
  });

  test('another bucket is another storage; the old one is left as it is', async () => {
    const cluster = await begin();
    await patch(cluster, s3({}, 'Managed'));
    const config = await patch(cluster, { storage: { s3: { bucket: 'second' } } });
    expect(cluster.ledger.buckets.has('s3/rgwbucket-1')).toBe(true);
    expect(record(storage(config, 'status'), 's3')['bucket']).toBe('second');
    expect(storage(config, 'spec')['managementState']).toBe('Managed');
    await cluster.stop();
  });

  test('a bucket that vanished is made anew', async () => {
    const cluster = await begin();
    await patch(cluster, s3());
    cluster.ledger.buckets.delete('s3/rgwbucket-1');
    await patch(cluster, { readOnly: true });
    expect(cluster.ledger.buckets.get('s3/rgwbucket-1')).toBe('us');
    await cluster.stop();
  });
});
