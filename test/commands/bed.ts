import { carryOut } from '../../src/commands/carry-out.ts';
import type { Job } from '../../src/commands/observe.ts';
import type { PlanOptions } from '../../src/commands/plan-options.ts';
import type { LookUp } from '../../src/commands/store.ts';
import type { World } from '../../src/commands/types.ts';
import type { TextQuestion } from '../../src/ui/ui.ts';
import { Failure, type Outcome } from '../../src/errors.ts';
import { connect, type Connection } from '../../src/kube/connect.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { expose } from '../../src/procedures/expose.ts';
import { runnerOf } from '../../src/runner.ts';
import { BriskClock } from '../faults/in-process.ts';

/** What a question was, and what is done before it is answered. */
export type Answer = (message: string) => boolean | string | Promise<boolean | string>;

export interface WorldOptions {
  kubeconfig: string;
  /** somebody sits there and answers so, one after another */
  answers?: Answer[];
  clock?: BriskClock;
  /** stands before the connection to the cluster */
  over?: (kube: Connection) => Partial<Connection>;
  /** stdout is a terminal */
  screen?: boolean;
  /** what comes on stdin; a terminal when not given */
  stdin?: string;
  /** stands for the stores */
  lookUp?: LookUp;
}

export interface Staged {
  world: World;
  out: string[];
  notes: string[];
  asked: string[];
  progress: string[];
  /** values that are kept out of everything that is printed */
  hidden: string[];
  cleared: () => number;
  stop(): void;
}

/** A world by hand: a real connection, a terminal that remembers, and a clock that jumps. */
export function stage(options: WorldOptions): Staged {
  const out: string[] = [];
  const notes: string[] = [];
  const asked: string[] = [];
  const progress: string[] = [];
  const hidden: string[] = [];
  const stop = new AbortController();
  let cleared = 0;
  const same = (text: string): string => text;
  const plain = { bold: same, dim: same, good: same, bad: same, warn: same };
  const shown = { show: (text: string) => void progress.push(text), settle: (text: string) => void progress.push(text), clear: () => undefined };
  const answered = async (message: string, flag: string): Promise<boolean | string> => {
    asked.push(message);
    const answer = options.answers?.shift();
    if (answer === undefined) throw new Failure('usage', `nobody can be asked: give ${flag}`);
    return answer(message);
  };
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
    redactor: { add: (value: string) => void hidden.push(value), clean: (text: string) => text },
    async confirm(question: { message: string }, flag: string): Promise<boolean> {
      return (await answered(question.message, flag)) === true;
    },
    async ask({ message, hidden: unseen, choices, fault }: TextQuestion, flag: string): Promise<string> {
      const answer = String(await answered(unseen === true ? `${message} (hidden)` : message, flag));
      const wrong = choices === undefined ? fault?.(answer) : choices.includes(answer) ? undefined : `one of ${choices.join(', ')}`;
      if (wrong === undefined) return answer;
      notes.push(wrong);
      return ui.ask({ message, ...(unseen === undefined ? {} : { hidden: unseen }), ...(choices === undefined ? {} : { choices }), ...(fault === undefined ? {} : { fault }) }, flag);
    },
    async input(flag: string): Promise<Buffer> {
      if (options.stdin === undefined) throw new Failure('usage', `${flag} -: a terminal`);
      return Promise.resolve(Buffer.from(options.stdin));
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
    ...(options.lookUp === undefined ? {} : { lookUp: options.lookUp }),
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
  return { world, out, notes, asked, progress, hidden, cleared: () => cleared, stop: () => stop.abort(new Failure('interrupted', 'interrupted')) };
}

export const planned = (more: Partial<PlanOptions> = {}): PlanOptions => ({ verify: false, timeout: 600_000, output: 'text', ...more });

export function setupJob(given: Job['given'] = {}, name = 'odf-rgw'): Job {
  const form = PLATFORMS[name];
  if (form === undefined) throw new Error('there is no such platform');
  return { command: `setup ${name}`, form, given };
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
