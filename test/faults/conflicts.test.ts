import { describe, expect, it } from 'vitest';
import { at, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import { EXIT } from '../../src/errors.ts';
import type { Seen } from '../support/fault-proxy.ts';
import { endState, EXPOSE, illSaid, makeBed, SECRET, secretsOf, SETUP, settled, torn, type Bed, type Ground } from './bed.ts';
import { different, rehearse, STAGES, type Stage } from './cells.ts';
import type { Ran } from './in-process.ts';

const CONFIG = '/configs/cluster';
const isPatch = ({ method, path, dryRun }: Seen): boolean => method === 'PATCH' && path.includes(CONFIG) && !dryRun;
const isClaim = ({ method, path, dryRun }: Seen): boolean => method === 'POST' && path.includes('/objectbucketclaims') && !dryRun;
const isKeys = ({ method, path, dryRun, body }: Seen): boolean => method !== 'GET' && !dryRun && path.includes(`/${NS.registry}/secrets`) && (path.includes(SECRET) || body.includes(SECRET));

interface Interference {
  name: string;
  argv?: string[];
  ground?: Ground;
  /** at which requests, and how often at most */
  when: (request: Seen) => boolean;
  times?: number;
  moment: 'before' | 'took' | 'answered';
  act: (bed: Bed, remember: Map<string, unknown>) => Promise<unknown>;
  /** the exit codes it may end in */
  codes: number[];
  /** what must hold of the cluster then; the end state of a clean run when not given and it succeeded */
  check?: (bed: Bed, done: Ran, remember: ReadonlyMap<string, unknown>) => Promise<void>;
}

const patchConfig = (patch: object) => (bed: Bed): Promise<unknown> => bed.client.patch(R.Config, 'cluster', undefined, patch);
const spec = async (bed: Bed, ...path: string[]): Promise<unknown> => at(await bed.client.get(R.Config, 'cluster'), 'spec', ...path);

/** As the operator does that lost an update: its own older copy is written over ours. */
async function overwrite({ client }: Bed): Promise<void> {
  const now = await client.get(R.Config, 'cluster');
  if (now === undefined) throw new Error('there is no Config');
  await client.update(R.Config, { ...now, spec: { ...(now['spec'] as object), managementState: 'Removed', storage: {} } });
}

/** Chooses other storage until the operator has taken note of it: it may write its older copy over an edit. */
async function insist(bed: Bed): Promise<void> {
  for (let stood = 0; stood < 5; stood++) {
    if ((await spec(bed, 'storage', 'emptyDir')) === undefined) {
      stood = 0;
      await bed.client.patch(R.Config, 'cluster', undefined, { spec: { storage: { s3: null, emptyDir: {} } } });
    }
    await new Promise((next) => setTimeout(next, 20));
  }
}

const CASES: readonly Interference[] = [
  { name: 'the operator writes its older copy over our patch', when: isPatch, moment: 'took', act: overwrite, codes: [EXIT.done] },
  { name: 'the operator writes its older copy over our patch after we have read it back', when: ({ method, path }) => method === 'GET' && path.includes('/deployments/'), moment: 'before', act: async (bed, remember) => {
    if (remember.has('done') || (await spec(bed, 'managementState')) !== 'Managed') return;
    remember.set('done', true);
    await overwrite(bed);
  }, times: 99, codes: [EXIT.done] },
  { name: 'the operator writes its older copy over every patch', when: isPatch, times: 99, moment: 'took', act: overwrite, codes: [EXIT.conflict], check: async (bed) => expect(await torn(bed)).toBeUndefined() },
  { name: 'somebody sets a log level before our patch', when: isPatch, moment: 'before', act: patchConfig({ spec: { logLevel: 'Debug' } }), codes: [EXIT.done], check: async (bed) => {
    expect(await spec(bed, 'logLevel')).toBe('Debug');
    expect(await spec(bed, 'storage', 's3', 'trustedCA')).toEqual({ name: 'image-registry-s3-bundle' });
  } },
  { name: 'somebody sets a log level after our patch', when: isPatch, moment: 'took', act: patchConfig({ spec: { logLevel: 'Debug' } }), codes: [EXIT.done], check: async (bed) => {
    // the operator may lose their edit; we do not write that field
    expect(bed.proxy.seen.filter(({ write, body }) => write && body.includes('logLevel'))).toEqual([]);
    expect(await spec(bed, 'storage', 's3', 'region')).toBe('us-east-1');
  } },
  { name: 'somebody labels the Config before every patch', when: isPatch, times: 3, moment: 'before', act: async ({ client }, remember) => {
    remember.set('n', Number(remember.get('n') ?? 0) + 1);
    await client.patch(R.Config, 'cluster', undefined, { metadata: { labels: { touched: `x${String(remember.get('n'))}` } } });
  }, codes: [EXIT.done] },
  { name: 'somebody chooses other storage before our patch', when: isPatch, moment: 'before', act: patchConfig({ spec: { managementState: 'Managed', storage: { pvc: { claim: 'theirs' } } } }), codes: [EXIT.preflight, EXIT.conflict], check: async (bed, done) => {
    // their choice is not written over without a word
    expect(await spec(bed, 'storage', 'pvc', 'claim')).toBe('theirs');
    expect(await bed.client.get(R.Secret, SECRET, NS.registry)).toBeUndefined();
    expect(done.stderr).not.toContain('Nothing was written. Written');
  } },
  { name: 'somebody chooses other storage after our patch', when: isPatch, moment: 'answered', act: insist, codes: [EXIT.preflight, EXIT.conflict], check: async (bed) => expect(await spec(bed, 'storage')).toHaveProperty('emptyDir') },
  { name: 'somebody deletes the claim directly after it was made', when: isClaim, moment: 'answered', act: ({ client }) => client.remove(R.ObjectBucketClaim, 'rgwbucket', NS.storage), codes: [EXIT.done, EXIT.conflict, EXIT.timeout, EXIT.input] },
  { name: 'somebody deletes the claim before the credentials are written', when: isKeys, moment: 'before', act: ({ client }) => client.remove(R.ObjectBucketClaim, 'rgwbucket', NS.storage), codes: [EXIT.done, EXIT.conflict, EXIT.timeout, EXIT.input, EXIT.unhealthy], check: async () => undefined },
  { name: 'somebody makes the same claim before us', when: isClaim, moment: 'before', act: async ({ client }, remember) => {
    if (remember.has('made')) return;
    remember.set('made', true);
    await client.create(R.ObjectBucketClaim, { apiVersion: 'objectbucket.io/v1alpha1', kind: 'ObjectBucketClaim', metadata: { name: 'rgwbucket', namespace: NS.storage }, spec: { generateBucketName: 'rgwbucket', storageClassName: 'ocs-storagecluster-ceph-rgw' } });
  }, codes: [EXIT.done] },
  { name: 'somebody makes other credentials before us', when: isKeys, moment: 'before', act: async ({ client }, remember) => {
    if (remember.has('made')) return;
    remember.set('made', true);
    await client.create(R.Secret, { apiVersion: 'v1', kind: 'Secret', metadata: { name: SECRET, namespace: NS.registry }, data: { REGISTRY_STORAGE_S3_ACCESSKEY: 'dGhlaXJzLWFjY2Vzcw==', REGISTRY_STORAGE_S3_SECRETKEY: 'dGhlaXJzLXNlY3JldA==' } });
  }, codes: [EXIT.preflight, EXIT.conflict], check: async ({ client }) => expect(text(await client.get(R.Secret, SECRET, NS.registry), 'data', 'REGISTRY_STORAGE_S3_ACCESSKEY')).toBe('dGhlaXJzLWFjY2Vzcw==') },
  { name: 'somebody deletes our CA before the patch', when: isPatch, moment: 'before', act: ({ client }) => client.remove(R.ConfigMap, 'image-registry-s3-bundle', NS.config), codes: [EXIT.done, EXIT.unhealthy, EXIT.timeout, EXIT.conflict], check: async (bed, done) => {
    if (done.code === EXIT.done) expect(await bed.client.get(R.ConfigMap, 'image-registry-s3-bundle', NS.config)).toBeDefined();
  } },
  { name: 'somebody takes the default route back while it is awaited', argv: EXPOSE, ground: 'set-up', when: isPatch, moment: 'took', act: patchConfig({ spec: { defaultRoute: false } }), codes: [EXIT.done, EXIT.conflict], check: async (bed, done) => expect(await spec(bed, 'defaultRoute')).toBe(done.code === EXIT.done) },
];

/** The end state of a clean run, made once a stage. */
const ends = new Map<string, Promise<string>>();
function endOf(stage: Stage): Promise<string> {
  const end = ends.get(stage.name) ?? rehearse(stage).then((clean) => clean.end);
  ends.set(stage.name, end);
  return end;
}

describe('somebody else writes meanwhile', () => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', { timeout: 90_000 }, async (_name, one) => {
    const stage = STAGES.find(({ name }) => name === (one.argv === EXPOSE ? 'expose' : 'setup'));
    if (stage === undefined) throw new Error('no such stage');
    const bed = await makeBed(one.ground ?? 'fresh');
    const remember = new Map<string, unknown>();
    let times = 0;
    try {
      bed.proxy.fault = (request) => {
        if (!one.when(request) || times >= (one.times ?? 1)) return undefined;
        times += 1;
        return { do: 'hook', [one.moment]: () => one.act(bed, remember) };
      };
      const done = await bed.run(one.argv ?? SETUP, { watchdog: 60_000 });
      expect(times).toBeGreaterThan(0);
      expect(illSaid(done)).toBeUndefined();
      expect({ codes: one.codes, code: one.codes.includes(done.code) ? 'one of them' : `${done.code} ${done.stderr}` }).toEqual({ codes: one.codes, code: 'one of them' });
      expect((await secretsOf(bed)).filter((value) => `${done.stdout}${done.stderr}`.includes(value))).toEqual([]);
      if (one.check !== undefined) return await one.check(bed, done, remember);
      if (done.code === EXIT.done) expect(different(await endOf(stage), (await endState(bed)).replace(/^.*touched.*$/m, ''))).toBe('');
    } finally {
      await bed.stop();
    }
  });

  it('the same set-up at the same time ends as one set-up', { timeout: 90_000 }, async () => {
    const stage = STAGES.find(({ name }) => name === 'setup');
    if (stage === undefined) throw new Error('no such stage');
    const end = await endOf(stage);
    const bed = await makeBed();
    try {
      const both = await Promise.all([bed.run(SETUP, { watchdog: 60_000 }), bed.run(SETUP, { watchdog: 60_000 })]);
      for (const done of both) {
        expect(illSaid(done)).toBeUndefined();
        expect([EXIT.done, EXIT.conflict, EXIT.preflight], done.stderr).toContain(done.code);
      }
      expect(both.map(({ code }) => code)).toContain(EXIT.done);
      const now = await settled(() => endState(bed), (state) => state === end);
      expect(different(end, now)).toBe('');
      const once = await bed.client.list(R.ObjectBucketClaim);
      expect(once).toHaveLength(1);
    } finally {
      await bed.stop();
    }
  });
});
