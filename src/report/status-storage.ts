import { list, record, text } from '../api/json.ts';
import { bucketClaimOf } from '../checks/bucket.ts';
import type { World } from '../checks/world.ts';
import type { Backend } from '../registry/backends.ts';
import type { StatusReport } from './status-types.ts';

const TITLE: Record<Backend, string> = { emptyDir: 'emptyDir', s3: 'S3', swift: 'Swift', gcs: 'Google Cloud Storage', ibmcos: 'IBM COS', pvc: 'PVC', azure: 'Azure Blob', oss: 'Alibaba OSS' };

type Words = Partial<Record<Backend, string>>;

function target(backend: Backend, of: Record<string, unknown>): string {
  const get = (name: string): string => text(of, name) ?? '';
  const place = get('regionEndpoint') || get('region') || get('authURL') || get('location');
  const at = place === '' ? '' : ` at ${place}`;
  const words: Words = {
    emptyDir: 'on the node\'s disk',
    pvc: get('claim') === '' ? 'a claim that the operator makes' : `claim ${get('claim')}`,
    azure: `container ${get('container')} of account ${get('accountName')}`,
    swift: `container ${get('container')}${at}`,
  };
  return words[backend] ?? `bucket ${get('bucket') || '(none yet)'}${at}`;
}

/** The storage itself, and what goes with it when the registry is Removed while it is Managed (operator behaviour, whoever made it). */
function doomed(backend: Backend, of: Record<string, unknown>): [what: string, also: string] {
  const get = (name: string): string => text(of, name) ?? '';
  if (backend === 'pvc') return [`the claim ${get('claim')}`, 'the images on it'];
  if (backend === 'azure') return [`the container ${get('container')}`, `the whole account ${get('accountName')}`];
  if (backend === 'swift') return [`the container ${get('container')}`, 'the images in it'];
  return [`the bucket ${get('bucket')}`, 'the images in it'];
}

function owner(world: World, backend: Backend, of: Record<string, unknown>): string {
  if (world.state === 'Removed') return 'The registry is removed; the settings above are kept for the next time.';
  if (backend === 'emptyDir') return 'Nobody keeps it: every restart of the pod loses the images.';
  const [what, also] = doomed(backend, of);
  const state = text(world.storage, 'managementState');
  if (state === 'Managed') return `Managed: a later Removed deletes ${what} and ${also}.`;
  return state === 'Unmanaged' ? `Unmanaged: a later Removed leaves ${what} alone.` : 'Not decided yet: the operator will, at its next pass.';
}

/** The configured storage in words: what it is, where, and what a later Removed would do to it. */
export function storageOf(world: World): StatusReport['storage'] {
  const managementState = text(world.storage, 'managementState') ?? null;
  const [backend] = world.backends;
  if (world.config === undefined) return { backend: null, target: '', managementState: null, owner: '' };
  if (backend === undefined) return { backend: null, target: 'none configured', managementState, owner: 'There is nothing that a Removed could delete.' };
  const of = record(world.storage, backend);
  if (world.backends.length > 1) return { backend: null, target: `more than one: ${world.backends.map((name) => TITLE[name]).join(', ')}`, managementState, owner: 'Not decided: the operator acts on none of them.' };
  return { backend, target: `${TITLE[backend]}: ${target(backend, of)}`, managementState, owner: owner(world, backend, of) };
}

/** The claim that holds the images; null where the storage is something else or it was not found. */
export function claimOf(world: World): StatusReport['claim'] {
  const { claim } = world;
  if (claim === undefined) return null;
  return {
    name: claim.metadata.name ?? '',
    phase: claim.metadata.deletionTimestamp === undefined ? text(claim, 'status', 'phase') ?? 'unknown' : 'Terminating',
    size: text(claim, 'status', 'capacity', 'storage') ?? text(claim, 'spec', 'resources', 'requests', 'storage') ?? '?',
    storageClass: text(claim, 'spec', 'storageClassName') ?? 'default',
    accessModes: list(claim, 'spec', 'accessModes').filter((mode): mode is string => typeof mode === 'string'),
    volumeMode: text(claim, 'spec', 'volumeMode') ?? 'Filesystem',
  };
}

/** The S3 bucket, with the bucket claim that it came from when one is there; null where the storage is something else. */
export function bucketOf(world: World): StatusReport['bucket'] {
  if (world.backends.length !== 1 || world.backends[0] !== 's3') return null;
  const claim = bucketClaimOf(world);
  return {
    name: text(world.s3, 'bucket') ?? '',
    endpoint: text(world.s3, 'regionEndpoint') ?? '',
    claim: claim === undefined ? null : `${claim.metadata.namespace ?? ''}/${claim.metadata.name ?? ''}`,
    phase: claim === undefined ? null : text(claim, 'status', 'phase') ?? 'without a phase',
  };
}
