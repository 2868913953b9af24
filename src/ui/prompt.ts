import { Failure } from '../errors.ts';

export interface Question {
  message: string;
  /** what the answer must be, word for word; a plain yes or no when not given */
  exactly?: string;
}

/** A question for a text. */
export interface TextQuestion {
  message: string;
  /** what is typed is not shown */
  hidden?: boolean;
  /** one of these, chosen from a list */
  choices?: readonly string[];
  /** what is wrong with an answer, as a sentence; it is asked again then. The answer itself should not be in it when it is hidden. */
  fault?(answer: string): string | undefined;
}

/** The terminal to ask on. */
export interface Terminal {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

const INTERRUPTED = 'interrupted at the question; nothing was written';

/**
 * Asks on the terminal; true when the answer is yes (or the exact words). The caller makes sure that
 * there is a terminal: on a closed input the prompt library ends the process with success.
 * Throws a Failure (interrupted) on Ctrl-C or when the signal is aborted.
 */
export async function ask(question: Question, signal: AbortSignal, terminal: Terminal): Promise<boolean> {
  const { message, exactly } = question;
  if (exactly === undefined) return (await prompted({ type: 'confirm', message, default: false }, signal, terminal)) === true;
  return (await prompted({ type: 'input', message }, signal, terminal)) === exactly;
}

/** Asks for a text, as `ask` does. What is hidden is not shown while it is typed, nor afterwards. */
export async function askText({ message, hidden = false, choices, fault }: TextQuestion, signal: AbortSignal, terminal: Terminal): Promise<string> {
  const validate = (answer: string): true | string => fault?.(answer) ?? true;
  if (choices !== undefined) return String(await prompted({ type: 'select', message, choices: [...choices] }, signal, terminal));
  return String(await prompted(hidden ? { type: 'password', message, toggleMask: false, validate } : { type: 'input', message, validate }, signal, terminal));
}

type Prompt =
  | { type: 'confirm'; message: string; default: boolean }
  | { type: 'input'; message: string; validate?: (answer: string) => true | string }
  | { type: 'password'; message: string; toggleMask: boolean; validate: (answer: string) => true | string }
  | { type: 'select'; message: string; choices: string[] };

async function prompted(question: Prompt, signal: AbortSignal, terminal: Terminal): Promise<unknown> {
  const { default: inquirer } = await import('inquirer');
  // an event that has been is not heard again
  if (signal.aborted) throw new Failure('interrupted', INTERRUPTED);
  const prompt = inquirer.createPromptModule({ ...terminal, clearPromptOnDone: false });
  try {
    const { answer } = await abortable(prompt<{ answer: unknown }>([{ ...question, name: 'answer' }]), signal);
    return answer;
  } catch (error) {
    if (signal.aborted || (error instanceof Error && error.name === 'ExitPromptError')) throw new Failure('interrupted', INTERRUPTED);
    throw error;
  }
}

async function abortable<T>(asked: Promise<T> & { ui?: { close(): void } }, signal: AbortSignal): Promise<T> {
  const close = (): void => asked.ui?.close();
  signal.addEventListener('abort', close, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Failure('interrupted', 'interrupted')), { once: true });
  });
  try {
    return await Promise.race([asked, aborted]);
  } finally {
    signal.removeEventListener('abort', close);
  }
}
