import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import type { Result } from '../../src/report/result.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { run, type Ran } from '../faults/in-process.ts';

let sandbox: Sandbox;
const dir = mkdtempSync(join(tmpdir(), 'keys-'));
const seen: string[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'baremetal-odf', pace: 0 });
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(dir, { recursive: true });
});

async function call(...argv: string[]): Promise<Ran> {
  const ran = await run(argv, { kubeconfig: sandbox.kubeconfig() });
  seen.push(ran.stdout, ran.stderr);
  return ran;
}

async function result(...argv: string[]): Promise<Omit<Result, 'code'> & { code: number }> {
  const ran = await call(...argv, '-o', 'json');
  return { ...(JSON.parse(ran.stdout) as Result), code: ran.code };
}

const plain = (data: Record<string, unknown>): Record<string, string> => Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString()]));
const keys = async (): Promise<Record<string, string>> => plain(record(await sandbox.client.get(R.Secret, OBJECT.credentials.name, NS.registry), 'data'));
const claimKeys = async (): Promise<Record<string, string>> => plain(record(await sandbox.client.get(R.Secret, 'rgwbucket', NS.storage), 'data'));
const setKey = async (key: string, value: string): Promise<void> => void (await sandbox.client.patch(R.Secret, OBJECT.credentials.name, NS.registry, { data: { [key]: Buffer.from(value).toString('base64') } }));

function file(name: string, content: string): string {
  writeFileSync(join(dir, name), content, { mode: 0o600 });
  return join(dir, name);
}
const codes = ({ findings }: Pick<Result, 'findings'>): string[] => findings.map(({ code }) => code);

describe('a registry without storage', () => {
  it('has no keys to check', async () => {
    expect(await result('credentials', 'check')).toMatchObject({ code: 0, outcome: 'done', findings: [] });
  });

  it('takes none, but for storage that is named', async () => {
    expect(await result('credentials', 'set', '--yes')).toMatchObject({ code: 3, outcome: 'preflight' });
    expect(await result('credentials', 'set', '--backend', 'gcs', '--yes')).toMatchObject({ code: 64, outcome: 'usage', message: expect.stringContaining('credentials set: one thing is missing: --credentials FILE') as string });
    expect(await result('credentials', 'set', '--backend', 'gcs', '--credentials', file('none', '{}'), '--yes')).toMatchObject({ code: 65, outcome: 'input' });
    expect((await call('credentials', 'set', '--backend', 'pvc', '--yes')).code).toBe(64);
  });

  it('has no claim to follow', async () => {
    expect(await result('credentials', 'sync', '--yes')).toMatchObject({ code: 3, findings: [{ code: 'RC-BUCKET-NO-CLAIM' }] });
  });

  it('asks for --yes where nobody can be asked', async () => {
    for (const what of ['set', 'sync']) expect((await call('credentials', what)).code).toBe(what === 'set' ? 3 : 64);
  });
});

