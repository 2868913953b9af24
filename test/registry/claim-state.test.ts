import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { ofClaim } from '../../src/registry/claim-state.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { readyReads, unmet } from '../../src/registry/ready.ts';
import { object, recorded, snapshotOf, withObject } from './world.ts';

const CLAIM = ref(R.PersistentVolumeClaim, 'c', NS.registry);
const config = (storage: unknown): KubeObject => object(OBJECT.config, { spec: { storage } });
const told = (storage: unknown, ...claims: KubeObject[]): string[] => ofClaim(snapshotOf(claims), config(storage));
const claim = (status: object, metadata = {}): KubeObject => object(CLAIM, { status }, metadata);
const ON = { pvc: { claim: 'c' } };

describe('the claim of a registry', () => {
  it.each([
    ['bound', claim({ phase: 'Bound' }), []],
    ['waiting', claim({ phase: 'Pending' }), ['the volume claim c has no volume: it is Pending']],
    ['new', claim({}), ['the volume claim c has no volume: it is Pending']],
    ['lost', claim({ phase: 'Lost' }), ['the volume claim c has no volume: it is Lost']],
    ['going, though it is bound', claim({ phase: 'Bound' }, { deletionTimestamp: '2026-11-22T18:00:00Z' }), ['the volume claim c is being deleted']],
  ] as [string, KubeObject, string[]][])('%s', (_, found, words) => expect(told(ON, found)).toEqual(words));

  it.each([
    ['on other storage', { s3: { bucket: 'b' } }],
    ['blank as yet', { pvc: { claim: '' } }],
    ['another one', { pvc: { claim: 'd' } }],
    ['none', undefined],
  ])('%s: nothing is said', (_, storage) => expect(told(storage, claim({ phase: 'Pending' }))).toEqual([]));
  it('that was not read: nothing is said', () => expect(told(ON)).toEqual([]));

  it('is the first reason why a registry is not ready, in the wait of a set-up', () => {
    const intent = { storage: { pvc: { claim: 'registry-storage-pvc' } } };
    const ready = recorded('pvc-rwx-cephfs', 0);
    const named = ref(R.PersistentVolumeClaim, 'registry-storage-pvc', NS.registry);
    const pending = withObject(ready, named, (found) => ({ ...found, status: { phase: 'Pending' } }));
    expect(unmet(pending, intent)[0]).toBe('the volume claim registry-storage-pvc has no volume: it is Pending');
    const bound = withObject(ready, named, (found) => ({ ...found, status: { phase: 'Bound' } }));
    expect(unmet(bound, intent)).toEqual(unmet({ ...ready, answers: Object.fromEntries(Object.entries(ready.answers).filter(([key]) => !key.startsWith('persistentvolumeclaims'))) }, intent));
    expect(readyReads()).not.toContainEqual(named);
  });
});
