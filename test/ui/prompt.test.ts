import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { ask, askText, type Question, type TextQuestion } from '../../src/ui/prompt.ts';
import { makeUi } from '../../src/ui/ui.ts';
import { Terminal } from '../support/terminal.ts';

function asking(question: Question, signal = new AbortController().signal) {
  const terminal = new Terminal();
  const answer = ask(question, signal, { input: terminal.streams.stdin, output: terminal.streams.stderr });
  answer.catch(() => undefined);
  return { terminal, answer };
}

describe('a question', () => {
  const yesNo: [what: string, keys: string, agreed: boolean][] = [
    ['y', 'y\r', true],
    ['yes', 'yes\r', true],
    ['a capital', 'Y\r', true],
    ['n', 'n\r', false],
    ['no', 'no\r', false],
    ['enter alone', '\r', false],
    ['y, taken back for n', 'y\u007fn\r', false],
  ];
  it.each(yesNo)('of yes or no, answered with %s', async (_what, keys, agreed) => {
    const { terminal, answer } = asking({ message: 'Do this?' });
    await terminal.type(keys, 'Do this?');
    expect(await answer).toBe(agreed);
  });

  const exact: [typed: string, agreed: boolean][] = [
    ['lose 12', true],
    ['lose 1', false],
    ['Lose 12', false],
    ['lose 12 ', false],
    ['y', false],
    ['', false],
  ];
  it.each(exact)('that wants the words "lose 12", answered with "%s": %s', async (typed, agreed) => {
    const { terminal, answer } = asking({ message: 'Type "lose 12":', exactly: 'lose 12' });
    await terminal.type(`${typed}\r`, 'Type "lose 12":');
    expect(await answer).toBe(agreed);
  });

  it('is left with Ctrl-C', async () => {
    const { terminal, answer } = asking({ message: 'Do this?' });
    await terminal.type('\u0003', 'Do this?');
    await expect(answer).rejects.toMatchObject({
      outcome: 'interrupted',
      message: 'interrupted at the question; nothing was written',
    });
  });

  it.each([['yes or no', undefined], ['words', 'lose 12']])('of %s is left with the signal', async (_what, exactly) => {
    const stop = new AbortController();
    const { terminal, answer } = asking({ message: 'Do this?', ...(exactly === undefined ? {} : { exactly }) }, stop.signal);
    await expect.poll(() => terminal.screen).toContain('Do this?');
    stop.abort();
    await expect(answer).rejects.toMatchObject({ outcome: 'interrupted' });
  });

  it('is not asked when the run was interrupted before', async () => {
    const { answer } = asking({ message: 'Do this?' }, AbortSignal.abort());
    await expect(answer).rejects.toMatchObject({ outcome: 'interrupted' });
    await expect(answer).rejects.toBeInstanceOf(Failure);
  });
});

function wanting(question: TextQuestion, signal = new AbortController().signal) {
  const terminal = new Terminal();
  const answer = askText(question, signal, { input: terminal.streams.stdin, output: terminal.streams.stderr });
  answer.catch(() => undefined);
  return { terminal, answer };
}

describe('a question for a text', () => {
  it.each(['images', 'two words', '', 'päss'])('takes "%s" as it is typed, and shows it', async (typed) => {
    const { terminal, answer } = wanting({ message: 'Name:' });
    await terminal.type(`${typed}\r`, 'Name:');
    expect(await answer).toBe(typed);
    expect(terminal.screen).toContain(typed);
  });

  it('that is hidden shows nothing of it: not while it is typed, not when it is refused, not afterwards', async () => {
    const { terminal, answer } = wanting({ message: 'Secret key:', hidden: true, fault: (text) => (text === 'hunter2-hunter2' ? undefined : 'This is too short.') });
    await terminal.type('hunter2\r', 'Secret key:');
    await terminal.type('-hunter2\r', 'This is too short.');
    expect(await answer).toBe('hunter2-hunter2');
    expect(terminal.everything).not.toMatch(/hunter|-hun/u);
  });

  it('that is hidden is not revealed by a key', async () => {
    const { terminal, answer } = wanting({ message: 'Secret key:', hidden: true });
    await terminal.type('hunter2\u0014\r', 'Secret key:');
    expect(await answer).toBe('hunter2');
    expect(terminal.everything).not.toContain('hunter');
  });

  it('is asked again while something is wrong with the answer, and says what', async () => {
    const { terminal, answer } = wanting({ message: 'Number:', fault: (text) => (/^\d+$/u.test(text) ? undefined : `"${text}" is no number.`) });
    await terminal.type('x\r', 'Number:');
    await terminal.type('\u007f7\r', '"x" is no number.');
    expect(await answer).toBe('7');
  });

  it('is chosen from a list', async () => {
    const { terminal, answer } = wanting({ message: 'Which:', choices: ['RollingUpdate', 'Recreate'] });
    await expect.poll(() => terminal.screen).toContain('Recreate');
    terminal.stdin.write('\u001b[B');
    terminal.stdin.write('\r');
    expect(await answer).toBe('Recreate');
  });

  const kinds: [what: string, question: TextQuestion][] = [
    ['that is shown', { message: 'Say:' }],
    ['that is hidden', { message: 'Say:', hidden: true }],
    ['of a list', { message: 'Say:', choices: ['a', 'b'] }],
  ];
  it.each(kinds)('%s is left with Ctrl-C', async (_, question) => {
    const { terminal, answer } = wanting(question);
    await terminal.type('\u0003', 'Say:');
    await expect(answer).rejects.toMatchObject({ outcome: 'interrupted' });
  });

  it.each(kinds)('%s is left with the signal, and gives the terminal back', async (_, question) => {
    const stop = new AbortController();
    const { terminal, answer } = wanting(question, stop.signal);
    await expect.poll(() => terminal.screen).toContain('Say:');
    stop.abort();
    await expect(answer).rejects.toMatchObject({ outcome: 'interrupted' });
    await expect.poll(() => terminal.stdin.listenerCount('keypress')).toBe(0);
    // the cursor is there again
    await expect.poll(() => terminal.everything.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(terminal.everything.lastIndexOf('\u001b[?25l'));
  });

  it.each(kinds)('%s is not asked when the run was interrupted before', async (_, question) => {
    await expect(wanting(question, AbortSignal.abort()).answer).rejects.toMatchObject({ outcome: 'interrupted' });
  });
});

describe('the user interface', () => {
  it('asks on stderr, so that the result stays clean', async () => {
    const terminal = new Terminal();
    let result = '';
    terminal.stdout.on('data', (part: Buffer) => (result += part.toString()));
    const ui = makeUi(terminal.streams, {}, false);
    const answer = ui.confirm({ message: 'Do this?' }, '--yes', new AbortController().signal);
    await terminal.type('y\r', 'Do this?');
    expect(await answer).toBe(true);
    expect(result).toBe('');
  });
});
