import { describe, expect, it } from 'vitest';
import { at, num, text } from '../../src/api/json.ts';
import { nameOf } from '../../src/api/resources.ts';
import type { JsonObject } from '../../src/api/types.ts';
import { applyWithReplan, widens } from '../../src/apply/replan.ts';
import { Stale } from '../../src/apply/stale.ts';
import type { ApplyResult } from '../../src/apply/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import type { DesiredStep, Plan, Reference } from '../../src/plan/types.ts';
import { JUDGES } from '../../src/registry/judges.ts';
import { storagePatch } from '../../src/registry/storage-patch.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { take } from '../../src/snapshot/take.ts';
import type { Read } from '../../src/snapshot/types.ts';
import { apiError, lost, type Call } from '../support/memory-kube.ts';
import { Bed, BUCKET, CLAIM, CONFIG, failure, KEYS, SECRET, SOURCE } from './bed.ts';

const [CONFIG_NAME, KEYS_NAME] = [nameOf(CONFIG), nameOf(KEYS)];
const OLD = { REGISTRY_STORAGE_S3_ACCESSKEY: 'b2xkLWFjY2Vzcw==', REGISTRY_STORAGE_S3_SECRETKEY: 'b2xkLXNlY3JldA==', mine: 'a2VlcA==' };
const NEW = { ...OLD, REGISTRY_STORAGE_S3_ACCESSKEY: 'bmV3LWFjY2Vzcw==', REGISTRY_STORAGE_S3_SECRETKEY: SECRET };
const [PAUSED, SWITCHED, RESUMED] = [`patch ${CONFIG_NAME}`, `patch ${KEYS_NAME}`, `patch ${CONFIG_NAME}`];

const known = (object: Read, key: string, secret: boolean): Reference => ({ $ref: { step: 'bound', object: readKey(object), path: ['data', key], show: '(later)', secret } });
const storage = storagePatch('s3', { bucket: known(BUCKET, 'BUCKET_NAME', false), region: 'r', regionEndpoint: 'https://h' }, 'Unmanaged');
const DESIRED: DesiredStep[] = [
  { kind: 'wait', id: 'bound', title: 'The claim is bound', judge: 'obc-bound', reads: [CLAIM, SOURCE, BUCKET], params: { name: CLAIM.name, namespace: CLAIM.namespace ?? '' } },
  { kind: 'object', id: 'keys', title: 'Credentials', ref: KEYS, live: true, body: { data: { REGISTRY_STORAGE_S3_ACCESSKEY: known(SOURCE, 'AWS_ACCESS_KEY_ID', true), REGISTRY_STORAGE_S3_SECRETKEY: known(SOURCE, 'AWS_SECRET_ACCESS_KEY', true) } }, onCreate: { type: 'Opaque' } },
  { kind: 'config', id: 'config', title: 'Registry on the bucket', spec: { managementState: 'Managed', replicas: 2, storage } },
  { kind: 'wait', id: 'ready', title: 'Ready', judge: 'ready', reads: [CONFIG] },
];

/** A registry that runs on the bucket `before`, and an operator that takes note of its Config whenever anybody sleeps. */
class Switch extends Bed {
  /** moments at which a registry that the operator looks after had keys of another bucket */
  torn: string[] = [];
  operating = true;
  private notes = 0;

  constructor() {
    super();
    const { kube, clock } = this;
    kube.put(CLAIM, { spec: { objectBucketName: 'obc' }, status: { phase: 'Bound' } });
    kube.put(SOURCE, { data: { AWS_ACCESS_KEY_ID: NEW.REGISTRY_STORAGE_S3_ACCESSKEY, AWS_SECRET_ACCESS_KEY: SECRET } });
    kube.put(BUCKET, { data: { BUCKET_NAME: 'after' } });
    kube.put(KEYS, { data: OLD });
    kube.objects.delete(CONFIG_NAME);
    kube.put(CONFIG, { spec: { managementState: 'Managed', replicas: 2, storage: { managementState: 'Unmanaged', s3: { bucket: 'before', region: 'r', regionEndpoint: 'https://h' } } }, status: { storage: { s3: { bucket: 'before' } } } });
    this.operate();
    this.judges = { ...JUDGES, ready: () => ({ met: this.spec('storage', 's3', 'bucket') === 'after' && this.spec('managementState') === 'Managed', state: 'on its way' }) };
    clock.during = () => this.operate();
    kube.after = (call) => this.wrote(call);
  }

