import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, list } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { PlanOptions } from '../../src/commands/plan-options.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { carry, exposeJob, setupJob, type Ended, type WorldOptions } from './bed.ts';

let sandbox: Sandbox;

/** What a person would have to undo: none of it is there before the first write. */
async function written(): Promise<string[]> {
  const claims = (await sandbox.client.list(R.ObjectBucketClaim, NS.storage)).map((claim) => claim.metadata.name ?? '');
  const state = at(await sandbox.client.get(R.Config, 'cluster'), 'spec', 'managementState');
  return [...claims, ...(state === 'Removed' ? [] : [String(state)])];
}

const run = async (how: Partial<PlanOptions>, more: Partial<WorldOptions> = {}): Promise<Ended> =>
  carry({ kubeconfig: sandbox.kubeconfig('token'), ...more }, setupJob(), how);

const fresh = (): void => {
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: 'baremetal-odf', pace: 0 });
  });
  afterAll(async () => sandbox.stop());
};

describe('looking only', () => {
  fresh();

  const looks: [name: string, how: Partial<PlanOptions>, outcome: string][] = [
    ['--plan-only', { planOnly: true }, 'done'],
    ['--plan-only --yes', { planOnly: true, yes: true }, 'done'],
    ['--plan-only --detailed-exitcode', { planOnly: true, detailedExitcode: true }, 'changes'],
    ['--dry-run', { dryRun: true }, 'done'],
    ['--dry-run --detailed-exitcode', { dryRun: true, detailedExitcode: true }, 'changes'],
    ['--plan-only --dry-run', { planOnly: true, dryRun: true }, 'done'],
  ];
  it.each(looks)('%s ends as said, and writes nothing', async (_name, how, outcome) => {
    const ended = await run(how);
    expect(ended.error).toBeUndefined();
    expect(ended.outcome).toBe(outcome);
    expect(ended.out.join('\n')).toContain('create objectbucketclaims.objectbucket.io/openshift-storage/rgwbucket');
    expect(ended.asked).toEqual([]);
    expect(await written()).toEqual([]);
  });

  it('--plan-only sends nothing to be checked, --dry-run says what it did', async () => {
    const sent: string[] = [];
    const over: WorldOptions['over'] = (kube) => ({
      create: (...args) => {
        sent.push(`create ${args[2]?.dryRun === true ? 'dry' : 'wet'}`);
        return kube.create(...args);
      },
    });
    await run({ planOnly: true }, { over });
    expect(sent).toEqual([]);
    const dry = await run({ dryRun: true }, { over });
    expect(sent.length).toBeGreaterThan(0);
    expect(new Set(sent)).toEqual(new Set(['create dry']));
    expect(dry.notes.at(-1)).toBe('dry run: the API server accepts every write that can be checked now; nothing was written');
  });

  it('keeps the plan for a machine, without a secret', async () => {
    const { world } = await run({ planOnly: true });
    expect(world.result).toMatchObject({ command: 'setup odf-rgw', findings: [], plan: { pending: 4, losses: [] } });
    expect(list(world.result.plan, 'steps').map((step) => at(step, 'id'))).toEqual(['claim', 'claim-bound', 'ca', 'credentials', 'config', 'ready', 'push-pull']);
  });
});

describe('before the first write', () => {
  fresh();

  it('there must be somebody to ask, or --yes; the cluster is not even connected to', async () => {
    const ended = await run({}, { kubeconfig: 'no kubeconfig' });
    expect(ended.error).toMatchObject({ outcome: 'usage' });
    expect(ended.error?.message).toBe('setup odf-rgw: there is no terminal to ask on: give --yes to write, or --plan-only or --dry-run to look');
  });

  it('options that contradict themselves are refused without a cluster', async () => {
    const ended = await carry({ kubeconfig: 'no kubeconfig' }, exposeJob({}), { yes: true });
    expect(ended.error).toMatchObject({ outcome: 'usage' });
    expect(ended.error?.message).toContain('nothing to expose was given');
  });

  it('another cluster than the expected one is refused', async () => {
    const ended = await run({ yes: true, expectCluster: 'f00' });
    expect(ended.error).toMatchObject({ outcome: 'preflight' });
    expect(ended.error?.message).toMatch(/^--expect-cluster f00: this is cluster [0-9a-f-]{36} at https:\/\/127\.0\.0\.1:\d+; nothing was written$/);
    expect(ended.out).toEqual([]);
    expect(await written()).toEqual([]);
  });

  it('a finding that stands in the way is shown, and kept for a machine', async () => {
    const text = await carry({ kubeconfig: sandbox.kubeconfig('token') }, exposeJob(), { yes: true });
    expect(text.error).toMatchObject({ outcome: 'preflight', message: 'one finding stands in the way; nothing was written' });
    expect(text.out.join('\n')).toContain('RC-REGISTRY-NOT-MANAGED');
    const json = await carry({ kubeconfig: sandbox.kubeconfig('token') }, exposeJob(), { yes: true, output: 'json' });
    expect(json.out).toEqual([]);
    expect(json.world.result.findings).toMatchObject([{ code: 'RC-REGISTRY-NOT-MANAGED', level: 'error' }]);
  });

  it('a no is an interruption, and the question names the cluster', async () => {
    const ended = await run({}, { answers: [() => false] });
    expect(ended.error).toMatchObject({ outcome: 'interrupted', message: 'not confirmed; nothing was written' });
    expect(ended.asked).toHaveLength(1);
    expect(ended.asked[0]).toMatch(/^Do this on sandbox-baremetal-odf at https:\/\/127\.0\.0\.1:\d+, cluster [0-9a-f-]{36}\?$/);
    expect(await written()).toEqual([]);
  });

  it('no time is a timeout', async () => {
    const ended = await run({ yes: true, timeout: 0 });
    expect(ended.error).toMatchObject({ outcome: 'timeout' });
    expect(ended.error?.message).toBe('The time was up before "Object bucket claim". Nothing was written.');
    expect(await written()).toEqual([]);
  });

  it('whoever may not write is told so before anything is written', async () => {
    const kubeconfig = await sandbox.kubeconfigFor('reader', ['cluster-reader']);
    const ended = await run({ yes: true }, { kubeconfig });
    expect(ended.error).toMatchObject({ outcome: 'cluster' });
    expect(ended.out.join('\n')).toContain('RC-ACCESS-DENIED');
    expect(await written()).toEqual([]);
  });
});

