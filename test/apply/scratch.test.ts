import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import { PROOF_PREFIX, sweep, withScratch, type Scratch } from '../../src/apply/scratch.ts';
import { ApiError } from '../../src/errors.ts';
import { apiError, lost, MemoryKube, type Call } from '../support/memory-kube.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { failure } from './bed.ts';

const DIGEST = 'sha256:0123';
const IMAGE = ref(R.StoredImage, DIGEST);
const SPACE = 'registryctl-proof-ab12';

function bed() {
  const kube = new MemoryKube();
  const clock = new VirtualClock();
  const stop = new AbortController();
  const run = <T>(use: (scratch: Scratch) => Promise<T>): Promise<T> => withScratch({ kube, clock, signal: stop.signal, random: 'ab12', digests: [DIGEST] }, use);
  return { kube, clock, stop, run };
}

const own = { dockerImageReference: `image-registry.openshift-image-registry.svc:5000/${SPACE}/proof@${DIGEST}` };

describe('what a proof needs on the cluster', () => {
  it('is made, labelled, of one namespace, and removed', async () => {
    const { kube, run } = bed();
    const seen = await run(async ({ namespace, account, token }) => {
      expect([namespace, account, token.reveal()]).toEqual([SPACE, 'proof', 'token-of-proof']);
      kube.put(IMAGE, own);
      return structuredClone([...kube.objects.values()]);
    });
    const made = seen.filter((object) => object.kind !== 'Image');
    expect(made.map((object) => object.kind)).toEqual(['Namespace', 'ServiceAccount', 'RoleBinding']);
    for (const object of made) expect(object.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'registryctl' });
    expect(made[2]).toMatchObject({ roleRef: { kind: 'ClusterRole', name: 'system:image-builder' }, subjects: [{ kind: 'ServiceAccount', name: 'proof', namespace: SPACE }] });
    expect(kube.calls.find((call) => call.verb === 'token')?.name).toBe(`${SPACE}/proof/600`);
    expect(kube.objects.size).toBe(0);
    expect(kube.writes().every((write) => write.includes(SPACE) || write.includes(DIGEST))).toBe(true);
  });

  it('is removed when the proof fails, and the proof\'s own failure is told', async () => {
    const { kube, run } = bed();
    await expect(run(async () => Promise.reject(new Error('HTTP 500')))).rejects.toThrow('HTTP 500');
    expect(kube.objects.size).toBe(0);
  });

  it('is removed after an interruption', async () => {
    const { kube, stop, run } = bed();
    await expect(
      run(async () => {
        stop.abort();
        kube.put(IMAGE, own);
        throw new Error('stopped');
      }),
    ).rejects.toThrow('stopped');
    expect(kube.objects.size).toBe(0);
  });

  it('is not begun by a run that was interrupted', async () => {
    const { kube, stop, run } = bed();
    stop.abort();
    expect(await failure(run(async () => 1))).toMatchObject({ outcome: 'interrupted' });
    expect(kube.calls).toEqual([]);
  });

  const moments = ['create namespaces', 'create serviceaccounts', 'create rolebindings', 'token'];
  const at = (moment: string, call: Call): boolean => `${call.verb} ${call.name}`.startsWith(moment);
  it.each(moments.flatMap((moment) => [403, 422].map((status) => [moment, status] as const)))('%s refused with %i: said, and nothing stays', async (moment, status) => {
    const { kube, run } = bed();
    kube.fault = (call) => (at(moment, call) ? { error: apiError(status, 'you may not') } : undefined);
    const error = await failure(run(async () => 1));
    expect(error.message).toMatch(/^The scratch project of the proof: .*you may not/);
    expect(error).not.toBeInstanceOf(ApiError);
    expect(kube.objects.size).toBe(0);
  });

  it.each(moments.flatMap((moment) => [true, false].map((effect) => [moment, effect] as const)))('%s with a lost answer (took effect: %s) goes on', async (moment, effect) => {
    const { kube, run } = bed();
    kube.fault = (call, nth) => (at(moment, call) && nth === 1 ? { error: lost(), effect: effect && moment !== 'token' } : undefined);
    expect(await run(async () => 'used')).toBe('used');
    expect(kube.objects.size).toBe(0);
  });

  it('waits until the service account is known', async () => {
    const { kube, clock, run } = bed();
    kube.fault = (call, nth) => (call.verb === 'token' && nth < 4 ? { error: apiError(404, 'serviceaccounts "proof" not found') } : undefined);
    expect(await run(async () => 'used')).toBe('used');
    expect(clock.slept).toEqual([300, 600, 900]);
  });

  it('tries again to remove, and does not fail the proof when it cannot', async () => {
    const { kube, run } = bed();
    kube.fault = (call, nth) => (call.verb === 'remove' && nth < 3 ? { error: lost() } : undefined);
    await run(async () => 1);
    expect(kube.objects.size).toBe(0);
    const second = bed();
    second.kube.fault = (call) => (call.verb === 'remove' ? { error: apiError(403, 'no') } : undefined);
    expect(await second.run(async () => 'proven')).toBe('proven');
  });

  it('leaves an image alone that is somebody else\'s, and does without images where there are none', async () => {
    const { kube, run } = bed();
    await run(async () => void kube.put(IMAGE, { dockerImageReference: `host/other/app@${DIGEST}` }));
    expect([...kube.objects.keys()]).toEqual([`images.image.openshift.io/${DIGEST}`]);
    const none = bed();
    none.kube.fault = (call) => (call.name.startsWith('images.image') ? { error: apiError(404, 'no such resource') } : undefined);
    await none.run(async () => 1);
    expect(none.kube.objects.size).toBe(0);
  });
});

