import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram, COMMANDS, runCli, type CliPorts } from '../src/cli.ts';
import type { World } from '../src/commands/types.ts';
import { EXIT, EXIT_MEANING, Failure } from '../src/errors.ts';
import { VERSION } from '../src/version.ts';

const silent = { name: 'registryctl', version: VERSION, stdout: () => undefined, stderr: () => undefined };

/** Runs the command line with ports of its own; the world fails as told when a command starts. */
async function run(argv: string[], failure: unknown = new Failure('cluster', 'no cluster here')): Promise<{ code: number; out: string; err: string; closed: number; failed: unknown[] }> {
  const seen = { code: -1, out: '', err: '', closed: 0, failed: [] as unknown[] };
  const ports: CliPorts = {
    ...silent,
    stdout: (text) => (seen.out += text),
    stderr: (text) => (seen.err += text),
    world: () => Promise.resolve({ result: {}, ui: { interactive: false }, connect: () => Promise.reject(failure as Error), random: () => Buffer.alloc(32), clock: { now: () => new Date(0) }, close: () => Promise.resolve(void seen.closed++) } as unknown as World),
    failed: (error) => {
      seen.failed.push(error);
      return Promise.resolve(error instanceof Failure ? EXIT[error.outcome] : EXIT.unexpected);
    },
  };
  seen.code = await runCli(argv, ports);
  return seen;
}

describe('the exit codes', () => {
  it('are one table with a meaning each', () => {
    expect(EXIT).toEqual({ done: 0, unexpected: 1, changes: 2, preflight: 3, cluster: 4, timeout: 5, conflict: 6, unhealthy: 7, usage: 64, input: 65, interrupted: 130 });
    expect(Object.keys(EXIT_MEANING)).toEqual(Object.keys(EXIT));
    expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
  });
});

describe('the command line', () => {
  it('has the version of its package', () => {
    expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
  });

  it('prints its version and its help, and ends well', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, out: `${VERSION}\n` });
    for (const argv of [['--help'], [], ['help']]) {
      const done = await run(argv);
      expect(done.code).toBe(0);
      for (const { name } of COMMANDS) expect(done.out).toContain(name);
    }
  });

  const wrong: string[][] = [['statsu'], ['status', '--nonsense'], ['setup', 'odf-rwg'], ['status', '-o', 'xml'], ['setup', 'odf-rgw', '--timeout', 'soon'], ['--nonsense'], ['status', 'word']];
  it.each(wrong)('ends with 64 for %s %s %s', async (...argv) => {
    const done = await run(argv.filter((word) => word !== undefined));
    expect(done.code).toBe(EXIT.usage);
    expect(done.err).not.toBe('');
    expect(done.failed).toEqual([]);
  });

  it('suggests what was meant', async () => {
    expect((await run(['statsu'])).err).toContain('status');
    expect((await run(['status', '--ouput', 'json'])).err).toContain('--output');
  });

  it('closes the world, however the command ends', async () => {
    expect(await run(['status'])).toMatchObject({ code: EXIT.cluster, closed: 1 });
    expect(await run(['status'], new Error('a fault'))).toMatchObject({ code: EXIT.unexpected, closed: 1 });
  });

  it('takes connection flags before and after the command', async () => {
    for (const argv of [['--context', 'x', 'status'], ['status', '--context', 'x'], ['status', '--as', 'u', '--as-group', 'a', '--as-group', 'b']]) {
      expect((await run(argv)).code).toBe(EXIT.cluster);
    }
  });

  it('needs --yes without a terminal, before it looks for a cluster', async () => {
    const done = await run(['setup', 'odf-rgw']);
    expect(done.code).toBe(EXIT.usage);
    expect(String(done.failed[0])).toContain('--yes');
  });
});

/** Every command with its options, one a line. */
function surface(command: Command, path: string): string[] {
  const own = command.options.map((option) => option.flags).sort();
  return [`${path}: ${own.join(' · ')}`, ...command.commands.flatMap((child) => surface(child, `${path} ${child.name()}`))];
}

describe('the command surface', () => {
  it('is the one that reviewers see change', async () => {
    const program = await buildProgram(silent, () => async () => undefined);
    await expect(`${surface(program, 'registryctl').join('\n')}\n`).toMatchFileSnapshot('golden/surface.txt');
  });

  it('has a description and examples in every command that runs', async () => {
    const program = await buildProgram(silent, () => async () => undefined);
    const leaves = (command: Command): Command[] => (command.commands.length === 0 ? [command] : command.commands.flatMap(leaves));
    const all = leaves(program);
    expect(all.length).toBeGreaterThan(3);
    for (const command of all) expect(command.description()).not.toBe('');
  });
});
