import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, holds, projected, stored, undoing } from '../../src/apply/compare.ts';
import type { JsonObject, KubeObject } from '../../src/api/types.ts';

const object = (body: object): KubeObject => ({ apiVersion: 'v1', kind: 'K', metadata: { name: 'n', resourceVersion: '7' }, ...body });

describe('whether an object is as intended', () => {
  const cases: [what: string, found: object, intended: JsonObject, same: boolean][] = [
    ['equal', { spec: { a: 1 } }, { spec: { a: 1 } }, true],
    ['other fields', { spec: { a: 1, b: 2 }, status: {} }, { spec: { a: 1 } }, true],
    ['another value', { spec: { a: 2 } }, { spec: { a: 1 } }, false],
    ['missing', { spec: {} }, { spec: { a: 1 } }, false],
    ['no spec', {}, { spec: { a: 1 } }, false],
    ['null and absent', { spec: {} }, { spec: { a: null } }, true],
    ['null and there', { spec: { a: 1 } }, { spec: { a: null } }, false],
    ['null and what the operator writes for unset', { spec: { s: { trustedCA: { name: '' } } } }, { spec: { s: { trustedCA: null } } }, true],
    ['null and an empty duration', { spec: { requests: { read: { maxWaitInQueue: '0s' } } } }, { spec: { requests: null } }, true],
    ['a backend that is not to be there, empty', { spec: { storage: { emptyDir: {} } } }, { spec: { storage: { emptyDir: null } } }, false],
    ['a backend that is to be there, empty', { spec: { storage: { emptyDir: {} } } }, { spec: { storage: { emptyDir: {} } } }, true],
    ['a backend that is to be there and is not', { spec: { storage: {} } }, { spec: { storage: { emptyDir: {} } } }, false],
    ['false and absent', { spec: {} }, { spec: { encrypt: false } }, true],
    ['false and true', { spec: { encrypt: true } }, { spec: { encrypt: false } }, false],
    ['zero and absent', { spec: {} }, { spec: { replicas: 0 } }, false],
    ['a name for the operator to choose', { spec: { claim: 'image-registry-storage' } }, { spec: { claim: '' } }, true],
    ['a list', { spec: { l: [1, 2] } }, { spec: { l: [1, 2] } }, true],
    ['a shorter list', { spec: { l: [1] } }, { spec: { l: [1, 2] } }, false],
    ['a list in another order', { spec: { l: [2, 1] } }, { spec: { l: [1, 2] } }, false],
    ['items with defaults', { rules: [{ a: 1, protocol: 'TCP' }] }, { rules: [{ a: 1 }] }, true],
    ['the version it was sent with', { spec: { a: 1 } }, { metadata: { resourceVersion: '1' }, spec: { a: 1 } }, true],
    ['a label', { metadata: { labels: { a: 'b', c: 'd' } } }, { metadata: { labels: { a: 'b' } } }, true],
    ['no label', { metadata: {} }, { metadata: { labels: { a: 'b' } } }, false],
    ['a secret, as it is stored', { data: { a: 'eA==' } }, { stringData: { a: 'x' } }, true],
    ['another secret', { data: { a: 'eQ==' } }, { stringData: { a: 'x' } }, false],
  ];
  it.each(cases)('%s', (_what, found, intended, same) => expect(holds(object(found), intended)).toBe(same));
});

it('a secret is stored in base64, beside what is so already', () => {
  expect(stored({ data: { a: 'eA==' }, stringData: { b: 'y', c: null } })).toEqual({ data: { a: 'eA==', b: 'eQ==', c: null } });
  expect(stored({ data: { a: 'eA==' } })).toEqual({ data: { a: 'eA==' } });
});

it('what the server made of a body is read from its answer, and only that', () => {
  expect(projected(object({ spec: { storage: '1Gi', other: 1 } }), { spec: { storage: '1024Mi', gone: null } })).toEqual({ spec: { storage: '1Gi', gone: null } });
  expect(projected({}, { spec: { a: 1 } })).toEqual({ spec: { a: 1 } });
});

const value = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node'), { maxKeys: 3 })),
})).node;
const body = fc.dictionary(fc.constantFrom('data', 'spec', 'type'), value);

function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, inner] of Object.entries(patch)) {
    if (inner === null) delete result[key];
    else result[key] = merged(result[key], inner);
  }
  return result;
}

it('a difference, merged, gives the other side back; none means equal', () => {
  fc.assert(
    fc.property(body, body, (a, b) => {
      const patch = difference(a, b);
      expect(merged(a, patch ?? {})).toEqual(b);
      if (patch === undefined) expect(a).toEqual(b);
    }),
  );
});

it('undoing gives content, labels and annotations back, and touches nothing of the server', () => {
  fc.assert(
    fc.property(body, body, fc.dictionary(fc.constantFrom('x', 'y'), fc.string()), (before, after, labels) => {
      const old = { ...object(before), metadata: { name: 'n', resourceVersion: '1', labels } };
      const now = { ...object(after), metadata: { name: 'n', resourceVersion: '2', annotations: { a: 'b' } }, status: { s: 1 } };
      const patch = undoing(now, old);
      const back = merged(now, patch) as KubeObject;
      expect({ ...back, metadata: {} }).toEqual({ ...old, metadata: {}, status: { s: 1 } });
      expect(back.metadata.labels ?? {}).toEqual(labels);
      expect(back.metadata.annotations ?? {}).toEqual({});
      expect(back.metadata.resourceVersion).toBe('2');
    }),
  );
});
