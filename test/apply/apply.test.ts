import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { Ref } from '../../src/api/types.ts';
import { Stale } from '../../src/apply/stale.ts';
import { Failure } from '../../src/errors.ts';
import { apiError, lost, type Call } from '../support/memory-kube.ts';
import { BUNDLE, Bed, CLAIM, CONFIG, KEYS, SECRET, ensure, failure, from, patch, planOf, wait } from './bed.ts';

const KEYS_NAME = 'secrets/openshift-image-registry/image-registry-private-configuration-user';
const CONFIG_NAME = 'configs.imageregistry.operator.openshift.io/cluster';
const CLAIM_NAME = 'objectbucketclaims.objectbucket.io/openshift-storage/rgwbucket';
const BUNDLE_NAME = 'configmaps/openshift-config/image-registry-s3-bundle';
const writing = (call: Call): boolean => !call.dryRun && (call.verb === 'create' || call.verb === 'patch');

function done(bed: Bed): void {
  expect(bed.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY']).toBe(SECRET);
  expect(bed.config()['spec']).toEqual({ managementState: 'Managed', replicas: 2, storage: { s3: { bucket: 'rgwbucket-1234' } } });
  expect(bed.kube.objects.has(BUNDLE_NAME)).toBe(true);
}

describe('apply', () => {
  it('writes in order, the live secret directly before the patch, and proves it', async () => {
    const bed = new Bed();
    const result = await bed.apply();
    expect(bed.kube.writes()).toEqual([`create ${CLAIM_NAME}`, `create ${BUNDLE_NAME}`, `create ${KEYS_NAME}`, `patch ${CONFIG_NAME}`]);
    expect(result.written).toEqual([CLAIM_NAME, BUNDLE_NAME, KEYS_NAME, CONFIG_NAME]);
    expect(result.proofs).toEqual([bed.proof]);
    done(bed);
  });

  it('checks everything on the server before the first write, and the patch before the live secret', async () => {
    const bed = new Bed('old keys');
    await bed.apply();
    const calls = bed.kube.calls.filter((call) => ['create', 'patch'].includes(call.verb)).map((call) => `${call.dryRun ? 'check' : 'write'} ${call.name}`);
    expect(calls.slice(0, 3)).toEqual([`check ${CLAIM_NAME}`, `check ${BUNDLE_NAME}`, `write ${CLAIM_NAME}`]);
    expect(calls.indexOf(`check ${CONFIG_NAME}`)).toBeLessThan(calls.indexOf(`write ${KEYS_NAME}`));
    expect(calls.at(-1)).toBe(`write ${CONFIG_NAME}`);
  });

  it('changes nothing the second time, and says so', async () => {
    const bed = new Bed();
    await bed.apply();
    const before = bed.kube.writes().length;
    const again = await bed.apply();
    expect(again.written).toEqual([]);
    expect(bed.kube.writes()).toHaveLength(before);
    expect(bed.events.slice(-10).filter((event) => event.type === 'end').map((event) => event.outcome)).toEqual(['met', 'kept', 'kept', 'met', 'proven'].slice(-4));
  });

  it('keeps keys of the secret that are not ours', async () => {
    const bed = new Bed('old keys');
    await bed.apply();
    expect(bed.keys()?.['mine']).toBe('a2VlcA==');
  });

  it('sends each update with the version it was planned upon', async () => {
    const bed = new Bed('old keys');
    const plan = bed.plan();
    await bed.apply(plan);
    const sent = bed.kube.bodies.filter((body) => (body as { spec?: { replicas?: number } }).spec?.replicas === 2) as { metadata: { resourceVersion: string } }[];
    expect(sent).toHaveLength(2);
    for (const body of sent) expect(body.metadata.resourceVersion).toBe((plan.steps[4] as { resourceVersion: string }).resourceVersion);
  });

  it('lets a second patch of one object follow the first', async () => {
    const bed = new Bed();
    const version = bed.config()['metadata'] as { resourceVersion: string };
    await bed.apply(planOf([patch('one', 'update', { spec: { replicas: 2 } }, version.resourceVersion), patch('two', 'update', { spec: { logLevel: 'Debug' } }, version.resourceVersion)]));
    expect(bed.config()['spec']).toMatchObject({ replicas: 2, logLevel: 'Debug' });
  });

  it('checks what lies in a namespace of the same plan only when that exists', async () => {
    const bed = new Bed();
    const space = ref(R.Namespace, 'mine');
    const inside = ref(R.ConfigMap, 'a', 'mine');
    bed.kube.fault = (call) => (call.name === 'configmaps/mine/a' && !bed.kube.objects.has('namespaces/mine') ? { error: apiError(404, 'namespaces "mine" not found') } : undefined);
    const result = await bed.apply(planOf([ensure('space', space, 'create', {}), ensure('map', inside, 'create', { data: { a: 'b' } })]));
    expect(result.written).toEqual(['namespaces/mine', 'configmaps/mine/a']);
  });

  it('leaves out the proofs when told so', async () => {
    const bed = new Bed();
    bed.ports.prove = async () => Promise.reject(new Error('asked'));
    const result = await bed.apply(bed.plan(), { verify: false });
    expect(result.proofs).toEqual([]);
    expect(bed.events.at(-1)).toMatchObject({ type: 'end', outcome: 'skipped' });
  });

  it('fails as unhealthy when a proof fails, and still shows it', async () => {
    const bed = new Bed();
    bed.proof = { proof: 'push-pull', ok: false, summary: 'every upload answers HTTP 500', facts: [] };
    const error = await failure(bed.apply());
    expect(error).toMatchObject({ outcome: 'unhealthy' });
    expect(error.message).toContain('every upload answers HTTP 500');
    expect(error.message).toContain(`Written so far: ${CLAIM_NAME}`);
    expect(bed.events.some((event) => event.type === 'proof' && !event.proof.ok)).toBe(true);
  });
});

describe('a dry run', () => {
  it('writes nothing, waits for nothing, and says what could not be checked yet', async () => {
    const bed = new Bed();
    const result = await bed.apply(bed.plan(), { dryRun: true });
    expect(bed.kube.writes()).toEqual([]);
    expect(result.written).toEqual([]);
    expect(bed.clock.slept).toEqual([]);
    const states = bed.events.filter((event) => event.type === 'state').map((event) => event.state);
    expect(states).toEqual(['validated when known: known after the claim is bound', 'validated when known: known after the claim is bound']);
    expect(bed.events.filter((event) => event.type === 'dry-run')).toHaveLength(2);
  });

  it('checks with the real values when they are there already', async () => {
    const bed = new Bed();
    bed.kube.put(CLAIM, {});
    bed.bind();
    await bed.apply(bed.plan(), { dryRun: true });
    expect(bed.events.filter((event) => event.type === 'dry-run').map((event) => event.step.id)).toContain('config');
    expect(bed.events.some((event) => event.type === 'state')).toBe(false);
  });

  it('is refused where the server refuses', async () => {
    const bed = new Bed();
    bed.kube.fault = (call) => (call.name === BUNDLE_NAME ? { error: apiError(403, 'configmaps is forbidden') } : undefined);
    expect(await failure(bed.apply(bed.plan(), { dryRun: true }))).toMatchObject({ outcome: 'cluster' });
  });
});

describe('a refusal by the server', () => {
  const cases: [status: number, outcome: string][] = [[400, 'input'], [403, 'cluster'], [422, 'input']];
  it.each(cases)('%i before the first write: nothing is written', async (status, outcome) => {
    const bed = new Bed();
    bed.kube.fault = (call) => (call.dryRun && call.name === BUNDLE_NAME ? { error: apiError(status, 'ConfigMap "x" is invalid: data: no', { causes: [{ field: 'data.a', message: 'Unsupported value' }] }) } : undefined);
    const error = await failure(bed.apply());
    expect(error.outcome).toBe(outcome);
    expect(error.message).toContain(BUNDLE_NAME);
    expect(error.message).toContain('data.a: Unsupported value');
    expect(error.message).toMatch(/Nothing was written\.$/);
    expect(bed.kube.writes()).toEqual([]);
  });

  it('later in the run: names what was written, and leaves the live secret alone', async () => {
    const bed = new Bed('old keys');
    bed.kube.fault = (call) => (call.dryRun && call.name === CONFIG_NAME ? { error: apiError(422, 'spec.storage.s3.bucket: no') } : undefined);
    const error = await failure(bed.apply());
    expect(error.message).toContain(`Written so far: ${CLAIM_NAME}, ${BUNDLE_NAME}. Run the same command again`);
    expect(bed.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY']).toBe('b2xk');
    expect(bed.kube.writes()).not.toContain(`patch ${KEYS_NAME}`);
  });

  it('tries a check again when something on the way failed', async () => {
    const bed = new Bed();
    bed.kube.fault = (call, nth) => (call.dryRun && call.name === CLAIM_NAME && nth < 3 ? { error: apiError(503, 'busy') } : undefined);
    await bed.apply();
    done(bed);
  });

  it('names a value that the cluster does not give', async () => {
    const bed = new Bed();
    bed.clock.during = () => void (bed.kube.objects.has(CLAIM_NAME) && bed.kube.touch(CLAIM, { status: { phase: 'Bound' } }));
    const error = await failure(bed.apply());
    expect(error).toMatchObject({ outcome: 'input' });
    expect(error.message).toContain('/openshift-storage/rgwbucket has no data.');
    expect(error.message).toContain(', which the plan needs');
  });

  it('names a step that a plan refers to and does not have', async () => {
    const bed = new Bed();
    const body = { data: { a: from('secrets/x/y', ['data', 'k'], 'later') } };
    expect(await failure(bed.apply(planOf([ensure('a', BUNDLE, 'create', body)])))).toMatchObject({ outcome: 'unexpected' });
  });
});

describe('a fault at every write', () => {
  const targets = [CLAIM_NAME, BUNDLE_NAME, KEYS_NAME, CONFIG_NAME];
  const faults: [what: string, error: () => Error][] = [['connection lost', lost], ['500', () => apiError(500, 'x')], ['502', () => apiError(502, 'x')], ['503', () => apiError(503, 'x')], ['504', () => apiError(504, 'x')], ['a page with 200', () => apiError(200, 'x', { reason: 'OutcomeUnknown' })]];
  const table = targets.flatMap((target) => faults.flatMap(([what, error]) => [false, true].map((effect) => [target, what, effect, error] as const)));

  it.each(table)('%s, %s, took effect: %s', async (target, _what, effect, error) => {
    const bed = new Bed();
    bed.kube.fault = (call, nth) => (writing(call) && call.name === target && nth === 1 ? { error: error(), effect } : undefined);
    const result = await bed.apply();
    done(bed);
    expect(result.written).toContain(target);
    expect(bed.kube.writes().filter((write) => write.endsWith(target))).toHaveLength(effect ? 1 : 2);
  });

  it.each(targets)('%s: an answer that is lost again and again ends, with the object named', async (target) => {
    const bed = new Bed();
    bed.kube.fault = (call) => (writing(call) && call.name === target ? { error: lost() } : undefined);
    const error = await failure(bed.apply());
    expect(error.message).toContain(`${target} could not be written: `);
    expect(bed.kube.writes().filter((write) => write.endsWith(target))).toHaveLength(4);
  });

  it('who did not answer refuses nothing, and what was read back is known', async () => {
    const bed = new Bed();
    const words = `Cannot patch ${CONFIG_NAME}: no answer from api:6443 within 30 s; whether it took effect is not known.`;
    bed.kube.fault = (call) => (writing(call) && call.name === CONFIG_NAME ? { error: apiError(0, words, { reason: 'OutcomeUnknown' }) } : undefined);
    const { message } = await failure(bed.apply());
    expect(message).toContain('no answer from api:6443 within 30 s; it did not take effect.');
    expect(message).not.toMatch(/refuses|not known/);
  });

  it.each(targets)('%s: a late effect of the first request does not count as somebody else', async (target) => {
    const bed = new Bed();
    let held = true;
    bed.kube.fault = (call, nth) => {
      if (writing(call) && call.name === target && nth === 1) return { error: lost(), effect: true };
      if (call.verb === 'get' && call.name === target && held && bed.kube.writes().some((write) => write.endsWith(target))) {
        held = false;
        return { error: apiError(403, 'no reading now') };
      }
      return undefined;
    };
    const error = await failure(bed.apply());
    expect(error.message).toMatch(/It is not known whether .* was written/);
    bed.kube.fault = () => undefined;
    await bed.apply();
    done(bed);
  });

  it.each(targets)('%s changed by somebody else at that moment: stale', async (target) => {
    const bed = new Bed('old keys');
    const refs: Record<string, Ref> = { [CLAIM_NAME]: CLAIM, [BUNDLE_NAME]: BUNDLE, [KEYS_NAME]: KEYS, [CONFIG_NAME]: CONFIG };
    bed.kube.fault = (call) => {
      if (writing(call) && call.name === target) bed.kube.put(refs[target]!, { spec: { other: 'writer' }, data: { other: 'd3JpdGVy' } });
      return undefined;
    };
    const error = await failure(bed.apply());
    expect(error).toBeInstanceOf(Stale);
    expect(error.message).toContain(`${target} was`);
    expect(error.outcome).toBe('conflict');
  });

  it('an object that vanished is stale too', async () => {
    const bed = new Bed('old keys');
    bed.kube.fault = (call) => {
      if (writing(call) && call.name === KEYS_NAME) bed.kube.objects.delete(KEYS_NAME);
      return undefined;
    };
    expect(await failure(bed.apply())).toBeInstanceOf(Stale);
  });
});

describe('a run that ends after any request', () => {
  it('is completed by running it again', async () => {
    const whole = new Bed('old keys');
    await whole.apply();
    const total = whole.kube.calls.length;
    expect(total).toBeGreaterThan(20);
    for (let last = 1; last <= total; last++) {
      const bed = new Bed('old keys');
      let seen = 0;
      bed.kube.fault = () => (++seen > last ? { error: new Error('killed') } : undefined);
      await failure(bed.apply()).catch(() => undefined);
      bed.kube.fault = () => undefined;
      await bed.apply();
      done(bed);
      expect(bed.keys()?.['mine']).toBe('a2VlcA==');
    }
  });

  it('stops at once when interrupted, at any moment, and says what was written', async () => {
    const whole = new Bed('old keys');
    await whole.apply();
    for (let last = 1; last <= whole.kube.calls.length - 1; last++) {
      const bed = new Bed('old keys');
      let seen = 0;
      bed.kube.fault = () => {
        if (++seen === last) bed.stop.abort();
        return undefined;
      };
      const error = await failure(bed.apply());
      expect(error.outcome).toBe('interrupted');
      expect(error.message).toMatch(/^Interrupted\. .*Run the same command again/);
      const config = bed.config()['spec'] as { managementState: string };
      // never the new keys on the old configuration
      expect(bed.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY'] === SECRET).toBe(config.managementState === 'Managed');
      expect(error.message.includes(CLAIM_NAME)).toBe(bed.kube.objects.has(CLAIM_NAME));
    }
  });

  it('can be interrupted while it waits, and while it proves', async () => {
    const waiting = new Bed();
    waiting.clock.during = () => waiting.stop.abort();
    expect(await failure(waiting.apply())).toMatchObject({ outcome: 'interrupted' });
    const proving = new Bed();
    proving.ports.prove = async () => {
      proving.stop.abort();
      return proving.proof;
    };
    expect(await failure(proving.apply())).toMatchObject({ outcome: 'interrupted' });
  });
});

describe('what was written must stay', () => {
  it('an operator that puts its older copy over the patch makes the plan stale', async () => {
    const bed = new Bed();
    const old = structuredClone(bed.config());
    bed.kube.after = (call) => void (call.name === CONFIG_NAME && call.verb === 'patch' && bed.kube.put(CONFIG, { spec: old['spec'] }));
    const error = await failure(bed.apply());
    expect(error).toBeInstanceOf(Stale);
    expect(error.message).toContain(`${CONFIG_NAME} did not stay as it was written`);
    expect(bed.keys()).toBeUndefined();
  });

  it('also when that happens while the run waits', async () => {
    const bed = new Bed();
    const old = structuredClone(bed.config());
    bed.judges['ready'] = () => ({ met: false, state: 'rolling out' });
    let sleeps = 0;
    bed.clock.during = () => {
      bed.bind();
      if (bed.kube.writes().includes(`patch ${CONFIG_NAME}`) && ++sleeps === 3) bed.kube.put(CONFIG, { spec: old['spec'] });
    };
    const error = await failure(bed.apply());
    expect(error).toBeInstanceOf(Stale);
    expect(error.message).toContain('no longer as it was written');
  });

  it('what the operator adds is no change', async () => {
    const bed = new Bed();
    bed.kube.after = (call) => void (call.name === CONFIG_NAME && call.verb === 'patch' && bed.kube.touch(CONFIG, { spec: { httpSecret: 'x', proxy: {}, requests: { read: { maxWaitInQueue: '0s' } }, storage: { managementState: 'Unmanaged', s3: { trustedCA: { name: '' } } } } }));
    expect((await bed.apply()).written).toContain(CONFIG_NAME);
  });

  it('asks the comparer that is handed in', async () => {
    const bed = new Bed();
    bed.ports.same = () => false;
    expect(await failure(bed.apply())).toBeInstanceOf(Stale);
  });

  it('accepts what the server makes of a quantity', async () => {
    const bed = new Bed();
    const claim = ref(R.PersistentVolumeClaim, 'c', 'openshift-image-registry');
    const create = bed.kube.create.bind(bed.kube);
    bed.kube.create = async (target, object, options) => create(target, { ...object, spec: { size: '1Gi' } }, options);
    const result = await bed.apply(planOf([ensure('c', claim, 'create', { spec: { size: '1024Mi' } })]));
    expect(result.written).toEqual(['persistentvolumeclaims/openshift-image-registry/c']);
  });
});

describe('keys alone, without a patch after them', () => {
  const plan = () => planOf([
    ensure('keys', KEYS, 'update', { data: { REGISTRY_STORAGE_S3_SECRETKEY: 'bmV3' } }, { live: true }),
    wait('ready', 'ready', [CONFIG], { samples: 2, apartSeconds: 5 }),
    { kind: 'prove', id: 'proof', title: 'Push and pull', proof: 'push-pull', params: {} },
  ]);
  const OLD = { REGISTRY_STORAGE_S3_SECRETKEY: 'b2xk', mine: 'a2VlcA==' };
  const NEW = { ...OLD, REGISTRY_STORAGE_S3_SECRETKEY: 'bmV3' };

  it('stay when the registry has taken them', async () => {
    const bed = new Bed('old keys');
    expect((await bed.apply(plan())).written).toEqual([KEYS_NAME]);
    expect(bed.keys()).toEqual(NEW);
  });

  it('are put back when it does not', async () => {
    const bed = new Bed('old keys');
    bed.judges['ready'] = () => ({ met: false, state: 'refused', hopeless: 'the object store refuses the credentials' });
    const error = await failure(bed.apply(plan()));
    expect(error.message).toContain('the object store refuses the credentials');
    expect(error.message).toContain('Nothing was written.');
    expect(bed.keys()).toEqual(OLD);
    expect(bed.events.find((event) => event.type === 'put-back')).toMatchObject({ why: 'the registry did not take it' });
  });

  it('are put back when the time is up, or the run is interrupted, before it has', async () => {
    for (const how of ['timeout', 'interrupted']) {
      const bed = new Bed('old keys');
      bed.judges['ready'] = () => {
        if (how === 'interrupted') bed.stop.abort(new Failure('interrupted', 'interrupted'));
        return { met: false, state: 'not yet' };
      };
      expect((await failure(bed.apply(plan()))).outcome).toBe(how);
      expect(bed.keys()).toEqual(OLD);
    }
  });

  it('stay when the proof fails afterwards: the registry runs on them', async () => {
    const bed = new Bed('old keys');
    bed.proof = { ...bed.proof, ok: false, summary: 'no route' };
    const error = await failure(bed.apply(plan()));
    expect(error.message).toContain(`Written so far: ${KEYS_NAME}`);
    expect(bed.keys()).toEqual(NEW);
    expect(bed.events.some((event) => event.type === 'put-back')).toBe(false);
  });
});

describe('putting back', () => {
  const refuse = (call: Call): { error: Error } | undefined => (call.name === CONFIG_NAME && call.verb === 'patch' && !call.dryRun ? { error: apiError(422, 'spec.replicas: no') } : undefined);

  it('restores the live secret when the patch is refused', async () => {
    const bed = new Bed('old keys');
    bed.kube.fault = refuse;
    const error = await failure(bed.apply());
    expect(bed.keys()).toEqual({ REGISTRY_STORAGE_S3_SECRETKEY: 'b2xk', mine: 'a2VlcA==' });
    expect(error.message).not.toContain(KEYS_NAME);
    expect(bed.events.filter((event) => event.type === 'put-back').map((event) => event.step.id)).toEqual(['keys']);
  });

  it('removes one that was made', async () => {
    const bed = new Bed();
    bed.kube.fault = refuse;
    await failure(bed.apply());
    expect(bed.keys()).toBeUndefined();
  });

  it('leaves what somebody else wrote since', async () => {
    const bed = new Bed('old keys');
    bed.kube.fault = (call) => {
      const error = refuse(call);
      if (error !== undefined) bed.kube.touch(KEYS, { data: { newer: 'eA==' } });
      return error;
    };
    const error = await failure(bed.apply());
    expect(bed.keys()).toMatchObject({ newer: 'eA==', REGISTRY_STORAGE_S3_SECRETKEY: SECRET });
    expect(error.message).toContain('left as it is: somebody else changed it meanwhile');
    expect(bed.events.some((event) => event.type === 'put-back')).toBe(false);
  });

  it.each([false, true])('survives a lost answer (took effect: %s)', async (effect) => {
    const bed = new Bed('old keys');
    let patches = 0;
    bed.kube.fault = (call) => (call.name === KEYS_NAME && call.verb === 'patch' && !call.dryRun && ++patches === 2 ? { error: lost(), effect } : refuse(call));
    await failure(bed.apply());
    expect(bed.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY']).toBe('b2xk');
  });

  it('says so when it cannot', async () => {
    const bed = new Bed('old keys');
    let patches = 0;
    bed.kube.fault = (call) => (call.name === KEYS_NAME && call.verb === 'patch' && !call.dryRun && ++patches > 1 ? { error: apiError(403, 'no more') } : refuse(call));
    const error = await failure(bed.apply());
    expect(error.message).toContain(`${KEYS_NAME} could not be put back as it was: no more.`);
    expect(error.message).toContain(`Written so far: ${CLAIM_NAME}, ${BUNDLE_NAME}, ${KEYS_NAME}.`);
  });

  it('does not happen when nobody knows whether the patch took effect', async () => {
    const bed = new Bed('old keys');
    let sent = false;
    bed.kube.fault = (call) => {
      if (call.name !== CONFIG_NAME || (call.verb === 'patch' && call.dryRun)) return undefined;
      if (call.verb === 'patch') {
        sent = true;
        return { error: lost(), effect: true };
      }
      return sent ? { error: apiError(0, 'no connection') } : undefined;
    };
    await failure(bed.apply());
    expect(bed.keys()?.['REGISTRY_STORAGE_S3_SECRETKEY']).toBe(SECRET);
  });
});

describe('waiting within a run', () => {
  it('has a deadline, and the message names the step, the last state and that a re-run continues', async () => {
    const bed = new Bed();
    bed.clock.during = () => undefined;
    const error = await failure(bed.apply());
    expect(error.outcome).toBe('timeout');
    expect(error.message).toBe(`Wait until bound: not so by 12:10:00 UTC; last seen: phase Pending. Written so far: ${CLAIM_NAME}. Run the same command again to continue.`);
  });

  it('does not begin a step after the deadline', async () => {
    const bed = new Bed();
    bed.ports.deadline = bed.clock.now();
    const error = await failure(bed.apply());
    expect(error.outcome).toBe('timeout');
    expect(bed.kube.writes()).toEqual([]);
  });

  it('works without a wait', async () => {
    const bed = new Bed();
    await bed.apply(planOf([wait('w', 'ready', [])]));
    expect(bed.events.map((event) => event.type)).toEqual(['start', 'state', 'end']);
  });
});

it('asks nothing of the server between the live secret and the patch that it could have asked before', async () => {
  const bed = new Bed('old keys');
  await bed.apply();
  const calls = bed.kube.calls.filter((call) => call.verb !== 'get').map((call) => `${call.verb} ${call.name} ${call.dryRun}`);
  const secret = calls.indexOf(`patch ${KEYS_NAME} false`);
  expect(calls[secret + 1]).toBe(`patch ${CONFIG_NAME} false`);
});
