import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { runCli } from '../../src/cli.ts';
import type { Globals } from '../../src/commands/options.ts';
import type { World } from '../../src/commands/types.ts';
import { Failure } from '../../src/errors.ts';
import { reportFailure } from '../../src/failed.ts';
import { connect, type Connection, type ConnectOptions } from '../../src/kube/connect.ts';
import type { Runner } from '../../src/apply/scratch.ts';
import { runnerOf } from '../../src/runner.ts';
import { makeUi } from '../../src/ui/ui.ts';
import { VERSION } from '../../src/version.ts';
import { ALL } from './sample.ts';

// as the real world does
EventEmitter.defaultMaxListeners = 200;

/** Sleeping takes a fraction of its time; all else takes as long as it takes. `ahead` sets the clock wrong. */
export class BriskClock {
  #skipped: number;
  readonly #speed: number;

  constructor(speed = 60, ahead = 0) {
    this.#speed = speed;
    this.#skipped = ahead;
  }

  now(): Date {
    return new Date(Date.now() + this.#skipped);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        this.#skipped += ms - ms / this.#speed;
        resolve();
      }, ms / this.#speed);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  /** it did not end within the watchdog's time */
  hung: boolean;
  ms: number;
}

export interface Running {
  /** what Ctrl-C does */
  interrupt(): void;
  done: Promise<Ran>;
}

export interface InProcessOptions {
  kubeconfig: string;
  home?: string;
  clock?: BriskClock;
  /** how long (ms) until it counts as hanging; far above every timeout of the run, and more when the whole suite keeps the machine busy */
  watchdog?: number;
  /** stands for the connection to the cluster */
  kube?: () => Connection;
}

/** the runs of this process that go on */
const going = new Set<string>();
let runs = 0;

/** Tells runs of this process from each other as if each had its own: what one that has ended left behind is swept by the next. */
function ownRunner(name: string): Runner {
  const real = runnerOf(process.pid);
  return { name, ended: (other) => (other.startsWith(`${real.name}.`) ? !going.has(other) : real.ended(other)) };
}

/** A stream that is no terminal and keeps what is written. */
function sink(into: (text: string) => void): NodeJS.WriteStream {
  return { isTTY: false, write: (text: string) => (into(text), true), on: () => undefined } as unknown as NodeJS.WriteStream;
}

/** Runs the command line in this process, as `main.ts` would, with a world of its own. */
export function start(argv: string[], options: InProcessOptions): Running {
  const began = Date.now();
  const running = `${runnerOf(process.pid).name}.${(runs += 1)}`;
  going.add(running);
  const clock = options.clock ?? new BriskClock();
  const stop = new AbortController();
  const ran: Ran = { code: -1, stdout: '', stderr: '', hung: false, ms: 0 };
  const out = (text: string): void => void (ran.stdout += text);
  const err = (text: string): void => void (ran.stderr += text);
  const proc = { stdin: { isTTY: false }, stdout: sink(out), stderr: sink(err), env: {} } as unknown as NodeJS.Process;
  const world = (globals: Globals): World => {
    const ends: (() => Promise<void> | void)[] = [];
    const ui = makeUi(proc, {}, false);
    const { color: _color, resolve: _resolve, sandbox: _sandbox, ...flags } = globals;
    return {
      ui, globals, env: {}, clock, signal: stop.signal, random: randomBytes, version: VERSION, runner: ownRunner(running), result: {},
      atEnd: (run) => void ends.push(run),
      async connect(more = {}) {
        const common = { ...flags, env: {}, home: options.home ?? '/nonexistent', userAgent: 'registryctl/test', interactive: false, warn: (text: string) => ui.note(`warning: ${text}`), clock, random: () => 0.5 };
        const connection = options.kube?.() ?? (await connect({ ...common, kubeconfigText: options.kubeconfig, ...more } as ConnectOptions));
        ends.push(() => connection.close());
        return connection;
      },
      async close() {
        for (const end of ends.splice(0).reverse()) await end();
      },
    };
  };
  const run = runCli(argv, {
    name: 'registryctl', version: VERSION, stdout: out, stderr: err,
    world: (globals) => Promise.resolve(world(globals)),
    failed: (error, made, output) => reportFailure(error, made, output, proc),
  });
  let timer: NodeJS.Timeout | undefined;
  const dog = new Promise<number>((resolve) => {
    timer = setTimeout(() => {
      ran.hung = true;
      stop.abort(new Failure('interrupted', 'the watchdog barked'));
      resolve(-9);
    }, Math.max(options.watchdog ?? 60_000, ALL ? 180_000 : 0));
  });
  const done = Promise.race([run, dog]).then((code) => {
    clearTimeout(timer);
    going.delete(running);
    return Object.assign(ran, { code, ms: Date.now() - began });
  });
  return { interrupt: () => stop.abort(new Failure('interrupted', 'interrupted')), done };
}

export const run = async (argv: string[], options: InProcessOptions): Promise<Ran> => start(argv, options).done;