describe('a conflict that is none of names', () => {
  // as a quota answers that was counted for another object at the same moment
  it.each(['namespaces/', 'serviceaccounts/', 'rolebindings.'])('is not taken for %s being there: it is made again', async (kind) => {
    const { kube, run } = bed();
    let times = 0;
    kube.fault = (call) => (call.verb === 'create' && call.name.startsWith(kind) && ++times < 3 ? { error: apiError(409, 'the object has been modified', { reason: 'Conflict' }) } : undefined);
    const made = await run(() => Promise.resolve([...kube.objects.values()].map((object) => object.kind)));
    expect({ times, made }).toEqual({ times: 3, made: ['Namespace', 'ServiceAccount', 'RoleBinding'] });
  });
});

describe('a project that cannot be removed', () => {
  it('is told, and does not fail the proof', async () => {
    const { kube, clock, stop } = bed();
    kube.fault = (call) => (call.verb === 'remove' ? { error: apiError(502, 'not now') } : undefined);
    const left: string[] = [];
    const ports = { kube, clock, signal: stop.signal, random: 'ab12', digests: [], left: (what: string) => void left.push(what) };
    expect(await withScratch(ports, () => Promise.resolve('proven'))).toBe('proven');
    expect(left).toEqual([`project ${SPACE} could not be removed; the next run removes it`]);
  });

  it('is not told of where it was removed, or was not there any more', async () => {
    const { kube, clock, stop } = bed();
    const left: string[] = [];
    const ports = { kube, clock, signal: stop.signal, random: 'ab12', digests: [], left: (what: string) => void left.push(what) };
    await withScratch(ports, async () => kube.remove(ref(R.Namespace, SPACE)));
    expect(left).toEqual([]);
  });
});

