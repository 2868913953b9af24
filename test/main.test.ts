import { describe, expect, it } from 'vitest';
import { lastWords } from '../src/main.ts';

describe('what nothing caught', () => {
  it.each([
    ['an error', new TypeError('cannot read key-4711 of undefined'), '(TypeError)'],
    ['a text', 'key-4711', '(string)'],
    ['nothing', undefined, '(undefined)'],
  ])('is one sentence without the words of %s', (_name, thrown, named) => {
    const words = lastWords(thrown, {});
    expect(words).toContain(named);
    expect(words).not.toContain('4711');
    expect(words.split('\n')).toEqual([expect.stringMatching(/^error: unexpected: /) as string, '']);
  });

  it('has its stack where that was asked for', () => {
    expect(lastWords(new RangeError('too far'), { REGISTRYCTL_DEBUG: '1' })).toMatch(/RangeError: too far\n\s+at /);
    expect(lastWords('no error', { REGISTRYCTL_DEBUG: '1' }).split('\n')).toHaveLength(2);
  });
});
