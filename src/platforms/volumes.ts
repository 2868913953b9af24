import { R } from '../api/resources.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { checkCluster, checkReads, checkReplicas, COMMON_READS, countReads } from '../forms/common.ts';
import { volumeFit } from './volumes-fit.ts';
import type { Given, Platform } from '../forms/types.ts';
import { CLAIMS, volumeOf, volumeReads } from './volumes-claim.ts';
import { volumeOptions, volumeSettings } from './volumes-options.ts';
import { checkEmptyDir, checkVolume } from './volumes-rules.ts';
import { emptyDirSteps, pvcOf, volumeSteps } from './volumes-steps.ts';
import type { Volume, VolumeForm } from './volumes-types.ts';

/** A form of setup whose images are kept on a volume claim (or, where the form leaves the choice, in an empty directory). */
export function volumePlatform(form: VolumeForm): Platform {
  const { name, title, manual, page } = form;
  const volume = (given: Given, snapshot: Snapshot): Volume | undefined => {
    const settings = volumeSettings(form, given);
    return settings.storage === 'empty-dir' ? undefined : volumeOf(form, settings, snapshot);
  };
  const reads: Platform['reads'] = (given) => {
    const { storage } = volumeSettings(form, given);
    return [...COMMON_READS, ...(storage === 'empty-dir' ? [] : [{ resource: R.StorageClass }, CLAIMS])];
  };
  return {
    name, title, manual, page, options: volumeOptions(form), reads,
    fits: (snapshot) => form.fits?.(snapshot) ?? volumeFit(form.platforms, snapshot),
    missing(given) {
      const { storage, nonProduction } = volumeSettings(form, given);
      return storage === 'empty-dir' && !nonProduction ? ['non-production'] : [];
    },
    follow(given, snapshot) {
      const meant = volume(given, snapshot);
      return meant === undefined ? countReads(snapshot, { emptyDir: {} }) : [...volumeReads(snapshot, meant), ...countReads(snapshot, { pvc: pvcOf(snapshot, meant) })];
    },
    check(given, snapshot) {
      const settings = volumeSettings(form, given);
      const meant = volume(given, snapshot);
      const own = meant === undefined ? checkEmptyDir(form, settings) : [...checkVolume(form, settings, snapshot, meant), ...(form.check?.(given, snapshot, meant) ?? [])];
      const room = meant?.single === true ? [] : checkReplicas(snapshot, name, settings.replicas);
      return [...checkReads(snapshot, reads(given)), ...checkCluster(snapshot), ...own, ...room];
    },
    desired(given, snapshot) {
      const settings = volumeSettings(form, given);
      const meant = volume(given, snapshot);
      return meant === undefined ? emptyDirSteps(settings, snapshot) : volumeSteps(settings, snapshot, meant, form.before?.(given, snapshot, meant) ?? []);
    },
  };
}
