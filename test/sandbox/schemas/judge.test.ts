import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, free, int, intOrString, list, map, obj, quantity, str, time } from '../../../src/sandbox/schemas/dsl.ts';
import type { Schema } from '../../../src/sandbox/schemas/dsl.ts';
import { ENTRIES } from '../../../src/sandbox/schemas/index.ts';
import { judge, typeOf } from '../../../src/sandbox/schemas/judge.ts';
import { fillDefaults, prune } from '../../../src/sandbox/schemas/shape.ts';
import { R } from '../../../src/api/resources.ts';

const said = (value: unknown, schema: Schema): string[] => judge(value, schema, 'f').map((c) => `${c.field}: ${c.message}`);

describe('judge', () => {
  it.each<[string, unknown, Schema, string[]]>([
    ['a string', 'x', str(), []],
    ['a null', null, str(), ['f: Invalid value: "null": f in body must be of type string: "null"']],
    ['a null where it may be', null, free(), []],
    ['a fraction', 1.5, int(), ['f: Invalid value: "number": f in body must be of type integer: "number"']],
    ['a number beyond 64 bits', 1e30, int(), ['f: Invalid value: "number": f in body must be of type integer: "number"']],
    ['too little', -1, int({ minimum: 0 }), ['f: Invalid value: -1: f in body should be greater than or equal to 0']],
    ['too much', 300, int({ maximum: 256 }), ['f: Invalid value: 300: f in body should be less than or equal to 256']],
    ['too short', 'a', str({ minLength: 3 }), ['f: Invalid value: "a": f in body should be at least 3 chars long']],
    ['too long, in characters rather than units', '😀😀', str({ maxLength: 1 }), ['f: Too long: may not be longer than 1']],
    ['just long enough', '😀', str({ maxLength: 1 }), []],
    ['too few', [], list(str(), { minItems: 1 }), ['f: Invalid value: 0: f in body should have at least 1 items']],
    ['too many', ['a', 'b'], list(str(), { maxItems: 1 }), ['f: Too many: 2: must have at most 1 items']],
    ['one twice in a set', ['a', 'b', 'a'], list(str(), { unique: [] }), ['f[2]: Duplicate value: "a"']],
    ['a key twice', [{ name: 'a' }, { name: 'a', x: 1 }], list(obj({ name: str() }), { unique: ['name'] }), ['f[1]: Duplicate value: map[string]interface {}{"name":"a"}']],
    ['a map', { a: 'b', c: 1 }, map(), ['f.c: Invalid value: "integer": f.c in body must be of type string: "integer"']],
    ['what is missing', {}, obj({ a: str(), b: str() }, 'a b'), ['f.a: Required value', 'f.b: Required value']],
    ['a port by number', 80, intOrString(), []],
    ['a port by name', 'http', intOrString(), []],
    ['a port by neither', true, intOrString(), ['f: Invalid value: "boolean": f in body must be of type integer,string: "boolean"']],
  ])('%s', (_, value, schema, wanted) => {
    expect(said(value, schema)).toEqual(wanted);
  });

  it.each(['0s', '1h', '1h30m', '1.5h', '-2m', '100ms', '1us', '3 days', '2w'])('%s is a duration', (value) => expect(said(value, duration())).toEqual([]));
  it.each(['', 'abc', '1', '1x', 'h', '1h x'])('%j is no duration', (value) => expect(said(value, duration())).toHaveLength(1));
  it.each(['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678+01:00'])('%s is a time', (value) => expect(said(value, time())).toEqual([]));
  it.each(['', '2026-01-02', '2026-13-02T03:04:05Z', 'now'])('%j is no time', (value) => expect(said(value, time())).toHaveLength(1));
  it.each(['100Gi', '0.5', '1e3', '-1', '+5m', 7])('%s is a quantity', (value) => expect(said(value, quantity())).toEqual([]));
  it.each(['', 'Gi', '1 Gi', '1gi'])('%j is no quantity', (value) => expect(said(value, quantity())).toHaveLength(1));

  it('names every JSON type', () => {
    expect([null, [], {}, 1, 1.5, 'x', true].map(typeOf)).toEqual(['null', 'array', 'object', 'integer', 'number', 'string', 'boolean']);
  });

  it('is at peace with whatever was pruned of a preserving schema, and never throws', () => {
    for (const { schema } of ENTRIES) {
      fc.assert(
        fc.property(fc.jsonValue(), fc.jsonValue(), (spec, status) => {
          const value = { spec, status, data: spec };
          prune(value, schema);
          fillDefaults(value, schema);
          for (const complaint of judge(value, schema)) expect(complaint.message).not.toBe('');
        }),
        { numRuns: 20 },
      );
    }
  });
});

describe('prune and fillDefaults', () => {
  const schema = obj({ a: obj({ known: str(), level: str({ default: 'Normal' }) }), rows: list(obj({ name: str(), kind: str({ default: 'X' }) })), any: free(), labels: map() });

  it('takes out what is not known, and says where it was', () => {
    const value = { a: { known: 'x', odd: 1 }, rows: [{ name: 'n', more: {} }, { bad: 1 }], any: { kept: { deep: 1 } }, labels: { x: 'y' }, z: 0 };
    expect(prune(value, schema)).toEqual(['a.odd', 'rows[0].more', 'rows[1].bad', 'z']);
    expect(value).toEqual({ a: { known: 'x' }, rows: [{ name: 'n' }, {}], any: { kept: { deep: 1 } }, labels: { x: 'y' } });
  });

  it('drops nulls where null is no value, keeps them where it is', () => {
    const value = { a: { known: null }, any: null, labels: { x: null }, rows: [null] };
    expect(prune(value, schema)).toEqual([]);
    expect(value).toEqual({ a: {}, any: null, labels: {}, rows: [null] });
  });

  it('does the same twice as once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const value = structuredClone({ a: json, rows: [structuredClone(json)], labels: structuredClone(json) });
        prune(value, schema);
        fillDefaults(value, schema);
        const once = structuredClone(value);
        expect(prune(value, schema)).toEqual([]);
        fillDefaults(value, schema);
        expect(value).toEqual(once);
      }),
    );
  });

  it('fills what is missing, but makes no parents', () => {
    const value = { rows: [{}, { kind: 'Y' }] };
    fillDefaults(value, schema);
    expect(value).toEqual({ rows: [{ kind: 'X' }, { kind: 'Y' }] });
  });
});

describe('the table of kinds', () => {
  it('serves every resource that the project names, once', () => {
    expect(ENTRIES.map((e) => e.resource).sort((a, b) => a.kind.localeCompare(b.kind))).toEqual(Object.values(R).sort((a, b) => a.kind.localeCompare(b.kind)));
  });
});
