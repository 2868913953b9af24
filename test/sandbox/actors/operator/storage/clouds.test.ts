import { describe, expect, test } from 'vitest';
import { list, record } from '../../../../../src/api/json.ts';
import { R } from '../../../../../src/api/resources.ts';
import type { KubeObject } from '../../../../../src/api/types.ts';
import type { StoreFault } from '../../../../../src/sandbox/stores-door.ts';
import { startRecorder } from '../../../../support/recorder.ts';
import type { Recorder } from '../../../../support/recorder.ts';
import { said } from '../said.ts';

const HOME = 'openshift-image-registry';
const APPLY = 'Unable to apply resources: unable to sync storage configuration: ';
const SWIFT_KEYS = [
  'USERNAME',
  'PASSWORD',
  'APPLICATIONCREDENTIALID',
  'APPLICATIONCREDENTIALNAME',
  'APPLICATIONCREDENTIALSECRET',
].map((k) => `REGISTRY_STORAGE_SWIFT_${k}`);
const secret = (
  stringData: Record<string, string>,
  name = 'image-registry-private-configuration-user',
): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: HOME }, stringData });
const minted = (data: Record<string, string>): KubeObject => secret(data, 'installer-cloud-credentials');
const five = secret(Object.fromEntries(SWIFT_KEYS.map((k, i) => [k, i < 2 ? '123' : ''])));
const PEM = '-----BEGIN PRIVATE KEY-----';

async function begin(...given: KubeObject[]): Promise<Recorder> {
  const cluster = await startRecorder({
    collected: true,
    infrastructure: { platformStatus: { type: 'None' }, infrastructureName: 'lab' },
  });
  for (const kind of ['gcs', 'azure', 'ibmcos', 'oss'] as const) cluster.ledger.reachable.add(kind);
  await cluster.settle();
  for (const o of given) await cluster.act({ apply: o });
  await cluster.settle();
  return cluster;
}

async function patch(
  cluster: Recorder,
  storage: Record<string, unknown>,
  spec: Record<string, unknown> = { managementState: 'Managed' },
): Promise<KubeObject> {
  expect(await cluster.act({ patch: { spec: { ...spec, storage } } })).toEqual({ code: 200 });
  await cluster.settle();
  return cluster.config();
}

const storageIn = (config: KubeObject, part: 'spec' | 'status') => record(config, part, 'storage');
const env = async (cluster: Recorder): Promise<Record<string, unknown>> => {
  const container = record(
    list(await cluster.client.get(R.Deployment, 'image-registry', HOME), 'spec', 'template', 'spec', 'containers')[0],
  );
  return Object.fromEntries(
    list(container, 'env').map((e) => [String(record(e)['name']), record(e)['value'] ?? 'secret']),
  );
};

/** A backend that works, by what it needs. */
const WORKS = [
  {
    key: 'swift',
    bucket: 'container',
    given: [five],
    fields: { authURL: 'https://keystone.example.com:5000', authVersion: '3' },
    kind: 'swift',
    exists: 'Swift container Exists',
    deleted: 'Swift Container Deleted',
  },
  {
    key: 'gcs',
    bucket: 'bucket',
    given: [secret({ REGISTRY_STORAGE_GCS_KEYFILE: JSON.stringify({ private_key: PEM }) })],
    fields: { region: 'r', projectID: 'p' },
    kind: 'gcs',
    exists: 'GCS Bucket Exists',
    deleted: 'GCS Bucket Deleted',
  },
  {
    key: 'ibmcos',
    bucket: 'bucket',
    given: [secret({ REGISTRY_STORAGE_IBMCOS_IAMAPIKEY: 'k' })],
    fields: { location: 'us-south' },
    kind: 'ibmcos',
    exists: 'IBM COS Bucket Exists',
    deleted: 'IBM COS Bucket Deleted',
  },
  {
    key: 'oss',
    bucket: 'bucket',
    given: [secret({ credentials: '[default]' })],
    fields: { region: 'cn-1' },
    kind: 'oss',
    exists: 'OSS Bucket Exists',
    deleted: 'OSS Bucket Deleted',
  },
] as const;

