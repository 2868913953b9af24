import { at, text } from '../api/json.ts';
import type { KubeObject } from '../api/types.ts';
import { NS, R, ref } from '../api/resources.ts';
import { backendOf } from '../registry/backends.ts';
import { OBJECT, registryClaim } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { classOf, defaultClasses, kindOfClass, modesOf } from './volumes-classes.ts';
import { MANUAL_SIZE } from './volumes-options.ts';
import type { VolumeSettings } from './volumes-options.ts';
import type { Mode, Volume, VolumeForm } from './volumes-types.ts';

/** The one name that the operator gives to a claim of its own (operator behaviour, recording pvc-blank-claim). */
export const OPERATORS_CLAIM = 'image-registry-storage';
/** With the value `"true"`, the operator takes the default claim for its own. It looks at no other. */
export const OWNED = 'imageregistry.openshift.io';

/** Every claim beside the registry: which one is meant is only known once the Config was read. */
export const CLAIMS: Read = { resource: R.PersistentVolumeClaim, namespace: NS.registry };

/** Whether the claim carries the operator's annotation. */
export const isOwned = (claim: KubeObject | undefined): boolean => claim?.metadata.annotations?.[OWNED] === 'true';

const storageOf = (snapshot: Snapshot): unknown => at(one(snapshot, OBJECT.config), 'spec', 'storage');

/** The claim that the Config names; empty for a blank one, undefined for other storage. */
export function configured(snapshot: Snapshot): string | undefined {
  const storage = storageOf(snapshot);
  return backendOf(storage) === 'pvc' ? (text(storage, 'pvc', 'claim') ?? '') : undefined;
}

/** Whether the claim of the Config is one that this form would use: its kind, its provisioner, and somebody's choice. */
function suits(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot, name: string): boolean {
  if (form.makesClass === true && name === OPERATORS_CLAIM) return false;
  const claim = one(snapshot, registryClaim(name));
  if (claim === undefined) return true;
  if (settings.storage === 'block' && !modesOf(claim).includes('ReadWriteOnce')) return false;
  return form.provisioner === undefined || form.provisioner.fits(text(classOf(snapshot, text(claim, 'spec', 'storageClassName') ?? ''), 'provisioner') ?? '');
}

/** Whether the operator is to make the claim: when it is told to, or was told so before and nothing else is asked for. */
function isBlank(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot): boolean {
  const { blank, storage, claim, storageClass, size, mode } = settings;
  if (blank) return true;
  if (form.storage !== undefined || storage !== 'pvc' || [claim, storageClass, size, mode].some((one) => one !== undefined)) return false;
  const there = configured(snapshot);
  const made = there === OPERATORS_CLAIM && text(storageOf(snapshot), 'managementState') === 'Managed' && isOwned(one(snapshot, registryClaim(there)));
  return there === '' || made;
}

function nameOfClaim(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot): string {
  if (settings.claim !== undefined) return settings.claim;
  const there = configured(snapshot) ?? '';
  return there !== '' && suits(form, settings, snapshot, there) ? there : form.claim;
}

/** The class of a claim: its own, else as asked for, else the manual's, else the one default class, which a claim without any gets even later. */
function classFor(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot, there: KubeObject | undefined): string | undefined {
  const defaults = defaultClasses(snapshot);
  const own = there === undefined ? (settings.storageClass ?? form.storageClass) : text(there, 'spec', 'storageClassName');
  return own ?? (defaults.length === 1 ? defaults[0] : undefined);
}

const usual = (settings: VolumeSettings): Mode => (settings.storage === 'block' ? 'ReadWriteOnce' : 'ReadWriteMany');

/** The claim that images are to be kept on. Each value is the option, else what is there, else the manual's. Not for an empty directory. */
export function volumeOf(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot): Volume {
  const blank = isBlank(form, settings, snapshot);
  const claim = blank ? OPERATORS_CLAIM : nameOfClaim(form, settings, snapshot);
  const there = one(snapshot, registryClaim(claim));
  const mode = there === undefined ? (settings.mode ?? usual(settings)) : modesOf(there).includes('ReadWriteMany') ? 'ReadWriteMany' : 'ReadWriteOnce';
  const single = mode === 'ReadWriteOnce' || settings.mode === 'ReadWriteOnce' || usual(settings) === 'ReadWriteOnce';
  const storageClass = classFor(form, settings, snapshot, there);
  const size = settings.size ?? MANUAL_SIZE;
  return { claim, blank, mode, single, size, ...(there === undefined ? {} : { there }), ...(storageClass === undefined ? {} : { storageClass }) };
}

/** The volume that a claim is bound to, if it was read. */
export function volumeBehind(snapshot: Snapshot, claim: KubeObject | undefined): KubeObject | undefined {
  const bound = text(claim, 'spec', 'volumeName') ?? '';
  return bound === '' ? undefined : one(snapshot, ref(R.PersistentVolume, bound));
}

/** The volumes that tell more: the one that the claim is bound to, or all where a class makes none by itself. */
export function volumeReads(snapshot: Snapshot, { there, storageClass }: Volume): Read[] {
  const bound = text(there, 'spec', 'volumeName') ?? '';
  if (bound !== '') return [ref(R.PersistentVolume, bound)];
  if (storageClass === undefined) return [];
  return storageClass === '' || kindOfClass(classOf(snapshot, storageClass)) === 'static' ? [{ resource: R.PersistentVolume }] : [];
}
