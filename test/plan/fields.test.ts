import { describe, expect, it } from 'vitest';
import { fieldChanges } from '../../src/plan/fields.ts';
import type { FieldChange, ValueObject } from '../../src/plan/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { object } from '../registry/world.ts';
import { MAP, reference } from './parts.ts';

const config = (spec: Record<string, unknown>) => object(OBJECT.config, { spec });
const cases: [what: string, before: Record<string, unknown>, patch: ValueObject, changes: FieldChange[]][] = [
  ['a value changes', { replicas: 1 }, { replicas: 2 }, [{ path: 'spec.replicas', before: 1, after: 2 }]],
  ['a value comes', {}, { replicas: 2 }, [{ path: 'spec.replicas', after: 2 }]],
  ['a value goes', { readOnly: true }, { readOnly: null }, [{ path: 'spec.readOnly', before: true }]],
  ['a value stays', { replicas: 2 }, { replicas: 2 }, []],
  ['what is not there cannot go', {}, { readOnly: null, storage: { emptyDir: null } }, [{ path: 'spec.storage', after: {} }]],
  ['an object goes field by field', { storage: { s3: { bucket: 'b', trustedCA: { name: 'x' } } } }, { storage: { s3: null } }, [{ path: 'spec.storage.s3.bucket', before: 'b' }, { path: 'spec.storage.s3.trustedCA.name', before: 'x' }]],
  ['an empty object goes', { storage: { emptyDir: {} } }, { storage: { emptyDir: null } }, [{ path: 'spec.storage.emptyDir', before: {} }]],
  ['an empty object comes', { storage: {} }, { storage: { emptyDir: {} } }, [{ path: 'spec.storage.emptyDir', after: {} }]],
  ['an empty object stays', { storage: { emptyDir: {} } }, { storage: { emptyDir: {} } }, []],
  ['nested values, in the order of the patch', { storage: {} }, { storage: { s3: { region: 'r', bucket: 'b', keyID: null } } }, [{ path: 'spec.storage.s3.region', after: 'r' }, { path: 'spec.storage.s3.bucket', after: 'b' }]],
  ['a list is one field', { routes: [{ name: 'a' }] }, { routes: [{ name: 'a' }, { name: 'b' }] }, [{ path: 'spec.routes', before: [{ name: 'a' }], after: [{ name: 'a' }, { name: 'b' }] }]],
  ['an equal list', { routes: [{ name: 'a', hostname: 'h' }] }, { routes: [{ hostname: 'h', name: 'a' }] }, []],
  ['a value that is not known yet', { storage: { s3: { bucket: 'old' } } }, { storage: { s3: { bucket: reference(['data', 'B']) } } }, [{ path: 'spec.storage.s3.bucket', before: 'old', after: '(later)' }]],
  ['an object in place of a value', { proxy: 'x' }, { proxy: { http: 'y' } }, [{ path: 'spec.proxy', before: 'x' }, { path: 'spec.proxy.http', after: 'y' }]],
  ['false in place of nothing is sent, and shown', { storage: { s3: {} } }, { storage: { s3: { encrypt: false } } }, [{ path: 'spec.storage.s3.encrypt', after: false }]],
  ['the operator\'s own secret is masked', { httpSecret: 'abc' }, { httpSecret: 'def' }, [{ path: 'spec.httpSecret', before: '(secret)', after: '(secret)', secret: true }]],
];

describe('a patch', () => {
  it.each(cases)('%s', (_, before, patch, changes) => expect(fieldChanges(OBJECT.config, config(before), { spec: patch })).toEqual(changes));
});

describe('a secret', () => {
  const key = reference(['data', 'K'], { secret: true, show: '(secret) K of secrets/ns/x' });
  it('shows only where a value comes from', () => {
    expect(fieldChanges(OBJECT.credentials, undefined, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: 'n' }, type: 'Opaque', data: { A: key, B: 'dGV4dA==' }, stringData: { C: 'text' } })).toEqual([
      { path: 'type', after: 'Opaque' },
      { path: 'data.A', after: '(secret) K of secrets/ns/x', secret: true },
      { path: 'data.B', after: '(secret)', secret: true },
      { path: 'stringData.C', after: '(secret)', secret: true },
    ]);
  });
  it('masks what was there', () => {
    const before = object(OBJECT.credentials, { data: { A: { bytes: 4, digest: 'abc' }, OTHER: { bytes: 1, digest: 'x' } } });
    expect(fieldChanges(OBJECT.credentials, before, { data: { A: key, OTHER: null } })).toEqual([
      { path: 'data.A', before: '(secret)', after: '(secret) K of secrets/ns/x', secret: true },
      { path: 'data.OTHER', before: '(secret)', secret: true },
    ]);
  });
});

it('a new object shows what is in it, not its name', () => {
  expect(fieldChanges(MAP, undefined, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'bundle', namespace: 'n', labels: { a: 'b' } }, data: { x: 'y' } })).toEqual([
    { path: 'metadata.labels.a', after: 'b' },
    { path: 'data.x', after: 'y' },
  ]);
});
