import type { Command } from 'commander';
import type { Runner } from '../apply/scratch.ts';
import type { Clock } from '../apply/types.ts';
import type { Outcome } from '../errors.ts';
import type { ConnectOptions, Connection } from '../kube/connect.ts';
import type { Result } from '../report/result.ts';
import type { Ui } from '../ui/ui.ts';
import type { Globals } from './options.ts';
import type { LookUp } from './store.ts';

/** Everything outside that a command may touch; made once, by `main.ts`. */
export interface World {
  ui: Ui;
  globals: Globals;
  env: Record<string, string | undefined>;
  clock: Clock;
  /** aborted on Ctrl-C, SIGTERM and a closed terminal */
  signal: AbortSignal;
  random(bytes: number): Buffer;
  version: string;
  /** this process; without it, what a killed run left behind is swept by its age */
  runner?: Runner;
  /** what the machine-readable result says so far, also when the command fails */
  result: Partial<Result>;
  /** the loss that was typed to be accepted */
  accepted?: number | 'unknown';
  /** asks an object store; the real one when not given */
  lookUp?: LookUp;
  /** opens the cluster that the connection flags name, or a throw-away sandbox; closed by the caller */
  connect(more?: Partial<ConnectOptions>): Promise<Connection>;
  /** `run` is called when the command has ended, however it ended */
  atEnd(run: () => Promise<void> | void): void;
  /** ends everything that `atEnd` was given, last first */
  close(): Promise<void>;
}

/** A command's body; what it gives back decides the exit code. */
export type Run<A extends unknown[]> = (world: World, ...args: A) => Promise<Outcome>;

/** Turns a body into an action of the command tree. */
export type Act = <A extends unknown[]>(run: Run<A>) => (...args: A) => Promise<void>;

/** What the file of a command exports. */
export interface CommandModule {
  register(program: Command, act: Act): void;
}