describe('an image that cannot be removed', () => {
  it('keeps its project, which alone knows its name, until that passes', async () => {
    const { kube, run } = bed();
    let times = 0;
    kube.fault = (call) => (call.verb === 'remove' && call.name.startsWith('images.image') && ++times < 3 ? { error: apiError(500, 'not now') } : undefined);
    await run(async ({ namespace }) => void kube.put(IMAGE, { dockerImageReference: `host/${namespace}/proof@${DIGEST}` }));
    expect(times).toBe(3);
    expect(kube.objects.size).toBe(0);
  });

  it.each(['get', 'remove'])('is left to those who may, and told, when its %s is forbidden', async (verb) => {
    const { kube, clock, stop } = bed();
    kube.fault = (call) => (call.verb === verb && call.name.startsWith('images.image') ? { error: apiError(403, 'no') } : undefined);
    const left: string[] = [];
    await withScratch({ kube, clock, signal: stop.signal, random: 'ab12', digests: [DIGEST], left: (what) => void left.push(what) }, async ({ namespace }) => void kube.put(IMAGE, { dockerImageReference: `host/${namespace}/proof@${DIGEST}` }));
    expect([...kube.objects.keys()]).toEqual([`images.image.openshift.io/${DIGEST}`]);
    expect(left).toEqual([`image ${DIGEST} may not be removed by this user; the image pruner removes it`]);
  });
});

describe('sweeping', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const space = (kube: MemoryKube, name: string, minutes: number, more: object = {}): void =>
    void kube.put(ref(R.Namespace, name), { metadata: { labels: { 'app.kubernetes.io/managed-by': 'registryctl' }, creationTimestamp: new Date(now.getTime() - minutes * 60_000).toISOString(), ...more } });

  it('removes young projects too when their process has ended, and no others', async () => {
    const kube = new MemoryKube();
    for (const name of ['dead', 'alive', 'elsewhere']) space(kube, `${PROOF_PREFIX}${name}`, 1, { annotations: { 'registryctl.dev/proof-runner': name } });
    space(kube, `${PROOF_PREFIX}nameless`, 1);
    expect(await sweep(kube, now, { name: 'me', ended: (name) => name === 'dead' })).toEqual([`${PROOF_PREFIX}dead`]);
  });

  it('removes old projects of proofs with their images, and only those', async () => {
    const kube = new MemoryKube();
    space(kube, SPACE, 16, { annotations: { 'registryctl.dev/proof-digests': DIGEST } });
    space(kube, `${PROOF_PREFIX}young`, 14);
    space(kube, 'somebody', 600);
    space(kube, `${PROOF_PREFIX}ending`, 600, { deletionTimestamp: now.toISOString() });
    space(kube, `${PROOF_PREFIX}unlabelled`, 600, { labels: { 'app.kubernetes.io/managed-by': 'helm' } });
    space(kube, `${PROOF_PREFIX}odd`, 600, { creationTimestamp: 'yesterday' });
    kube.put(IMAGE, own);
    expect(await sweep(kube, now)).toEqual([SPACE]);
    expect([...kube.objects.keys()].sort()).toEqual(['ending', 'odd', 'unlabelled', 'young'].map((name) => `namespaces/${PROOF_PREFIX}${name}`).concat('namespaces/somebody').sort());
  });

  it.each([['a day ahead', -86_400_000], ['a day behind', 86_400_000]])('judges age by the clock of the cluster when this machine\'s is %s', async (_name, skew) => {
    const kube = Object.assign(new MemoryKube(), { skew: () => skew });
    space(kube, SPACE, 16);
    space(kube, `${PROOF_PREFIX}young`, 14);
    expect(await sweep(kube, new Date(now.getTime() - skew))).toEqual([SPACE]);
  });

  it('does not remove an image because an annotation names it', async () => {
    const kube = new MemoryKube();
    space(kube, SPACE, 16, { annotations: { 'registryctl.dev/proof-digests': DIGEST } });
    kube.put(IMAGE, { dockerImageReference: 'host/production/app@x' });
    await sweep(kube, now);
    expect([...kube.objects.keys()]).toEqual([`images.image.openshift.io/${DIGEST}`]);
  });

  it('never fails', async () => {
    const kube = new MemoryKube();
    space(kube, SPACE, 16);
    space(kube, `${PROOF_PREFIX}other`, 16);
    kube.fault = (call) => (call.verb === 'remove' && call.name.endsWith(SPACE) ? { error: apiError(403, 'no') } : undefined);
    expect(await sweep(kube, now)).toEqual([`${PROOF_PREFIX}other`]);
    kube.fault = () => ({ error: apiError(403, 'no') });
    expect(await sweep(kube, now)).toEqual([]);
  });
});
