import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean, columns, fit, middle, wrap } from '../../src/report/text.ts';

/** Any text, with what terminals obey, right-to-left marks and characters beyond the first plane among it. */
const POINTS = ['a', 'Z', '9', ' ', '\n', '\t', '\r', '\u0000', '\u0007', '\u001b', '\u007f', '\u009b', '\u00ad', 'ä', '…', '\u200b', '\u202e', '\u2066', '漢', '😀'];
const anyText = fc.array(fc.constantFrom(...POINTS), { maxLength: 200 }).map((points) => points.join(''));
const words = fc.array(fc.stringMatching(/^[a-zäß]{1,12}$/u), { maxLength: 30 });
const width = fc.integer({ min: 1, max: 80 });

describe('clean', () => {
  test.each([
    [' a\n\t b ', 'a b'],
    ['a\u001b[2Jb', 'a[2Jb'],
    ['a\u202eb', 'ab'],
    ['\u0000', ''],
    ['a \u0007 b', 'a b'],
    ['two\r\nlines', 'two lines'],
    ['漢字 😀', '漢字 😀'],
  ])('%j', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });
  test('leaves one line of printable text, every character of it, and nothing to do for a second time', () => {
    fc.assert(fc.property(anyText, (text) => {
      const once = clean(text);
      expect(once).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(clean(once)).toBe(once);
      expect(once.replaceAll(/\s/gu, '')).toBe(text.replaceAll(/[\s\p{Cc}\p{Cf}]/gu, ''));
    }));
  });
});

describe('columns counts characters, not their halves', () => {
  test.each([['', 0], ['abc', 3], ['äöü', 3], ['😀', 1], ['漢字', 2]])('%s: %i', (text, count) => {
    expect(columns(text)).toBe(count);
  });
});

describe('middle', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abc…fg'],
    ['abcdefg', 5, 'ab…fg'],
    ['abcdefg', 2, 'a…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['', 0, ''],
    ['äöüß', 3, 'ä…ß'],
    ['😀😀😀😀', 3, '😀…😀'],
  ])('middle(%s, %i) is %s', (text, room, expected) => {
    expect(middle(text, room)).toBe(expected);
  });
  test('is as wide as it may be, and keeps both ends', () => {
    fc.assert(fc.property(anyText, width, (text, room) => {
      const cut = middle(text, room);
      expect(columns(cut)).toBe(Math.min(columns(text), room));
      const [head = '', ...tail] = columns(text) <= room ? [text] : cut.split(/…(?=[^…]*$)/u);
      expect(text.startsWith(head) || cut.indexOf('…') !== cut.lastIndexOf('…')).toBe(true);
      expect(text.endsWith(tail.join(''))).toBe(true);
      expect(middle(cut, room)).toBe(cut);
    }));
  });
});

describe('wrap', () => {
  test.each<[string, number, string[]]>([
    ['', 10, ['']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 3, ['one', 'two', 't…e']],
    ['one two three', 80, ['one two three']],
    ['  one   two  ', 7, ['one two']],
    ['exactly ten', 10, ['exactly', 'ten']],
    ['exactly te', 10, ['exactly te']],
    ['a'.repeat(12), 5, ['aa…aa']],
  ])('%j at %i', (text, room, lines) => {
    expect(wrap(text, room)).toEqual(lines);
  });
  test('no line is wider than it may be', () => {
    fc.assert(fc.property(anyText, width, (text, room) => {
      for (const line of wrap(text, room)) expect(columns(line)).toBeLessThanOrEqual(room);
    }));
  });
  test('no word is lost while all fit, and no line could have taken the next word', () => {
    fc.assert(fc.property(words, fc.integer({ min: 12, max: 60 }), (given, room) => {
      const lines = wrap(given.join(' '), room);
      expect(lines.join(' ')).toBe(given.join(' '));
      for (const [index, line] of lines.slice(0, -1).entries()) {
        const [next = ''] = lines[index + 1]?.split(' ') ?? [];
        expect(columns(line) + 1 + columns(next)).toBeGreaterThan(room);
      }
    }));
  });
  test('what was wrapped stays so', () => {
    fc.assert(fc.property(words, fc.integer({ min: 12, max: 60 }), (given, room) => {
      const lines = wrap(given.join(' '), room);
      expect(wrap(lines.join('\n'), room)).toEqual(lines);
    }));
  });
});

describe('fit', () => {
  test.each<[string, number, number, string[]]>([
    ['short', 20, 1, ['short']],
    ['one two three four', 9, 2, ['one two', '…ree four']],
    ['one two three four', 9, 3, ['one two', 'three', 'four']],
    ['', 20, 2, []],
    ['abcdefghij', 5, 1, ['ab…ij']],
  ])('%j in %i columns and %i lines', (text, room, lines, expected) => {
    expect(fit(text, room, lines)).toEqual(expected);
  });
  test('keeps to its columns and its lines', () => {
    fc.assert(fc.property(anyText, width, fc.integer({ min: 1, max: 4 }), (text, room, lines) => {
      const fitted = fit(text, room, lines);
      expect(fitted.length).toBeLessThanOrEqual(lines);
      for (const line of fitted) expect(columns(line)).toBeLessThanOrEqual(room);
    }), { numRuns: 50 });
  });
  test('is the same as wrapping where there is room enough', () => {
    fc.assert(fc.property(words.filter((given) => given.length > 0), fc.integer({ min: 12, max: 60 }), (given, room) => {
      const text = given.join(' ');
      expect(fit(text, room, 40)).toEqual(wrap(text, room));
    }), { numRuns: 50 });
  });
  test('keeps the start and the cause at the end', () => {
    const [first, last] = fit(`start ${'x '.repeat(100)}cause`, 20, 2);
    expect(first).toMatch(/^start/u);
    expect(last).toMatch(/cause$/u);
  });
});