describe('a registry on the bucket of a claim', () => {
  beforeAll(async () => {
    expect((await call('setup', 'odf-rgw', '--yes', '--no-verify')).code).toBe(0);
  });

  it('has the claim\'s keys, which open the store', async () => {
    const checked = await result('credentials', 'check');
    expect(checked).toMatchObject({ code: 0, findings: [], message: 'nothing is wrong with the credentials; the store takes them' });
    const { stdout } = await call('credentials', 'check');
    expect(stdout).toMatch(/^Claim +openshift-storage\/rgwbucket$/mu);
    expect(stdout).toMatch(/^Store +bucket rgwbucket-\S+ at \S+: takes them$/mu);
    expect(await result('credentials', 'sync', '--yes')).toMatchObject({ code: 0, written: [] });
  });

  it('is told apart from one with old keys, and follows the claim', async () => {
    await setKey('REGISTRY_STORAGE_S3_SECRETKEY', 'a-key-of-yesterday\n');
    const checked = await result('credentials', 'check');
    expect(checked).toMatchObject({ code: 7, outcome: 'unhealthy' });
    expect(codes(checked)).toEqual(['RC-CREDENTIALS-SHAPE', 'RC-CREDENTIALS-DIFFER', 'RC-STORE-REFUSED']);
    expect(await result('credentials', 'sync', '--plan-only', '--detailed-exitcode')).toMatchObject({ code: 2 });
    const synced = await result('credentials', 'sync', '--yes');
    expect(synced).toMatchObject({ code: 0, written: ['secrets/openshift-image-registry/image-registry-private-configuration-user'], proofs: [{ ok: true }] });
    const [ours, theirs] = [await keys(), await claimKeys()];
    expect([ours['REGISTRY_STORAGE_S3_ACCESSKEY'], ours['REGISTRY_STORAGE_S3_SECRETKEY']]).toEqual([theirs['AWS_ACCESS_KEY_ID'], theirs['AWS_SECRET_ACCESS_KEY']]);
    expect((await result('credentials', 'check')).code).toBe(0);
  });

  it('does not get keys that its store refuses: nothing is written', async () => {
    const before = await keys();
    const refused = await result('credentials', 'set', '--credentials', file('wrong', 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=no-such-secret-key\n'), '--yes');
    expect(refused).toMatchObject({ code: 3, outcome: 'preflight' });
    expect(codes(refused)).toContain('RC-STORE-REFUSED');
    expect(await keys()).toEqual(before);
  });

  it('gets keys from a file, or from a secret; the second time there is nothing to do', async () => {
    const theirs = await claimKeys();
    await setKey('REGISTRY_STORAGE_S3_ACCESSKEY', 'somebody-else');
    const good = file('good', `[default]\naws_access_key_id = ${theirs['AWS_ACCESS_KEY_ID'] ?? ''}\naws_secret_access_key = ${theirs['AWS_SECRET_ACCESS_KEY'] ?? ''}\n`);
    expect((await result('credentials', 'set', '--credentials', good, '--yes', '--no-verify')).written).toHaveLength(1);
    expect((await keys())['REGISTRY_STORAGE_S3_ACCESSKEY']).toBe(theirs['AWS_ACCESS_KEY_ID']);
    expect(await result('credentials', 'set', '--from-secret', 'openshift-storage/rgwbucket', '--yes')).toMatchObject({ code: 0, written: [] });
  });

  it('keeps keys of other storage beside its own', async () => {
    const key = Buffer.alloc(64, 9).toString('base64');
    expect(await result('credentials', 'set', '--backend', 'azure', '--credentials', file('azure', `${key}\n`), '--yes')).toMatchObject({ code: 0, proofs: [] });
    expect(await keys()).toMatchObject({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: key, REGISTRY_STORAGE_S3_ACCESSKEY: (await claimKeys())['AWS_ACCESS_KEY_ID'] });
    expect(seen.join('\n')).not.toContain(key);
  });

  it('is not judged by somebody who may not read its keys', async () => {
    const kubeconfig = await sandbox.kubeconfigFor('reader', ['cluster-reader']);
    const ran = await run(['credentials', 'check', '-o', 'json'], { kubeconfig });
    expect(ran.code).toBe(4);
    expect(codes(JSON.parse(ran.stdout) as Result)).toContain('RC-ACCESS-DENIED');
    expect((await run(['credentials', 'check'], { kubeconfig })).stdout).toContain(OBJECT.credentials.name);
  });

  it('never shows a key', async () => {
    const values = [...Object.values(await keys()), ...Object.values(await claimKeys()), 'a-key-of-yesterday', 'no-such-secret-key'];
    const told = seen.join('\n');
    expect(values.length).toBeGreaterThan(5);
    for (const value of values) for (const form of [value, Buffer.from(value).toString('base64')]) expect(told).not.toContain(form);
  });
});
