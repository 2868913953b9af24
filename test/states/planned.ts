import { Failure } from '../../src/errors.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given, Platform } from '../../src/forms/types.ts';
import { claim, OWNED } from '../platforms/volumes-world.ts';
import { variantOf, type Setup } from './generate.ts';
import { configOf, look } from './world.ts';

const CLAIMS = [claim('image-registry-storage', {}, { phase: 'Bound' }, OWNED), claim('old'), claim('other'), claim('registry-storage')];

/** Whether a run would go on to a plan: its options go together, nothing is missing, and nothing stands in its way. */
export function goes(form: Platform, given: Given, objects: readonly KubeObject[]): boolean {
  try {
    const snapshot = look(form, given, objects);
    return (form.missing?.(given, snapshot) ?? []).length === 0 && form.check(given, snapshot).every(({ level }) => level !== 'error');
  } catch (error) {
    if (error instanceof Failure && error.outcome === 'usage') return false;
    throw error;
  }
}

/** The cluster of a set-up: its platform, some claims, these images, and the Config as it was. */
export function objectsOf(setup: Setup, images: readonly KubeObject[] = []): KubeObject[] {
  const { objects } = variantOf(setup);
  const claims = CLAIMS.filter(({ metadata }) => !objects.some((one) => one.kind === 'PersistentVolumeClaim' && one.metadata.name === metadata.name));
  return [...claims, ...objects, ...images, configOf(setup.spec, setup.taken)];
}
