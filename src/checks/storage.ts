import { list, num, text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { stateOf } from '../snapshot/access.ts';
import { COLLECTIONS, REGISTRY } from '../snapshot/reads.ts';
import { define, field, when } from './define.ts';
import type { Check } from './types.ts';
import { configCondition, leftOver, ofTwo, operatorError, wanted, type World } from './world.ts';

const { config } = REGISTRY;
const PVC = field('spec.storage.pvc');
const OWNED = 'imageregistry.openshift.io';

const modes = (claim: KubeObject | undefined): unknown[] => list(claim, 'spec', 'accessModes');
const claimRef = (claim: KubeObject): string => nameOf(ref(R.PersistentVolumeClaim, claim.metadata.name ?? '', NS.registry));
const nameFill = (claim: KubeObject): Record<string, string> => ({ claim: claim.metadata.name ?? '', volume: text(claim, 'spec', 'volumeName') ?? '' });

/** What about the configuration a ReadWriteOnce claim does not allow (operator behaviour: checked only when the claim changes). */
function rwoConflict(world: World): string | undefined {
  if (!modes(world.claim).includes('ReadWriteOnce') || modes(world.claim).includes('ReadWriteMany')) return undefined;
  const replicas = num(world.config, 'spec', 'replicas') ?? 1;
  const strategy = text(world.config, 'spec', 'rolloutStrategy') ?? '';
  if (replicas <= 1 && strategy === 'Recreate') return undefined;
  return `The claim is ReadWriteOnce, but replicas is ${replicas} and rolloutStrategy is ${strategy === '' ? 'not set' : strategy}.`;
}

/** Storage that carries Managed though the operator did not make it: its own claim has one name and an annotation, which the manual gives to others too. */
function foreign(world: World): string | undefined {
  if (text(world.storage, 'managementState') !== 'Managed' || world.claim === undefined) return undefined;
  const { name, annotations } = world.claim.metadata;
  return name === 'image-registry-storage' && annotations?.[OWNED] === 'true' ? undefined : `storage.managementState is Managed, but the claim ${name ?? ''} is not one that the operator made.`;
}

/** Rules about the storage in general, claims and throw-away storage. */
export const storageChecks: Check[] = [
  define('RC-STORAGE-UNSET', [config], (world) => when(world.state === 'Managed' && world.backends.length === 0, () => ({
    subject: field('spec.storage'), message: 'managementState is Managed, but no storage is configured.' }))),
  define('RC-STORAGE-TWO', [config], (world) => when(world.backends.length > 1, () => ({
    subject: field('spec.storage'), message: `More than one storage is configured: ${world.backends.join(', ')}.`,
    cause: ofTwo(world),
    fill: { other: leftOver(world) } }))),
  define('RC-STORAGE-ERROR', [config], (world) => {
    const told = configCondition(world, 'StorageExists');
    return when(wanted(world) && told !== undefined && told.status !== 'True' && operatorError(world) === undefined, () => ({
      subject: `${field('status.conditions')} StorageExists`, message: [told?.reason, told?.message].filter(Boolean).join(': ') }));
  }),
  define('RC-STORAGE-MANAGED-BY-ADMIN', [config, COLLECTIONS.claims], (world) => {
    const message = foreign(world);
    return message === undefined ? [] : [{ subject: field('spec.storage.managementState'), message }];
  }),
  define('RC-PVC-RWO', [config, COLLECTIONS.claims], (world) => {
    const message = wanted(world) ? rwoConflict(world) : undefined;
    return message === undefined ? [] : [{ subject: PVC, message }];
  }),
  define('RC-PVC-MISSING', [config, COLLECTIONS.claims], (world) => {
    const name = text(world.storage, 'pvc', 'claim') ?? '';
    return when(wanted(world) && name !== '' && world.claim === undefined && stateOf(world.snapshot, ref(R.PersistentVolumeClaim, name, NS.registry)) === 'absent', () => ({
      subject: PVC, message: `The claim ${name} does not exist in ${NS.registry}.`, fill: { claim: name } }));
  }),
  define('RC-PVC-PENDING', [config, COLLECTIONS.claims], (world) => {
    const { claim } = world;
    const phase = text(claim, 'status', 'phase');
    return claim !== undefined && phase !== undefined && phase !== 'Bound' && wanted(world)
      ? [{ subject: claimRef(claim), message: `The claim is ${phase}.`, fill: nameFill(claim) }]
      : [];
  }),
  define('RC-PVC-TERMINATING', [config, COLLECTIONS.claims], (world) => {
    const { claim } = world;
    return claim?.metadata.deletionTimestamp === undefined ? [] : [{ subject: claimRef(claim), message: 'The claim is being deleted.', fill: nameFill(claim) }];
  }),
  define('RC-PVC-BLOCK', [config, COLLECTIONS.claims], (world) => {
    const { claim } = world;
    return claim !== undefined && text(claim, 'spec', 'volumeMode') === 'Block' ? [{ subject: claimRef(claim), message: 'volumeMode is Block.' }] : [];
  }),
  define('RC-EMPTYDIR', [config], (world) => when(wanted(world) && world.backends.includes('emptyDir'), () => ({
    subject: field('spec.storage.emptyDir'), message: 'Images are lost whenever the pod restarts: storage is emptyDir.' }))),
  define('RC-EMPTYDIR-REPLICAS', [config], (world) => {
    const replicas = num(world.config, 'spec', 'replicas') ?? 1;
    return when(wanted(world) && world.backends.includes('emptyDir') && replicas > 1, () => ({
      subject: field('spec.replicas'), message: `${replicas} replicas on emptyDir do not share images.` }));
  }),
];
