import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { Ref } from '../../src/api/types.ts';
import { isSecretField, MASK, maskedBody } from '../../src/plan/secrets.ts';
import type { Value, ValueObject } from '../../src/plan/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { MAP, reference } from './parts.ts';

const SECRET = ref(R.Secret, 'keys', NS.registry);

describe('fields that hold a secret', () => {
  const cases: [what: string, object: Ref, path: string, secret: boolean][] = [
    ['data of a secret', SECRET, 'data.KEY', true],
    ['all data of a secret', SECRET, 'data', true],
    ['text of a secret', SECRET, 'stringData.KEY', true],
    ['type of a secret', SECRET, 'type', false],
    ['name of a secret', SECRET, 'metadata.name', false],
    ['a label called data', SECRET, 'metadata.labels.data', false],
    ['data of a config map', MAP, 'data.KEY', false],
    ['the HTTP secret of the Config', OBJECT.config, 'spec.httpSecret', true],
    ['the rest of the Config', OBJECT.config, 'spec.storage', false],
    ['a status of the same name', OBJECT.config, 'status.httpSecret', false],
    ['the name of a key pair', OBJECT.config, 'spec.storage.s3.keyID', false],
  ];
  it.each(cases)('%s', (_, object, path, secret) => expect(isSecretField(object, path.split('.'))).toBe(secret));
});

describe('a body for people', () => {
  const later = reference(['data', 'B']);
  const hidden = reference(['data', 'K'], { secret: true, show: '(secret) K of secrets/ns/x' });
  const cases: [what: string, object: Ref, body: ValueObject, shown: object][] = [
    ['plain data is masked', SECRET, { data: { A: 'cGxhaW4=' } }, { data: { A: MASK } }],
    ['plain text is masked', SECRET, { stringData: { A: 'plain' } }, { stringData: { A: MASK } }],
    ['a reference says where it comes from', SECRET, { data: { A: hidden } }, { data: { A: '(secret) K of secrets/ns/x' } }],
    ['what is taken away is said', SECRET, { data: { A: null } }, { data: { A: null } }],
    ['all that is taken away', SECRET, { data: null }, { data: null }],
    ['numbers are masked too', SECRET, { data: { A: 1 } }, { data: { A: MASK } }],
    ['the type is not', SECRET, { type: 'Opaque' }, { type: 'Opaque' }],
    ['a config map is not', MAP, { data: { A: 'plain' } }, { data: { A: 'plain' } }],
    ['a value that is not known yet', OBJECT.config, { spec: { storage: { s3: { bucket: later } } } }, { spec: { storage: { s3: { bucket: '(later)' } } } }],
    ['the HTTP secret', OBJECT.config, { spec: { httpSecret: 'x', replicas: 2 } }, { spec: { httpSecret: MASK, replicas: 2 } }],
    ['lists stay', OBJECT.config, { spec: { routes: [{ name: 'r' }] } }, { spec: { routes: [{ name: 'r' }] } }],
  ];
  it.each(cases)('%s', (_, object, body, shown) => {
    expect(maskedBody(object, body)).toEqual(shown);
  });

  const words = fc.string({ minLength: 6, unit: fc.constantFrom('x', 'y', 'z', '#') });
  const secretValue = words.map((word) => `PLAIN-${word}`);
  const value: fc.Arbitrary<Value> = fc.oneof(secretValue, fc.constant(null), fc.array(secretValue), fc.dictionary(words, secretValue));
  it('no text of a secret is in it, however deep', () => {
    fc.assert(
      fc.property(fc.dictionary(words, value), fc.constantFrom('data', 'stringData'), (data, field) => {
        expect(JSON.stringify(maskedBody(SECRET, { [field]: data }))).not.toContain('PLAIN-');
      }),
      { numRuns: 1000 },
    );
  });
  it('the same body of a config map is shown as it is', () => {
    fc.assert(
      fc.property(fc.dictionary(words, value), (data) => {
        expect(maskedBody(MAP, { data })).toEqual({ data });
      }),
      { numRuns: 1000 },
    );
  });
});
