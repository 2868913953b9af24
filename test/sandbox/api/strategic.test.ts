import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategicPatch } from '../../../src/sandbox/api/strategic.ts';

/** Each list that is joined, and the key that joins it. */
const JOINED: [string, string][] = [
  ['containers', 'name'],
  ['initContainers', 'name'],
  ['ephemeralContainers', 'name'],
  ['volumes', 'name'],
  ['env', 'name'],
  ['secrets', 'name'],
  ['volumeMounts', 'mountPath'],
  ['volumeDevices', 'devicePath'],
  ['topologySpreadConstraints', 'topologyKey'],
  ['hostAliases', 'ip'],
  ['conditions', 'type'],
  ['addresses', 'type'],
  ['ownerReferences', 'uid'],
];

describe.each(JOINED)('%s, joined by %s', (field, key) => {
  const item = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ [key]: id, ...more });
  const target = { [field]: [item('a', { keep: 1 }), item('b')] };

  it('changes the item of the same key and leaves the others', () => {
    const patch = { [field]: [item('a', { add: 2 })] };
    expect(strategicPatch(target, patch)).toEqual({ [field]: [item('a', { keep: 1, add: 2 }), item('b')] });
  });

  it('adds an item of a new key', () => {
    const patched = strategicPatch(target, { [field]: [item('c')] });
    expect(patched).toEqual({ [field]: [item('c'), item('a', { keep: 1 }), item('b')] });
  });

  it('takes an item away by directive, also one that is not there', () => {
    const gone = (id: string): unknown => strategicPatch(target, { [field]: [item(id, { $patch: 'delete' })] });
    expect(gone('a')).toEqual({ [field]: [item('b')] });
    expect(gone('z')).toEqual(target);
  });

  it('takes all away by null, and all but the new ones by $patch: replace', () => {
    expect(strategicPatch(target, { [field]: null })).toEqual({});
    const patch = { [field]: [{ $patch: 'replace' }, item('c')] };
    expect(strategicPatch(target, patch)).toEqual({ [field]: [item('c')] });
  });
});

interface Case {
  what: string;
  before: unknown;
  patch: unknown;
  after: unknown;
}

