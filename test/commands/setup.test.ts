import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { list, text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { runCli } from '../../src/cli.ts';
import { EXIT, Failure } from '../../src/errors.ts';
import { reportFailure } from '../../src/failed.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { faults } from '../support/schema.ts';
import { stage, type Answer, type Staged } from './bed.ts';

const dir = mkdtempSync(join(tmpdir(), 'registryctl-setup-'));
const LABS: Record<string, Sandbox> = {};
beforeAll(async () => {
  for (const scenario of ['baremetal-odf', 'openstack', 'aws', 'none']) LABS[scenario] = await startSandbox({ scenario, pace: 0 });
});
afterAll(async () => {
  for (const lab of Object.values(LABS)) await lab.stop();
  rmSync(dir, { recursive: true });
});

interface Typed extends Staged {
  code: number;
  /** what went past the ui: usage errors of the parser */
  parser: string;
  json(): Record<string, unknown>;
}

/** The command line in a world by hand, on a sandbox; `answers` are what somebody types. */
async function type(argv: string[], { on = 'baremetal-odf', answers }: { on?: string; answers?: Answer[] } = {}): Promise<Typed> {
  const staged = stage({ kubeconfig: LABS[on]?.kubeconfig() ?? '', lookUp: async () => Promise.resolve({ state: 'ours', place: 'there', detail: 'found' }), ...(answers === undefined ? {} : { answers }) });
  let parser = '';
  const code = await runCli(argv, {
    name: 'registryctl', version: '0.0.0', stdout: (said) => void (parser += said), stderr: (said) => void (parser += said),
    world: (globals) => Promise.resolve(Object.assign(staged.world, { globals })),
    failed: (error, world, output) => reportFailure(error, world, output, { env: {} } as unknown as NodeJS.Process),
  });
  return { ...staged, code, parser, json: () => JSON.parse(staged.out.join('\n')) as Record<string, unknown> };
}

const state = async (on = 'baremetal-odf'): Promise<string | undefined> => text(await LABS[on]?.client.get(R.Config, 'cluster'), 'spec', 'managementState');
/** The line of a form in the list. */
const line = (form: string, title: string, works = true): Answer => () => `${form}${works ? '' : ' (would not work here)'}: ${title}`;
const NOOBAA = line('odf-noobaa', 'Multicloud Object Gateway (NooBaa) of OpenShift Data Foundation');
const no: Answer = () => false;

describe('setup without a form', () => {
  it('shows without a terminal what would work and why, and ends with 64 naming what to give', async () => {
    const done = await type(['setup']);
    expect(done.code).toBe(EXIT.usage);
    const table = done.out.join('\n');
    expect(table).toMatch(/^Cluster sandbox-baremetal-odf at https:\S+, OpenShift 4\.14\.60\nRegistry now: Removed, storage: none\n/u);
    expect(table).toMatch(/^yes {4}odf-rgw +storage class ocs-storagecluster-ceph-rgw makes RGW buckets$/mu);
    expect(table).toMatch(/^maybe {2}aws +the platform is BareMetal; any store that speaks S3/mu);
    expect(table).toMatch(/^no {5}vsphere +the platform is BareMetal$/mu);
    expect(done.notes.join('\n')).toMatch(/there is no terminal to ask on: name the form of setup: odf-rgw, odf-noobaa, /u);
    expect(done.notes.join('\n')).toContain('registryctl setup odf-rgw --plan-only');
    expect(done.asked).toEqual([]);
    expect(await state()).toBe('Removed');
  });

  it.each([[['setup', '-o', 'json']], [['setup', '--yes', '--output', 'json']]])('%j is the same as data, as it is published', async (argv) => {
    const done = await type(argv);
    expect(done.code).toBe(EXIT.usage);
    const result = done.json();
    expect(faults(result, 'result.v1.json')).toEqual([]);
    expect(result).toMatchObject({ command: 'setup', outcome: 'usage', exitCode: 64 });
    expect(list(result, 'forms')[0]).toEqual({ form: 'odf-rgw', title: 'Ceph RGW object storage of OpenShift Data Foundation', fits: 'yes', why: ['storage class ocs-storagecluster-ceph-rgw makes RGW buckets'], command: 'registryctl setup odf-rgw --plan-only' });
    expect(list(result, 'forms').map((one) => text(one, 'fits'))).toEqual([...'yyyy'].map(() => 'yes').concat([...'mmmm'].map(() => 'maybe'), [...'nnn'].map(() => 'no')));
  });

  it('where nothing is certain, the form of the platform comes first', async () => {
    const done = await type(['setup', '-o', 'json'], { on: 'none' });
    expect(done.json()).toMatchObject({ outcome: 'usage', remedy: 'registryctl setup baremetal --plan-only' });
    expect(list(done.json(), 'forms')[0]).toMatchObject({ form: 'baremetal', fits: 'maybe' });
  });

  it('lets people choose, asks before it writes, and says the command that would have done it', async () => {
    const done = await type(['setup', '--no-verify'], { answers: [NOOBAA, no] });
    expect(done.asked[0]).toBe('Which one?');
    expect(done.asked[1]).toMatch(/^Do this on sandbox-baremetal-odf/u);
    expect(done.code).toBe(EXIT.interrupted);
    expect(done.out.join('\n')).toContain('objectbucketclaims.objectbucket.io/openshift-storage/noobaatest');
    expect(done.notes.at(-1)).toBe('The same without questions: registryctl setup odf-noobaa --yes');
    expect(await state()).toBe('Removed');
  });

  it('says flags of the connection in that command, and what is given besides', async () => {
    const done = await type(['setup', '--plan-only', '--context', 'x', '--resolve', 'a:1:127.0.0.1', '--as-group', 'it\'s'], { answers: [NOOBAA] });
    expect(done.code).toBe(EXIT.done);
    expect(done.notes.at(-1)).toBe(`The same without questions: registryctl setup odf-noobaa --context x --as-group 'it'\\''s' --resolve a:1:127.0.0.1 --yes`);
  });

  it('asks for what the form needs and nobody gave, and no secret is in the command', async () => {
    const file = join(dir, 'keys.ini');
    writeFileSync(file, '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00\n', { mode: 0o600 });
    const done = await type(['setup', '--plan-only'], { answers: [line('aws', 'Amazon S3, or any store compatible with it (--region-endpoint)'), () => 'my-bucket', () => 'eu-west-1', () => file] });
    expect(done.asked).toEqual(['Which one?', 'Name of the bucket:', 'Region of the bucket:', 'File with the credentials (empty to type them):']);
    expect(done.notes.at(-1)).toContain(`registryctl setup aws --bucket my-bucket --region eu-west-1 --credentials ${file} --yes`);
    expect([...done.notes, ...done.out].join('\n')).not.toContain('wJalrXUtn');
  });

  it('a form that would not work may be chosen, and then says why it does not', async () => {
    const done = await type(['setup', '--plan-only'], { answers: [line('openstack-cinder', 'Cinder volume of OpenStack, in an availability zone', false)] });
    expect(done.code).toBe(EXIT.preflight);
    expect(done.out.join('\n')).toContain('RC-CINDER-NO-DRIVER');
    expect(done.notes.join('\n')).not.toContain('The same without questions');
  });

  it('a question that is left ends it', async () => {
    const done = await type(['setup'], { answers: [() => { throw new Failure('interrupted', 'interrupted at the question; nothing was written'); }] });
    expect(done.code).toBe(EXIT.interrupted);
    expect(done.notes.join('\n')).not.toContain('The same without questions');
  });

  it('names every form for one that is none, before any cluster', async () => {
    const done = await type(['setup', 'odf-rwg']);
    expect(done.code).toBe(EXIT.usage);
    expect(done.parser).toMatch(/'odf-rwg' is invalid.*aws, .*odf-rgw, .*openstack-cinder, openstack, odf\./su);
  });
});

describe('setup by what several forms share', () => {
  it('lists them without a terminal where several fit', async () => {
    const done = await type(['setup', 'odf', '--plan-only']);
    expect(done.code).toBe(EXIT.usage);
    expect(done.out.join('\n').match(/^(yes|maybe|no) /gmu)).toHaveLength(3);
    expect(done.notes.join('\n')).toContain('setup odf: there is no terminal to ask on: name the form of setup: odf-rgw, odf-noobaa, odf-cephfs');
  });
  it('lists them where none fits', async () => {
    const done = await type(['setup', 'odf', '--yes', '-o', 'json'], { on: 'aws' });
    expect(done.code).toBe(EXIT.usage);
    expect(list(done.json(), 'forms').map((one) => text(one, 'fits'))).toEqual(['no', 'no', 'no']);
  });
  it('what somebody typed into the Config cannot steer the terminal', async () => {
    const lab = LABS['aws'];
    await lab?.client.patch(R.Config, 'cluster', undefined, { spec: { storage: { s3: { bucket: 'b\u001b[2J\nyes    odf-rgw' } } } });
    const done = await type(['setup', 'odf'], { on: 'aws' });
    expect(done.out.join('\n')).toMatch(/^Registry now: Managed, storage: S3 bucket b\[2J yes odf-rgw$/mu);
  });
  it('takes the one that fits alone, with the options of its own', async () => {
    const lab = LABS['openstack'];
    await lab?.client.patch(R.Config, 'cluster', undefined, { spec: { storage: { swift: null, pvc: { claim: 'image-registry-storage' } } } });
    const done = await type(['setup', 'openstack', '--plan-only', '--availability-zone', 'nova', '-o', 'json'], { on: 'openstack' });
    expect(done.code).toBe(EXIT.done);
    expect(done.json()).toMatchObject({ command: 'setup openstack-cinder', outcome: 'done' });
    expect(done.notes.join('\n')).toContain('setup openstack: openstack-cinder is meant, since the platform is OpenStack; the storage class is made where it is not there');
  });
  it('an option of the other form is refused by the one that is taken', async () => {
    const done = await type(['setup', 'openstack', '--plan-only', '--container', 'c'], { on: 'openstack' });
    expect(done.code).toBe(EXIT.usage);
    expect(done.notes.join('\n')).toContain('--container: given "c", allowed: --claim');
  });
  it('asks on a terminal where several fit', async () => {
    const done = await type(['setup', 'odf', '--plan-only', '--replicas', '1'], { answers: [NOOBAA] });
    expect(done.code).toBe(EXIT.done);
    expect(done.notes.at(-1)).toBe('The same without questions: registryctl setup odf-noobaa --replicas 1 --yes');
  });
});

describe('setup --file', () => {
  const file = (name: string, content: string): string => {
    writeFileSync(join(dir, name), content);
    return join(dir, name);
  };

  it('sets up what the file says', async () => {
    const path = file('setup.yaml', 'form: odf-rgw\noptions:\n  replicas: 1\n  region: eu-west-1\nrun:\n  verify: false\n');
    const done = await type(['setup', '--file', path, '--yes', '-o', 'json']);
    expect([done.code, done.notes]).toEqual([EXIT.done, expect.any(Array)]);
    expect(done.json()).toMatchObject({ command: 'setup odf-rgw', proofs: [] });
    const config = await LABS['baremetal-odf']?.client.get(R.Config, 'cluster');
    expect(config).toMatchObject({ spec: { replicas: 1, storage: { s3: { region: 'eu-west-1' } } } });
    const again = await type(['setup', '--file', path, '--yes', '-o', 'json']);
    expect(again.json()).toMatchObject({ outcome: 'done', written: [] });
  });

  it.each([
    ['an option', ['setup', 'odf-rgw', '--replicas', '2'], /spec\.replicas: 1 -> 2/u],
    ['an option before the form', ['setup', '--plan-only', 'odf-rgw', '--region', 'x'], /region: "eu-west-1" -> "x"/u],
  ])('%s wins over the file', async (_, argv, shows) => {
    const done = await type([...argv, '--file', file('wins.yaml', 'form: odf-rgw\noptions: { replicas: 1, region: eu-west-1 }\n'), '--plan-only']);
    expect(done.code).toBe(EXIT.done);
    expect(done.out.join('\n')).toMatch(shows);
  });

  it('a flag of the run wins over the file, which else counts', async () => {
    const path = file('cluster.yaml', 'form: odf-rgw\nrun: { expect-cluster: another }\n');
    expect((await type(['setup', '--file', path, '--plan-only'])).code).toBe(EXIT.preflight);
    const id = text(await LABS['baremetal-odf']?.client.get(R.ClusterVersion, 'version'), 'spec', 'clusterID') ?? '';
    expect((await type(['setup', '--file', path, '--plan-only', '--expect-cluster', id])).code).toBe(EXIT.done);
  });

  it('a file without form is asked for one', async () => {
    const done = await type(['setup', '--file', file('formless.yaml', 'options: { claim: mine }\n'), '--plan-only'], { answers: [NOOBAA] });
    expect(done.code).toBe(EXIT.done);
    expect(done.notes.at(-1)).toBe('The same without questions: registryctl setup odf-noobaa --claim mine --yes');
  });

  it.each([
    ['another form than the one named', 'form: gcp\n', EXIT.input, 'form: found "gcp", allowed: odf-rgw.'],
    ['an unknown key', 'form: odf-rgw\noptions: { clam: x }\n', EXIT.input, 'options.clam: there is no such key, allowed: claim, '],
    ['a secret', 'form: odf-rgw\nsecretKey: v4lue\n', EXIT.input, 'secretKey: this looks like a secret, which this file never holds'],
    ['no YAML', 'form: odf-rgw\npassword: "v4lue\n', EXIT.input, 'found what is no YAML'],
    ['a key twice', 'form: odf-rgw\nform: odf-rgw\n', EXIT.input, 'line 2: found what is no YAML (duplicate key)'],
    ['a value that the form refuses', 'form: odf-rgw\noptions: { claim: Not_A_Name }\n', EXIT.usage, '--claim: given "Not_A_Name", allowed: a name'],
    ['a time that is none', 'form: odf-rgw\nrun: { timeout: soon }\n', EXIT.input, 'run.timeout: "soon" is not a length of time'],
    ['a count that is none', 'form: odf-rgw\nrun: { accept-loss: some }\n', EXIT.input, 'run.accept-loss: "some" is no count'],
  ])('refuses %s, and quotes nothing of it', async (_, content, code, said) => {
    const done = await type(['setup', 'odf-rgw', '--file', file('bad.yaml', content), '--plan-only']);
    expect([done.code, done.notes.join('\n')]).toEqual([code, expect.stringContaining(said)]);
    expect(done.notes.join('\n')).not.toContain('v4lue');
  });

  it('a file that is not there', async () => {
    const done = await type(['setup', '--file', join(dir, 'nowhere.yaml'), '--plan-only']);
    expect(done.code).toBe(EXIT.input);
    expect(done.notes.join('\n')).toContain('it cannot be read (ENOENT)');
  });

  it('--emit writes what the file means, without a cluster', async () => {
    const done = await type(['setup', '--emit', 'yaml', '--file', file('emit.yaml', 'form: odf-noobaa\n')], { on: 'nowhere' });
    expect(done.code).toBe(EXIT.done);
    expect(done.out.join('\n')).toContain('noobaatest');
    const formless = await type(['setup', '--emit', 'yaml'], { on: 'nowhere' });
    expect([formless.code, formless.notes.join('\n')]).toEqual([EXIT.usage, expect.stringContaining('the form has to be named')]);
  });
});
