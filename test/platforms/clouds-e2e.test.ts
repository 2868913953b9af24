import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, condition, record } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import { EXIT } from '../../src/errors.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { settled } from '../faults/bed.ts';
import { run, type Ran } from '../faults/in-process.ts';

/** One refusal by the real command line before the stores of a sandbox: what is given, the exit code, and what is said. */
type Refusal = [what: string, argv: string, code: keyof typeof EXIT, says: RegExp];

interface Lab {
  scenario: string;
  /** files in the reader's folder; a word in capitals stands for the sandbox's value of that name */
  files: Record<string, string>;
  refusals: Refusal[];
  /** a set-up that must come through, and the backend as it is then */
  good: string;
  backend: Record<string, unknown>;
  keys: string[];
}

const LABS: Record<string, Lab> = {
  aws: {
    scenario: 'aws',
    files: {
      'keys.ini': '[default]\naws_access_key_id=S3_ACCESS_KEY\naws_secret_access_key=S3_SECRET_KEY\n',
      'others.env': 'AWS_ACCESS_KEY_ID=OTHER_S3_ACCESS_KEY\nAWS_SECRET_ACCESS_KEY=OTHER_S3_SECRET_KEY\n',
      'wrong.env': 'AWS_ACCESS_KEY_ID=S3_ACCESS_KEY\nAWS_SECRET_ACCESS_KEY=OTHER_S3_SECRET_KEY\n',
    },
    refusals: [
      ['a bucket that is missing', '--bucket not-there --credentials keys.ini', 'preflight', /RC-STORE-ABSENT.*registryctl setup aws --create-bucket/],
      ['a bucket of somebody else', '--bucket somebody-elses --credentials keys.ini', 'preflight', /RC-STORE-FOREIGN/],
      ['a bucket of somebody else, to be made', '--bucket somebody-elses --credentials keys.ini --create-bucket', 'preflight', /RC-STORE-FOREIGN/],
      ['a wrong key', '--bucket lab-registry --credentials wrong.env', 'preflight', /RC-STORE-REFUSED/],
      ['a bucket of another region', '--bucket lab-registry-eu --credentials keys.ini', 'preflight', /RC-STORE-REGION[\s\S]*eu-central-1/],
      ['no key for CloudFront', '--bucket lab-registry --credentials keys.ini --cloud-front-base-url https://d1.example.com --cloud-front-keypair-id K1 --cloud-front-private-key front', 'preflight', /RC-S3-CLOUDFRONT-KEY/],
      ['half of CloudFront', '--cloud-front-base-url https://d1.example.com', 'usage', /2 things are missing: --cloud-front-keypair-id ID .*--cloud-front-private-key SECRET:KEY/],
      ['a secret that is not there', '--bucket lab-registry --from-secret default/nobodys', 'preflight', /RC-CREDENTIALS-SOURCE/],
    ],
    good: '--bucket lab-registry-eu --region eu-central-1 --from-secret default/my-store --encrypt',
    backend: { bucket: 'lab-registry-eu', region: 'eu-central-1', encrypt: true },
    keys: ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY'],
  },
  gcp: {
    scenario: 'gcp',
    files: { 'key.json': 'GCS_KEYFILE', 'person.json': '{"type":"authorized_user"}' },
    refusals: [
      ['a bucket that is missing', '--bucket not-there --credentials key.json', 'preflight', /RC-STORE-ABSENT/],
      ['a bucket of another project', '--bucket somebody-elses --credentials key.json', 'preflight', /RC-STORE-FOREIGN/],
      ['a person\'s login', '--bucket lab-registry --credentials person.json', 'input', /found credentials of a person/],
      ['a file that is not there', '--bucket lab-registry --credentials nothing.json', 'input', /found no such file/],
      ['a bucket by its address', '--bucket gs://lab-registry', 'usage', /--bucket: given "gs:\/\/lab-registry"/],
    ],
    good: '--bucket lab-registry --from-secret default/my-store --region EU',
    backend: { bucket: 'lab-registry', region: 'EU', projectID: 'lab-project' },
    keys: ['REGISTRY_STORAGE_GCS_KEYFILE'],
  },
  azure: {
    scenario: 'azure',
    files: { 'key.env': 'AZURE_STORAGE_ACCOUNT=AZURE_ACCOUNT\nAZURE_STORAGE_KEY=AZURE_KEY\n', 'other.env': 'AZURE_STORAGE_KEY=OTHER_AZURE_KEY\n' },
    refusals: [
      ['a container that is missing', '--container not-there --credentials key.env', 'preflight', /az storage container create --account-name labregistry --name not-there --auth-mode key/],
      ['the key of another account', '--account-name labregistry --container lab-registry --credentials other.env', 'preflight', /RC-STORE-REFUSED/],
      ['another cloud than there is', '--container lab-registry --cloud-name AzureFranceCloud --credentials key.env', 'usage', /--cloud-name: given "AzureFranceCloud"/],
      ['a switch that is not there', '--container lab-registry --create-bucket --credentials key.env', 'usage', /unknown option '--create-bucket'/],
    ],
    good: '--account-name labregistry --container lab-registry --from-secret default/my-store --cloud-name azurepubliccloud',
    backend: { accountName: 'labregistry', container: 'lab-registry', cloudName: 'AzurePublicCloud' },
    keys: ['REGISTRY_STORAGE_AZURE_ACCOUNTKEY'],
  },
  'openstack-swift': {
    scenario: 'openstack',
    files: {
      'openrc': 'export OS_AUTH_URL=KEYSTONE\nexport OS_USERNAME=OTHER_SWIFT_USER\nexport OS_PASSWORD=SWIFT_PASSWORD\nexport OS_PROJECT_NAME=SWIFT_TENANT\nexport OS_USER_DOMAIN_NAME=Default\n',
      'application.env': 'OS_AUTH_URL=KEYSTONE\nOS_APPLICATION_CREDENTIAL_ID=SWIFT_APPLICATION_ID\nOS_APPLICATION_CREDENTIAL_SECRET=SWIFT_APPLICATION_SECRET\n',
    },
    refusals: [
      ['a container that is missing', '--container not-there --credentials application.env', 'preflight', /RC-STORE-ABSENT/],
      ['a password of somebody else', '--container lab-registry --credentials openrc', 'preflight', /RC-STORE-REFUSED/],
      ['domain by name and by id', '--container lab-registry --domain a --domain-id b', 'usage', /--domain-id: given "b" besides --domain "a"/],
      ['a secret that tells no project', '--container lab-registry --auth-url https://other.example.com --from-secret default/my-store', 'usage', /2 things are missing: --domain NAME .*--tenant NAME/],
    ],
    good: '--container lab-registry --credentials application.env',
    backend: { container: 'lab-registry', authURL: 'https://keystone.lab.example.com:5000/v3', authVersion: '3' },
    keys: ['REGISTRY_STORAGE_SWIFT_USERNAME', 'REGISTRY_STORAGE_SWIFT_PASSWORD', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET'],
  },
};

describe.each(Object.entries(LABS))('%s before the stores of a sandbox', (name, lab) => {
  const dir = mkdtempSync(join(tmpdir(), 'registryctl-clouds-'));
  let sandbox: Sandbox;
  const SECRET = 'image-registry-private-configuration-user';

  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: lab.scenario, pace: 0 });
    // the operator has said what it has to say
    await settled(async () => condition(await sandbox.client.get(R.Config, 'cluster'), 'Available')?.reason, (reason) => reason === 'Ready');
    for (const [file, words] of Object.entries(lab.files)) writeFileSync(join(dir, file), words.replaceAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b/g, (word) => sandbox.value(word) || word), { mode: 0o600 });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(dir, { recursive: true });
  });
  const setup = (argv: string, ...more: string[]): Promise<Ran> =>
    run(['setup', name, ...argv.split(' ').map((word) => (word in lab.files || word === 'nothing.json' ? join(dir, word) : word)), '--yes', ...more], { kubeconfig: sandbox.kubeconfig() });
  const state = async (): Promise<unknown> => [await sandbox.client.get(R.Config, 'cluster').then((config) => config?.['spec']), await sandbox.client.get(R.Secret, SECRET, NS.registry)];

  it.each(lab.refusals)('refuses %s, and writes nothing', async (_what, argv, code, says) => {
    const before = await state();
    const done = await setup(argv);
    expect(`${done.stdout}${done.stderr}`.replaceAll(/\s+/g, ' ')).toMatch(says);
    expect(done.code).toBe(EXIT[code]);
    expect(await state()).toEqual(before);
  });

  it('sets it up; a second run, without any option, does nothing', async () => {
    const done = await setup(lab.good, '--no-verify');
    expect(`${done.code} ${done.code === 0 ? '' : done.stdout + done.stderr}`).toBe('0 ');
    const config = await sandbox.client.get(R.Config, 'cluster');
    expect(record(config, 'spec', 'storage')).toMatchObject({ managementState: 'Unmanaged' });
    expect(Object.keys(record(config, 'spec', 'storage')).sort()).toHaveLength(2);
    const [own] = Object.entries(record(config, 'spec', 'storage')).filter(([key]) => key !== 'managementState');
    expect(own?.[1]).toMatchObject(lab.backend);
    expect(Object.keys(record(await sandbox.client.get(R.Secret, SECRET, NS.registry), 'data')).sort()).toEqual([...lab.keys].sort());
    expect(at(config, 'spec', 'disableRedirect')).toBe(name === 'openstack-swift' ? true : undefined);
    const again = await run(['setup', name, '--yes'], { kubeconfig: sandbox.kubeconfig() });
    expect(again.stdout + again.stderr).toContain('nothing to do');
    expect(again.code).toBe(0);
  });
});