describe.each(WORKS)('$key', ({ key, bucket, given, fields, kind, exists, deleted }) => {
  test.each([
    ['there already', 'given-1', 'us', 'Unmanaged'],
    ['named and missing', 'given-1', undefined, 'Managed'],
    ['not named', '', undefined, 'Managed'],
  ])('%s: who owns it', async (_what, name, before, owner) => {
    const cluster = await begin(...given);
    if (before !== undefined) cluster.ledger.buckets.set(`${kind}/${name}`, before);
    const config = await patch(cluster, { [key]: { ...fields, ...(name === '' ? {} : { [bucket]: name }) } });
    expect(storageIn(config, 'spec')['managementState']).toBe(owner);
    expect(said(config, 'StorageExists')).toEqual(['True', exists, '']);
    expect(said(config, 'Available')?.[1]).toBe('Ready');
    const used = String(record(storageIn(config, 'status'), key)[bucket]);
    expect(used).toMatch(name === '' ? /^lab-image-registry-/ : /^given-1$/);
    expect(cluster.ledger.buckets.get(`${kind}/${used}`)).toBe('us');
    await cluster.stop();
  });

  test.each([
    ['Managed', false, deleted],
    ['Unmanaged', true, exists],
  ])('%s: what Removed does', async (owner, left, reason) => {
    const cluster = await begin(...given);
    cluster.ledger.buckets.set(`${kind}/given-1`, 'us');
    await patch(cluster, { managementState: owner, [key]: { ...fields, [bucket]: 'given-1' } });
    const config = await patch(cluster, {}, { managementState: 'Removed' });
    expect(cluster.ledger.buckets.has(`${kind}/given-1`)).toBe(left);
    expect(said(config, 'StorageExists')?.[1]).toBe(reason);
    expect(record(storageIn(config, 'spec'), key)[bucket] ?? '').toBe(left ? 'given-1' : '');
    await cluster.stop();
  });

  test('without any credentials nothing is set up', async () => {
    const cluster = await begin();
    const config = await patch(cluster, { [key]: { ...fields, [bucket]: 'given-1' } });
    expect(said(config, 'Progressing')?.[2]).toBe(
      `${APPLY}unable to get cluster minted credentials "${HOME}/installer-cloud-credentials": secret "installer-cloud-credentials" not found`,
    );
    await cluster.stop();
  });
});

