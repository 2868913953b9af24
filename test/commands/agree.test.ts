import { describe, expect, it } from 'vitest';
import { agree, covers, lostImages } from '../../src/commands/agree.ts';
import type { PlanOptions } from '../../src/commands/plan-options.ts';
import type { World } from '../../src/commands/types.ts';
import type { Loss, Plan } from '../../src/plan/types.ts';

const loss = (images?: number): Loss => ({ what: 'emptyDir', why: 'the backend is switched', ...(images === undefined ? {} : { images }) });

function plan(losses: Loss[]): Plan {
  return { schema: 'registryctl.dev/plan/v1', command: 'setup x', target: { context: 'lab', server: 'https://api', user: 'admin', sandbox: false }, clusterId: 'the-id', clusterVersion: '4.14.1', steps: [], losses, digest: '' };
}

/** A world in which somebody answers, or nobody sits there. */
function world(answers: boolean[] | undefined): { world: World; asked: { message: string; exactly?: string }[] } {
  const asked: { message: string; exactly?: string }[] = [];
  const ui = {
    interactive: answers !== undefined,
    confirm(question: { message: string; exactly?: string }) {
      asked.push(question);
      const answer = answers?.shift();
      return answer === undefined ? Promise.reject(new Error('nobody to ask')) : Promise.resolve(answer);
    },
  };
  return { world: { ui, signal: new AbortController().signal } as unknown as World, asked };
}

const options = (more: Partial<PlanOptions>): PlanOptions => ({ verify: true, timeout: 1, output: 'text', ...more });

describe('what would be lost', () => {
  const sums: [losses: Loss[], lost: number | 'unknown'][] = [
    [[], 0],
    [[loss(3)], 3],
    [[loss(3), loss(4)], 7],
    [[loss(3), loss()], 'unknown'],
    [[loss(0)], 0],
  ];
  it.each(sums)('%j loses %s', (losses, lost) => {
    expect(lostImages(losses)).toBe(lost);
  });

  const covered: [said: number | 'unknown' | undefined, lost: number | 'unknown', is: boolean][] = [
    [undefined, 0, false],
    [undefined, 'unknown', false],
    [3, 3, true],
    [4, 3, true],
    [2, 3, false],
    [1_000_000, 'unknown', false],
    ['unknown', 'unknown', true],
    ['unknown', 3, true],
  ];
  it.each(covered)('said %s, loses %s: %s', (said, lost, is) => {
    expect(covers(said, lost)).toBe(is);
  });
});

describe('agreeing', () => {
  it('takes --yes for a plan that loses nothing', async () => {
    const { world: w, asked } = world(undefined);
    await expect(agree(w, plan([]), options({ yes: true }), undefined)).resolves.toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('does not take --yes for a loss', async () => {
    await expect(agree(world(undefined).world, plan([loss(2)]), options({ yes: true }), undefined)).rejects.toMatchObject({ outcome: 'preflight', remedy: expect.stringContaining('--accept-loss 2') as string });
    await expect(agree(world(undefined).world, plan([loss()]), options({ yes: true }), undefined)).rejects.toMatchObject({ remedy: expect.stringContaining('--accept-loss unknown') as string });
  });

  it('takes a count that covers the loss, and no smaller one, even where somebody could be asked', async () => {
    await expect(agree(world(undefined).world, plan([loss(2)]), options({ yes: true, acceptLoss: 2 }), undefined)).resolves.toBeUndefined();
    await expect(agree(world([true, true]).world, plan([loss(2)]), options({ acceptLoss: 1 }), undefined)).rejects.toMatchObject({ outcome: 'preflight' });
  });

  it('has the loss typed on a terminal, with the cluster named, then asks for the plan', async () => {
    const { world: w, asked } = world([true, true]);
    await agree(w, plan([loss(2)]), options({}), undefined);
    expect(asked[0]).toMatchObject({ exactly: 'lose 2' });
    expect(asked).toHaveLength(2);
    for (const { message } of asked) for (const part of ['lab', 'https://api', 'the-id']) expect(message).toContain(part);
  });

  it('stops at a no, at either question', async () => {
    await expect(agree(world([false]).world, plan([loss(2)]), options({}), undefined)).rejects.toMatchObject({ outcome: 'interrupted' });
    await expect(agree(world([true, false]).world, plan([loss(2)]), options({}), undefined)).rejects.toMatchObject({ outcome: 'interrupted' });
    await expect(agree(world([false]).world, plan([]), options({}), undefined)).rejects.toThrow(/nothing was written/);
  });

  it('asks again about a plan that goes further, and refuses it where --yes was said to another', async () => {
    const { world: w, asked } = world([true]);
    await agree(w, plan([]), options({}), 'it would also change x');
    expect(asked[0]?.message).toContain('it would also change x');
    await expect(agree(world(undefined).world, plan([]), options({ yes: true }), 'it would also change x')).rejects.toMatchObject({ outcome: 'conflict' });
  });
});
