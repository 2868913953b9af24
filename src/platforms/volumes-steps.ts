import { at, text } from '../api/json.ts';
import type { DesiredStep, ValueObject } from '../plan/types.ts';
import { replicaLimit } from '../registry/nodes.ts';
import { OBJECT, registryClaim } from '../registry/objects.ts';
import { ownSpec } from '../registry/own-spec.ts';
import { storagePatch } from '../registry/storage-patch.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { closing, configPresent } from '../forms/steps.ts';
import { OPERATORS_CLAIM, OWNED } from './volumes-claim.ts';
import type { VolumeSettings } from './volumes-options.ts';
import type { Volume } from './volumes-types.ts';

/**
 * The claim, made where it is not there; one that is there is left as it is. It does not get the operator's annotation,
 * which the manual gives to some: that counts for a blank claim alone, and would let Removed delete it. The one that the
 * operator itself would make has it, and no class.
 */
function claimStep({ claim, blank, mode, size, storageClass }: Volume): DesiredStep {
  const spec: ValueObject = { accessModes: [mode], volumeMode: 'Filesystem', resources: { requests: { storage: size } }, ...(blank || storageClass === undefined ? {} : { storageClassName: storageClass }) };
  return {
    kind: 'object', id: 'claim', title: 'Volume claim', ref: registryClaim(claim), body: {},
    onCreate: { ...(blank ? { metadata: { annotations: { [OWNED]: 'true' } } } : {}), spec },
  };
}

/** Whether the operator chooses the name yet: it does not where the Config has its claim already, which is then made again by that name. */
function isNamed(snapshot: Snapshot, { blank }: Volume): boolean {
  const config = one(snapshot, OBJECT.config);
  return !blank || [at(config, 'spec', 'storage'), at(config, 'status', 'storage')].some((storage) => text(storage, 'pvc', 'claim') === OPERATORS_CLAIM);
}

/** `spec.storage.pvc` for the volume. A blank claim that the Config has by name keeps it: the same storage, and no other. */
export function pvcOf(snapshot: Snapshot, volume: Volume): { claim: string } {
  return { claim: isNamed(snapshot, volume) ? volume.claim : '' };
}

/** The state that means images on this volume. Nothing waits for Bound: a class may wait for the registry's pod. */
export function volumeSteps(settings: VolumeSettings, snapshot: Snapshot, volume: Volume, before: DesiredStep[]): DesiredStep[] {
  const config = one(snapshot, OBJECT.config);
  const { blank, single, claim } = volume;
  const own = ownSpec(config, { ...settings, single, limit: replicaLimit(snapshot, config) });
  const spec = { ...own, storage: storagePatch('pvc', pvcOf(snapshot, volume), blank ? 'Managed' : 'Unmanaged') };
  const title = blank ? 'Registry on the operator\'s own claim; a later Removed deletes it' : `Registry on claim ${claim}; a later Removed keeps it`;
  return [...configPresent(snapshot), ...before, ...(isNamed(snapshot, volume) ? [claimStep(volume)] : []), ...closing(title, spec, undefined, [registryClaim(claim)])];
}

/** The state that means images in the pod's own directory; the operator marks it Managed in any case. */
export function emptyDirSteps(settings: VolumeSettings, snapshot: Snapshot): DesiredStep[] {
  const own = ownSpec(one(snapshot, OBJECT.config), { ...settings, replicas: 1 });
  const spec = { ...own, storage: storagePatch('emptyDir', {}, 'Managed') };
  return [...configPresent(snapshot), ...closing('NON-PRODUCTION: every image is lost when the pod restarts', spec)];
}