describe('swift', () => {
  const swift = (fields: Record<string, unknown> = {}) => ({
    swift: { container: 'c', authURL: 'https://keystone.example.com:5000', authVersion: '3', ...fields },
  });

  test.each(SWIFT_KEYS)('all five keys are needed: %s', async (missing) => {
    const cluster = await begin(
      secret(Object.fromEntries(SWIFT_KEYS.filter((k) => k !== missing).map((k) => [k, 'x']))),
    );
    const why = `secret "${HOME}/image-registry-private-configuration-user" does not contain required key "${missing}"`;
    expect(said(await patch(cluster, swift()), 'StorageExists')).toEqual(['False', why, why]);
    await cluster.stop();
  });

  test.each([
    ['https://keystone.example.com:5000', 'https://keystone.example.com:5000/v3'],
    ['https://keystone.example.com:5000/', 'https://keystone.example.com:5000/v3'],
    ['https://keystone.example.com:5000/v3', 'https://keystone.example.com:5000/v3'],
    ['https://keystone.example.com/identity', 'https://keystone.example.com/identity'],
  ])('the registry is given %s as %s', async (authURL, expected) => {
    const cluster = await begin(five);
    await patch(cluster, swift({ authURL }));
    expect((await env(cluster))['REGISTRY_STORAGE_SWIFT_AUTHURL']).toBe(expected);
    await cluster.stop();
  });

  test('values are YAML: a password of digits is quoted, an empty one is two quotes', async () => {
    const cluster = await begin(five);
    await patch(cluster, swift());
    const data = record(await cluster.client.get(R.Secret, 'image-registry-private-configuration', HOME), 'data');
    const read = (key: string): string =>
      Buffer.from(String(data[`REGISTRY_STORAGE_SWIFT_${key}`]), 'base64').toString();
    expect([read('PASSWORD'), read('APPLICATIONCREDENTIALID')]).toEqual(['"123"', '""']);
    await cluster.stop();
  });

  test("with the administrator's secret nothing comes from the cloud's file", async () => {
    const cluster = await begin(
      five,
      minted({ 'clouds.yaml': 'clouds: {openstack: {auth: {auth_url: "https://k/v3"}}}' }),
    );
    expect(said(await patch(cluster, swift({ authURL: '' })), 'Progressing')?.[2]).toBe(
      `${APPLY}Get "/": unsupported protocol scheme ""`,
    );
    await cluster.stop();
  });

  test.each([
    ['the head', 'swift head c', { code: 'Unauthorized', status: 401, text: 'no' }, ['False', 'no', 'no']],
    [
      'the creation',
      'swift create c',
      { code: 'Forbidden', status: 403, text: 'no' },
      ['False', 'Creation Failed', 'no'],
    ],
  ])('%s refused', async (_what, verb, fault, expected) => {
    const cluster = await begin(five);
    cluster.ledger.faults.set(verb, fault);
    expect(said(await patch(cluster, swift()), 'StorageExists')).toEqual(expected);
    await cluster.stop();
  });

  test.each([
    ['gone', undefined, 'Unknown error occurred'],
    ['unreachable', { code: 'RequestError', text: 'refused' }, 'Could not connect to registry storage'],
  ])('a container that is %s later is not made anew', async (_what, fault, reason) => {
    const cluster = await begin(five);
    await patch(cluster, swift());
    cluster.ledger.buckets.delete('swift/c');
    if (fault) cluster.ledger.faults.set('swift head c', fault);
    const config = await patch(cluster, {}, { readOnly: true });
    expect(said(config, 'StorageExists')?.slice(0, 2)).toEqual(['Unknown', reason]);
    expect(cluster.ledger.buckets.has('swift/c')).toBe(false);
    await cluster.stop();
  });
});

describe('gcs', () => {
  const key = (private_key?: string) =>
    secret({ REGISTRY_STORAGE_GCS_KEYFILE: JSON.stringify({ type: 'service_account', private_key }) });

  test.each([
    [{ code: 'Forbidden', status: 403, text: 'no' }, ['False', '403', 'no']],
    [{ code: 'RequestError', text: 'dial' }, ['Unknown', 'Unknown Error Occurred', 'dial']],
  ] as [StoreFault, string[]][])('%j', async (fault, expected) => {
    const cluster = await begin(key(PEM));
    cluster.ledger.faults.set('gcs head', fault);
    expect(said(await patch(cluster, { gcs: { bucket: 'b', region: 'r' } }), 'StorageExists')).toEqual(expected);
    await cluster.stop();
  });

  test('a bucket that cannot be tagged is an error, also one that was given', async () => {
    const cluster = await begin(key(PEM));
    cluster.ledger.buckets.set('gcs/b', 'us');
    cluster.ledger.faults.set('gcs set-tags', { code: 'Forbidden', status: 403, text: 'no tags' });
    const config = await patch(cluster, { gcs: { bucket: 'b', region: 'r' } });
    expect(said(config, 'StorageTagged')).toEqual(['False', 'ErrorTaggingBucket', 'no tags']);
    expect(said(config, 'Progressing')?.[2]).toBe(`${APPLY}no tags`);
    await cluster.stop();
  });

  test('labels are put on a bucket of its own alone', async () => {
    const cluster = await begin(key(PEM));
    const mine = await patch(cluster, { gcs: { bucket: 'b', region: 'r', keyID: 'k' } });
    expect([
      said(mine, 'StorageTagged')?.[1],
      said(mine, 'StorageLabeled')?.[1],
      said(mine, 'StorageEncrypted')?.[0],
    ]).toEqual(['SuccessTaggingBucket', 'Bucket Labeled Successfully', 'True']);
    await cluster.stop();
  });

  test('without a region a project that was given is lost', async () => {
    const cluster = await begin(key(PEM));
    cluster.ledger.buckets.set('gcs/b', 'us');
    const config = await patch(cluster, { gcs: { bucket: 'b', projectID: 'p' } });
    expect(record(storageIn(config, 'status'), 'gcs')).toEqual({ bucket: 'b' });
    await cluster.stop();
  });
});

