import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { at } from '../../../src/api/json.ts';
import { kustomization } from '../../../src/report/emit/kustomize.ts';
import { manifests } from '../../../src/report/emit/manifests.ts';
import { shellScript } from '../../../src/report/emit/shell.ts';
import { sample } from './sample.ts';

const dir = mkdtempSync(join(tmpdir(), 'registryctl-emit-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Runs a script with an `oc` that writes down what it was asked, and answers a `get` with what it asked for. */
function perform(script: string, files: Record<string, string> = {}): { status: number | null; stderr: string; calls: { args: string[]; stdin: string; files: Record<string, string> }[] } {
  const home = mkdtempSync(join(dir, 'run-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  const oc = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const reads = args[0] === 'apply' || args[0] === 'patch';
const stdin = reads ? fs.readFileSync(0, 'utf8') : '';
const given = Object.fromEntries(args.flatMap((arg) => { const m = /^--from-file=([^=]+)=(.*)$/.exec(arg); return m ? [[m[1], fs.readFileSync(m[2], 'utf8')]] : []; }));
fs.appendFileSync('calls', JSON.stringify({ args, stdin, files: given }) + '\\n');
const template = args.find((arg) => arg.startsWith('go-template='));
if (args[0] === 'get' && template) process.stdout.write(template.includes('observedGeneration') ? 'seen' : 'value of ' + args.find((arg) => arg.includes('/')) + ' ' + template.replace(/[^A-Za-z_. -]/g, ''));
if (args.includes('create')) process.stdout.write('made: ' + Object.keys(given).join(' '));
`;
  writeFileSync(join(home, 'oc'), oc);
  chmodSync(join(home, 'oc'), 0o755);
  writeFileSync(join(home, 'script'), script);
  const done = spawnSync('bash', ['script'], { cwd: home, encoding: 'utf8', env: { PATH: `${home}:${process.env['PATH'] ?? ''}` } });
  const calls = readFileSync(join(home, 'calls'), { encoding: 'utf8', flag: 'a+' }).trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { args: string[]; stdin: string; files: Record<string, string> });
  return { status: done.status, stderr: done.stderr, calls };
}

describe('--emit oc', () => {
  const done = perform(shellScript(sample('claim')));
  const verbs = done.calls.map(({ args }) => args.find((arg) => ['get', 'apply', 'wait', 'create', 'patch'].includes(arg)));

  it('runs to its end, and patches last but for the waits', () => {
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(verbs.filter((verb) => verb === 'patch')).toEqual(['patch']);
    expect(verbs.lastIndexOf('apply')).toBeLessThan(verbs.indexOf('patch'));
    expect(verbs.slice(verbs.indexOf('patch') + 1)).toEqual(['get', 'wait', 'wait']);
  });

  it('waits for the claim before anything of it is read', () => {
    const bound = done.calls.findIndex(({ args }) => args.includes('objectbucketclaims.objectbucket.io/bucket') && args.includes('wait'));
    const read = done.calls.findIndex(({ args }) => args.includes('configmaps/bucket') || args.includes('secrets/bucket'));
    expect(bound).toBeGreaterThanOrEqual(0);
    expect(read).toBeGreaterThan(bound);
  });

  it('sends the patch as JSON, with what the cluster told and what a shell would take for its own', () => {
    const patch = JSON.parse(done.calls.find(({ args }) => args.includes('patch'))?.stdin ?? '') as unknown;
    expect(at(patch, 'spec', 'storage', 's3', 'bucket')).toMatch(/^value of configmaps\/bucket .*BUCKET_NAME/);
    expect(at(patch, 'spec', 'storage', 's3', 'regionEndpoint')).toMatch(/^https:\/\/value of routes.route.openshift.io\/s3/);
    expect(at(patch, 'spec', 'storage', 's3', 'region')).toBe('a$b`c\\d');
    for (const other of ['emptyDir', 'gcs', 'swift', 'pvc', 'azure', 'ibmcos', 'oss']) expect(at(patch, 'spec', 'storage', other)).toBeNull();
  });

  it('hands keys over by pipes, never as arguments', () => {
    const secret = done.calls.find(({ args }) => args.includes('secret'));
    expect(secret?.files['REGISTRY_STORAGE_S3_SECRETKEY']).toMatch(/^value of secrets\/bucket/);
    expect(secret?.args.join(' ')).not.toContain('value of');
    expect(secret?.args).toContain('--from-literal=SPARE=');
  });

  it('copies the CA from its source under the key that the operator reads', () => {
    expect(done.calls.find(({ args }) => args.includes('configmap'))?.files['ca-bundle.crt']).toMatch(/^value of configmaps\/default-ingress-cert/);
  });

  it('takes keys that only the user has from files, and writes nothing while one is absent', () => {
    const script = shellScript(sample('given'));
    const whole = perform(script, { REGISTRY_STORAGE_S3_ACCESSKEY: 'one', REGISTRY_STORAGE_S3_SECRETKEY: 'two' });
    expect(whole.status).toBe(0);
    expect(whole.calls.find(({ args }) => args.includes('secret'))?.files).toEqual({ REGISTRY_STORAGE_S3_ACCESSKEY: 'one', REGISTRY_STORAGE_S3_SECRETKEY: 'two' });
    const half = perform(script, { REGISTRY_STORAGE_S3_ACCESSKEY: 'one' });
    expect(half.status).not.toBe(0);
    expect(half.calls).toEqual([]);
  });
});

describe('--emit yaml', () => {
  const text = manifests(sample('claim'), stringify);
  const documents = parseAllDocuments(text).map((one) => one.toJS() as unknown).filter((one) => one !== null);

  it('holds every object but the secret, and the Config last', () => {
    expect(documents.map((one) => at(one, 'kind'))).toEqual(['ObjectBucketClaim', 'ConfigMap', 'Config']);
    expect(text).toContain('--from-file=REGISTRY_STORAGE_S3_SECRETKEY=./REGISTRY_STORAGE_S3_SECRETKEY');
  });
  it('has a placeholder where only a cluster knows, and no null', () => {
    expect(at(documents[2], 'spec', 'storage', 's3', 'bucket')).toBe('REPLACE (the name of the bucket)');
    expect(JSON.stringify(documents)).not.toContain('null');
  });
  it('names every field that must be absent', () => {
    for (const path of ['spec.storage.pvc', 'spec.storage.s3.keyID']) expect(text).toContain(`#   ${path}\n`);
  });
});

describe('--emit kustomize', () => {
  const files = kustomization(sample('given'), stringify);
  it('names every file that it writes, and those that hold the keys', () => {
    const root = parse(files['kustomization.yaml'] ?? '') as unknown;
    expect(at(root, 'resources')).toEqual(['claim.yaml', 'ca.yaml', 'config.yaml']);
    expect(Object.keys(files).sort()).toEqual(['.gitignore', 'ca.yaml', 'claim.yaml', 'config.yaml', 'kustomization.yaml']);
    expect(at(root, 'secretGenerator')).toEqual([{ name: 'image-registry-private-configuration-user', namespace: 'openshift-image-registry', type: 'Opaque', files: ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY'], literals: ['SPARE='] }]);
  });
  it('keeps the keys out of a repository', () => expect(files['.gitignore']).toBe('/REGISTRY_STORAGE_S3_ACCESSKEY\n/REGISTRY_STORAGE_S3_SECRETKEY\n'));
});
