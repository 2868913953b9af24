import { carryOut } from '../../src/commands/carry-out.ts';
import type { Job } from '../../src/commands/observe.ts';
import type { PlanOptions } from '../../src/commands/plan-options.ts';
import type { World } from '../../src/commands/types.ts';
import { Failure, type Outcome } from '../../src/errors.ts';
import { connect, type Connection } from '../../src/kube/connect.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { expose } from '../../src/procedures/expose.ts';
import { runnerOf } from '../../src/runner.ts';
import { BriskClock } from '../faults/in-process.ts';

/** What a question was, and what is done before it is answered. */
export type Answer = (message: string) => boolean | Promise<boolean>;

export interface WorldOptions {
  kubeconfig: string;
  /** somebody sits there and answers so, one after another */
  answers?: Answer[];
  clock?: BriskClock;
  /** stands before the connection to the cluster */
  over?: (kube: Connection) => Partial<Connection>;
  /** stdout is a terminal */
  screen?: boolean;
}

export interface Staged {
  world: World;
  out: string[];
  notes: string[];
  asked: string[];
  progress: string[];
  cleared: () => number;
  stop(): void;
}

/** A world by hand: a real connection, a terminal that remembers, and a clock that jumps. */
export function stage(options: WorldOptions): Staged {
  const out: string[] = [];
  const notes: string[] = [];
  const asked: string[] = [];
  const progress: string[] = [];
  const stop = new AbortController();
  let cleared = 0;
  const same = (text: string): string => text;
  const plain = { bold: same, dim: same, good: same, bad: same, warn: same };
  const shown = { show: (text: string) => void progress.push(text), settle: (text: string) => void progress.push(text), clear: () => undefined };
  const ui = {
    out: (text: string) => void out.push(text),
    note: (text: string) => void notes.push(text),
    progress: shown,
    paint: plain,
    notePaint: plain,
    width: 100,
    height: 40,
    interactive: options.answers !== undefined,
    screen: options.screen ?? false,
    redactor: { add: () => undefined, clean: (text: string) => text },
    async confirm(question: { message: string }, flag: string): Promise<boolean> {
      asked.push(question.message);
      const answer = options.answers?.shift();
      if (answer === undefined) throw new Failure('usage', `nobody can be asked: give ${flag}`);
      return answer(question.message);
    },
    clearScreen: () => void (cleared += 1),
  };
  const ends: (() => Promise<void> | void)[] = [];
  const clock = options.clock ?? new BriskClock(2000);
  const world = {
    ui,
    globals: {},
    env: {},
    clock,
    signal: stop.signal,
    random: (bytes: number) => Buffer.alloc(bytes, 7),
    version: '0.0.0',
    runner: runnerOf(process.pid),
    result: {},
    async connect() {
      const made = await connect({
        kubeconfigText: options.kubeconfig,
        env: {},
        home: '/nonexistent',
        userAgent: 'registryctl/test',
        warn: (text) => void notes.push(text),
        clock,
        random: () => 0.5,
      });
      ends.push(() => made.close());
      return { ...made, ...options.over?.(made) };
    },
    atEnd: (run: () => Promise<void> | void) => void ends.push(run),
    async close() {
      for (const end of ends.splice(0).reverse()) await end();
    },
  } as unknown as World;
  return { world, out, notes, asked, progress, cleared: () => cleared, stop: () => stop.abort(new Failure('interrupted', 'interrupted')) };
}

export const planned = (more: Partial<PlanOptions> = {}): PlanOptions => ({ verify: false, timeout: 600_000, output: 'text', ...more });

export function setupJob(given: Job['given'] = {}): Job {
  const form = PLATFORMS['odf-rgw'];
  if (form === undefined) throw new Error('there is no such platform');
  return { command: 'setup odf-rgw', form, given };
}

export const exposeJob = (given: Job['given'] = { 'default-route': true }): Job => ({ command: 'expose', form: expose, given });

export interface Ended extends Staged {
  outcome?: Outcome;
  error?: Failure;
}

/** Carries a job out in a world by hand; what is thrown is given back. */
export async function carry(options: WorldOptions, job: Job, how: Partial<PlanOptions>): Promise<Ended> {
  const staged = stage(options);
  try {
    return { ...staged, outcome: await carryOut(staged.world, job, planned(how)) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...staged, error };
  } finally {
    await staged.world.close();
  }
}
