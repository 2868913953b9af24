import { describe, expect, it } from 'vitest';
import { differences, isEmpty, normalised, sameSpec, sameStorage } from '../../src/registry/normalise.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { one } from '../../src/snapshot/access.ts';
import { recorded, recording } from './world.ts';

describe('fields that say nothing', () => {
  it.each([undefined, null, '', false, '0s', [], {}, { a: {} }, { read: { maxWaitInQueue: '0s' }, write: {} }, { name: '' }])('%j', (value) => expect(isEmpty(value)).toBe(true));
  it.each([0, 1, 'a', true, ['x'], [''], { a: 1 }, { emptyDir: {} }, { pvc: { claim: '' } }])('%j says something', (value) => expect(isEmpty(value)).toBe(false));
});

describe('an intent against what is there', () => {
  it.each([
    ['nothing is meant', {}, { replicas: 1 }, []],
    ['a value', { replicas: 2 }, { replicas: 2 }, []],
    ['another value', { replicas: 2 }, { replicas: 1 }, ['replicas']],
    ['a missing value', { replicas: 2 }, {}, ['replicas']],
    ['false and absent', { defaultRoute: false }, {}, []],
    ['false and true', { defaultRoute: false }, { defaultRoute: true }, ['defaultRoute']],
    ['true and absent', { disableRedirect: true }, {}, ['disableRedirect']],
    ['null and absent', { storage: { s3: { keyID: null } } }, { storage: { s3: { bucket: 'b' } } }, []],
    ['null and empty', { storage: { s3: { keyID: null } } }, { storage: { s3: { keyID: '' } } }, []],
    ['null and a value', { storage: { s3: { keyID: null } } }, { storage: { s3: { keyID: 'k' } } }, ['storage.s3.keyID']],
    ['null and an empty object', { storage: { s3: { trustedCA: null } } }, { storage: { s3: { trustedCA: { name: '' } } } }, []],
    ['a backend that is to go and is empty', { storage: { emptyDir: null } }, { storage: { emptyDir: {} } }, ['storage.emptyDir']],
    ['a backend that is to go and is blank', { storage: { pvc: null } }, { storage: { pvc: { claim: '' } } }, ['storage.pvc']],
    ['a backend that has gone', { storage: { emptyDir: null, pvc: null } }, { storage: {} }, []],
    ['emptyDir as meant', { storage: { emptyDir: {} } }, { storage: { emptyDir: {} } }, []],
    ['emptyDir is missing', { storage: { emptyDir: {} } }, { storage: {} }, ['storage.emptyDir']],
    ['a backend where there is none', { storage: { s3: { bucket: 'b' } } }, { storage: {} }, ['storage.s3']],
    ['no storage at all', { storage: { s3: { bucket: 'b' } } }, {}, ['storage.s3']],
    ['a claim that the operator named', { storage: { pvc: { claim: '' } } }, { storage: { pvc: { claim: 'image-registry-storage' } } }, []],
    ['a blank claim, where somebody else\'s is named: the operator has one name only', { storage: { pvc: { claim: '' } } }, { storage: { pvc: { claim: 'mine' } } }, ['storage.pvc.claim']],
    ['a blank claim that stays blank', { storage: { pvc: { claim: '' } } }, { storage: { pvc: { claim: '' } } }, []],
    ['a CA that somebody named', { storage: { s3: { trustedCA: { name: '' } } } }, { storage: { s3: { trustedCA: { name: 'x' } } } }, ['storage.s3.trustedCA.name']],
    ['a list', { routes: [{ name: 'a', hostname: '' }] }, { routes: [{ name: 'a' }] }, []],
    ['a longer list', { routes: [{ name: 'a' }] }, { routes: [{ name: 'a' }, { name: 'b' }] }, ['routes']],
    ['a list in another order', { routes: [{ name: 'b' }, { name: 'a' }] }, { routes: [{ name: 'a' }, { name: 'b' }] }, ['routes']],
    ['an empty list and none', { topologySpreadConstraints: [] }, {}, []],
    ['requests of nothing', { requests: { read: { maxWaitInQueue: '0s' } } }, { requests: {} }, []],
    ['a field called like a backend elsewhere', { proxy: { s3: null } }, { proxy: {} }, []],
    ['a number and its text', { replicas: 2 }, { replicas: '2' }, ['replicas']],
    ['no spec', { replicas: 1 }, undefined, ['replicas']],
  ])('%s', (_, intent, actual, fields) => {
    expect(differences(intent, actual)).toEqual(fields);
    expect(sameSpec(intent, actual)).toBe(fields.length === 0);
  });

  /** The real operator rewrote each of these; what was patched is still as it was meant. */
  const patched: [string, number][] = [
    ['odf-s3-complete', 0], ['odf-s3-bucket-missing', 0], ['emptydir', 0], ['pvc-blank-claim', 0], ['pvc-rwx-cephfs', 0], ['azure-key', 0], ['gcs-keyfile', 0],
    ['swift-credentials', 0], ['default-route', 1], ['default-route', 2], ['two-backends', 2], ['tuning', 1], ['custom-route', 1], ['custom-route', 4], ['unmanaged', 2],
  ];
  it.each(patched)('recording %s, step %i', (name, step) => {
    const done = recording(name).steps[step]!.do as { patch: { spec: Record<string, unknown> } };
    expect(differences(done.patch.spec, one(recorded(name, step), OBJECT.config)!['spec'])).toEqual([]);
  });
});

describe('two storages', () => {
  it.each([
    [undefined, {}, true],
    [{ s3: { bucket: 'b', virtualHostedStyle: false } }, { s3: { bucket: 'b' } }, true],
    [{ s3: { bucket: 'b', trustedCA: { name: '' } } }, { s3: { bucket: 'b' } }, true],
    [{ managementState: 'Managed', emptyDir: {} }, { emptyDir: {}, managementState: 'Managed' }, true],
    [{ emptyDir: {} }, {}, false],
    [{ s3: { bucket: 'b' } }, { s3: { bucket: 'c' } }, false],
    [{ managementState: 'Managed', emptyDir: {} }, { emptyDir: {} }, false],
  ])('%j and %j', (a, b, same) => {
    expect(sameStorage(a, b)).toBe(same);
    expect(sameStorage(b, a)).toBe(same);
  });
});

it('a normalised value is normalised, and keys are in order', () => {
  const once = normalised({ b: 1, a: { z: false, y: [{ d: '', c: 2 }] }, storage: { pvc: { claim: '' } } });
  expect(JSON.stringify(once)).toBe('{"a":{"y":[{"c":2}]},"b":1,"storage":{"pvc":{}}}');
  expect(normalised(once)).toEqual(once);
});
