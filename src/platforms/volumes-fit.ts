import { R } from '../api/resources.ts';
import { many } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { platformIs, platformOf, seesClasses } from '../forms/fit.ts';
import type { Fit } from '../forms/types.ts';
import { defaultClasses, kindOfClass, shares } from './volumes-classes.ts';

/** What classes make for how many pods, in words. */
function volumesFor(snapshot: Snapshot): string[] {
  const volumes = many(snapshot, R.StorageClass).filter((found) => kindOfClass(found) !== 'bucket');
  const made = [[true, 'several pods'], [false, 'one pod'], [undefined, 'pods, how many is not known']] as const;
  return made.flatMap(([shared, words]) => {
    const names = volumes.filter((found) => shares(kindOfClass(found)) === shared).map((found) => found.metadata.name ?? '').sort();
    return names.length === 0 ? [] : [`storage class ${names.join(', ')} makes volumes for ${words}`];
  });
}

/** A form on volume claims: at home on its platforms, and certain where a class makes volumes. */
export function volumeFit(platforms: readonly string[] | undefined, snapshot: Snapshot): Fit {
  const here = platforms === undefined || platforms.includes(platformOf(snapshot));
  if (!here && platformOf(snapshot) !== '') return { fits: false, why: [platformIs(snapshot)] };
  const seen = platforms === undefined ? [] : [platformIs(snapshot)];
  if (!seesClasses(snapshot)) return { fits: 'maybe', why: [...seen, 'storage classes could not be read'] };
  const volumes = volumesFor(snapshot);
  if (volumes.length === 0) return { fits: 'maybe', why: [...seen, 'no storage class makes volumes: it takes one made by hand, or an empty directory that is not for production'], ...(here ? { home: true } : {}) };
  const named = defaultClasses(snapshot).length === 0 ? ['no class is the default: --storage-class must name one'] : [];
  return { fits: here ? true : 'maybe', why: [...seen, ...volumes, ...named] };
}
