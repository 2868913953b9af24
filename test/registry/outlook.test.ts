import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/types.ts';
import { OBJECT, registryClaim } from '../../src/registry/objects.ts';
import { outlook } from '../../src/registry/outlook.ts';
import { object, recorded, snapshotOf } from './world.ts';

type Fields = Record<string, unknown>;
const CLUSTER = object(OBJECT.infrastructure, { status: { infrastructureName: 'lab', platformStatus: { azure: { resourceGroupName: 'lab-rg' } } } });
const OWN = { s3: { bucket: 'lab-image-registry-a', region: 'us-east-1' } };
const MINE = { s3: { bucket: 'mine', region: 'us-east-1' } };
const spec = (storage: Fields, mark = 'Unmanaged', managementState = 'Managed'): Fields => ({ managementState, storage: { managementState: mark, ...storage } });

/** What a change says: `CODE: message, remedy`. */
function said(before: Fields, taken: Fields, after: Fields, ...objects: KubeObject[]): string[] {
  const config = object(OBJECT.config, { spec: before, status: { storage: taken } });
  return outlook(snapshotOf([CLUSTER, config, ...objects]), after).map(({ code, level, message, remedy }) => `${level} ${code}: ${message}; ${remedy ?? ''}`);
}

describe('storage of the operator\'s that stays behind', () => {
  const left = (command: string): string[] => [`info RC-STORAGE-LEFT: it stays as it is, with what is in it, until somebody deletes it; nothing, to keep it; to delete it: ${command}`];
  it.each<[string, Fields, Fields, string]>([
    ['a bucket', OWN, MINE, 'aws s3 rb s3://lab-image-registry-a --force --region us-east-1'],
    ['a bucket, for a claim', OWN, { pvc: { claim: 'c' } }, 'aws s3 rb s3://lab-image-registry-a --force --region us-east-1'],
    ['an account', { azure: { accountName: 'imageregistrylab', container: 'c' } }, { azure: { accountName: 'mine', container: 'c' } }, 'az storage account delete --name imageregistrylab --resource-group lab-rg'],
    ['a claim', { pvc: { claim: 'image-registry-storage' } }, MINE, 'oc -n openshift-image-registry delete pvc image-registry-storage'],
    ['a container', { swift: { container: 'lab-image-registry-a' } }, MINE, 'openstack container delete --recursive lab-image-registry-a'],
  ])('%s', (_, taken, to, command) => expect(said(spec(taken, 'Managed'), taken, spec(to))).toEqual(left(command)));

  it.each<[string, Fields, Fields, Fields]>([
    ['the same storage', OWN, OWN, spec(OWN)],
    ['an administrator\'s bucket', MINE, MINE, spec(OWN)],
    ['an empty directory', { emptyDir: {} }, { emptyDir: {} }, spec(MINE)],
    ['what was never taken over', OWN, {}, spec(MINE)],
    ['Removed, which deletes it', OWN, OWN, spec(OWN, 'Managed', 'Removed')],
  ])('none is left by %s', (_, there, taken, after) => expect(said(spec(there, 'Managed'), taken, after).filter((line) => line.includes('LEFT'))).toEqual([]));

  it('a claim without the operator\'s annotation is not its own', () => {
    const taken = { pvc: { claim: 'image-registry-storage' } };
    expect(said(spec(taken), taken, spec(MINE), object(registryClaim('image-registry-storage')))).toEqual([]);
  });
});

describe('two at once that become one', () => {
  const two = { ...MINE, pvc: { claim: 'c' } };
  it.each<[string, Fields, string, string]>([
    ['the one in use', { pvc: { claim: 'c' } }, 'Unmanaged', 'images are in volume claim c, which the operator last took over'],
    ['none in use: either', {}, 'Unmanaged', 'images may be in S3 bucket mine or volume claim c: the operator has taken none over'],
    ['none in use, and Removed would have deleted them', {}, 'Managed', 'the operator took none of them over'],
  ])('says where images are: %s', (_, taken, mark, where) => {
    expect(said(spec(two, mark), taken, spec(MINE)).filter((line) => line.includes('TWO'))).toEqual([`info RC-STORAGE-TWO: s3 and pvc at once; this leaves S3 bucket mine. As far as is known, ${where}; none; to look again afterwards: registryctl status`]);
  });
  it('as it was recorded: the operator goes on with the one of before', () => {
    const [found] = outlook(recorded('two-backends', 1), spec(MINE));
    expect(found).toMatchObject({ code: 'RC-STORAGE-TWO', message: expect.stringContaining('images are in emptyDir') as string });
  });
  it('is not said where two stay, or where there was one', () => {
    expect(said(spec(two), {}, spec(two))).toEqual([]);
    expect(said(spec(MINE), MINE, spec({ pvc: { claim: 'c' } }))).toEqual([]);
  });
});

describe('a mark that is taken off', () => {
  it('is said of storage that was brought', () => {
    expect(said(spec(MINE, 'Managed'), MINE, spec(MINE))).toEqual([expect.stringMatching(/^info RC-STORAGE-MANAGED-BY-ADMIN: it is Managed, which is corrected: S3 bucket mine would have been deleted/u)]);
  });
  it.each<[string, Fields, Fields]>([
    ['of the operator\'s own', spec(OWN, 'Managed'), spec(OWN)],
    ['that was not there', spec(MINE), spec(MINE)],
    ['that stays', spec(MINE, 'Managed'), spec(MINE, 'Managed')],
    ['of other storage', spec(OWN, 'Managed'), spec(MINE)],
    ['of none', { managementState: 'Managed', storage: { managementState: 'Managed' } }, { managementState: 'Managed', storage: { managementState: 'Unmanaged' } }],
  ])('is not said of one %s', (_, before, after) => expect(said(before, {}, after)).toEqual([]));
});

it('nothing is said of a cluster without a Config', () => expect(outlook(snapshotOf([CLUSTER]), spec(MINE))).toEqual([]));
