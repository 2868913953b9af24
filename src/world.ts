import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { homedir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './apply/types.ts';
import type { Globals } from './commands/options.ts';
import type { World } from './commands/types.ts';
import { Failure } from './errors.ts';
import { connect, type ConnectOptions } from './kube/connect.ts';
import { readerGone } from './ui/pipe.ts';
import { runnerOf } from './runner.ts';
import { openUi } from './ui/open.ts';
import { VERSION } from './version.ts';

const clock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  },
};

/**
 * Aborted on the first Ctrl-C, SIGTERM or closed terminal; a second one ends the process at once. Also aborted when the
 * reader of a pipe has gone (`registryctl status --watch | head -1`): ending in order puts back what is half written.
 */
function interruption(proc: NodeJS.Process, atEnd: (run: () => void) => void): AbortSignal {
  const controller = new AbortController();
  let ended = false;
  const stop = (): void => {
    // what is done is done: a signal on the last step does not change how it ended
    if (ended) return proc.exit();
    if (controller.signal.aborted) proc.exit(130);
    controller.abort(new Failure('interrupted', 'interrupted'));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    proc.on(name, stop);
  }
  atEnd(() => void (ended = true));
  const unread = (error: NodeJS.ErrnoException): void => {
    if (readerGone(error)) controller.abort(new Failure('interrupted', 'interrupted: nobody reads the output any more'));
  };
  for (const stream of [proc.stdout, proc.stderr]) {
    stream.on('error', unread);
    atEnd(() => void stream.off('error', unread));
  }
  return controller.signal;
}

// the requests of one wave all listen to one signal; Node would call more than ten a leak
EventEmitter.defaultMaxListeners = 200;

/** The real ports of a command, from this process and the global options. */
export async function makeWorld(proc: NodeJS.Process, globals: Globals): Promise<World> {
  const ends: (() => Promise<void> | void)[] = [];
  const atEnd = (run: () => Promise<void> | void): void => void ends.push(run);
  const ui = await openUi(proc, proc.env, globals.color);
  const signal = interruption(proc, atEnd);
  const common = {
    ...flags(globals),
    env: proc.env,
    home: homedir(),
    userAgent: `registryctl/${VERSION}`,
    interactive: ui.interactive,
    warn: (text: string) => ui.note(`${ui.notePaint.warn('warning:')} ${text}`),
  };
  return {
    ui,
    globals,
    env: proc.env,
    clock,
    signal,
    random: randomBytes,
    version: VERSION,
    runner: runnerOf(proc.pid),
    result: {},
    atEnd,
    async connect(more = {}) {
      const sandbox = globals.sandbox === undefined ? {} : { kubeconfigText: await throwAwaySandbox(globals.sandbox, atEnd) };
      const connection = await connect({ ...common, ...sandbox, ...more } as ConnectOptions);
      // connections that nobody waits for do not hold the process, and closing them takes longer than ending it
      atEnd(() => void setTimeout(() => connection.close(), 50).unref());
      return connection;
    },
    async close() {
      for (const end of ends.splice(0).reverse()) await end();
    },
  };
}

/** The connection flags that were given; an absent flag stays absent. */
function flags(globals: Globals): Partial<ConnectOptions> {
  const { color: _color, resolve: _resolve, sandbox: _sandbox, ...rest } = globals;
  return rest as Partial<ConnectOptions>;
}

async function throwAwaySandbox(scenario: string, atEnd: (run: () => Promise<void>) => void): Promise<string> {
  const { startSandbox } = await import('./sandbox/index.ts');
  const sandbox = await startSandbox({ scenario });
  atEnd(() => sandbox.stop());
  return sandbox.kubeconfig('token');
}
