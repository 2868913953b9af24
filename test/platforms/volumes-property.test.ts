import fc from 'fast-check';
import { expect, it } from 'vitest';
import { at, text } from '../../src/api/json.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { Failure } from '../../src/errors.ts';
import type { Given } from '../../src/forms/types.ts';
import { kindOfClass, modesOf, shares } from '../../src/platforms/volumes-classes.ts';
import { backendsOf } from '../../src/registry/backends.ts';
import { base, BUCKETS, CEPHFS, CINDER, claim, config, FILES, FRESH, formOf, NAMES, NFS, on, outcome, OWNED, RBD, storageClass, THIN, volume } from './volumes-world.ts';

const CLASSES = [BUCKETS, CEPHFS, CINDER, FILES, NFS, RBD, THIN, storageClass('x', 'csi.example.com', { isDefault: true }), storageClass('local', 'kubernetes.io/no-provisioner'), storageClass('custom-csi-storageclass', 'cinder.csi.openstack.org', { parameters: { availability: 'nova' } })];
const CLAIMS = ['image-registry-storage', 'csi-pvc-imageregistry', 'registry-storage-pvc', 'mine'];

const className = fc.constantFrom(...CLASSES.map((one) => one.metadata.name ?? ''), 'gone', '');
const modes = fc.constantFrom(['ReadWriteMany'], ['ReadWriteMany'], ['ReadWriteOnce'], ['ReadWriteOnce'], ['ReadWriteOnce', 'ReadWriteMany'], ['ReadWriteOncePod'], ['ReadOnlyMany']);
const BOUND = { phase: 'Bound', capacity: { storage: '100Gi' } };
const status = fc.constantFrom(BOUND, BOUND, BOUND, { phase: 'Bound', capacity: { storage: '5Gi' } }, { phase: 'Pending' }, { phase: 'Lost' }, {});
const claims = fc.uniqueArray(
  fc.record({ name: fc.constantFrom(...CLAIMS), accessModes: modes, status, storageClassName: fc.option(className, { nil: undefined }), volumeMode: fc.constantFrom('Filesystem', 'Filesystem', 'Filesystem', 'Filesystem', 'Block'), owned: fc.boolean(), going: fc.integer({ min: 0, max: 9 }) })
    .map(({ name, owned, going, status: told, ...spec }) => claim(name, spec, told, { ...(owned ? OWNED : {}), ...(going === 0 ? { deletionTimestamp: 'x' } : {}) })),
  { maxLength: 4, selector: (one) => one.metadata.name },
);
const mark = fc.constantFrom('Managed', 'Unmanaged');
const storage = fc.oneof(
  fc.record({ managementState: mark, pvc: fc.record({ claim: fc.constantFrom(...CLAIMS, '') }) }),
  fc.record({ managementState: mark, s3: fc.constant({ bucket: 'b', keyID: 'k' }) }),
  fc.record({ managementState: mark, emptyDir: fc.constant({}) }),
  fc.record({ managementState: mark, emptyDir: fc.constant({}), pvc: fc.record({ claim: fc.constantFrom(...CLAIMS) }) }),
);
const spec = fc.oneof(fc.constant(FRESH), fc.tuple(storage, fc.constantFrom('Managed', 'Removed', 'Unmanaged'), fc.constantFrom(0, 1, 2, 3), fc.constantFrom('RollingUpdate', 'Recreate', '')).map(([its, managementState, replicas, rolloutStrategy]) => on(its, { managementState, replicas, rolloutStrategy })));
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one });
const given: fc.Arbitrary<Given> = fc.record({
  'storage': maybe(fc.constantFrom('pvc', 'block', 'empty-dir')),
  'non-production': fc.constantFrom(undefined, true as const),
  'blank-claim': maybe(fc.constant(true as const)),
  'claim': maybe(fc.constantFrom(...CLAIMS)),
  'storage-class': maybe(className),
  'size': maybe(fc.constantFrom('100Gi', '1Ti')),
  'access-mode': maybe(fc.constantFrom('ReadWriteMany', 'ReadWriteOnce')),
  'allow-small': maybe(fc.constant(true as const)),
  'replicas': maybe(fc.constantFrom('1', '2')),
  'rollout-strategy': maybe(fc.constantFrom('RollingUpdate', 'Recreate')),
}).map((all) => (all.storage === 'empty-dir' ? { storage: all.storage, 'non-production': all['non-production'] } : { ...all, 'non-production': undefined }));

