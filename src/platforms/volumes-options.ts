import { Failure } from '../errors.ts';
import { apiName, parse } from '../forms/parse.ts';
import { bytesOf, sizeOf } from './quantity.ts';
import { POD_OPTIONS, podSettings, type PodSettings } from '../forms/steps.ts';
import type { Given, Option } from '../forms/types.ts';
import type { Mode, Storage, VolumeForm } from './volumes-types.ts';

/** The manual's size, and the least that it asks for. */
export const MANUAL_SIZE = '100Gi';

/** The options of a form on volumes. One that leaves the choice of storage has all of them. */
export function volumeOptions({ claim, storage, storageClass, options = [] }: Pick<VolumeForm, 'claim' | 'storage' | 'storageClass' | 'options'>): readonly Option[] {
  const choice: readonly Option[] = [
    { flag: 'storage', value: 'KIND', about: 'What images are kept on: a volume claim, a claim on a block volume for one pod, or the pod\'s own empty directory', fallback: 'pvc', choices: ['pvc', 'block', 'empty-dir'] },
    { flag: 'blank-claim', about: 'Leave the claim to the operator: it makes image-registry-storage, and a later Removed deletes it with all images' },
    { flag: 'access-mode', value: 'MODE', about: 'Access mode of a new claim; ReadWriteMany, or ReadWriteOnce with --storage block', choices: ['ReadWriteMany', 'ReadWriteOnce'] },
    { flag: 'non-production', about: 'Agree that every image is lost when the pod restarts; --storage empty-dir needs it', question: 'An empty directory loses every image when the pod restarts. Is this cluster one that nobody needs images of' },
  ];
  return [
    ...(storage === undefined ? choice : []),
    { flag: 'claim', value: 'NAME', about: `Volume claim in openshift-image-registry, used as it is or made where it is not there; ${claim}, or the one in use` },
    { flag: 'storage-class', value: 'NAME', about: `Storage class of a new claim; ${storageClass ?? 'the default class'}${storage === undefined ? '; empty for a volume without class' : ''}` },
    { flag: 'size', value: 'SIZE', about: `Size of a new claim; ${MANUAL_SIZE}` },
    { flag: 'allow-small', about: `Agree to a volume below the ${MANUAL_SIZE} that the manual asks for` },
    ...options,
    ...POD_OPTIONS,
  ];
}

export interface VolumeSettings extends PodSettings {
  storage: Storage;
  /** the operator makes the claim */
  blank: boolean;
  /** agreed that an empty directory loses every image */
  nonProduction: boolean;
  allowSmall: boolean;
  claim?: string;
  /** empty for volumes without class */
  storageClass?: string;
  size?: string;
  mode?: Mode;
}

function refused(flag: string, given: Given, besides: string, allowed: string): never {
  throw new Failure('usage', `--${flag}: given ${JSON.stringify(given[flag])} ${besides}, allowed: ${allowed}.`);
}

/** What says which claim is meant, or how it is made. */
const CLAIM = ['claim', 'storage-class', 'size', 'access-mode'];

/** A volume for one pod allows one; an empty directory is each pod's own; the manual asks for a size. */
function checkAmounts(given: Given, storage: Storage, { replicas = 1, rolloutStrategy }: PodSettings): void {
  const single = storage === 'block' || given['access-mode'] === 'ReadWriteOnce';
  if (replicas > 1 && single) refused('replicas', given, 'for a volume that one pod uses at a time', '1');
  if (replicas > 1 && storage === 'empty-dir') refused('replicas', given, 'besides --storage empty-dir, which is each pod\'s own', '1');
  if (rolloutStrategy === 'RollingUpdate' && single) refused('rollout-strategy', given, 'for a volume that one pod uses at a time', 'Recreate');
  const small = given['size'] !== undefined && (bytesOf(given['size']) ?? 0) < (bytesOf(MANUAL_SIZE) ?? 0);
  if (small && given['allow-small'] !== true) refused('size', given, 'without --allow-small', `${MANUAL_SIZE} or more, as the manual asks for`);
}

function checkTogether(given: Given, storage: Storage): void {
  const there = (flag: string): boolean => given[flag] !== undefined && given[flag] !== false;
  if (storage !== 'empty-dir' && there('non-production')) refused('non-production', given, `besides --storage ${storage}`, 'only with --storage empty-dir');
  const unfit = [...CLAIM, 'allow-small', 'blank-claim'].find(there);
  if (storage === 'empty-dir' && unfit !== undefined) refused(unfit, given, 'besides --storage empty-dir, which has no claim', 'only with --storage pvc or block');
  const besides = CLAIM.find(there);
  if (there('blank-claim') && storage === 'block') refused('blank-claim', given, 'besides --storage block', 'only with --storage pvc: the operator makes a claim of ReadWriteMany');
  if (there('blank-claim') && besides !== undefined) refused('blank-claim', given, `besides --${besides}`, 'one of the two: the operator alone makes that claim');
  if (storage === 'block' && given['access-mode'] === 'ReadWriteMany') refused('access-mode', given, 'besides --storage block', 'ReadWriteOnce');
}

/** The options as settings, checked for shape and for what goes together. Fails (usage) naming the option, what was given and what is allowed. */
export function volumeSettings(form: VolumeForm, given: Given): VolumeSettings {
  const value = parse(volumeOptions(form), given);
  const storage = form.storage ?? (value('storage') as Storage);
  checkTogether(given, storage);
  form.shape?.(given);
  const mode = value('access-mode');
  const storageClass = given['storage-class'];
  const size = given['size'] === undefined ? {} : { size: sizeOf('size', value('size')) };
  const pods = podSettings(value);
  checkAmounts(given, storage, pods);
  return {
    storage,
    blank: given['blank-claim'] === true,
    nonProduction: given['non-production'] === true,
    allowSmall: given['allow-small'] === true,
    ...(given['claim'] === undefined ? {} : { claim: apiName('claim', value('claim')) }),
    ...(storageClass === undefined ? {} : { storageClass: storageClass === '' && form.storage === undefined ? '' : apiName('storage-class', value('storage-class')) }),
    ...size,
    ...(mode === 'ReadWriteMany' || mode === 'ReadWriteOnce' ? { mode } : {}),
    ...pods,
  };
}
