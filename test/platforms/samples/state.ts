import { state } from '../../../src/procedures/state.ts';
import { base, claim, config, OWNED } from '../volumes-world.ts';
import { config as configOf, odf, RUNS, running } from '../world.ts';
import type { Samples } from './sample.ts';

const blank = { managementState: 'Managed', replicas: 1, rolloutStrategy: 'Recreate', storage: { managementState: 'Managed', pvc: { claim: 'image-registry-storage' } } };

export const SAMPLES: Samples = [
  ['state removed', { form: state, given: { to: 'removed' }, objects: [...odf, running] }],
  ['state removed, with a claim of the operator\'s', { form: state, given: { to: 'removed' }, objects: [...base('BareMetal'), claim('image-registry-storage', {}, { phase: 'Bound' }, OWNED), config(blank)] }],
  ['state unmanaged', { form: state, given: { to: 'unmanaged' }, objects: [...odf, running] }],
  ['state managed again', { form: state, given: { to: 'managed' }, objects: [...odf, configOf({ ...RUNS, managementState: 'Removed' })] }],
];
