import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import type { LookUp } from '../../src/commands/store.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { ACTORS } from '../../src/sandbox/client.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import type { StoreAnswer, StoreQuestion } from '../../src/snapshot/types.ts';
import { carry, setupJob, type Answer, type Ended, type WorldOptions } from './bed.ts';

const ID = 'AKIAIOSFODNN7EXAMPLE';
const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const AZURE = Buffer.alloc(64, 251).toString('base64');
const SECRETS = [ID, KEY, AZURE, 'pa55-w0rd-x'].flatMap((value) => [value, Buffer.from(value).toString('base64')]);

let sandbox: Sandbox;
const dir = mkdtempSync(join(tmpdir(), 'given-'));
beforeAll(async () => {
  // nothing is carried out here: nobody needs to act
  sandbox = await startSandbox({ scenario: 'none', pace: 0, without: [...ACTORS] });
  await sandbox.client.create(R.Secret, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'half', namespace: 'default' }, data: { AWS_ACCESS_KEY_ID: Buffer.from(ID).toString('base64') } });
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(dir, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(dir, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}
const keys = (): string => file('keys', `[default]\naws_access_key_id = ${ID}\naws_secret_access_key = ${KEY}\n`);

/** A store that says so of every bucket, and remembers what it was asked. */
function store(state: StoreAnswer['state'] = 'ours') {
  const asked: { question: StoreQuestion; secrets: Record<string, string> }[] = [];
  const lookUp: LookUp = (question, secrets) => {
    asked.push({ question, secrets });
    return Promise.resolve({ state, place: 'bucket images', detail: 'it said so' });
  };
  return { asked, lookUp };
}

async function look(name: string, given: Record<string, string | boolean>, more: Partial<WorldOptions> = {}): Promise<Ended> {
  const ended = await carry({ kubeconfig: sandbox.kubeconfig('token'), lookUp: store().lookUp, ...more }, setupJob(given, name), { planOnly: true, output: 'json' });
  // whatever became of it: no secret left
  const told = JSON.stringify([ended.out, ended.notes, ended.progress, ended.world.result, ended.error, ended.error?.message, ended.error?.remedy]);
  for (const secret of SECRETS) expect(told).not.toContain(secret);
  return ended;
}
const says = (...answers: (string | boolean)[]): Answer[] => answers.map((answer) => () => answer);
const S3 = { bucket: 'images', region: 'eu-west-1' };

describe('what is missing', () => {
  const cases: [name: string, given: Record<string, string>, flags: string[]][] = [
    ['aws', {}, ['bucket', 'region', 'credentials']],
    ['aws', { bucket: 'images' }, ['region', 'credentials']],
    ['aws', S3, ['credentials']],
    ['gcp', {}, ['bucket', 'region', 'project-id', 'credentials']],
    ['azure', {}, ['account-name', 'container', 'credentials']],
  ];
  it.each(cases)('setup %s %j without a terminal: all of it at once', async (name, given, flags) => {
    const { error } = await look(name, given);
    expect(error).toMatchObject({ outcome: 'usage', flags });
    for (const flag of flags) expect(error?.message).toContain(`--${flag} `);
    expect(error?.message).toMatch(new RegExp(`^setup ${name}: ${flags.length === 1 ? 'one thing is' : `${flags.length} things are`} missing: `, 'u'));
    expect(error?.message).toContain('--from-secret NAMESPACE/NAME');
  });

  it('is not what a file of credentials tells', async () => {
    const connection = file('connection', `DefaultEndpointsProtocol=https;AccountName=labimages;AccountKey=${AZURE};EndpointSuffix=core.usgovcloudapi.net`);
    const { error } = await look('azure', { credentials: connection });
    expect(error).toMatchObject({ outcome: 'usage', flags: ['container'] });
    const { out, outcome } = await look('azure', { credentials: connection, container: 'images' });
    expect(outcome).toBe('done');
    expect(out.join('')).toContain('"labimages"');
    expect(out.join('')).toContain('AzureUSGovernmentCloud');
  });

  it('a flag wins over what the file tells', async () => {
    const connection = file('connection', `AccountName=labimages;AccountKey=${AZURE}`);
    const { out } = await look('azure', { credentials: connection, container: 'images', 'account-name': 'another' });
    expect(out.join('')).toContain('"another"');
    expect(out.join('')).not.toContain('labimages');
  });

  it('is not asked of a cluster that may not be read: that is said first', async () => {
    const kubeconfig = await sandbox.kubeconfigFor('nobody-1', ['cluster-reader']);
    const { error, world } = await look('aws', {}, { kubeconfig });
    expect(error).toMatchObject({ outcome: 'cluster' });
    expect(world.result.findings?.map(({ code }) => code)).toContain('RC-ACCESS-DENIED');
  });
});

describe('credentials from a file', () => {
  it('are planned as those of a secret, by their names alone', async () => {
    const { outcome, out } = await look('aws', { ...S3, credentials: keys() });
    expect(outcome).toBe('done');
    const { plan } = JSON.parse(out.join('')) as { plan: { steps: { id: string; changes: unknown[] }[] } };
    expect(plan.steps.find(({ id }) => id === 'credentials')).toMatchObject({ action: 'create' });
    expect(JSON.stringify(plan)).toContain('(secret)');
  });

  it('are read from stdin', async () => {
    const { lookUp, asked } = store();
    const { outcome } = await look('aws', { ...S3, credentials: '-' }, { stdin: readFileSync(keys(), 'utf8'), lookUp });
    expect(outcome).toBe('done');
    expect(asked.map(({ secrets }) => secrets)).toEqual([{ REGISTRY_STORAGE_S3_ACCESSKEY: ID, REGISTRY_STORAGE_S3_SECRETKEY: KEY }]);
  });

  const bad: [what: string, given: () => Record<string, string>, outcome: string, message: RegExp][] = [
    ['no such file', () => ({ credentials: join(dir, 'nowhere') }), 'input', /found no such file/u],
    ['a file of something else', () => ({ credentials: file('page', '<html>') }), 'input', /page: found an HTML page, allowed: an AWS credentials file/u],
    ['an empty stdin', () => ({ credentials: '-' }), 'input', /^stdin: found nothing in it/u],
    ['two sources', () => ({ credentials: keys(), 'from-secret': 'default/x' }), 'usage', /one of the two/u],
    ['a secret that is no name', () => ({ 'from-secret': 'x' }), 'usage', /NAMESPACE\/NAME/u],
    ['an option that cannot be', () => ({ credentials: join(dir, 'nowhere'), bucket: 'NO' }), 'usage', /--bucket/u],
  ];
  it.each(bad)('%s is refused before the cluster is asked', async (_, given, outcome, message) => {
    const { error } = await look('aws', { ...S3, ...given() }, { kubeconfig: 'no: kubeconfig', stdin: '' });
    expect(error).toMatchObject({ outcome });
    expect(error?.message).toMatch(message);
  });

  it('are kept out of what is printed from the moment they are read', async () => {
    const { hidden } = await look('aws', { ...S3, credentials: keys() });
    expect(hidden).toEqual(expect.arrayContaining([ID, KEY]));
  });
});

describe('the store', () => {
  it('is asked with the very credentials, once, before anything is written', async () => {
    const { lookUp, asked } = store();
    await look('aws', { ...S3, credentials: keys() }, { lookUp });
    expect(asked).toMatchObject([{ question: { kind: 's3', bucket: 'images', region: 'eu-west-1' }, secrets: { REGISTRY_STORAGE_S3_ACCESSKEY: ID, REGISTRY_STORAGE_S3_SECRETKEY: KEY } }]);
  });

  const answers: [state: StoreAnswer['state'], code: string, outcome: string][] = [
    ['absent', 'RC-STORE-ABSENT', 'preflight'],
    ['foreign', 'RC-STORE-FOREIGN', 'preflight'],
    ['refused', 'RC-STORE-REFUSED', 'preflight'],
    ['unreachable', 'RC-STORE-UNREACHABLE', 'done'],
    ['unclear', 'RC-STORE-UNCLEAR', 'done'],
  ];
  it.each(answers)('that is %s is %s', async (state, code, outcome) => {
    const { lookUp } = store(state);
    const ended = await look('aws', { ...S3, credentials: keys() }, { lookUp });
    expect(ended.outcome ?? ended.error?.outcome).toBe(outcome);
    expect(ended.world.result.findings?.map((one) => one.code)).toContain(code);
  });

  it('that has no such bucket is no hindrance where it is to be made', async () => {
    const { outcome, world } = await look('aws', { ...S3, credentials: keys(), 'create-bucket': true }, { lookUp: store('absent').lookUp });
    expect(outcome).toBe('done');
    expect(world.result.findings?.find(({ code }) => code === 'RC-STORE-ABSENT')).toMatchObject({ level: 'info' });
  });

  it('is not asked when something else stands in the way', async () => {
    const { lookUp, asked } = store();
    const { error } = await look('aws', { ...S3, 'from-secret': 'default/half' }, { lookUp });
    expect(error).toMatchObject({ outcome: 'preflight' });
    expect(asked).toEqual([]);
  });

  it('passes on a fault of the look itself', async () => {
    const lookUp: LookUp = () => Promise.reject(new Error('the look broke'));
    await expect(look('aws', { ...S3, credentials: keys() }, { lookUp })).rejects.toThrow('the look broke');
  });
});

describe('on a terminal', () => {
  it('each missing thing is asked for, and the command is said that does it without questions', async () => {
    const { outcome, asked, notes } = await look('aws', {}, { answers: says('images', 'eu-west-1', keys()) });
    expect(outcome).toBe('done');
    expect(asked).toEqual(['Name of the bucket:', 'Region of the bucket:', 'File with the credentials (empty to type them):']);
    expect(notes.at(-1)).toBe(`The same without questions: registryctl setup aws --bucket images --region eu-west-1 --credentials ${join(dir, 'keys')} --yes`);
  });

  it('credentials are typed, secrets hidden', async () => {
    const { lookUp, asked: looked } = store();
    const { outcome, asked, notes, hidden } = await look('aws', S3, { answers: says('', ID, KEY), lookUp });
    expect(outcome).toBe('done');
    expect(asked.slice(1)).toEqual(['Access key:', 'Secret key: (hidden)']);
    expect(looked[0]?.secrets).toEqual({ REGISTRY_STORAGE_S3_ACCESSKEY: ID, REGISTRY_STORAGE_S3_SECRETKEY: KEY });
    expect(hidden).toContain(KEY);
    expect(notes.at(-1)).toContain(' --credentials FILE --yes');
  });

  it('an answer that cannot be is asked for again, with the reason', async () => {
    const { outcome, asked, notes } = await look('aws', { credentials: keys() }, { answers: says('', 'NO_BUCKET', 'images', 'eu-west-1') });
    expect(outcome).toBe('done');
    expect(asked).toEqual(['Name of the bucket:', 'Name of the bucket:', 'Name of the bucket:', 'Region of the bucket:']);
    expect(notes[0]).toBe('This must be given.');
    expect(notes[1]).toMatch(/^--bucket: given "NO_BUCKET", allowed: /u);
  });

  it('a file that cannot be used is said and asked for again', async () => {
    const { outcome, notes } = await look('aws', S3, { answers: says(join(dir, 'nowhere'), file('page', '<html>'), keys()) });
    expect(outcome).toBe('done');
    expect(notes[0]).toMatch(/^error: --credentials .*found no such file/u);
    expect(notes[1]).toMatch(/^error: .*page: found an HTML page/u);
  });

  it('what is typed is judged without being shown', async () => {
    const { outcome, notes } = await look('azure', { 'account-name': 'labimages', container: 'images' }, { answers: says('', AZURE.slice(2), `${AZURE} `) });
    expect(outcome).toBe('done');
    expect(notes[0]).toBe('This is not base64 of 64 bytes.');
  });

  it('what the file tells is not asked for', async () => {
    const { outcome, asked } = await look('azure', { container: 'images' }, { answers: says('labimages', file('connection', `AccountName=other;AccountKey=${AZURE}`)) });
    expect(outcome).toBe('done');
    expect(asked).toHaveLength(2);
  });

  const swift = { container: 'images', 'auth-url': 'https://keystone.lab.example.com:5000/v3', tenant: 'lab', domain: 'Default', 'region-name': 'RegionOne' };
  const kinds: [what: string, typed: string[], questions: number][] = [
    ['a password ends the questions', ['registry', 'pa55-w0rd-x'], 2],
    ['an application credential by its id', ['', '', 'ac1d', '', 'pa55-w0rd-x'], 5],
    ['one by its name', ['registry', '', '', 'reg', 'pa55-w0rd-x'], 5],
    ['nothing, then a password', ['', '', '', '', '', 'registry', 'pa55-w0rd-x'], 7],
  ];
  it.each(kinds)('OpenStack: %s', async (_, typed, questions) => {
    const { outcome, asked } = await look('openstack-swift', swift, { answers: says('', ...typed) });
    expect(outcome).toBe('done');
    expect(asked).toHaveLength(1 + questions);
  });

  it('an interruption at a question ends the run, and nothing else is asked', async () => {
    const { error, asked } = await look('aws', {}, { answers: says('images') });
    expect(error).toMatchObject({ outcome: 'usage' });
    expect(asked).toHaveLength(2);
  });
});

it('a look leaves the cluster as it was', async () => {
  expect(await sandbox.client.get(R.Secret, OBJECT.credentials.name, NS.registry)).toBeUndefined();
  expect(await sandbox.client.get(R.Secret, 'image-registry-private-configuration', NS.registry)).toBeUndefined();
});