describe('azure', () => {
  const user = secret({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: 'a2V5' });
  const cloud = minted({
    azure_subscription_id: 's',
    azure_client_id: 'c',
    azure_tenant_id: 't',
    azure_resourcegroup: 'g',
    azure_client_secret: 'x',
  });

  test.each([
    ['no account', { container: 'images' }, 'Storage account key is provided, but account name is not specified'],
    ['no container', { accountName: 'acct' }, 'Storage account is provided, but container is not specified'],
  ])('a key and %s', async (_what, azure, why) => {
    const cluster = await begin(user);
    expect(said(await patch(cluster, { azure }), 'StorageExists')).toEqual(['False', 'StorageNotConfigured', why]);
    await cluster.stop();
  });

  test('a key that is empty', async () => {
    const cluster = await begin(secret({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: '' }));
    expect(
      said(await patch(cluster, { azure: { accountName: 'acct', container: 'images' } }), 'StorageExists')?.slice(0, 2),
    ).toEqual(['Unknown', 'ConfigError']);
    await cluster.stop();
  });

  test.each([
    [undefined, undefined],
    ['AzureUSGovernmentCloud', 'core.usgovcloudapi.net'],
    ['azurechinacloud', 'core.chinacloudapi.cn'],
    ['AzureGermanCloud', 'core.cloudapi.de'],
  ])('cloud %s', async (cloudName, realm) => {
    const cluster = await begin(user);
    cluster.ledger.buckets.set('azure/images', 'us');
    const config = await patch(cluster, {
      azure: { accountName: 'acct', container: 'images', ...(cloudName === undefined ? {} : { cloudName }) },
    });
    expect(said(config, 'StorageExists')).toEqual(['True', 'ContainerExists', 'Storage container exists']);
    expect((await env(cluster))['REGISTRY_STORAGE_AZURE_REALM']).toBe(realm);
    await cluster.stop();
  });

  test('a cloud that nobody knows', async () => {
    const cluster = await begin(user);
    expect(
      said(
        await patch(cluster, { azure: { accountName: 'acct', container: 'images', cloudName: 'Moon' } }),
        'Progressing',
      )?.[2],
    ).toBe(`${APPLY}autorest/azure: There is no cloud environment matching the name "MOON"`);
    await cluster.stop();
  });

  test('a key: the container is not looked for when it is taken over', async () => {
    const cluster = await begin(user);
    const config = await patch(cluster, { azure: { accountName: 'acct', container: 'images' } });
    expect(storageIn(config, 'spec')['managementState']).toBe('Unmanaged');
    expect(cluster.ledger.asked.filter((a) => a === 'azure create images')).toEqual([]);
    await cluster.stop();
  });

  test('minted credentials: account and container are made, and destroyed with Removed', async () => {
    const cluster = await begin(cloud);
    const config = await patch(cluster, { azure: {} });
    const made = record(storageIn(config, 'spec'), 'azure');
    expect([made['accountName'], made['container']]).toEqual([
      expect.stringMatching(/^imageregistry0+/),
      expect.stringMatching(/^image-registry-0+/),
    ]);
    expect(storageIn(config, 'spec')['managementState']).toBe('Managed');
    const removed = await patch(cluster, {}, { managementState: 'Removed' });
    expect(said(removed, 'StorageExists')?.[1]).toBe('AccountDeleted');
    expect(storageIn(removed, 'spec')['azure']).toEqual({});
    expect([...cluster.ledger.buckets.keys()].filter((k) => k.startsWith('azure/'))).toEqual([]);
    await cluster.stop();
  });

  test('Managed with a key cannot be removed', async () => {
    const cluster = await begin(user);
    cluster.ledger.buckets.set('azure/images', 'us');
    await patch(cluster, { managementState: 'Managed', azure: { accountName: 'acct', container: 'images' } });
    const config = await patch(cluster, {}, { managementState: 'Removed' });
    expect(cluster.ledger.buckets.has('azure/images')).toBe(true);
    expect(storageIn(config, 'status')).toHaveProperty('azure');
    await cluster.stop();
  });
});