  spec(...path: string[]): unknown {
    return at(this.config(), 'spec', ...path);
  }

  /** what a sync leaves in the status: always a new version of the Config while it is managed, as it looks at the keys */
  operate(note = this.spec('managementState') === 'Managed'): void {
    if (!this.operating) return;
    const generation = num(this.config(), 'metadata', 'generation') ?? 0;
    if (num(this.config(), 'status', 'observedGeneration') === generation && !note) return;
    this.kube.touch(CONFIG, { status: { observedGeneration: generation, ...(note ? { note: ++this.notes } : {}) } });
  }

  wrote(call: Call): void {
    if (call.name === KEYS_NAME) this.operate();
    if (this.spec('managementState') === 'Managed' && (this.spec('storage', 's3', 'bucket') === 'after') !== (this.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY'] === SECRET)) this.torn.push(`${call.verb} ${call.name}`);
  }

  async make(): Promise<Plan> {
    const { kube, clock } = this;
    const snapshot = await take(kube, [CLAIM, SOURCE, BUCKET, KEYS, CONFIG], { now: () => clock.now(), key: Buffer.alloc(32), signal: new AbortController().signal });
    return assemble({ command: 'setup odf-rgw', target: kube.target, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: DESIRED });
  }

  async go(): Promise<ApplyResult> {
    return this.apply(await this.make());
  }

  /** as the command does: plans anew while plans are outdated, and nobody is there to agree to more */
  async drive(): Promise<ApplyResult> {
    const confirm = async (_plan: Plan, why: string | undefined): Promise<void> => (why === undefined ? undefined : Promise.reject(new Error(`asked: ${why}`)));
    return applyWithReplan({ makePlan: () => this.make(), confirm }, { dryRun: false, verify: true }, this.ports);
  }

  /** everything fails from now on: as if the process were gone */
  kill(after: number): void {
    let seen = 0;
    this.kube.fault = () => (++seen > after ? { error: new Error('killed') } : undefined);
  }

  state(): string {
    return `${String(this.spec('managementState'))} ${String(this.spec('storage', 's3', 'bucket'))} ${this.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY'] === SECRET ? 'new keys' : 'old keys'}`;
  }

  said(): string[] {
    return this.events.filter((event) => event.type === 'put-back').map(({ step, why }) => `${step.id}: ${why}`);
  }
}

const real = (call: Call, name: string): boolean => call.verb === 'patch' && call.name === name && !call.dryRun;
/** the nth write of the Config: the first is the pause, the second the change */
const nthConfig = (n: number) => (call: Call, nth: number): boolean => real(call, CONFIG_NAME) && nth === n;

async function requests(): Promise<number> {
  const whole = new Switch();
  const plan = await whole.make();
  whole.kube.calls.length = 0;
  await whole.apply(plan);
  return whole.kube.calls.length;
}

describe('keys and bucket of a running registry', () => {
  it('are exchanged while the operator is paused', async () => {
    const bed = new Switch();
    const result = await bed.go();
    expect(bed.kube.writes()).toEqual([PAUSED, SWITCHED, RESUMED]);
    expect(bed.state()).toBe('Managed after new keys');
    expect(bed.keys()).toEqual(NEW);
    expect(result.written).toEqual([CONFIG_NAME, KEYS_NAME]);
    expect(bed.torn).toEqual([]);
  });

  it('without the pause this is what would happen', async () => {
    const bed = new Switch();
    const plan = await bed.make();
    await failure(bed.apply({ ...plan, steps: plan.steps.filter(({ id }) => !id.startsWith('pause')) }));
    expect(bed.torn).toEqual([SWITCHED]);
  });

  it('need one plan, although the operator writes its status meanwhile', async () => {
    const bed = new Switch();
    const wrote = bed.wrote.bind(bed);
    bed.kube.after = (call) => {
      wrote(call);
      if (call.name === KEYS_NAME) bed.operate(true);
    };
    await bed.drive();
    expect(bed.events.filter(({ type }) => type === 'replan')).toEqual([]);
    expect(bed.state()).toBe('Managed after new keys');
  });

  it('the server has checked every write before the pause', async () => {
    const bed = new Switch();
    await bed.go();
    const patches = bed.kube.calls.filter(({ verb }) => verb === 'patch').map(({ name, dryRun }) => `${dryRun ? 'check' : 'write'} ${name}`);
    expect(patches.slice(patches.indexOf(`write ${CONFIG_NAME}`))).toEqual([`write ${CONFIG_NAME}`, `write ${KEYS_NAME}`, `write ${CONFIG_NAME}`]);
    expect(patches.filter((one) => one === `check ${KEYS_NAME}`).length).toBeGreaterThan(0);
  });

  it('the second run has nothing to do', async () => {
    const bed = new Switch();
    await bed.go();
    const again = await bed.make();
    expect(again.steps.map((step) => ('action' in step ? `${step.action} ${step.id}` : step.id))).toEqual(['keep keys', 'keep config', 'ready']);
  });

  it('a dry run pauses nothing', async () => {
    const bed = new Switch();
    await bed.apply(await bed.make(), { dryRun: true });
    expect([bed.kube.writes(), bed.clock.slept, bed.state()]).toEqual([[], [], 'Managed before old keys']);
    expect(bed.events.filter(({ type }) => type === 'dry-run').map((event) => 'step' in event && event.step.id)).toEqual(expect.arrayContaining(['pause', 'keys', 'config']));
  });

  it('keys that were not there are taken away again', async () => {
    const bed = new Switch();
    bed.kube.objects.delete(KEYS_NAME);
    bed.kube.fault = (call, nth) => (nthConfig(2)(call, nth) ? { error: apiError(422, 'no') } : undefined);
    await failure(bed.go());
    expect([bed.keys(), bed.state()]).toEqual([undefined, 'Managed before old keys']);
  });
});

describe('a run that ends after any request', () => {
  it('leaves a registry whose keys fit, or one that nobody touches; the next run completes it', async () => {
    const total = await requests();
    const states = new Set<string>();
    for (let last = 1; last < total; last++) {
      const bed = new Switch();
      const plan = await bed.make();
      bed.kill(last);
      await failure(bed.apply(plan)).catch(() => undefined);
      bed.kube.fault = () => undefined;
      states.add(bed.state());
      bed.operate();
      const next = await bed.make();
      expect(widens(plan, next)).toBeUndefined();
      await bed.drive();
      expect([bed.state(), bed.torn]).toEqual(['Managed after new keys', []]);
      expect(bed.keys()).toEqual(NEW);
    }
    expect([...states].sort()).toEqual(['Managed after new keys', 'Managed before old keys', 'Unmanaged before new keys', 'Unmanaged before old keys']);
  });

  it('when it is interrupted, keys and pause are taken back, and it says so', async () => {
    const total = await requests();
    const told = new Set<string>();
    for (let last = 1; last < total; last++) {
      const bed = new Switch();
      const plan = await bed.make();
      let seen = 0;
      bed.kube.fault = () => {
        if (++seen === last) bed.stop.abort();
        return undefined;
      };
      const error = await failure(bed.apply(plan));
      expect(error.outcome).toBe('interrupted');
      expect([bed.torn, ['Managed before old keys', 'Managed after new keys'].includes(bed.state())]).toEqual([[], true]);
      expect(error.message.includes(CONFIG_NAME)).toBe(bed.state() === 'Managed after new keys');
      for (const one of bed.said()) told.add(one);
    }
    expect([...told].sort()).toEqual(['keys: the run was interrupted', 'pause: the run was interrupted']);
  });
});

describe('a change that is not made', () => {
  it('refused before: nothing is paused', async () => {
    const bed = new Switch();
    bed.kube.fault = (call) => (call.name === CONFIG_NAME && call.dryRun ? { error: apiError(422, 'spec.storage: no') } : undefined);
    await failure(bed.go());
    expect([bed.kube.writes(), bed.state()]).toEqual([[], 'Managed before old keys']);
  });

  it('refused at the last moment: keys first, then the pause, are taken back', async () => {
    const bed = new Switch();
    bed.kube.fault = (call, nth) => (nthConfig(2)(call, nth) ? { error: apiError(422, 'spec.storage: no') } : undefined);
    const error = await failure(bed.go());
    expect(bed.said()).toEqual(['keys: the change that it belongs to was not made', 'pause: the change that it belongs to was not made']);
    expect([bed.state(), bed.torn]).toEqual(['Managed before old keys', []]);
    expect(bed.keys()).toEqual(OLD);
    expect(error.message).toMatch(/Nothing was written\.$/);
  });

  it('keys that are refused: the pause is taken back', async () => {
    const bed = new Switch();
    bed.kube.fault = (call) => (real(call, KEYS_NAME) ? { error: apiError(403, 'secrets is forbidden') } : undefined);
    await failure(bed.go());
    expect([bed.said().map((one) => one.split(':')[0]), bed.state()]).toEqual([['pause'], 'Managed before old keys']);
  });

  it('an operator that takes no note of the pause: time is up, and the pause is taken back', async () => {
    const bed = new Switch();
    bed.operating = false;
    expect(await failure(bed.go())).toMatchObject({ outcome: 'timeout' });
    expect([bed.kube.writes(), bed.state()]).toEqual([[PAUSED, RESUMED], 'Managed before old keys']);
  });

  it('taking back outlives a status that the operator writes, and a lost answer', async () => {
    const bed = new Switch();
    bed.kube.fault = (call, nth) => {
      if (nthConfig(2)(call, nth)) return { error: apiError(422, 'no') };
      if (nthConfig(3)(call, nth)) bed.operate(true);
      return nthConfig(4)(call, nth) ? { error: lost(), effect: true } : undefined;
    };
    const error = await failure(bed.go());
    expect([bed.state(), error.message.includes('Unmanaged')]).toEqual(['Managed before old keys', false]);
  });

  it('says that the pause stays when it cannot be taken back', async () => {
    const bed = new Switch();
    bed.kube.fault = (call, nth) => (real(call, CONFIG_NAME) && nth > 1 ? { error: apiError(422, 'no.') } : undefined);
    const error = await failure(bed.go());
    expect(error.message).toContain(`${CONFIG_NAME} could not be put back as it was: no. ${CONFIG_NAME} may still be Unmanaged: the registry serves as before`);
    expect(error.message).toContain(`Written so far: ${CONFIG_NAME}.`);
    expect(bed.state()).toBe('Unmanaged before old keys');
  });

  it('stays paused, and says so, when the keys cannot be put back', async () => {
    const bed = new Switch();
    bed.kube.fault = (call, nth) => (nthConfig(2)(call, nth) || (real(call, KEYS_NAME) && nth > 1) ? { error: apiError(403, 'no more') } : undefined);
    const error = await failure(bed.go());
    expect(error.message).toContain(`${CONFIG_NAME} stays Unmanaged`);
    expect([bed.state(), bed.torn]).toEqual(['Unmanaged before new keys', []]);
  });

  it('nobody knows whether it was made: both stay, and it says what may be', async () => {
    const bed = new Switch();
    let sent = false;
    bed.kube.fault = (call, nth) => {
      if (nthConfig(2)(call, nth)) sent = true;
      return sent && call.name === CONFIG_NAME ? { error: lost() } : undefined;
    };
    const error = await failure(bed.go());
    expect(error.message).toMatch(/It is not known whether .* was written/);
    expect(error.message).toContain(`${CONFIG_NAME} may still be Unmanaged`);
    expect([bed.state(), bed.torn]).toEqual(['Unmanaged before new keys', []]);
  });
});

describe('somebody else writes during the pause', () => {
  /** runs once, when the nth write of that name is about to be sent */
  function meanwhile(bed: Switch, name: string, n: number, act: () => void): void {
    bed.kube.fault = (call, nth) => {
      if (real(call, name) && nth === n) act();
      return undefined;
    };
  }

  it.each([
    ['another field of the Config, before the keys', KEYS_NAME, 1],
    ['another field of the Config, before the patch', CONFIG_NAME, 2],
  ])('%s: the pause is taken back, their change stays, and a new plan completes it', async (_, name, n) => {
    const bed = new Switch();
    meanwhile(bed, name, n, () => void bed.kube.touch(CONFIG, { spec: { logLevel: 'Debug' } }));
    await bed.drive();
    expect([bed.state(), bed.spec('logLevel'), bed.torn]).toEqual(['Managed after new keys', 'Debug', []]);
    expect(bed.events.filter(({ type }) => type === 'replan')).toHaveLength(1);
    expect(bed.said().at(-1)).toMatch(/^pause/);
  });

  it('the pause itself: no key is written', async () => {
    const bed = new Switch();
    let sleeps = 0;
    bed.clock.during = () => void (++sleeps === 1 && bed.kube.touch(CONFIG, { spec: { managementState: 'Managed' } }));
    const error = await failure(bed.go());
    expect(error).toBeInstanceOf(Stale);
    expect([bed.kube.writes(), bed.state()]).toEqual([[PAUSED], 'Managed before old keys']);
  });

  it('Removed instead: that is left as it is', async () => {
    const bed = new Switch();
    meanwhile(bed, KEYS_NAME, 1, () => void bed.kube.touch(CONFIG, { spec: { managementState: 'Removed' } }));
    await failure(bed.go());
    expect(bed.state()).toBe('Removed before old keys');
  });

  it('the keys: the pause stays until they fit', async () => {
    const bed = new Switch();
    meanwhile(bed, KEYS_NAME, 1, () => void bed.kube.touch(KEYS, { data: { REGISTRY_STORAGE_S3_SECRETKEY: SECRET } }));
    const error = await failure(bed.go());
    expect(error).toBeInstanceOf(Stale);
    expect(error.message).toContain(`${CONFIG_NAME} stays Unmanaged`);
    expect([bed.state(), bed.torn]).toEqual(['Unmanaged before new keys', []]);
    bed.kube.fault = () => undefined;
    await bed.drive();
    expect([bed.state(), bed.torn]).toEqual(['Managed after new keys', []]);
  });

  it('the same set-up at the same time: it ends as one', async () => {
    const bed = new Switch();
    let other: Promise<unknown> = Promise.resolve();
    meanwhile(bed, KEYS_NAME, 1, () => {
      bed.kube.fault = () => undefined;
      other = bed.make().then((plan) => bed.apply(plan));
    });
    await bed.drive();
    await other.catch((error: unknown) => expect(error).toBeInstanceOf(Stale));
    expect([bed.state(), bed.torn]).toEqual(['Managed after new keys', []]);
  });

  it('the operator writes its own copy over the spec and leaves the pause, as it does after a conflict', async () => {
    const bed = new Switch();
    let sleeps = 0;
    bed.clock.during = () => {
      if (++sleeps === 1) bed.kube.touch(CONFIG, { spec: { httpSecret: 'x', proxy: {} } });
      bed.operate();
    };
    await bed.drive();
    expect([bed.state(), bed.spec('httpSecret'), bed.torn]).toEqual(['Managed after new keys', 'x', []]);
  });
});

describe('a plan made anew around a pause', () => {
  it('needs no new agreement, with or without the pause in it', async () => {
    const bed = new Switch();
    const first = await bed.make();
    bed.kube.touch(CONFIG, { spec: { managementState: 'Unmanaged' } });
    bed.operate();
    const second = await bed.make();
    expect([first, second].map(({ steps }) => steps.some(({ id }) => id === 'pause'))).toEqual([true, false]);
    expect([widens(first, second), widens(second, first), second.losses.map(({ what }) => what)]).toEqual([undefined, undefined, first.losses.map(({ what }) => what)]);
  });

  it('the loss is told by both: the storage that the images are in is the old one', async () => {
    const bed = new Switch();
    expect((await bed.make()).losses.map(({ what }) => what)).toEqual(['S3 bucket before']);
    bed.kill(Infinity);
    bed.kube.touch(CONFIG, { spec: { managementState: 'Unmanaged' } });
    bed.kube.touch(KEYS, { data: NEW });
    expect((await bed.make()).losses.map(({ what }) => what)).toEqual(['S3 bucket before']);
  });
});

it('the bed tells a torn registry from a paused one', () => {
  const bed = new Switch();
  const call: Call = { verb: 'patch', name: 'x', dryRun: false };
  bed.kube.touch(CONFIG, { spec: { managementState: 'Unmanaged' } });
  bed.kube.touch(KEYS, { data: NEW } as JsonObject);
  bed.wrote(call);
  expect(bed.torn).toEqual([]);
  bed.kube.touch(CONFIG, { spec: { managementState: 'Managed' } });
  bed.wrote(call);
  expect([bed.torn, text(bed.config(), 'metadata', 'name')]).toEqual([['patch x'], 'cluster']);
});