/** Whether several nodes can write to the claim: by its modes when it is there, by its class when it is to be made. */
function shared(objects: readonly KubeObject[], name: string, classOfNew: string): boolean | undefined {
  const there = objects.find((one) => one.kind === 'PersistentVolumeClaim' && one.metadata.name === name);
  if (there !== undefined) return modesOf(there).includes('ReadWriteMany');
  return shares(kindOfClass(objects.find((one) => one.kind === 'StorageClass' && one.metadata.name === classOfNew)));
}

it('whatever is there and whatever is asked for: what is planned is one storage that can hold the pods, and a second plan is empty', () => {
  let planned = 0;
  const seen = new Set<string>();
  fc.assert(fc.property(fc.constantFrom(...NAMES), given, claims, fc.subarray(CLASSES), spec, fc.constantFrom(1, 3), (name, asked, own, classes, before, workers) => {
    const form = formOf(name);
    const options = Object.fromEntries(Object.entries(asked).filter(([flag, value]) => value !== undefined && form.options.some((option) => option.flag === flag)));
    const objects = [...base('OpenStack', workers, 'nova'), ...own, ...classes, volume('v', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }), config(before)];
    let first: ReturnType<typeof outcome>;
    try {
      first = outcome(form, options, objects);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect((error as Failure).outcome).toBe('usage');
      return;
    }
    for (const code of first.errors) seen.add(code);
    if (first.errors.length > 0) return;
    planned++;
    const { after } = first;
    const [backend, ...others] = backendsOf(after['storage']);
    expect([['pvc', 'emptyDir'].includes(backend ?? ''), others]).toEqual([true, []]);
    expect(after['managementState']).toBe('Managed');
    const claimed = text(after['storage'], 'pvc', 'claim');
    const marked = text(after['storage'], 'managementState');
    // nothing of the administrator's is marked Managed
    if (backend === 'pvc' && claimed !== '' && marked === 'Managed') expect(claimed).toBe('image-registry-storage');
    if (options['claim'] !== undefined) expect([claimed, marked]).toEqual([options['claim'], 'Unmanaged']);
    if (backend === 'emptyDir') expect([options['non-production'], after['replicas']]).toEqual([true, 1]);
    const pods = [after['replicas'], after['rolloutStrategy']];
    const made = first.plan.steps.find((step) => step.id === 'claim');
    const newClass = made?.kind === 'ensure' ? (text(made.body, 'spec', 'storageClassName') ?? '') : '';
    if (backend === 'pvc' && claimed !== '' && shared(objects, claimed ?? '', newClass) === false) expect(pods).toEqual([1, 'Recreate']);
    // every claim that is there stays as it is
    for (const one of own) expect(first.objects.find((now) => now.kind === one.kind && now.metadata.name === one.metadata.name)).toEqual(one);

    const operators = claimed === '' ? { ...after, storage: { managementState: 'Managed', pvc: { claim: 'image-registry-storage' } } } : after;
    const extra = claimed === '' && !own.some((one) => one.metadata.name === 'image-registry-storage') ? [claim('image-registry-storage', {}, undefined, OWNED)] : [];
    const again = outcome(form, options, [...first.objects.filter((one) => one.kind !== 'Config'), ...extra, config(operators)]);
    expect([again.writes, again.losses]).toEqual([[], []]);
    expect(at(again.after, 'storage')).toEqual(at(operators, 'storage'));
  }), { numRuns: 1200, seed: Number(process.env['SEED'] ?? 20261122) });
  // it is about something: plans were made, and refusals of every kind
  expect(planned).toBeGreaterThan(200);
  expect(seen.size).toBeGreaterThan(10);
});
