import { basename } from 'node:path';
import { runCli } from './cli.ts';
import { EXIT } from './errors.ts';
import { VERSION } from './version.ts';

/** What the program is called: as a plugin, people type `oc registryctl` and `kubectl registryctl`. */
function programName(script: string): string {
  const plugin = /^(oc|kubectl)-registryctl(\.js)?$/.exec(basename(script));
  return plugin === null ? 'registryctl' : `${plugin[1]} registryctl`;
}

/** A reader that has gone (`registryctl --help | head -1`) is no fault; any other, as a full disk, is `otherwise`'s. */
export function bearGoneReaders(streams: readonly NodeJS.EventEmitter[], otherwise: (error: NodeJS.ErrnoException) => void): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') otherwise(error);
    });
  }
}

/** The last words on what nothing caught: one sentence without its own, for nobody knows what those hold. */
export function lastWords(error: unknown, env: Record<string, string | undefined>): string {
  const name = error instanceof Error ? error.name : typeof error;
  const stack = env['REGISTRYCTL_DEBUG'] === '1' && error instanceof Error ? `${error.stack ?? error.message}\n` : '';
  return `error: unexpected: a fault of this program (${name}); run the same command again, a set-up continues where it ended\n${stack}`;
}

/** Runs the command line of this process and sets its exit code. Nothing here is heavy: `--version` comes through. */
export async function main(proc: NodeJS.Process): Promise<void> {
  bearGoneReaders([proc.stdout], ({ code, message }) => {
    proc.stderr.write(`error: the output cannot be written (${code ?? message})\n`, () => proc.exit(EXIT.input));
  });
  proc.on('uncaughtException', (error) => void proc.stderr.write(lastWords(error, proc.env), () => proc.exit(EXIT.unexpected)));
  // of this nobody can be told
  bearGoneReaders([proc.stderr], () => undefined);
  proc.exitCode = await runCli(proc.argv.slice(2), {
    name: programName(proc.argv[1] ?? ''),
    version: VERSION,
    stdout: (text) => void proc.stdout.write(text),
    stderr: (text) => void proc.stderr.write(text),
    world: async (globals) => (await import('./world.ts')).makeWorld(proc, globals),
    failed: async (error, world, output) => (await import('./failed.ts')).reportFailure(error, world, output, proc),
  });
}
