import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/types.ts';
import { nameOf } from '../../src/api/resources.ts';
import { putBack, type Undo } from '../../src/apply/put-back.ts';
import { Stale } from '../../src/apply/stale.ts';
import { dryRun, Unsure, write } from '../../src/apply/write.ts';
import { apiError, lost, type Call } from '../support/memory-kube.ts';
import { Bed, KEYS, ensure } from './bed.ts';

const NAME = nameOf(KEYS);
const data = (bed: Bed): unknown => bed.kube.objects.get(NAME)?.['data'];
const writes = (call: Call): boolean => !call.dryRun && ['create', 'patch', 'remove'].includes(call.verb);

/** A live secret that this run has changed (or made), and how to undo that. */
function changed(made = false): { bed: Bed; undo: Undo } {
  const bed = new Bed();
  const before = made ? undefined : bed.kube.put(KEYS, { data: { key: 'b2xk', mine: 'a2VlcA==' } });
  const after = bed.kube.touch(KEYS, { data: { key: 'bmV3', more: 'eA==' } });
  const step = ensure('keys', KEYS, made ? 'create' : 'update', { data: { key: 'bmV3' } }, { live: true });
  return { bed, undo: { step, written: { before, after, intended: { data: { key: 'bmV3' } }, generation: undefined } } };
}

describe('putting back', () => {
  it('gives an object the content it had, and takes away what was added', async () => {
    const { bed, undo } = changed();
    expect(await putBack(undo, 'refused', bed.ports)).toBeUndefined();
    expect(data(bed)).toEqual({ key: 'b2xk', mine: 'a2VlcA==' });
    expect(bed.events).toMatchObject([{ type: 'put-back', why: 'refused' }]);
  });

  it('removes an object that was not there', async () => {
    const { bed, undo } = changed(true);
    expect(await putBack(undo, 'refused', bed.ports)).toBeUndefined();
    expect(bed.kube.objects.has(NAME)).toBe(false);
  });

  it.each([false, true])('leaves alone what somebody else wrote since (made by this run: %s)', async (made) => {
    const { bed, undo } = changed(made);
    bed.kube.touch(KEYS, { data: { key: 'dGhlaXJz' } });
    expect(await putBack(undo, 'refused', bed.ports)).toMatch(/left as it is: somebody else changed it/);
    expect(data(bed)).toMatchObject({ key: 'dGhlaXJz' });
    expect([bed.kube.writes(), bed.events]).toEqual([[], []]);
  });

  it.each([false, true])('is done once when the answer is lost (took effect: %s)', async (effect) => {
    const { bed, undo } = changed();
    bed.kube.fault = (call, nth) => (writes(call) && nth === 1 ? { error: lost(), effect } : undefined);
    expect(await putBack(undo, 'refused', bed.ports)).toBeUndefined();
    expect(data(bed)).toEqual({ key: 'b2xk', mine: 'a2VlcA==' });
  });

  it('says what it could not do, after four tries, and never throws', async () => {
    const { bed, undo } = changed();
    bed.kube.fault = (call) => (writes(call) ? { error: apiError(403, 'you may not') } : undefined);
    expect(await putBack(undo, 'refused', bed.ports)).toBe(`${NAME} could not be put back as it was: you may not`);
    expect(bed.clock.slept).toEqual([500, 1000, 1500]);
  });

  it('goes on after an interruption', async () => {
    const { bed, undo } = changed();
    bed.stop.abort();
    expect(await putBack(undo, 'interrupted', bed.ports)).toBeUndefined();
    expect(data(bed)).toMatchObject({ key: 'b2xk' });
  });

  it('is not done on a conflict of the last moment', async () => {
    const { bed, undo } = changed();
    bed.kube.fault = (call) => (writes(call) ? { error: apiError(409, 'modified') } : undefined);
    expect(await putBack(undo, 'refused', bed.ports)).toMatch(/somebody else changed it/);
  });
});

describe('writing one object', () => {
  const body = { data: { key: 'bmV3' } };

  function updating(): { bed: Bed; before: KubeObject; run: () => ReturnType<typeof write> } {
    const bed = new Bed();
    const before = bed.kube.put(KEYS, { data: { key: 'b2xk' } });
    const version = before.metadata.resourceVersion ?? '';
    const step = ensure('keys', KEYS, 'update', body, { resourceVersion: version });
    return { bed, before, run: () => write(step, body, before, bed.ports) };
  }

  it('gives back how it was, is, and was meant', async () => {
    const { before, run } = updating();
    expect(await run()).toMatchObject({ before, after: { data: { key: 'bmV3' } }, intended: body });
  });

  it.each([
    ['changed', (bed: Bed) => void bed.kube.touch(KEYS, { data: { x: 'eA==' } }), 'was changed by somebody else meanwhile'],
    ['deleted', (bed: Bed) => void bed.kube.objects.delete(NAME), 'was deleted by somebody else meanwhile'],
  ])('is stale when it was %s since', async (_what, meanwhile, says) => {
    const { bed, run } = updating();
    meanwhile(bed);
    await expect(run()).rejects.toBeInstanceOf(Stale);
    await expect(run()).rejects.toThrow(says);
  });

  it('is stale when it does not stay', async () => {
    const { bed, run } = updating();
    bed.kube.after = (call) => void (call.verb === 'patch' && bed.kube.put(KEYS, { data: { key: 'b2xk' } }));
    await expect(run()).rejects.toThrow('did not stay as it was written');
  });

  it('is unsure when neither the write nor the read is answered', async () => {
    const { bed, run } = updating();
    bed.kube.fault = () => ({ error: lost() });
    await expect(run()).rejects.toBeInstanceOf(Unsure);
  });

  it('is checked without being written, and again while nobody answers', async () => {
    const { bed } = updating();
    const step = ensure('keys', KEYS, 'update', body);
    bed.kube.fault = (call, nth) => (call.dryRun && nth < 3 ? { error: apiError(503, 'busy') } : undefined);
    expect(await dryRun(step, body, bed.ports)).toMatchObject({ data: { key: 'bmV3' } });
    expect(data(bed)).toEqual({ key: 'b2xk' });
    expect(bed.clock.slept).toEqual([500, 1000]);
  });
});
