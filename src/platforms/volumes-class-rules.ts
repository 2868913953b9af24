import { at, text } from '../api/json.ts';
import { nameOf, R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import { many, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { bytesOf } from './quantity.ts';
import { classesInWords, classOf, defaultClasses, kindOfClass, modesOf, shares } from './volumes-classes.ts';
import type { Volume, VolumeForm } from './volumes-types.ts';

const subject = (name: string): string => nameOf(ref(R.StorageClass, name));

/** No class is named, and the cluster has no default one, or several: which one a claim gets is then chance. */
function checkDefault(form: VolumeForm, snapshot: Snapshot): Finding[] {
  const defaults = defaultClasses(snapshot);
  const fill = { platform: form.name };
  if (defaults.length > 1) return [finding('RC-PVC-TWO-DEFAULTS', 'storageclasses.storage.k8s.io', `they are ${defaults.join(', ')}`, { fill })];
  return [finding('RC-PVC-NO-DEFAULT', 'storageclasses.storage.k8s.io', `no class is the default; ${classesInWords(snapshot)}`, { fill })];
}

/** Whether a volume that an administrator made would be taken for the claim (how Kubernetes binds: class, modes, size, held by nobody else). */
function takes(volume: KubeObject, { claim, mode, size, storageClass = '', there }: Volume): boolean {
  const holder = at(volume, 'spec', 'claimRef');
  const free = holder === undefined || holder === null || (text(holder, 'name') === claim && (text(holder, 'uid') === undefined || text(holder, 'uid') === there?.metadata.uid));
  const phase = text(volume, 'status', 'phase') ?? 'Available';
  return free && (phase === 'Available' || phase === 'Bound') && modesOf(volume).includes(mode) && (text(volume, 'spec', 'storageClassName') ?? '') === storageClass &&
    (text(volume, 'spec', 'volumeMode') ?? 'Filesystem') === 'Filesystem' && (bytesOf(text(volume, 'spec', 'capacity', 'storage')) ?? 0) >= (bytesOf(size) ?? 0);
}

function checkByHand(snapshot: Snapshot, volume: Volume): Finding[] {
  if (stateOf(snapshot, { resource: R.PersistentVolume }) !== 'found') return [];
  const all = many(snapshot, R.PersistentVolume);
  if (all.some((one) => takes(one, volume))) return [];
  const named = volume.storageClass === '' || volume.storageClass === undefined ? 'without class' : `of class ${volume.storageClass}`;
  return [finding('RC-PVC-NO-VOLUME', 'persistentvolumes', `none of ${all.length} is free, ${named}, ${volume.mode}, with a file system and ${volume.size}`, { fill: { claim: volume.claim } })];
}

/**
 * What the class of a claim that has no volume yet can and cannot do: it must be there, make volumes, by the provisioner
 * that the form is of, and offer the access mode. A class whose provisioner is not known may do it.
 */
export function checkClass(form: VolumeForm, snapshot: Snapshot, volume: Volume): Finding[] {
  const { storageClass, mode } = volume;
  const fill = { platform: form.name };
  if (storageClass === undefined) return checkDefault(form, snapshot);
  if (storageClass === '') return checkByHand(snapshot, volume);
  const found = classOf(snapshot, storageClass);
  const fits = form.provisioner?.fits;
  if (found === undefined && form.makesClass === true) return [];
  if (found === undefined) return [finding('RC-PVC-NO-CLASS', subject(storageClass), `it does not exist; ${classesInWords(snapshot, fits)}`, { fill })];
  const provisioner = text(found, 'provisioner') ?? '';
  const kind = kindOfClass(found);
  const told = `${subject(storageClass)} provisioner`;
  if (kind === 'bucket') return [finding('RC-PVC-BUCKET-CLASS', told, `${provisioner} makes buckets, not volumes; ${classesInWords(snapshot, fits)}`, { fill })];
  if (fits?.(provisioner) === false) return [finding('RC-PVC-OTHER-PROVISIONER', told, `it is ${provisioner}, not ${form.provisioner?.noun ?? ''}; ${classesInWords(snapshot, fits)}`, { fill })];
  if (kind === 'static') return checkByHand(snapshot, volume);
  if (mode !== 'ReadWriteMany') return [];
  if (shares(kind) === false) return [finding('RC-PVC-CLASS-ONE-NODE', told, `${provisioner} makes volumes for one node at a time, not ReadWriteMany; ${classesInWords(snapshot, fits)}`, { fill })];
  return kind === 'unknown' ? [finding('RC-PVC-CLASS-UNKNOWN', told, `whether ${provisioner} offers ReadWriteMany is not known here`, { fill: { claim: volume.claim } })] : [];
}
