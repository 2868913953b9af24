import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, makeProgress } from '../../src/ui/progress.ts';

function sink(isTTY: boolean, columns = 40): { text: string; isTTY: boolean; columns: number; write(text: string): void } {
  return {
    text: '',
    isTTY,
    columns,
    write(text: string) {
      this.text += text;
    },
  };
}
const same = (text: string): string => text;

/** What a terminal shows after these bytes. */
function screen(bytes: string): string[] {
  const lines = [''];
  for (const part of bytes.split(/(\r\u001b\[2K|\n)/)) {
    if (part === '\n') lines.push('');
    else if (part === '\r\u001b[2K') lines[lines.length - 1] = '';
    else lines[lines.length - 1] += part;
  }
  return lines;
}

describe('on a terminal', () => {
  it('replaces the line that may change, and keeps settled ones', () => {
    const out = sink(true);
    const progress = makeProgress(out, same);
    progress.show('1/2 waiting');
    progress.show('1/2 still waiting');
    progress.settle('1/2 done');
    progress.show('2/2 waiting');
    progress.clear();
    expect(screen(out.text)).toEqual(['1/2 done', '']);
  });

  it('writes nothing when nothing changed', () => {
    const out = sink(true);
    const progress = makeProgress(out, same);
    progress.show('a');
    const before = out.text;
    progress.show('a');
    expect(out.text).toBe(before);
  });

  it('cuts a line that would wrap: it could not be erased', () => {
    const out = sink(true, 20);
    makeProgress(out, same).show('x'.repeat(100));
    expect(out.text).toBe(`${'x'.repeat(18)}…`);
  });
});

describe('in a pipe', () => {
  it('writes a line for each change and no control codes', () => {
    const out = sink(false);
    const progress = makeProgress(out, same);
    progress.show('1/1 Pending');
    progress.show('1/1 Pending');
    progress.show('1/1 Bound');
    progress.settle('1/1 done');
    progress.clear();
    expect(out.text).toBe('1/1 Pending\n1/1 Bound\n1/1 done\n');
  });

  it('does not say the same line twice when it settles', () => {
    const out = sink(false);
    const progress = makeProgress(out, same);
    progress.show('done');
    progress.settle('done');
    expect(out.text).toBe('done\n');
  });
});

it('cleans what it writes, shown or settled', () => {
  for (const isTTY of [true, false]) {
    const out = sink(isTTY);
    const progress = makeProgress(out, (text) => text.replaceAll('secret', '***'));
    progress.show('a secret');
    progress.settle('the secret');
    expect(out.text).not.toContain('secret');
    expect(out.text).toContain('***');
  }
});

describe('fit', () => {
  const cases: [text: string, width: number, fitted: string][] = [
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['', 3, ''],
    ['\u001b[32mabcd\u001b[39m', 3, '\u001b[32mab…\u001b[39m'],
    ['\u001b[32mabc\u001b[39m', 3, '\u001b[32mabc\u001b[39m'],
    ['äöü€', 3, 'äö…'],
  ];
  it.each(cases)('%j in %i columns', (text, width, fitted) => {
    expect(fit(text, width)).toBe(fitted);
  });

  it('is never wider than asked and never loses a colour code', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constant('\u001b[31m'), fc.constant('\u001b[0m'))), fc.integer({ min: 1, max: 30 }), (parts, width) => {
        const text = parts.join('');
        // eslint-disable-next-line no-control-regex -- colour codes are what is looked for
        const codes = (value: string): string[] => value.match(/\u001b\[[0-9;]*m/g) ?? [];
        const cut = fit(text, width);
        // eslint-disable-next-line no-control-regex -- as above
        return [...cut.replace(/\u001b\[[0-9;]*m/g, '')].length <= width && codes(cut).length === codes(text).length;
      }),
    );
  });
});
