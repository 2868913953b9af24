import { nameOf } from '../api/resources.ts';
import { clusterVersionOf } from '../snapshot/access.ts';
import { REGISTRY } from '../snapshot/reads.ts';
import { define, when } from './define.ts';
import type { Check } from './types.ts';

/** The minor version that the rules were proven on. */
export const PROVEN = '4.14';

/** Whether the rules were proven on this version; an unknown version is not. */
export function proven(version: string): boolean {
  return version === PROVEN || version.startsWith(`${PROVEN}.`);
}

/** A version other than the proven one, and a version that could not be read, are said and never guessed about. */
export const versionChecks: Check[] = [
  define('RC-CLUSTER-VERSION-UNPROVEN', [REGISTRY.version], ({ snapshot }) => {
    const version = clusterVersionOf(snapshot);
    return when(!proven(version), () => ({
      subject: nameOf(REGISTRY.version),
      message: version === '' ? `The cluster's version is unknown; what is said here is proven on ${PROVEN} only.` : `OpenShift ${version} is unproven: what is said here is proven on ${PROVEN} only.` }));
  }),
];
