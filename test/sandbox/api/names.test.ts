import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { ObjectMeta } from '../../../src/api/types.ts';
import type { Kind } from '../../../src/sandbox/api/kind.ts';
import { KINDS } from '../../../src/sandbox/api/kinds.ts';
import { judgeMeta, ofName } from '../../../src/sandbox/api/names.ts';

type Names = Kind['names'];
const HOW: Names[] = ['subdomain', 'label', 'label1035', 'path'];

describe('ofName', () => {
  // may an object of each kind of name have it: subdomain, label, label1035, path
  it.each<[string, boolean, boolean, boolean, boolean]>([
    ['a', true, true, true, true],
    ['registry', true, true, true, true],
    ['image-registry-2', true, true, true, true],
    ['2nd', true, true, false, true],
    ['a.b', true, false, false, true],
    ['a..b', false, false, false, true],
    ['.a', false, false, false, true],
    ['a.', false, false, false, true],
    ['-a', false, false, false, true],
    ['a-', false, false, false, true],
    ['a.-b', false, false, false, true],
    ['A', false, false, false, true],
    ['a_b', false, false, false, true],
    ['a b', false, false, false, true],
    ['système', false, false, false, true],
    ['system:image-puller', false, false, false, true],
    ['sha256:00ff', false, false, false, true],
    ['a/b', false, false, false, false],
    ['a%b', false, false, false, false],
    ['.', false, false, false, false],
    ['..', false, false, false, false],
    ['a\n', false, false, false, true],
  ])('%j', (name, ...wanted) => {
    expect(HOW.map((names) => ofName(name, names).length === 0)).toEqual(wanted);
  });

  it.each<[Names, number]>([
    ['subdomain', 253],
    ['label', 63],
    ['label1035', 63],
  ])('a name as a %s has at most %i characters', (names, most) => {
    expect(ofName('a'.repeat(most), names)).toEqual([]);
    expect(ofName('a'.repeat(most + 1), names)).toEqual([`must be no more than ${most} characters`]);
  });

  it('says both things that are wrong', () => {
    expect(ofName('-'.repeat(64), 'label')).toHaveLength(2);
    expect(ofName('a/%', 'path')).toEqual(["may not contain '/'", "may not contain '%'"]);
  });
});

describe('how kinds are named', () => {
  const named = (names: Names): string[] => KINDS.filter((kind) => kind.names === names).map((k) => k.resource.kind);

  it('a namespace is a label, a service one that DNS takes', () => {
    expect([named('label'), named('label1035')]).toEqual([['Namespace'], ['Service']]);
  });

  it('roles, their bindings and stored images have any name that fits into a path', () => {
    const wanted = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'Image'];
    expect(named('path')).toEqual(wanted);
    expect(KINDS.find((kind) => kind.resource === R.Image)?.names).toBe('subdomain');
  });
});

describe('judgeMeta', () => {
  const BUILT_IN = { names: 'subdomain', custom: false } as const;
  const said = (meta: ObjectMeta, kind: Pick<Kind, 'names' | 'custom'> = BUILT_IN): string[] =>
    judgeMeta({ name: 'a', ...meta }, kind).map((cause) => `${cause.field} ${cause.reason}`);
  const OWNER = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };

  it.each<[string, ObjectMeta]>([
    ['nothing but a name', {}],
    ['labels', { labels: { a: 'b', 'x.io/y': '', 'A_b.c-1': 'D_e.f-2' } }],
    ['annotations with any value', { annotations: { 'x.io/y': 'a b\nc', UPPER: '' } }],
    ['an annotation with capitals in its prefix', { annotations: { 'X.io/y': '' } }],
    ['finalizers', { finalizers: ['x.io/y', 'kubernetes', 'orphan', 'foregroundDeletion'] }],
    ['an owner', { ownerReferences: [OWNER] }],
    ['a name to be generated', { generateName: 'a-' }],
    ['the longest label', { labels: { ['k'.repeat(63)]: 'v'.repeat(63) } }],
  ])('has nothing against %s', (_, meta) => {
    expect(said(meta)).toEqual([]);
  });

  it.each<[string, ObjectMeta, string[]]>([
    ['no name', { name: '' }, ['metadata.name FieldValueRequired']],
    ['a name in capitals', { name: 'A' }, ['metadata.name FieldValueInvalid']],
    [
      'a beginning in capitals',
      { name: 'Ab', generateName: 'A' },
      ['metadata.generateName FieldValueInvalid', 'metadata.name FieldValueInvalid'],
    ],
    ['an empty label key', { labels: { '': 'a' } }, Array<string>(2).fill('metadata.labels FieldValueInvalid')],
    ['a key of two slashes', { labels: { 'a/b/c': '' } }, ['metadata.labels FieldValueInvalid']],
    ['a key with an empty prefix', { labels: { '/b': '' } }, ['metadata.labels FieldValueInvalid']],
    ['a key with a prefix in capitals', { labels: { 'A.io/b': '' } }, ['metadata.labels FieldValueInvalid']],
    ['a key too long', { labels: { ['k'.repeat(64)]: '' } }, ['metadata.labels FieldValueInvalid']],
    ['a value too long', { labels: { a: 'v'.repeat(64) } }, ['metadata.labels FieldValueInvalid']],
    ['a value with a blank', { labels: { a: 'b c' } }, ['metadata.labels FieldValueInvalid']],
    ['a value that ends in a dash', { labels: { a: 'b-' } }, ['metadata.labels FieldValueInvalid']],
    ['an annotation of a bad key', { annotations: { 'a b': '' } }, ['metadata.annotations FieldValueInvalid']],
    ['a finalizer of one word', { finalizers: ['mine'] }, ['metadata.finalizers[0] FieldValueInvalid']],
    [
      'the second finalizer',
      { finalizers: ['a.io/b', 'mine'] },
      ['metadata.finalizers[1] FieldValueInvalid'],
    ],
    ['a finalizer of a bad name', { finalizers: ['a.io/-'] }, ['metadata.finalizers FieldValueInvalid']],
    [
      'an owner without a uid',
      { ownerReferences: [{ ...OWNER, uid: '' }] },
      ['metadata.ownerReferences.uid FieldValueInvalid'],
    ],
    [
      'an owner of nothing',
      { ownerReferences: [{ apiVersion: '', kind: '', name: '', uid: '' }] },
      ['apiVersion', 'kind', 'name', 'uid'].map((f) => `metadata.ownerReferences.${f} FieldValueInvalid`),
    ],
  ])('complains of %s', (_, meta, wanted) => {
    expect(said(meta)).toEqual(wanted);
  });

  it('lets custom resources have finalizers of one word', () => {
    expect(said({ finalizers: ['mine'] }, { names: 'subdomain', custom: true })).toEqual([]);
  });

  it('quotes what was given', () => {
    const [cause] = judgeMeta({ name: 'a"b' }, BUILT_IN);
    expect(cause?.message).toMatch(/^Invalid value: "a\\"b": a lowercase RFC 1123 subdomain must consist/);
  });
});
