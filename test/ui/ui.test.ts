import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { NONE, wantsColour } from '../../src/ui/colours.ts';
import { makeColours } from '../../src/ui/paint.ts';
import { makeUi } from '../../src/ui/ui.ts';

function streams(tty: { stdin?: boolean; stdout?: boolean; stderr?: boolean } = {}) {
  const make = (isTTY: boolean | undefined) => Object.assign(new PassThrough(), { isTTY: isTTY === true });
  const made = { stdin: make(tty.stdin), stdout: make(tty.stdout), stderr: make(tty.stderr) };
  return { made, as: made as unknown as Parameters<typeof makeUi>[0], read: (name: 'stdout' | 'stderr') => String(made[name].read() ?? '') };
}

describe('colour', () => {
  const cases: [env: Record<string, string>, terminal: boolean, flag: boolean | undefined, coloured: boolean][] = [
    [{}, true, undefined, true],
    [{}, false, undefined, false],
    [{ NO_COLOR: '1' }, true, undefined, false],
    [{ NO_COLOR: '' }, true, undefined, true],
    [{ TERM: 'dumb' }, true, undefined, false],
    [{ FORCE_COLOR: '1' }, false, undefined, true],
    [{ FORCE_COLOR: '0' }, false, undefined, false],
    [{ FORCE_COLOR: '1' }, true, false, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, undefined, false],
  ];
  it.each(cases)('%j terminal=%s flag=%s -> %s', (env, terminal, flag, coloured) => {
    expect(wantsColour(env, terminal, flag)).toBe(coloured);
  });

  it('leaves text alone when off, and wraps it when on', () => {
    const [off, on] = [NONE, makeColours()];
    for (const name of ['bold', 'dim', 'good', 'bad', 'warn'] as const) {
      expect(off[name]('x')).toBe('x');
      expect(on[name]('x')).toMatch(/^\u001b\[\d+mx\u001b\[\d+m$/);
    }
  });
});

describe('streams', () => {
  it('colours each stream that wants it, with the colours it is given', () => {
    const marks = { ...NONE, bad: (text: string) => `<${text}>` };
    const onlyErrors = makeUi(streams({ stderr: true }).as, {}, undefined, marks);
    expect([onlyErrors.paint.bad('x'), onlyErrors.notePaint.bad('x')]).toEqual(['x', '<x>']);
    const off = makeUi(streams({ stdout: true, stderr: true }).as, {}, false, marks);
    expect([off.paint.bad('x'), off.notePaint.bad('x')]).toEqual(['x', 'x']);
    expect(makeUi(streams({ stdout: true }).as, {}, undefined).paint.bad('x')).toBe('x');
  });

  it('keeps results apart from everything else', () => {
    const io = streams();
    const ui = makeUi(io.as, {}, undefined);
    ui.out('the result');
    ui.note('a remark');
    ui.progress.show('working');
    expect(io.read('stdout')).toBe('the result\n');
    expect(io.read('stderr')).toBe('a remark\nworking\n');
  });

  it('redacts both', () => {
    const io = streams();
    const ui = makeUi(io.as, {}, undefined);
    ui.redactor.add('s3cr3t-value');
    ui.out('out s3cr3t-value');
    ui.note('note s3cr3t-value');
    ui.progress.settle('line s3cr3t-value');
    expect(io.read('stdout') + io.read('stderr')).not.toContain('s3cr3t-value');
  });

  it('takes the changing line away before it prints a result', () => {
    const io = streams({ stderr: true });
    const ui = makeUi(io.as, {}, undefined);
    ui.progress.show('working');
    ui.out('result');
    expect(io.read('stderr')).toBe('working\r\u001b[2K');
  });

  it('is 80 columns wide where there is no terminal, or as wide as COLUMNS says', () => {
    expect(makeUi(streams().as, {}, undefined).width).toBe(80);
    expect(makeUi(streams().as, { COLUMNS: '120' }, undefined).width).toBe(120);
    expect(makeUi(streams().as, { COLUMNS: 'wide' }, undefined).width).toBe(80);
  });
});

describe('questions', () => {
  it.each([{}, { stdin: true }, { stderr: true }])('are never asked without a terminal at both ends (%j)', async (tty) => {
    const ui = makeUi(streams(tty).as, {}, undefined);
    const asked = ui.confirm({ message: 'Sure?' }, '--yes', new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ outcome: 'usage' });
    await expect(asked).rejects.toThrow(/--yes/);
    await expect(asked).rejects.toBeInstanceOf(Failure);
    const text = ui.ask({ message: 'Name:' }, '--bucket', new AbortController().signal);
    await expect(text).rejects.toMatchObject({ outcome: 'usage', message: 'there is no terminal to ask on: give --bucket to go on without the question "Name:"' });
  });
});

describe('stdin', () => {
  const never = new AbortController().signal;

  it('is read to its end', async () => {
    const io = streams();
    const read = makeUi(io.as, {}, undefined).input('--credentials', never);
    io.made.stdin.write('one ');
    io.made.stdin.end(Buffer.from([0x74, 0xc3, 0xbc]));
    expect(await read).toEqual(Buffer.from('one tü'));
  });

  it('may be empty', async () => {
    const io = streams();
    io.made.stdin.end();
    expect(await makeUi(io.as, {}, undefined).input('--credentials', never)).toHaveLength(0);
  });

  it('is not read from a terminal, where it would be shown', async () => {
    await expect(makeUi(streams({ stdin: true }).as, {}, undefined).input('--credentials', never)).rejects.toMatchObject({ outcome: 'usage', message: /^--credentials -: stdin is a terminal/u });
  });

  it('that does not end is refused', async () => {
    const io = streams();
    const read = makeUi(io.as, {}, undefined).input('--credentials', never);
    for (let i = 0; i < 5; i++) io.made.stdin.write(Buffer.alloc(1024 * 1024));
    await expect(read).rejects.toMatchObject({ outcome: 'input', message: '--credentials -: found more than 4 MiB on stdin, allowed: a short text.' });
  });

  it('that breaks is bad input', async () => {
    const io = streams();
    const read = makeUi(io.as, {}, undefined).input('--credentials', never);
    io.made.stdin.destroy(Object.assign(new Error('gone'), { code: 'EIO' }));
    await expect(read).rejects.toMatchObject({ outcome: 'input', message: '--credentials -: stdin cannot be read (EIO).' });
  });

  it.each(['before', 'while'])('is left with the signal, %s it is read', async (when) => {
    const stop = new AbortController();
    if (when === 'before') stop.abort();
    const read = makeUi(streams().as, {}, undefined).input('--credentials', stop.signal);
    stop.abort();
    await expect(read).rejects.toMatchObject({ outcome: 'interrupted' });
  });
});
