import { describe, expect, it } from 'vitest';
import { inOrder, renderChoices, type Choice } from '../../src/report/choices.ts';
import { columns } from '../../src/report/text.ts';

const same = (text: string): string => text;
const plain = { bold: same, dim: same, good: same, bad: same, warn: same };
const toned = { ...plain, good: (text: string) => `+${text}`, warn: (text: string) => `?${text}`, dim: (text: string) => `-${text}` };
const choice = (form: string, fits: Choice['fits'], ...why: string[]): Choice => ({ form, title: `The form ${form}`, fits, why, command: `registryctl setup ${form}` });

describe('forms as a table', () => {
  it('the best first, otherwise as they came', () => {
    const given = [choice('a', 'no'), choice('b', 'maybe'), choice('c', 'yes'), choice('d', 'no'), choice('e', 'yes')];
    expect(inOrder(given).map(({ form }) => form)).toEqual(['c', 'e', 'b', 'a', 'd']);
    expect(given.map(({ form }) => form)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
  it('verdict, name and evidence in columns', () => {
    expect(renderChoices([choice('long-name', 'no', 'not here'), choice('x', 'yes', 'seen', 'so')], plain, 80)).toBe('yes    x          seen; so\nno     long-name  not here');
  });
  it('the verdict has a tone', () => {
    expect(renderChoices([choice('x', 'yes', 'w'), choice('y', 'maybe', 'w'), choice('z', 'no', 'w')], toned, 80).split('\n').map((line) => line[0])).toEqual(['+', '?', '-']);
  });
  it.each([40, 60, 80, 120])('nothing is wider than %s columns, and no word of the evidence is lost', (width) => {
    const why = ['no storage class makes volumes: it takes one made by hand, or an empty directory that is not for production', 'the platform is BareMetal'];
    const text = renderChoices([choice('openstack-cinder', 'maybe', ...why)], plain, width);
    for (const one of text.split('\n')) expect(columns(one)).toBeLessThanOrEqual(Math.max(width, 45));
    expect(text.replaceAll(/\s+/gu, ' ')).toContain(why.join('; '));
  });
  it('what a cluster says cannot steer the terminal', () => expect(renderChoices([choice('x', 'yes', 'class \u001b[2J\n oops')], plain, 80)).not.toMatch(/\u001b|\n oops/u));
  it('nothing, of nothing', () => expect(renderChoices([], plain, 80)).toBe(''));
});
