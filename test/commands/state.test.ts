import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, list, record, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { run, type Ran } from '../faults/in-process.ts';

const clusters: Sandbox[] = [];
let aws: Sandbox;
let bare: Sandbox;
beforeAll(async () => {
  [aws, bare] = await Promise.all(['aws', 'baremetal'].map((scenario) => startSandbox({ scenario, pace: 0 }))) as [Sandbox, Sandbox];
  clusters.push(aws, bare);
});
afterAll(async () => Promise.all(clusters.map((cluster) => cluster.stop())));

const on = (sandbox: Sandbox, ...argv: string[]): Promise<Ran> => run(argv, { kubeconfig: sandbox.kubeconfig() });
const spec = async (sandbox: Sandbox): Promise<Record<string, unknown>> => record(await sandbox.client.get(R.Config, 'cluster'), 'spec');
const json = (done: Ran): unknown => JSON.parse(done.stdout) as unknown;

describe('state, on a cloud whose operator has made a bucket', () => {
  it('removed deletes nothing that is stored before that is accepted, by its count', async () => {
    const name = `sha256:${'b'.repeat(64)}`;
    await aws.client.create(R.StoredImage, { apiVersion: 'image.openshift.io/v1', kind: 'Image', metadata: { name, annotations: { 'openshift.io/image.managed': 'true' } }, dockerImageReference: `image-registry.openshift-image-registry.svc:5000/team/app@${name}` });
    const bucket = text(await spec(aws), 'storage', 's3', 'bucket') ?? '';
    const before = await spec(aws);
    for (const more of [[], ['--accept-loss', '0']]) {
      const refused = await on(aws, 'state', 'removed', '--yes', ...more);
      expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('--accept-loss 1')]);
      expect(refused.stdout.replaceAll(/\s+/gu, ' ')).toMatch(/LOST: S3 bucket lab-x7k2p-image-registry-\S+, 1 image /u);
      expect(refused.stdout).toContain('images of team/app');
    }
    expect(await spec(aws)).toEqual(before);
    expect(bucket).not.toBe('');

    const done = await on(aws, 'state', 'removed', '--yes', '--accept-loss', '1', '-o', 'json');
    expect(done.code).toBe(0);
    expect(list(json(done), 'findings').map((finding) => text(finding, 'code'))).toEqual(['RC-STATE-DELETES']);
    expect(at(json(done), 'plan', 'losses', 0)).toMatchObject({ images: 1, examples: ['team/app'] });
    expect(await spec(aws)).toMatchObject({ managementState: 'Removed', storage: { managementState: 'Managed' } });
    expect(text(await spec(aws), 'storage', 's3', 'bucket') ?? '').toBe('');
    expect(await aws.client.get(R.Deployment, 'image-registry', NS.registry)).toBeUndefined();
  });

  it('removed again has nothing to do', async () => {
    const again = await on(aws, 'state', 'removed', '--yes', '-o', 'json');
    expect([again.code, json(again)]).toEqual([0, expect.objectContaining({ written: [], message: 'nothing to do: everything is as it should be' })]);
  });

  it('managed has new storage made, says so, and proves it with a push', async () => {
    const done = await on(aws, 'state', 'managed', '--yes', '-o', 'json');
    expect(done.code).toBe(0);
    expect(list(json(done), 'findings').map((finding) => text(finding, 'code'))).toEqual(['RC-STATE-NEW-STORAGE']);
    expect(list(json(done), 'proofs')).toEqual([expect.objectContaining({ proof: 'push-pull', ok: true })]);
    expect(text(await spec(aws), 'storage', 's3', 'bucket')).toMatch(/^lab-x7k2p-image-registry-us-east-1-/u);
  });

  it('unmanaged keeps the operator off, and looking changes nothing', async () => {
    const looked = await on(aws, 'state', 'unmanaged', '--plan-only', '--detailed-exitcode');
    expect([looked.code, text(await spec(aws), 'managementState')]).toEqual([2, 'Managed']);
    const tried = await on(aws, 'state', 'unmanaged', '--dry-run');
    expect([tried.code, text(await spec(aws), 'managementState')]).toEqual([0, 'Managed']);
    expect((await on(aws, 'state', 'unmanaged', '--yes')).code).toBe(0);
    await aws.client.patch(R.Config, 'cluster', undefined, { spec: { replicas: 1 } });
    expect((await on(aws, 'state', 'unmanaged', '--yes')).stderr).toContain('nothing to do');
    const back = await on(aws, 'state', 'managed', '--yes', '--no-verify', '-o', 'json');
    expect([back.code, list(json(back), 'findings').map((finding) => text(finding, 'code'))]).toEqual([0, ['RC-STATE-RESUMES']]);
    expect(at(await aws.client.get(R.Deployment, 'image-registry', NS.registry), 'spec', 'replicas')).toBe(1);
  });

  it('removed is refused while the operator has not taken over another storage', async () => {
    await aws.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Unmanaged' } });
    await aws.client.patch(R.Config, 'cluster', undefined, { spec: { storage: { s3: null, pvc: { claim: 'mine' } } } });
    const refused = await on(aws, 'state', 'removed', '--yes', '--accept-loss', 'unknown');
    expect([refused.code, refused.stdout]).toEqual([3, expect.stringContaining('RC-STATE-SWITCHING')]);
    expect(text(await spec(aws), 'managementState')).toBe('Unmanaged');
  });
});

describe('state, where there is no storage', () => {
  it.each([
    [['state', 'managed', '--yes'], 3, 'RC-STORAGE-UNSET'],
    [['state', 'managed', '--plan-only'], 3, 'registryctl setup PLATFORM'],
    [['state', 'managed'], 64, 'give --yes to write'],
    [['state', 'paused', '--yes'], 64, 'Allowed choices are managed, unmanaged, removed'],
    [['state'], 64, 'missing required argument'],
    [['state', 'removed', '--yes', '--timeout', 'soon'], 64, 'is not a length of time'],
    [['state', 'removed', '--yes', '--expect-cluster', 'f00'], 3, 'this is cluster'],
  ])('%j ends with %d', async (argv, code, says) => {
    const before = await spec(bare);
    const done = await on(bare, ...argv);
    expect([done.code, `${done.stdout}${done.stderr}`]).toEqual([code, expect.stringContaining(says)]);
    expect(await spec(bare)).toEqual(before);
  });
  it('removed is so already', async () => {
    const done = await on(bare, 'state', 'removed', '--yes');
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('nothing to do')]);
  });
});
