import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { losses, mustCount } from '../../src/registry/losses.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { storagePatch } from '../../src/registry/storage-patch.ts';
import { object, recorded, snapshotOf } from './world.ts';

type Spec = Record<string, unknown>;
const image = (name: string, managed: boolean): KubeObject => object(ref(R.StoredImage, name), {}, managed ? { annotations: { 'openshift.io/image.managed': 'true' } } : {});
const IMAGES = [image('sha256:1', true), image('sha256:2', true), image('sha256:3', false)];

const S3 = { bucket: 'b', regionEndpoint: 'https://h' };
const RUNS: Spec = { managementState: 'Managed', replicas: 2, rolloutStrategy: 'RollingUpdate', storage: { managementState: 'Unmanaged', s3: S3 } };
const EMPTY: Spec = { managementState: 'Managed', replicas: 1, storage: { managementState: 'Managed', emptyDir: {} } };
const OWNED: Spec = { managementState: 'Managed', replicas: 1, storage: { managementState: 'Managed', pvc: { claim: 'image-registry-storage' } } };

/** What a patch loses on a registry whose operator has taken its storage over (or not: `taken` is `status.storage`). */
function lost(spec: Spec, patch: Spec, taken: unknown = spec['storage'], images: KubeObject[] = IMAGES): string[] {
  const world = snapshotOf([object(OBJECT.config, { spec, status: { storage: taken } }), ...images], { listed: [R.StoredImage] });
  return losses(world, mergePatch(spec, patch)).map(({ what, why, images: count }) => `${what} (${count ?? '?'}): ${why}`);
}

const to = (bucket: string, state: 'Managed' | 'Unmanaged' = 'Unmanaged'): Spec => ({ managementState: 'Managed', storage: storagePatch('s3', { ...S3, bucket }, state) });

describe('nothing is lost', () => {
  it.each([
    ['the same storage again', RUNS, to('b')],
    ['another region of the same bucket', RUNS, { storage: { s3: { region: 'x' } } }],
    ['a new CA', RUNS, { storage: { s3: { trustedCA: { name: 'x' } } } }],
    ['more replicas', RUNS, { replicas: 3 }],
    ['Removed on storage of the administrator\'s', RUNS, { managementState: 'Removed' }],
    ['hands off', RUNS, { managementState: 'Unmanaged' }],
    ['a route, even on emptyDir', EMPTY, { defaultRoute: true }],
    ['routes, even on emptyDir', EMPTY, { routes: [{ name: 'r' }] }],
    ['the operator\'s own log', EMPTY, { operatorLogLevel: 'Debug' }],
    ['a rollout strategy on emptyDir', EMPTY, { rolloutStrategy: 'Recreate' }],
    ['emptyDir as it is', EMPTY, { managementState: 'Managed', replicas: 1, storage: storagePatch('emptyDir', {}, 'Managed') }],
    ['emptyDir with words that say nothing', EMPTY, { disableRedirect: false, proxy: {} }],
    ['storage of the operator\'s, given away', OWNED, { storage: { managementState: 'Unmanaged' } }],
  ])('%s', (_, spec, patch) => expect(lost(spec as Spec, patch as Spec)).toEqual([]));

  it('a new cluster has nothing to lose', () => {
    const world = recorded('bootstrap-none', -1);
    expect(losses(world, mergePatch({ managementState: 'Removed', replicas: 1, storage: {} }, to('b')))).toEqual([]);
  });
  it('a registry that was removed with its storage', () => {
    const spec = { ...OWNED, managementState: 'Removed' };
    expect(lost(spec, to('b'), {})).toEqual([]);
    expect(lost({ ...EMPTY, managementState: 'Removed' }, to('b'), {})).toEqual([]);
  });
  it('storage that never came up', () => expect(lost(RUNS, to('right-name'), {}, [])).toEqual([]));
  it('storage that is known to be empty', () => {
    expect(lost(EMPTY, to('b'), EMPTY['storage'], [])).toEqual([]);
    expect(lost(RUNS, to('c'), RUNS['storage'], [image('sha256:3', false)])).toEqual([]);
    expect(lost(OWNED, { managementState: 'Removed' }, OWNED['storage'], [])).toEqual([]);
  });
  it('no Config at all', () => expect(losses(snapshotOf([], { absent: [OBJECT.config] }), to('b'))).toEqual([]));
});

