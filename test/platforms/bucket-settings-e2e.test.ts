import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, condition, list, text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { settled } from '../faults/bed.ts';
import { run, type Ran } from '../faults/in-process.ts';
import { faults } from '../support/schema.ts';

const FILES: Record<string, string> = {
  aws: 'AWS_ACCESS_KEY_ID=S3_ACCESS_KEY\nAWS_SECRET_ACCESS_KEY=S3_SECRET_KEY\n',
  gcp: 'GCS_KEYFILE',
};
const PATHS: Record<string, RegExp> = {
  aws: /^set {3}bucket lab-registry at s3\.us-east-1\.amazonaws\.com[\s\S]*\+ lifecycle\.registryctl-abort-uploads\.daysAfterInitiation: 1[\s\S]*~ publicAccessBlock\.RestrictPublicBuckets: false -> true/m,
  gcp: /^set {3}bucket lab-registry at storage\.googleapis\.com[\s\S]*\+ lifecycle\.rule\[0\]: [\s\S]*~ iamConfiguration\.publicAccessPrevention: "inherited" -> "enforced"/m,
};
const BOTH = ['--abort-uploads', '--block-public-access'];

describe.each(Object.keys(FILES))('settings of a bucket on the sandbox: %s', (name) => {
  const dir = mkdtempSync(join(tmpdir(), 'registryctl-settings-'));
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: name, pace: 0 });
    await settled(async () => condition(await sandbox.client.get(R.Config, 'cluster'), 'Available')?.reason, (reason) => reason === 'Ready');
    writeFileSync(join(dir, 'keys'), (FILES[name] ?? '').replaceAll(/\b[A-Z]\w*_\w*[A-Z]\b/g, (word) => sandbox.value(word) || word), { mode: 0o600 });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(dir, { recursive: true });
  });
  const setup = (...argv: string[]): Promise<Ran> => run(['setup', name, ...argv], { kubeconfig: sandbox.kubeconfig() });
  const given = (): string[] => ['--bucket', 'lab-registry', '--credentials', join(dir, 'keys')];
  const steps = (done: Ran): unknown[] => list(JSON.parse(done.stdout), 'plan', 'steps').filter((step) => text(step, 'kind') === 'bucket');

  it('are no part of a plan that was not asked for them', async () => {
    const done = await setup(...given(), '--plan-only', '-o', 'json');
    expect(steps(done)).toEqual([]);
    expect(done.stdout).not.toContain('RC-BUCKET-SETTING');
  });

  it('stand in the plan before the Config, field by field, in words and as published', async () => {
    const words = await setup(...given(), ...BOTH, '--plan-only');
    expect(words.stdout.replaceAll(/^ *\d+\. /gm, '')).toMatch(PATHS[name] ?? /never/);
    expect(words.stdout.indexOf('lifecycle')).toBeLessThan(words.stdout.indexOf('configs.imageregistry'));
    const data = await setup(...given(), ...BOTH, '--plan-only', '-o', 'json');
    expect(faults(at(JSON.parse(data.stdout), 'plan'), 'plan.v1.json')).toEqual([]);
    expect(steps(data).map((step) => [text(step, 'setting'), text(step, 'action')])).toEqual([['abort-uploads', 'update'], ['block-public-access', 'update']]);
    expect(JSON.stringify(steps(data))).not.toMatch(/private_key|SECRETKEY/);
  });

  it('are only told of by a dry run', async () => {
    const done = await setup(...given(), ...BOTH, '--dry-run');
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('nothing was written')]);
    expect(done.stderr).toContain('Uploads that were not completed are aborted after a day: not now');
    expect(steps(await setup(...given(), ...BOTH, '--plan-only', '-o', 'json')).map((step) => text(step, 'action'))).toEqual(['update', 'update']);
  });

  it('are written, and a second run finds everything as it should be', async () => {
    const done = await setup(...given(), ...BOTH, '--yes', '--no-verify', '-o', 'json');
    expect(`${done.code} ${done.code === 0 ? '' : done.stdout + done.stderr}`).toBe('0 ');
    const written = list(JSON.parse(done.stdout), 'written');
    expect(written.slice(0, 2)).toEqual([expect.stringMatching(/^abort-uploads of bucket lab-registry at /), expect.stringMatching(/^block-public-access of bucket lab-registry at /)]);
    const again = await setup(...BOTH, '--yes');
    expect([again.code, again.stdout + again.stderr]).toEqual([0, expect.stringContaining('nothing to do')]);
    expect(steps(await setup(...BOTH, '--plan-only', '-o', 'json')).map((step) => text(step, 'action'))).toEqual(['keep', 'keep']);
  });

  it('wait for a bucket that the operator is to make, and say how', async () => {
    const done = await setup('--bucket', 'lab-another', '--create-bucket', ...BOTH, '--plan-only');
    expect(done.stdout.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`the bucket is not there yet.*registryctl setup ${name} --abort-uploads`));
    expect(done.code).toBe(0);
  });
});
