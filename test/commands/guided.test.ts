import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { runCli } from '../../src/cli.ts';
import { agree } from '../../src/commands/agree.ts';
import { unattended } from '../../src/commands/ask.ts';
import type { Globals } from '../../src/commands/options.ts';
import { EXIT } from '../../src/errors.ts';
import { reportFailure } from '../../src/failed.ts';
import type { Plan } from '../../src/plan/types.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { makeUi } from '../../src/ui/ui.ts';
import { Terminal } from '../support/terminal.ts';
import { planned, setupJob, stage } from './bed.ts';

let lab: Sandbox;
beforeAll(async () => {
  lab = await startSandbox({ scenario: 'baremetal-odf', pace: 0 });
});
afterAll(async () => lab.stop());

/** The command line on a terminal that is played; the questions are the real ones. */
function sit(argv: string[]) {
  const terminal = new Terminal();
  let result = '';
  terminal.stdout.on('data', (part: Buffer) => (result += part.toString()));
  const { world, stop } = stage({ kubeconfig: lab.kubeconfig() });
  const done = runCli(argv, {
    name: 'registryctl', version: '0.0.0', stdout: () => undefined, stderr: () => undefined,
    world: (globals) => Promise.resolve(Object.assign(world, { globals, ui: makeUi(terminal.streams, { TERM: 'dumb' }, false) })),
    failed: (error, made, output) => reportFailure(error, made, output, { env: {} } as unknown as NodeJS.Process),
  });
  return { terminal, done, stop, result: () => result };
}
const DOWN = '\u001b[B';
const state = async (): Promise<string | undefined> => text(await lab.client.get(R.Config, 'cluster'), 'spec', 'managementState');

describe('setup on a terminal', () => {
  it('the table comes first, then the list, then the plan and the question, and the command at the end', async () => {
    const { terminal, done, result } = sit(['setup', '--no-verify']);
    await terminal.type(`${DOWN}\r`, 'odf-noobaa: Multicloud');
    await terminal.type('\r', 'Do this on');
    expect(await done).toBe(EXIT.interrupted);
    const order = ['yes    odf-rgw ', 'Which one?', 'Do this on sandbox-baremetal-odf', 'not confirmed; nothing was written', 'The same without questions: registryctl setup odf-noobaa --yes'];
    const places = order.map((words) => terminal.screen.lastIndexOf(words));
    expect(places).not.toContain(-1);
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
    expect(result()).toContain('objectbucketclaims.objectbucket.io/openshift-storage/noobaatest');
    expect(result()).not.toContain('Which one?');
    expect(await state()).toBe('Removed');
  });

  it.each([['Ctrl-C', async ({ terminal }: ReturnType<typeof sit>): Promise<void> => terminal.type('\u0003', 'Which one?')], ['the signal', async ({ terminal, stop }: ReturnType<typeof sit>): Promise<void> => {
    await expect.poll(() => terminal.screen, { timeout: 20_000 }).toContain('Which one?');
    stop();
  }]])('the list is left with %s, and nothing was written', async (_, leave) => {
    const sitting = sit(['setup']);
    await leave(sitting);
    expect(await sitting.done).toBe(EXIT.interrupted);
    await expect.poll(() => sitting.terminal.screen).toContain('interrupted at the question; nothing was written');
    expect(sitting.terminal.screen).not.toContain('The same without questions');
    expect(await state()).toBe('Removed');
  });
});

describe('the command without questions', () => {
  const cases: [what: string, given: Record<string, string | boolean>, world: object, command: string][] = [
    ['nothing given', {}, {}, '--yes'],
    ['options, quoted where a shell needs it', { claim: 'c', region: 'eu west' }, {}, "--claim c --region 'eu west' --yes"],
    ['a loss that was accepted', {}, { accepted: 12 }, '--accept-loss 12 --yes'],
    ['a loss that nobody could count', {}, { accepted: 'unknown' }, '--accept-loss unknown --yes'],
    ['the connection, and nothing else of the line', {}, { globals: { kubeconfig: '/a b', as: 'me', resolve: ['h:1:1.1.1.1', 'i:2:2.2.2.2'], sandbox: 'aws', color: false, timeout: 600_000, output: 'text', verify: true } as Partial<Globals> }, "--kubeconfig '/a b' --as me --resolve h:1:1.1.1.1 --resolve i:2:2.2.2.2 --sandbox=aws --yes"],
  ];
  it.each(cases)('%s', (_, given, world, command) => expect(unattended(setupJob(given), world)).toBe(`registryctl setup odf-rgw ${command}`));

  it('knows the loss that was typed, and none that was declined', async () => {
    const plan = { target: { context: 'c', server: 's' }, clusterId: 'i', losses: [{ what: 'w', why: 'y', images: 3 }], steps: [] } as unknown as Plan;
    const agreed = stage({ kubeconfig: '', answers: [() => true, () => true] });
    await agree(agreed.world, plan, planned(), undefined);
    expect(agreed.world.accepted).toBe(3);
    const declined = stage({ kubeconfig: '', answers: [() => false] });
    await expect(agree(declined.world, plan, planned(), undefined)).rejects.toMatchObject({ outcome: 'interrupted' });
    expect(declined.world.accepted).toBeUndefined();
  });
});
