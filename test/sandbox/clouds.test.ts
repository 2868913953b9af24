import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { condition, num, record, text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { scenario as scenarioOf, startSandbox } from '../../src/sandbox/index.ts';
import { secretData } from '../../src/sandbox/actors/objects.ts';
import { make } from '../../src/sandbox/scenarios/make.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/types.ts';
import { until } from './actors/world.ts';
import { ask, readKubeconfig } from './speak.ts';

const NS = 'openshift-image-registry';
const HOST = `default-route-${NS}.apps.lab.example.com`;
let s: Sandbox;
const ends: Sandbox[] = [];
afterEach(async () => {
  for (const one of ends.splice(0)) await one.stop();
});
const start = async (options: SandboxOptions): Promise<void> => void ends.push((s = await startSandbox({ pace: 0, ...options })));

const BACKENDS = ['emptyDir', 's3', 'gcs', 'swift', 'pvc', 'azure', 'ibmcos', 'oss'];
const CASES: { scenario: string; backend: string; fields: (s: Sandbox) => Record<string, unknown> }[] = [
  { scenario: 'aws', backend: 's3', fields: () => ({ bucket: 'lab-registry', region: 'us-east-1' }) },
  { scenario: 'gcp', backend: 'gcs', fields: () => ({ bucket: 'lab-registry', region: 'us-central1', projectID: 'lab-project' }) },
  { scenario: 'azure', backend: 'azure', fields: () => ({ accountName: 'labregistry', container: 'lab-registry', cloudName: 'AzureUSGovernmentCloud' }) },
  { scenario: 'openstack', backend: 'swift', fields: (one) => ({ container: 'lab-registry', authURL: one.value('KEYSTONE'), authVersion: '3', domain: 'Default', tenant: 'swift-lab', regionName: 'RegionOne' }) },
];

const readAuthorities = (kubeconfig: string): Record<string, string> => (JSON.parse(kubeconfig) as { clusters: { cluster: { extensions: { extension: { authorities: Record<string, string> } }[] } }[] }).clusters[0]!.cluster.extensions[0]!.extension.authorities;

async function configure(backend: string, fields: Record<string, unknown>, keys: Record<string, string>): Promise<void> {
  const data = Object.fromEntries(Object.entries(keys).map(([k, v]) => [k, Buffer.from(v).toString('base64')]));
  await s.client.create(R.Secret, make(R.Secret, `${NS}/image-registry-private-configuration-user`, { type: 'Opaque', data }));
  const nulls = Object.fromEntries(BACKENDS.map((one) => [one, null]));
  // a sync that is under way writes over a patch (operator behaviour), so it is written until it stays
  await until(async () => {
    await s.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Managed', replicas: 2, defaultRoute: true, storage: { managementState: 'Unmanaged', ...nulls, [backend]: fields } } });
    const seen = await until(async () => {
      const found = await s.client.get(R.Config, 'cluster');
      return num(found, 'status', 'observedGeneration') === found?.metadata.generation && found;
    }, 15_000);
    const storage = record(seen, 'spec', 'storage', backend);
    return Object.entries(fields).every(([field, value]) => storage[field] === value);
  }, 15_000);
}

describe.each(CASES)('$scenario', ({ scenario, backend, fields }) => {
  it('takes a push into the bucket of whose keys are in the namespace default, and gives it back', async () => {
    await start({ scenario });
    const keys = secretData(await s.client.get(R.Secret, 'my-store', 'default'));
    await configure(backend, fields(s), keys);
    const config = await until(async () => {
      const found = await s.client.get(R.Config, 'cluster');
      return JSON.stringify(found?.['status'] ?? {}).includes('lab-registry') && condition(found, 'Available')?.reason === 'Ready' && condition(found, 'Progressing')?.status === 'False' && found;
    }, 15_000);
    expect(condition(config, 'StorageExists')?.status).toBe('True');
    const { detours, token } = readKubeconfig(s.kubeconfig());
    const ca = text(await s.client.get(R.ConfigMap, 'default-ingress-cert', 'openshift-config-managed'), 'data', 'ca-bundle.crt') ?? '';
    const call = (path: string, more: Parameters<typeof ask>[1] = {}) => ask(path.startsWith('https:') ? path : `https://${HOST}${path}`, { detours, ca, ...more, headers: { authorization: `Bearer ${token ?? ''}`, ...more.headers } });
    await until(async () => (await call('/v2/')).status === 200);
    const body = Buffer.from(`pushed on ${scenario}`);
    const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const begun = await call('/v2/default/app/blobs/uploads/', { method: 'POST' });
    expect(begun.status).toBe(202);
    expect((await call(`${String(begun.headers['location'])}&digest=${digest}`, { method: 'PUT', body, headers: { 'content-length': String(body.length) } })).status).toBe(201);
    const got = await call(`/v2/default/app/blobs/${digest}`);
    // who pulls is sent to the cloud's own store, where it has URLs for that
    const where = { s3: 'https://s3.us-east-1.amazonaws.com/lab-registry', gcs: 'https://storage.googleapis.com/lab-registry', azure: 'https://labregistry.blob.core.usgovcloudapi.net/lab-registry' }[backend];
    const location = String(got.headers['location'] ?? '');
    expect([got.status, got.status === 307 ? location.split('/docker/')[0] : got.body]).toEqual(where === undefined ? [200, body.toString()] : [307, where]);
    if (where === undefined) return;
    const world = Object.values(readAuthorities(s.kubeconfig()))[0];
    const direct = { detours, ca: Buffer.from(world ?? '', 'base64').toString() };
    expect(await ask(location, direct)).toMatchObject({ status: 200, body: body.toString() });
    expect((await ask(location.replace(/data\?/, 'other?'), direct)).status).toBeGreaterThan(399);
    expect((await ask(location.replace(/([Ss]ig(?:nature)?=)[^&]{4}/, '$1AAAA'), direct)).status).toBe(403);
  });
});

it.each([
  ['azure', 'azure', { accountName: 'labregistry', container: 'lab-registry' }, 'AzureError', 'Make sure the value of Authorization header is formed correctly'],
  ['gcp', 'gcs', { bucket: 'somebody-elses', region: 'us-central1' }, '403', 'is of another account'],
  ['openstack', 'swift', { container: 'lab-registry', authVersion: '3', domain: 'Default', tenant: 'swift-lab' }, 'Authentication failed', 'Authentication failed'],
] as const)('%s: keys that are somebody else\'s, or a bucket that is, are told as the cloud tells them', async (scenario, backend, fields, reason, words) => {
  await start({ scenario });
  const other = await s.client.get(R.Secret, scenario === 'gcp' ? 'my-store' : 'somebody-elses-store', 'default');
  await configure(backend, backend === 'swift' ? { ...fields, authURL: s.value('KEYSTONE') } : fields, secretData(other));
  const said = await until(async () => {
    const found = condition(await s.client.get(R.Config, 'cluster'), 'StorageExists');
    return found?.reason === reason && found;
  }, 15_000);
  expect(said.message).toContain(words);
});

describe('keys in the namespace default', () => {
  const names = (scenario: string) => scenarioOf(scenario).objects.filter((o) => o.kind === 'Secret' && o.metadata.namespace === 'default').map((o) => o.metadata.name);
  it.each([
    ['aws', ['my-store', 'somebody-elses-store']],
    ['aws-odf', ['my-store', 'somebody-elses-store']],
    ['gcp', ['my-store']],
    ['azure', ['my-store', 'somebody-elses-store']],
    ['openstack', ['my-store', 'somebody-elses-store']],
    ['baremetal', []],
    ['single-node', []],
  ])('%s has %j', (scenario, wanted) => {
    expect(names(scenario)).toEqual(wanted);
  });

  it('are the values that the sandbox tells of, none of them left as a name', async () => {
    await start({ scenario: 'azure', without: ['operator'] });
    const data = secretData(await s.client.get(R.Secret, 'my-store', 'default'));
    expect(data).toEqual({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: s.value('AZURE_KEY') });
    expect(s.value('AZURE_KEY')).toMatch(/==$/);
    expect(s.value('NO_SUCH_NAME')).toBe('');
  });
});