const CASES: Case[] = [
  {
    what: 'a list of words is replaced',
    before: { command: ['a', 'b'] },
    patch: { command: ['c'] },
    after: { command: ['c'] },
  },
  {
    what: 'a list of records with no known key is replaced',
    before: { rules: [{ verbs: ['get'] }] },
    patch: { rules: [{ verbs: ['list'] }] },
    after: { rules: [{ verbs: ['list'] }] },
  },
  {
    what: 'a list of the name of something inherited is replaced',
    before: { constructor: [{ name: 'a' }] },
    patch: { constructor: [{ name: 'b' }] },
    after: { constructor: [{ name: 'b' }] },
  },
  {
    what: 'an empty list changes nothing of a list that is joined',
    before: { finalizers: ['a'] },
    patch: { finalizers: [] },
    after: { finalizers: ['a'] },
  },
  {
    what: 'a list takes the place of a word',
    before: { volumes: 'none' },
    patch: { volumes: [{ name: 'a' }] },
    after: { volumes: [{ name: 'a' }] },
  },
  {
    what: 'a record takes the place of a list',
    before: { spec: [1] },
    patch: { spec: { a: 1 } },
    after: { spec: { a: 1 } },
  },
  {
    what: 'a null deep inside takes one key away',
    before: { metadata: { labels: { a: '1', b: '2' } } },
    patch: { metadata: { labels: { a: null } } },
    after: { metadata: { labels: { b: '2' } } },
  },
  {
    what: 'a null of what is not there does nothing',
    before: { a: 1 },
    patch: { b: null },
    after: { a: 1 },
  },
  {
    what: '$patch: replace puts a record in the place of another',
    before: { spec: { a: 1, b: { c: 2 } } },
    patch: { spec: { $patch: 'replace', d: 3 } },
    after: { spec: { d: 3 } },
  },
  {
    what: '$patch: delete empties a record',
    before: { spec: { a: 1 }, data: {} },
    patch: { spec: { $patch: 'delete' } },
    after: { spec: {}, data: {} },
  },
  {
    what: '$retainKeys takes away what it does not list, before the rest is merged',
    before: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
    patch: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    after: { strategy: { type: 'Recreate' } },
  },
  {
    what: '$retainKeys works in an item of a list too',
    before: { volumes: [{ name: 'data', emptyDir: {} }] },
    patch: { volumes: [{ name: 'data', $retainKeys: ['name', 'secret'], secret: { secretName: 's' } }] },
    after: { volumes: [{ name: 'data', secret: { secretName: 's' } }] },
  },
  {
    what: '$setElementOrder is no field of the result',
    before: { containers: [{ name: 'a' }] },
    patch: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'a', image: 'i' }] },
    after: { containers: [{ name: 'a', image: 'i' }] },
  },
  {
    what: '$deleteFromPrimitiveList takes some and adds others',
    before: { finalizers: ['a', 'b'] },
    patch: { '$deleteFromPrimitiveList/finalizers': ['b'], finalizers: ['c'] },
    after: { finalizers: ['a', 'c'] },
  },
  {
    what: '$deleteFromPrimitiveList of a list that is not there does nothing',
    before: { a: 1 },
    patch: { '$deleteFromPrimitiveList/finalizers': ['b'] },
    after: { a: 1 },
  },
  {
    what: 'ports of a container with the same number are one port',
    before: { ports: [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 81 }] },
    patch: { ports: [{ containerPort: 80, name: 'http' }] },
    after: { ports: [{ containerPort: 80, protocol: 'TCP', name: 'http' }, { containerPort: 81 }] },
  },
  {
    what: 'ports of a service are told apart by theirs',
    before: { ports: [{ port: 80, targetPort: 1 }, { port: 443 }] },
    patch: { ports: [{ port: 443, name: 'https' }] },
    after: { ports: [{ port: 80, targetPort: 1 }, { port: 443, name: 'https' }] },
  },
  {
    what: 'the items that are patched keep their places among the others',
    before: { env: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
    patch: { env: [{ name: 'c', value: '3' }, { name: 'new' }] },
    after: { env: [{ name: 'a' }, { name: 'b' }, { name: 'c', value: '3' }, { name: 'new' }] },
  },
  {
    what: 'a null in an item takes a key of the item away',
    before: { env: [{ name: 'a', value: '1', valueFrom: {} }] },
    patch: { env: [{ name: 'a', valueFrom: null }] },
    after: { env: [{ name: 'a', value: '1' }] },
  },
];

describe('strategicPatch', () => {
  it.each(CASES)('$what', ({ before, patch, after }) => {
    const [b, p] = [structuredClone(before), structuredClone(patch)];
    expect(strategicPatch(before, patch)).toEqual(after);
    expect([before, patch]).toEqual([b, p]);
  });

  it('is content the second time', () => {
    for (const { before, patch } of CASES) {
      const once = strategicPatch(before, patch);
      expect(strategicPatch(once, patch)).toEqual(once);
    }
  });

  it('is a merge patch where there are no lists and no directives', () => {
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean());
    const record = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.oneof(leaf, fc.dictionary(fc.stringMatching(/^[a-z]$/), leaf)));
    fc.assert(
      fc.property(record, record, (target, patch) => {
        const patched = strategicPatch(target, patch) as Record<string, unknown>;
        expect(Object.keys(patched).sort()).toEqual([...new Set([...Object.keys(target), ...Object.keys(patch)])].sort());
        for (const [key, value] of Object.entries(patch)) expect({ at: patched[key] }).toMatchObject({ at: value });
      }),
    );
  });
});