describe('images are lost', () => {
  it.each([
    ['to another bucket', RUNS, to('c'), 'S3 bucket b at https://h (2): the registry moves to S3 bucket c at https://h and images are not copied'],
    ['to the same name elsewhere', RUNS, { storage: { s3: { regionEndpoint: 'https://other' } } }, 'S3 bucket b at https://h (2): the registry moves to S3 bucket b at https://other and images are not copied'],
    ['to another backend', RUNS, { storage: storagePatch('pvc', { claim: 'p' }, 'Unmanaged') }, 'S3 bucket b at https://h (2): the registry moves to volume claim p and images are not copied'],
    ['to a bucket that is not known yet', RUNS, to('(known after the claim is bound)'), 'S3 bucket b at https://h (2): the registry moves to S3 bucket (known after the claim is bound) at https://h and images are not copied'],
    ['to no storage', RUNS, { storage: { s3: null } }, 'S3 bucket b at https://h (2): the registry moves to none and images are not copied'],
    ['to two', RUNS, { storage: { emptyDir: {} } }, 'S3 bucket b at https://h (2): the registry moves to 2 backends at once: emptyDir (images are lost when a pod restarts) and S3 bucket b at https://h and images are not copied'],
    ['leaving the operator\'s storage behind', OWNED, to('b'), 'volume claim image-registry-storage (2): the registry moves to S3 bucket b at https://h and images are not copied; the old storage stays behind and nothing will delete it'],
    ['from emptyDir', EMPTY, to('b'), 'emptyDir (images are lost when a pod restarts) (2): the storage of the pods ends with them'],
    ['a restart on emptyDir', EMPTY, { disableRedirect: true }, 'emptyDir (images are lost when a pod restarts) (2): a change of disableRedirect restarts the pods, and their storage ends with them'],
    ['more replicas on emptyDir', EMPTY, { replicas: 2, defaultRoute: true }, 'emptyDir (images are lost when a pod restarts) (2): a change of replicas restarts the pods, and their storage ends with them'],
    ['a field taken away on emptyDir', { ...EMPTY, readOnly: true }, { readOnly: null }, 'emptyDir (images are lost when a pod restarts) (2): a change of readOnly restarts the pods, and their storage ends with them'],
    ['Removed on storage of the operator\'s', OWNED, { managementState: 'Removed' }, 'volume claim image-registry-storage (2): Removed deletes storage that is marked Managed, with all images'],
    ['Removed on a bucket left Managed', { ...RUNS, storage: { managementState: 'Managed', s3: S3 } }, { managementState: 'Removed' }, 'S3 bucket b at https://h (2): Removed deletes storage that is marked Managed, with all images and whatever else is in it, though the operator did not make it'],
    ['Removed on emptyDir', EMPTY, { managementState: 'Removed' }, 'emptyDir (images are lost when a pod restarts) (2): Removed ends the pods, and their storage with them'],
    ['Removed on emptyDir, whatever it is marked', { ...EMPTY, storage: { managementState: 'Unmanaged', emptyDir: {} } }, { managementState: 'Removed' }, 'emptyDir (images are lost when a pod restarts) (2): Removed ends the pods, and their storage with them'],
  ])('%s', (_, spec, patch, says) => expect(lost(spec as Spec, patch as Spec)).toEqual([says]));

  it('by what the operator took over, not by what is written since', () => {
    expect(lost(RUNS, to('b'), { s3: { ...S3, bucket: 'old' } })).toEqual(['S3 bucket old at https://h (2): the registry moves to S3 bucket b at https://h and images are not copied']);
  });
  it('on a Removed registry that kept its administrator\'s bucket', () => {
    expect(lost({ ...RUNS, managementState: 'Removed' }, to('c'), {})).toEqual(['S3 bucket b at https://h (2): the registry moves to S3 bucket c at https://h and images are not copied']);
    expect(lost({ ...RUNS, managementState: 'Removed' }, to('b'), {})).toEqual([]);
  });
  it('without a count when the images were not read', () => {
    const world = snapshotOf([object(OBJECT.config, { spec: RUNS, status: { storage: RUNS['storage'] } })]);
    expect(losses(world, mergePatch(RUNS, to('c')))).toEqual([{ what: 'S3 bucket b at https://h', why: 'the registry moves to S3 bucket c at https://h and images are not copied' }]);
  });
});

describe('storage itself is lost', () => {
  const CLUSTER = object(OBJECT.infrastructure, { status: { infrastructureName: 'lab' } });
  const removed = (storage: Spec, images: KubeObject[], taken: unknown = storage): string[] => {
    const spec = { managementState: 'Managed', replicas: 1, storage: { managementState: 'Managed', ...storage } };
    const world = snapshotOf([CLUSTER, object(OBJECT.config, { spec, status: { storage: taken } }), ...images], { listed: [R.StoredImage] });
    return losses(world, { ...spec, managementState: 'Removed' }).map(({ what, why, images: count }) => `${what} (${count ?? '?'}): ${why}`);
  };
  it.each<[string, Spec, KubeObject[], string[]]>([
    ['a bucket of the operator\'s, empty', { s3: { bucket: 'lab-image-registry-a' } }, [], []],
    ['a bucket of the operator\'s with images', { s3: { bucket: 'lab-image-registry-a' } }, IMAGES, ['S3 bucket lab-image-registry-a (2): Removed deletes storage that is marked Managed, with all images']],
    ['a bucket of somebody\'s, though no image is in it', { s3: { bucket: 'b' } }, [], ['S3 bucket b (0): Removed deletes storage that is marked Managed, with all images and whatever else is in it, though the operator did not make it']],
    ['an account of somebody\'s', { azure: { accountName: 'acct', container: 'c' } }, [], ['Azure container c at acct (0): Removed deletes storage that is marked Managed, with all images and the whole storage account, though the operator did not make it']],
    ['an empty directory without images', { emptyDir: {} }, [], []],
  ])('%s', (_, storage, images, says) => expect(removed(storage, images)).toEqual(says));
  it('by what the operator took over, not by what is configured since', () => {
    expect(removed({ s3: { bucket: 'new' } }, [], { s3: { bucket: 'old' } })).toEqual([expect.stringContaining('S3 bucket old (0): Removed deletes')]);
  });
  it('but not what it never took over', () => expect(removed({ s3: { bucket: 'b' } }, [], {})).toEqual([]));
});

