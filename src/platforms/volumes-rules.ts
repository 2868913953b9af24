import { text } from '../api/json.ts';
import { nameOf, R } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import { OBJECT, registryClaim } from '../registry/objects.ts';
import { one, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { checkClass } from './volumes-class-rules.ts';
import { checkThere } from './volumes-claim-rules.ts';
import { CLAIMS, configured, isOwned, volumeBehind } from './volumes-claim.ts';
import { classOf, kindOfClass, kindOfVolume } from './volumes-classes.ts';
import type { Kind } from './volumes-classes.ts';
import type { VolumeSettings } from './volumes-options.ts';
import type { Volume, VolumeForm } from './volumes-types.ts';

const CLAIM = (claim: string): string => nameOf(registryClaim(claim));

/** What pods and rollout a volume for one node allows (operator behaviour, recording pvc-rwo-two-replicas: it looks only when the claim changes). */
function checkPods(form: VolumeForm, { replicas, rolloutStrategy }: VolumeSettings, { claim, single, mode }: Volume): Finding[] {
  if (!single) return [];
  const asked = replicas !== undefined && replicas > 1 ? `--replicas ${replicas}` : rolloutStrategy === 'RollingUpdate' ? `--rollout-strategy ${rolloutStrategy}` : undefined;
  const told = [finding('RC-PVC-ONE-POD', CLAIM(claim), `${mode === 'ReadWriteOnce' ? 'it is ReadWriteOnce' : 'one pod was asked for'}: one replica, strategy Recreate`)];
  if (asked === undefined) return told;
  return [finding('RC-PVC-RWO', asked, `the claim ${claim} ${mode === 'ReadWriteOnce' ? 'is ReadWriteOnce' : 'is to be used by one pod'}`, { remedy: `registryctl setup ${form.name} without ${asked}, or with a claim of ReadWriteMany` })];
}

/** What the volume is, or would be, made of. */
function kindHere(snapshot: Snapshot, { there, storageClass }: Volume): Kind {
  const kind = kindOfVolume(volumeBehind(snapshot, there));
  return kind === 'unknown' ? kindOfClass(classOf(snapshot, storageClass ?? '')) : kind;
}

function checkOutside(snapshot: Snapshot, volume: Volume): Finding[] {
  const kind = kindHere(snapshot, volume);
  if (kind === 'nfs') return [finding('RC-PVC-NFS', CLAIM(volume.claim), 'its volume is an NFS export')];
  return kind === 'share' ? [finding('RC-PVC-SHARE', CLAIM(volume.claim), 'its volume is a share of a file server outside the cluster')] : [];
}

/** Storage that somebody else made and that Removed would delete, since the mark of an earlier storage was left. */
function checkMark(snapshot: Snapshot, { claim, blank, there }: Volume): Finding[] {
  const marked = text(one(snapshot, OBJECT.config), 'spec', 'storage', 'managementState') === 'Managed';
  if (!marked || blank || there === undefined || configured(snapshot) !== claim || isOwned(there)) return [];
  return [finding('RC-STORAGE-MANAGED-BY-ADMIN', `${nameOf(OBJECT.config)} spec.storage.managementState`, `the claim ${claim} is not the operator's`, { level: 'info' })];
}

function checkPlatform(form: VolumeForm, snapshot: Snapshot): Finding[] {
  const infrastructure = one(snapshot, OBJECT.infrastructure);
  const type = text(infrastructure, 'status', 'platformStatus', 'type') ?? text(infrastructure, 'status', 'platform') ?? '';
  if (form.platforms === undefined || type === '' || form.platforms.includes(type)) return [];
  return [finding('RC-PVC-OTHER-PLATFORM', nameOf(OBJECT.infrastructure), `the platform is ${type}, not ${form.platforms.join(', ')}`)];
}

/** What stands in the way of this volume, or is worth knowing. */
export function checkVolume(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot, volume: Volume): Finding[] {
  // what was not read is told by the reads' own findings
  if (stateOf(snapshot, { resource: R.StorageClass }) !== 'found' || stateOf(snapshot, CLAIMS) !== 'found') return [];
  const { there, blank } = volume;
  const own = there === undefined ? checkClass(form, snapshot, volume) : checkThere(form, settings, snapshot, there, volume);
  const kept = blank ? [finding('RC-PVC-BLANK', CLAIM(volume.claim), 'the storage is marked Managed')] : [];
  return [...checkPlatform(form, snapshot), ...own, ...checkPods(form, settings, volume), ...checkOutside(snapshot, volume), ...checkMark(snapshot, volume), ...kept];
}

/** An empty directory: only where that is agreed to. */
export function checkEmptyDir(form: VolumeForm, { nonProduction }: VolumeSettings): Finding[] {
  const level = nonProduction ? {} : { level: 'error' as const, remedy: `registryctl setup ${form.name} --storage empty-dir --non-production` };
  return [finding('RC-EMPTYDIR', '--storage empty-dir', 'for non-production only: every image is lost when the pod restarts', level)];
}
