import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellLines } from '../../src/sandbox/env.ts';

describe('shellLines', () => {
  it.each([
    ['plain', 'abc/+='],
    ["a quote's", "it's"],
    ['dollars and backticks', '$HOME `id` "x"'],
    ['a space', 'a b'],
    ['nothing', ''],
  ])('a shell reads %s as it was', (_, value) => {
    const out = execFileSync('/bin/sh', ['-c', `${shellLines({ VALUE: value })}printf '[%s]' "$VALUE"`], {
      encoding: 'utf8',
    });
    expect(out).toBe(`[${value}]`);
  });

  it('writes line breaks as two characters, one line a name', () => {
    expect(shellLines({ A: 'x\ny\n', B: 'z' })).toBe("export A='x\\ny\\n'\nexport B='z'\n");
  });
});