describe('two at once of which none was taken over', () => {
  const both = (mark: string): Spec => ({ managementState: 'Removed', replicas: 1, storage: { managementState: mark, s3: S3, pvc: { claim: 'p' }, emptyDir: {} } });
  it('either may hold the images; the one that stays is not lost', () => {
    expect(lost(both('Unmanaged'), to('b'), {})).toEqual(['volume claim p (2): the registry moves to S3 bucket b at https://h and images are not copied']);
    expect(lost(both('Unmanaged'), to('c'), {})).toEqual(['S3 bucket b at https://h or volume claim p (2): the registry moves to S3 bucket c at https://h and images are not copied']);
  });
  it('Removed has deleted them where they were marked Managed', () => expect(lost(both('Managed'), to('c'), {})).toEqual([]));
  it('one in use holds them', () => expect(lost(both('Unmanaged'), to('b'), { s3: S3 })).toEqual([]));
});

describe('while the operator keeps off', () => {
  const spec = { ...RUNS, storage: { managementState: 'Unmanaged', s3: { ...S3, bucket: 'new' } } };
  it('nothing moves', () => expect(lost(spec, { managementState: 'Unmanaged' }, RUNS['storage'])).toEqual([]));
  it('when it takes up its work again, what was changed meanwhile does', () => {
    expect(lost({ ...spec, managementState: 'Unmanaged' }, { managementState: 'Managed' }, RUNS['storage'])).toEqual(['S3 bucket b at https://h (2): the registry moves to S3 bucket new at https://h and images are not copied']);
  });
});

it('images that would be lost are named by their repositories', () => {
  const stored = ['a/x', 'a/x', 'b/y'].map((repository, i) => ({ ...image(`sha256:${i}`, true), dockerImageReference: `host:5000/${repository}@sha256:${i}` }));
  const world = snapshotOf([object(OBJECT.config, { spec: RUNS, status: { storage: RUNS['storage'] } }), ...stored], { listed: [R.StoredImage] });
  expect(losses(world, mergePatch(RUNS, to('c')))).toEqual([expect.objectContaining({ images: 3, examples: ['a/x', 'b/y'] })]);
});

describe('a later Removed would delete', () => {
  const marked = 'it would be marked Managed, so a later Removed would delete it';
  it.each([
    ['a bucket put under Managed', RUNS, { storage: { managementState: 'Managed' } }, [`S3 bucket b at https://h (?): ${marked}`]],
    ['a claim that inherits Managed from emptyDir', EMPTY, { storage: { emptyDir: null, pvc: { claim: 'mine' } } }, ['emptyDir (images are lost when a pod restarts) (2): the storage of the pods ends with them', `volume claim mine (?): ${marked}`]],
    ['a claim that the operator makes', EMPTY, { storage: { emptyDir: null, pvc: { claim: '' } } }, ['emptyDir (images are lost when a pod restarts) (2): the storage of the pods ends with them']],
    ['what was so before', OWNED, { replicas: 1, logLevel: 'Debug' }, []],
  ])('%s', (_, spec, patch, says) => expect(lost(spec as Spec, patch as Spec)).toEqual(says));
  it('even on a registry that holds nothing yet', () => {
    expect(lost({ managementState: 'Removed', replicas: 1, storage: {} }, to('mine', 'Managed'), {}, [])).toEqual([`S3 bucket mine at https://h (?): ${marked}`]);
  });
});

describe('whether images must be counted', () => {
  const target = fc.constantFrom<Spec>(
    {},
    { emptyDir: {} },
    { s3: S3 },
    { s3: { ...S3, bucket: 'c' } },
    { pvc: { claim: 'p' } },
    { emptyDir: {}, s3: S3 },
  );
  const state = fc.constantFrom('Managed', 'Unmanaged', 'Removed');
  const owner = fc.constantFrom('Managed', 'Unmanaged');
  it('where it is not so, no change of storage loses images, counted or not', () => {
    fc.assert(
      fc.property(target, target, owner, state, fc.constantFrom('b', 'c'), (storage, taken, managementState, was, bucket) => {
        const spec = { managementState: was, replicas: 2, storage: { ...storage, managementState } };
        const world = snapshotOf([object(OBJECT.config, { spec, status: { storage: taken } })]);
        const patch = to(bucket);
        if (mustCount(world, patch['storage'])) return;
        expect(losses(world, mergePatch(spec, patch))).toEqual([]);
        const listed = snapshotOf([object(OBJECT.config, { spec, status: { storage: taken } }), ...IMAGES], { listed: [R.StoredImage] });
        expect(losses(listed, mergePatch(spec, patch))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
