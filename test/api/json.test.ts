import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, condition, conditions, isRecord, list, num, record, text } from '../../src/api/json.ts';
import type { KubeObject } from '../../src/api/types.ts';

const DOC = {
  name: 'registry',
  replicas: 2,
  zero: 0,
  empty: '',
  off: false,
  nothing: null,
  rows: [{ port: 5000 }, 'second', ['deep']],
  spec: { storage: { s3: { bucket: 'b' } } },
};

describe('at', () => {
  it.each<[string, (string | number)[], unknown]>([
    ['the whole, by no step', [], DOC],
    ['a member', ['name'], 'registry'],
    ['a member deep inside', ['spec', 'storage', 's3', 'bucket'], 'b'],
    ['an item', ['rows', 1], 'second'],
    ['a member of an item', ['rows', 0, 'port'], 5000],
    ['an item of an item', ['rows', 2, 0], 'deep'],
    ['nought, which is something', ['zero'], 0],
    ['the empty string, which is something', ['empty'], ''],
    ['false, which is something', ['off'], false],
    ['null, which is a value', ['nothing'], null],
    ['what is not there', ['other'], undefined],
    ['beyond what is not there', ['other', 'deeper', 0], undefined],
    ['beyond null', ['nothing', 'x'], undefined],
    ['beyond a string', ['name', 'length'], undefined],
    ['beyond a number', ['replicas', 'x'], undefined],
    ['an item too far', ['rows', 9], undefined],
  ])('finds %s', (_, path, wanted) => {
    expect(at(DOC, ...path)).toEqual(wanted);
  });

  it('finds whatever was put at a path', () => {
    const key = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (path, value) => {
        const whole = path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
        expect(at(whole, ...path)).toBe(value);
        expect(at(whole, ...path.slice(0, -1), 'NOT THERE')).toBeUndefined();
      }),
    );
  });
});

describe('accessors of one type', () => {
  const VALUES: [string, unknown][] = [
    ['a string', 'x'],
    ['an empty string', ''],
    ['a number', 7],
    ['nought', 0],
    ['true', true],
    ['null', null],
    ['a list', [1]],
    ['an empty list', []],
    ['a record', { a: 1 }],
    ['an empty record', {}],
    ['nothing', undefined],
  ];

  const answers = (read: (value: unknown) => unknown): unknown[] => VALUES.map(([, value]) => read({ field: value }));

  it('text gives strings only', () => {
    expect(answers((v) => text(v, 'field'))).toEqual(['x', '', ...Array<undefined>(9).fill(undefined)]);
  });

  it('num gives numbers only', () => {
    expect(answers((v) => num(v, 'field'))).toEqual([
      undefined,
      undefined,
      7,
      0,
      ...Array<undefined>(7).fill(undefined),
    ]);
  });

  it('list gives lists, and an empty one for all else', () => {
    expect(answers((v) => list(v, 'field'))).toEqual([[], [], [], [], [], [], [1], [], [], [], []]);
  });

  it('record gives records, and an empty one for all else, lists among them', () => {
    expect(answers((v) => record(v, 'field'))).toEqual([{}, {}, {}, {}, {}, {}, {}, {}, { a: 1 }, {}, {}]);
  });

  it.each(VALUES)('isRecord of %s agrees with what JSON calls an object', (_, value) => {
    expect(isRecord(value)).toBe(JSON.stringify(value)?.startsWith('{') ?? false);
  });

  it('give the value itself, no copy', () => {
    expect(record(DOC, 'spec')).toBe(DOC.spec);
    expect(list(DOC, 'rows')).toBe(DOC.rows);
  });

  it('never throw, whatever the value and the path', () => {
    const path = fc.array(fc.oneof(fc.string(), fc.nat(5)), { maxLength: 4 });
    fc.assert(
      fc.property(fc.jsonValue(), path, (value, steps) => {
        const found = at(value, ...steps);
        expect(text(value, ...steps)).toBe(typeof found === 'string' ? found : undefined);
        expect(num(value, ...steps)).toBe(typeof found === 'number' ? found : undefined);
        expect(list(value, ...steps)).toEqual(Array.isArray(found) ? found : []);
        expect(record(value, ...steps)).toEqual(isRecord(found) ? found : {});
      }),
    );
  });
});

describe('conditions', () => {
  const having = (status: unknown): KubeObject => ({ apiVersion: 'v1', kind: 'X', metadata: {}, status });
  const AVAILABLE = { type: 'Available', status: 'True', reason: 'Ready' };
  const DEGRADED = { type: 'Degraded', status: 'False' };

  it.each<[string, KubeObject | undefined, unknown[]]>([
    ['no object', undefined, []],
    ['no status', having(undefined), []],
    ['a status without conditions', having({ phase: 'Active' }), []],
    ['conditions that are no list', having({ conditions: { Available: AVAILABLE } }), []],
    ['two', having({ conditions: [AVAILABLE, DEGRADED] }), [AVAILABLE, DEGRADED]],
    ['one without its type', having({ conditions: [{ status: 'True' }, DEGRADED] }), [DEGRADED]],
    ['one without its status', having({ conditions: [{ type: 'Available' }, DEGRADED] }), [DEGRADED]],
    ['one whose status is a boolean', having({ conditions: [{ type: 'Available', status: true }] }), []],
    ['one that is a word', having({ conditions: ['Available', null, DEGRADED] }), [DEGRADED]],
  ])('of %s', (_, object, wanted) => {
    expect(conditions(object)).toEqual(wanted);
  });

  it.each<[string, unknown]>([
    ['Available', AVAILABLE],
    ['Degraded', DEGRADED],
    ['available', undefined],
    ['', undefined],
  ])('the one of type %j', (type, wanted) => {
    expect(condition(having({ conditions: [AVAILABLE, DEGRADED] }), type)).toEqual(wanted);
  });

  it('is the first, where a type is there twice', () => {
    const twice = [AVAILABLE, { ...AVAILABLE, status: 'False' }];
    expect(condition(having({ conditions: twice }), 'Available')).toBe(twice[0]);
  });
});
