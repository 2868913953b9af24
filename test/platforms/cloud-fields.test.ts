import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { lacking, resolved, told, type Field, type Values } from '../../src/platforms/cloud-fields.ts';
import { snapshotOf } from '../registry/world.ts';

const upper = (flag: string, value: string): string => {
  if (!/^[a-z]+$/u.test(value)) throw new Failure('usage', `--${flag}: no`);
  return value;
};
const option = (flag: string): Field['option'] => ({ flag, value: 'X', about: 'Something for the test' });

/** An account with containers in it, as the clouds have them: the container belongs to the account, the colour to both. */
const FIELDS: readonly Field[] = [
  { key: 'account', under: [], required: true, shape: upper, same: (a, b) => a.toLowerCase() === b.toLowerCase(), option: option('account') },
  { key: 'container', under: ['account'], required: true, shape: upper, option: option('container') },
  { key: 'colour', under: ['account', 'container'], option: option('colour'), usual: (_snapshot, values) => (values['container'] === 'plain' ? undefined : 'blue') },
  { key: 'fast', under: ['account', 'container'], option: { flag: 'fast', choices: ['true', 'false'], about: 'A switch for the test' } },
];
const OPTIONS = FIELDS.map((field) => field.option);
const EMPTY = snapshotOf([]);
const there = { account: 'acct', container: 'images', colour: 'red', fast: true };

describe('what options say', () => {
  it.each([
    [{}, {}],
    [{ account: 'a', container: undefined }, { account: 'a' }],
    [{ fast: true }, { fast: true }],
    [{ fast: 'true' }, { fast: true }],
    [{ fast: 'false' }, { fast: false }],
    [{ colour: '' }, { colour: '' }],
    [{ colour: 'Red Rose' }, { colour: 'Red Rose' }],
  ])('%j', (given, values) => expect(told(FIELDS, OPTIONS, given)).toEqual(values));

  it.each([[{ account: '' }], [{ account: 'A' }], [{ container: '' }], [{ fast: 'yes' }], [{ colour: true }], [{ size: '1' }]])('%j is refused', (given) => expect(() => told(FIELDS, OPTIONS, given)).toThrow(Failure));
});

describe('what comes of it', () => {
  const cases: [what: string, said: Values, now: unknown, values: Values, moved: string[]][] = [
    ['nothing anywhere', {}, undefined, { colour: 'blue' }, []],
    ['what is there stays', {}, there, there, []],
    ['named again, all stays', { account: 'acct', container: 'images' }, there, there, []],
    ['another spelling of the same keeps the one that is there', { account: 'ACCT' }, there, there, []],
    ['another container of the same account', { container: 'others' }, there, { account: 'acct', container: 'others', colour: 'blue' }, ['container']],
    ['another account: nothing stays', { account: 'other' }, there, { account: 'other', colour: 'blue' }, ['account']],
    ['both others', { account: 'other', container: 'others' }, there, { account: 'other', container: 'others', colour: 'blue' }, ['account', 'container']],
    ['taken away', { colour: '' }, there, { account: 'acct', container: 'images', fast: true }, ['colour']],
    ['a switch is turned off', { fast: false }, there, { ...there, fast: false }, ['fast']],
    ['a field is changed alone', { colour: 'green' }, there, { ...there, colour: 'green' }, ['colour']],
    ['what the operator leaves empty is no value', {}, { account: '', container: 'images' }, { container: 'images', colour: 'blue' }, []],
    ['nor what a copied command left behind', {}, { account: '${account}', container: '<name>', colour: 'a "b"' }, { colour: 'blue' }, []],
    ['what the cluster tells depends on what is known before it', { container: 'plain' }, undefined, { container: 'plain' }, ['container']],
    ['another kind of value says nothing', {}, { account: 3, container: ['x'], colour: null }, { colour: 'blue' }, []],
    ['nor does a list', {}, [], { colour: 'blue' }, []],
  ];
  it.each(cases)('%s', (_what, said, now, values, moved) => expect(resolved(FIELDS, said, now, EMPTY)).toEqual({ values, moved }));

  it('a second time with or without the same options gives the same, whatever is there', () => {
    const word = fc.option(fc.constantFrom('a', 'b', 'plain'), { nil: undefined });
    const record = fc.record({ account: word, container: word, colour: fc.option(fc.constantFrom('a', 'b', ''), { nil: undefined }), fast: fc.option(fc.boolean(), { nil: undefined }) });
    const clean = (values: object): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
    fc.assert(fc.property(record, record, (said, now) => {
      const first = resolved(FIELDS, clean(said), clean(now), EMPTY).values;
      expect(resolved(FIELDS, clean(said), first, EMPTY).values).toEqual(first);
      // only a field that is taken away can come back from the cluster when nobody says that it is to be away
      if (said.colour !== '') expect(resolved(FIELDS, {}, first, EMPTY).values).toEqual(first);
    }), { numRuns: 500 });
  });
});

describe('what is missing', () => {
  const minted: readonly Field[] = FIELDS.map((field) => (field.key === 'account' ? { ...field, mintedKnows: true } : field));
  it.each([
    [{}, false, ['account', 'container']],
    [{}, true, ['container']],
    [{ account: 'a' }, false, ['container']],
    [{ account: '', container: 'c' }, false, ['account']],
    [{ account: 'a', container: 'c' }, false, []],
  ])('of %j (minted: %s) %j', (values, isMinted, flags) => expect(lacking(minted, values, isMinted)).toEqual(flags));
});
