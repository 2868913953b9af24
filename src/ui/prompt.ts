import { Failure } from '../errors.ts';

export interface Question {
  message: string;
  /** what the answer must be, word for word; a plain yes or no when not given */
  exactly?: string;
}

/**
 * Asks on the terminal; true when the answer is yes (or the exact words). The caller makes sure that
 * there is a terminal: on a closed input the prompt library ends the process with success.
 * Throws a Failure (interrupted) on Ctrl-C or when the signal is aborted.
 */
export async function ask(question: Question, signal: AbortSignal, streams: { input: NodeJS.ReadStream; output: NodeJS.WriteStream }): Promise<boolean> {
  const { default: inquirer } = await import('inquirer');
  // an event that has been is not heard again
  if (signal.aborted) throw new Failure('interrupted', 'interrupted at the question; nothing was written');
  const prompt = inquirer.createPromptModule({ ...streams, clearPromptOnDone: false });
  try {
    if (question.exactly === undefined) {
      const { answer } = await abortable(prompt([{ type: 'confirm', name: 'answer', message: question.message, default: false }]), signal);
      return answer === true;
    }
    const { answer } = await abortable(prompt([{ type: 'input', name: 'answer', message: question.message }]), signal);
    return answer === question.exactly;
  } catch (error) {
    if (signal.aborted || (error instanceof Error && error.name === 'ExitPromptError')) {
      throw new Failure('interrupted', 'interrupted at the question; nothing was written');
    }
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
