import { describe, expect, it } from 'vitest';
import { claim, configMap, role, secret, serviceAccount } from '../../../src/sandbox/schemas/core.ts';
import type { Schema } from '../../../src/sandbox/schemas/dsl.ts';
import { asGo } from '../../../src/sandbox/schemas/go.ts';

const read = (value: unknown, schema: Schema): unknown => {
  const copy = structuredClone(value);
  asGo(copy, schema);
  return copy;
};

describe('JSON as Go reads it into the types of built-in kinds', () => {
  it.each<[string, Schema, unknown, unknown]>([
    ['a null among words is an empty one', configMap, { data: { a: null, b: 'x' } }, { data: { a: '', b: 'x' } }],
    ['a null among bytes is none', configMap, { binaryData: { a: null } }, { binaryData: { a: '' } }],
    ['a list of numbers is bytes', secret, { data: { a: [104, 105] } }, { data: { a: 'aGk=' } }],
    ['an empty list is no bytes', secret, { data: { a: [] } }, { data: { a: '' } }],
    ['a null among bytes in a list is zero', secret, { data: { a: [null, 1] } }, { data: { a: 'AAE=' } }],
    ['numbers that are no bytes stay', secret, { data: { a: [256], b: [-1], c: [1.5], d: ['x'] } }, { data: { a: [256], b: [-1], c: [1.5], d: ['x'] } }],
    ['a null in a list of records is an empty one', serviceAccount, { secrets: [null, { name: 's' }] }, { secrets: [{}, { name: 's' }] }],
    ['a null in a list of words is an empty one', role, { rules: [{ verbs: [null, 'get'] }] }, { rules: [{ verbs: ['', 'get'] }] }],
    ['a null of a field stays, for others to take away', serviceAccount, { secrets: null, automountServiceAccountToken: null }, { secrets: null, automountServiceAccountToken: null }],
    ['a number is a quantity', claim, { spec: { resources: { requests: { storage: 1.5 } } } }, { spec: { resources: { requests: { storage: '1500m' } } } }],
    ['a quantity is written in one way', claim, { spec: { resources: { requests: { storage: '1024Gi' } } } }, { spec: { resources: { requests: { storage: '1Ti' } } } }],
    ['what is no quantity stays', claim, { spec: { resources: { requests: { storage: true, other: 'much' } } } }, { spec: { resources: { requests: { storage: true, other: 'much' } } } }],
    ['values of another type stay', configMap, { data: 'text', binaryData: ['x'] }, { data: 'text', binaryData: ['x'] }],
    ['a field named like what every record has is no field', configMap, JSON.parse('{"constructor":{"a":null},"__proto__":{"a":null}}') as unknown, JSON.parse('{"constructor":{"a":null},"__proto__":{"a":null}}') as unknown],
  ])('%s', (_, schema, given, wanted) => {
    expect(read(given, schema)).toEqual(wanted);
  });

  it.each([null, 7, 'x', true, []])('%j as a whole is left alone', (given) => {
    expect(read(given, configMap)).toEqual(given);
  });
});
