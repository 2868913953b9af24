import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { printAs, say, tell, type Output } from '../../src/commands/result.ts';
import { EXIT, type Outcome } from '../../src/errors.ts';
import type { Plan } from '../../src/plan/types.ts';
import { stage, type Staged } from './bed.ts';

const plan: Plan = {
  schema: 'registryctl.dev/plan/v1',
  command: 'setup x',
  target: { context: 'lab', server: 'https://api', user: 'admin', sandbox: false },
  clusterId: 'the-id',
  clusterVersion: '4.14.1',
  steps: [],
  losses: [],
  digest: 'd',
};

const world = (): Staged => stage({ kubeconfig: '' });

describe('the end of a command', () => {
  it('in text is its message on stderr, and nothing on stdout', async () => {
    const { world: w, out, notes } = world();
    expect(await say(w, { output: 'text' }, 'done', { ...tell(plan), message: 'done: all of it' })).toBe('done');
    expect(out).toEqual([]);
    expect(notes).toEqual(['done: all of it']);
  });

  it('in text without a message is silent', async () => {
    const { world: w, out, notes } = world();
    expect(await say(w, { output: 'text' }, 'changes', tell(plan))).toBe('changes');
    expect([out, notes]).toEqual([[], []]);
  });

  const outcomes: Outcome[] = ['done', 'changes', 'unhealthy'];
  const readers: [output: Output, read: (text: string) => unknown][] = [
    ['json', (text) => JSON.parse(text)],
    ['yaml', (text) => parse(text)],
  ];
  describe.each(readers)('in %s', (output, read) => {
    it.each(outcomes)('%s is one document with its exit code', async (outcome) => {
      const { world: w, out, notes } = world();
      w.result.command = 'setup x';
      expect(await say(w, { output }, outcome, { message: 'm', written: ['a/b'] })).toBe(outcome);
      expect(notes).toEqual([]);
      expect(out).toHaveLength(1);
      expect(read(out[0] ?? '')).toEqual({
        schema: 'registryctl.dev/result/v1',
        command: 'setup x',
        outcome,
        exitCode: EXIT[outcome],
        message: 'm',
        findings: [],
        written: ['a/b'],
        proofs: [],
      });
    });

    it('holds what was found before', async () => {
      const { world: w, out } = world();
      w.result.findings = [{ code: 'RC-X', level: 'info', what: 'w', where: 'o', why: 'y' } as never];
      await say(w, { output }, 'done', {});
      expect(read(out[0] ?? '')).toMatchObject({ command: '', findings: [{ code: 'RC-X' }] });
    });

    it('holds the plan', async () => {
      const { world: w, out } = world();
      await say(w, { output }, 'done', tell(plan));
      expect(read(out[0] ?? '')).toMatchObject({ plan: { command: 'setup x', clusterId: 'the-id', pending: 0, steps: [] } });
    });

    const values: unknown[] = [{ a: [1, 'two', null, true] }, [], { text: 'two\nlines', yes: 'no', number: '0123' }];
    it.each(values)('%j comes back as it was', async (value) => {
      const { world: w, out } = world();
      await printAs(w, output === 'json' ? 'json' : 'yaml', value);
      expect(read(out[0] ?? '')).toEqual(value);
      expect(out[0]?.endsWith('\n')).toBe(false);
    });
  });

  it('remembers what was said for whoever asks the world', async () => {
    const { world: w } = world();
    await say(w, { output: 'text' }, 'done', { written: ['a'], message: 'm' });
    expect(w.result).toEqual({ written: ['a'], message: 'm' });
  });
});
