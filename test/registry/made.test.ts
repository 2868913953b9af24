import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/types.ts';
import { madeByOperator } from '../../src/registry/made.ts';
import { OBJECT, registryClaim } from '../../src/registry/objects.ts';
import { object, snapshotOf } from './world.ts';

const CLUSTER = object(OBJECT.infrastructure, { status: { infrastructureName: 'lab-x7k2p' } });
const claim = (annotations?: Record<string, string>): KubeObject => object(registryClaim('image-registry-storage'), {}, annotations === undefined ? {} : { annotations });
const made = (storage: unknown, ...objects: KubeObject[]): boolean => madeByOperator(snapshotOf([CLUSTER, ...objects]), storage);

describe('storage is the operator\'s', () => {
  it.each([
    ['an empty directory', { emptyDir: {} }, true],
    ['a bucket under the cluster\'s name', { s3: { bucket: 'lab-x7k2p-image-registry-us-east-1-abc' } }, true],
    ['a bucket of another cluster\'s', { s3: { bucket: 'lab-other-image-registry-us-east-1-abc' } }, false],
    ['a bucket of a name of its own', { s3: { bucket: 'images' } }, false],
    ['a bucket that only holds the name', { gcs: { bucket: 'my-lab-x7k2p-image-registry' } }, false],
    ['a bucket without a name', { gcs: {} }, false],
    ['a container', { swift: { container: 'lab-x7k2p-image-registry-abc' } }, true],
    ['a bucket of IBM', { ibmcos: { bucket: 'lab-x7k2p-image-registry-us-south-a' } }, true],
    ['an account', { azure: { accountName: 'imageregistrylab', container: 'c' } }, true],
    ['somebody\'s account', { azure: { accountName: 'acct', container: 'lab-x7k2p-image-registry-c' } }, false],
    ['a claim of the one name', { pvc: { claim: 'image-registry-storage' } }, true],
    ['another claim', { pvc: { claim: 'mine' } }, false],
    ['two at once', { emptyDir: {}, s3: { bucket: 'lab-x7k2p-image-registry-a' } }, false],
    ['none', {}, false],
    ['nothing', undefined, false],
  ])('%s: %j is %s', (_, storage, is) => expect(made(storage)).toBe(is));

  it('a claim of that name only with its annotation, where the claim was read', () => {
    const storage = { pvc: { claim: 'image-registry-storage' } };
    expect(made(storage, claim({ 'imageregistry.openshift.io': 'true' }))).toBe(true);
    expect(made(storage, claim({ 'imageregistry.openshift.io': 'false' }))).toBe(false);
    expect(made(storage, claim())).toBe(false);
  });

  it('no bucket on a cluster whose name is not known', () => {
    expect(madeByOperator(snapshotOf([]), { s3: { bucket: '-image-registry-a' } })).toBe(false);
    expect(madeByOperator(snapshotOf([object(OBJECT.infrastructure, { status: {} })]), { s3: { bucket: '-image-registry-a' } })).toBe(false);
  });
});
