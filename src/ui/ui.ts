import { Failure } from '../errors.ts';
import { NONE, wantsColour, type Colours } from './colours.ts';
import { makeProgress, type Progress } from './progress.ts';
import type { Question, Terminal, TextQuestion } from './prompt.ts';
import { makeRedactor, type Redactor } from './redact.ts';

export type { TextQuestion } from './prompt.ts';

export interface Streams {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

/** The only way out of the program for text. Results go to stdout, all else to stderr, both redacted. */
export interface Ui {
  /** a result, with its newline */
  out(text: string): void;
  /** everything that is not the result: plan talk, warnings, errors */
  note(text: string): void;
  progress: Progress;
  /** colours for results and for notes */
  paint: Colours;
  notePaint: Colours;
  /** columns of the result's terminal, 80 elsewhere */
  width: number;
  height: number;
  /** somebody sits there: questions may be asked */
  interactive: boolean;
  /** stdout is a terminal that can be redrawn */
  screen: boolean;
  redactor: Redactor;
  /** Failure (usage) naming `flag` when nobody can be asked */
  confirm(question: Question, flag: string, signal: AbortSignal): Promise<boolean>;
  /** the answer to a question for a text; Failure (usage) naming `flag` when nobody can be asked */
  ask(question: TextQuestion, flag: string, signal: AbortSignal): Promise<string>;
  /** everything on stdin; Failure (usage) naming `flag` when that is a terminal */
  input(flag: string, signal: AbortSignal): Promise<Buffer>;
  /** starts the screen anew, for `--watch` */
  clearScreen(): void;
}

/**
 * `colour` is the `--no-color` flag: false turns colours off, undefined leaves it to the environment. `colours` are what
 * streams that want some get; without them all is plain.
 */
export function makeUi(streams: Streams, env: Record<string, string | undefined>, colour: boolean | undefined, colours: Colours = NONE): Ui {
  const painted = (stream: NodeJS.WriteStream): Colours => (wantsColour(env, stream.isTTY === true, colour) ? colours : NONE);
  const redactor = makeRedactor();
  const clean = (text: string): string => redactor.clean(text);
  const progress = makeProgress(streams.stderr, clean);
  // looked at only when asked for: opening stdin costs milliseconds, and most runs never ask
  const interactive = (): boolean => streams.stderr.isTTY === true && streams.stdin.isTTY === true;
  const terminal = (flag: string, message: string): Terminal => {
    if (!interactive()) throw new Failure('usage', `there is no terminal to ask on: give ${flag} to go on without the question "${message}"`);
    progress.clear();
    return { input: streams.stdin, output: streams.stderr };
  };
  const columns = Number(env['COLUMNS']);
  return {
    out(text) {
      progress.clear();
      streams.stdout.write(`${clean(text)}\n`);
    },
    note(text) {
      progress.clear();
      streams.stderr.write(`${clean(text)}\n`);
    },
    progress,
    paint: painted(streams.stdout),
    notePaint: painted(streams.stderr),
    width: streams.stdout.columns ?? (columns > 0 ? columns : 80),
    height: streams.stdout.rows ?? 24,
    get interactive() {
      return interactive();
    },
    screen: streams.stdout.isTTY === true && env['TERM'] !== 'dumb',
    redactor,
    async confirm(question, flag, signal) {
      const where = terminal(flag, question.message);
      return (await import('./prompt.ts')).ask(question, signal, where);
    },
    async ask(question, flag, signal) {
      const where = terminal(flag, question.message);
      return (await import('./prompt.ts')).askText(question, signal, where);
    },
    async input(flag, signal) {
      return (await import('./input.ts')).readInput(streams.stdin, flag, signal);
    },
    clearScreen() {
      streams.stdout.write('\u001b[H\u001b[2J');
    },
  };
}