describe('carrying out', () => {
  fresh();

  it('asks once on a terminal, writes, and says how much', async () => {
    const ended = await run({}, { answers: [() => true] });
    expect(ended.error).toBeUndefined();
    expect(ended.outcome).toBe('done');
    expect(ended.notes[0]).toMatch(/^This ends at \d\d:\d\d:\d\d UTC at the latest \(--timeout\)\.$/);
    expect(ended.notes.at(-1)).toBe('done: 4 objects written');
    expect(ended.out.at(-1)).toBe('not verified (--no-verify)');
    expect(ended.progress.some((line) => line.includes('1/7 Object bucket claim: created'))).toBe(true);
    expect(ended.world.result).toMatchObject({ proofs: [] });
    expect(ended.world.result.written).toHaveLength(4);
    expect(await written()).toEqual(['rgwbucket', 'Managed']);
  });

  it('has nothing to do then, asks nothing, and counts as no change', async () => {
    for (const how of [{ yes: true }, { dryRun: true, detailedExitcode: true }, { planOnly: true, detailedExitcode: true }]) {
      const ended = await run(how, { answers: [] });
      expect(ended.outcome).toBe('done');
      expect(ended.asked).toEqual([]);
      expect(ended.out.join('\n')).toContain('No changes.');
      if (!('planOnly' in how)) expect(ended.notes).toEqual(['nothing to do: everything is as it should be']);
    }
  });

  it('proves what it wrote, and keeps the proofs', async () => {
    const first = await carry({ kubeconfig: sandbox.kubeconfig('token') }, exposeJob(), { yes: true, verify: true });
    expect(first.error).toBeUndefined();
    expect(first.outcome).toBe('done');
    expect(first.out.at(-1)).toContain('proven route');
    expect(first.world.result.proofs).toMatchObject([{ proof: 'route', ok: true }]);
    expect(first.notes.at(-1)).toBe('done: one object written');
  });

  const formats: [output: 'json' | 'yaml', starts: string][] = [
    ['json', '{\n  "schema": "registryctl.dev/result/v1",'],
    ['yaml', 'schema: registryctl.dev/result/v1\n'],
  ];
  it.each(formats)('speaks %s on stdout and nothing else there', async (output, starts) => {
    const ended = await run({ yes: true, output });
    expect(ended.out).toHaveLength(1);
    expect(ended.out[0]?.startsWith(starts)).toBe(true);
    expect(ended.out[0]).toContain('nothing to do: everything is as it should be');
    expect(ended.notes).toEqual([]);
  });
});

describe('a cluster that changes meanwhile', () => {
  fresh();
  /** Somebody chooses other storage while the question is open. */
  const meddle = async (): Promise<void> => {
    await sandbox.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Managed', storage: { emptyDir: {} } } });
  };

  it('is asked about again: the new plan, what changed, and a no ends it', async () => {
    const answers = [async () => meddle().then(() => true), () => false];
    const ended = await run({}, { answers });
    expect(ended.error).toBeDefined();
    expect(ended.asked[0]).toMatch(/^Do this on /);
    expect(ended.error?.message).toMatch(/nothing was written/);
    expect(ended.out.length).toBeGreaterThan(1);
    expect(at(await sandbox.client.get(R.Config, 'cluster'), 'spec', 'storage', 's3')).toBeUndefined();
  });

  it('is not written to with --yes: what was agreed to was another plan', async () => {
    await sandbox.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Removed', storage: { emptyDir: null } } });
    let done = false;
    const over: WorldOptions['over'] = (kube) => ({
      async create(...args) {
        if (!done) await meddle();
        done = true;
        return kube.create(...args);
      },
    });
    const ended = await run({ yes: true }, { over });
    expect(ended.error).toBeDefined();
    expect(['conflict', 'preflight']).toContain(ended.error?.outcome);
    expect(at(await sandbox.client.get(R.Config, 'cluster'), 'spec', 'storage', 's3')).toBeUndefined();
  });
});
