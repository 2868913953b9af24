import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { ask, type Question } from '../../src/ui/prompt.ts';
import { makeUi, type Streams } from '../../src/ui/ui.ts';

/** A terminal of streams: keys go in, the screen comes out. */
class Terminal {
  readonly stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => this.stdin });
  readonly stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 24 });
  readonly stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 24 });
  #screen = '';

  constructor() {
    this.stderr.on('data', (part: Buffer) => (this.#screen += part.toString()));
  }

  get screen(): string {
    return stripVTControlCharacters(this.#screen);
  }

  get streams(): Streams {
    return this as unknown as Streams;
  }

  async type(keys: string, after: string): Promise<void> {
    await expect.poll(() => this.screen).toContain(after);
    for (const key of keys) this.stdin.write(key);
  }
}

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
