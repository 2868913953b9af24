import type { KubeObject } from '../../../src/api/types.ts';
import type { Given, Platform } from '../../../src/forms/types.ts';
import type { StoreAnswer } from '../../../src/snapshot/types.ts';

/** A form with its options and a cluster on which it finds nothing in its way. */
export interface Sample {
  form: Platform;
  given: Given;
  objects: KubeObject[];
  /** what the store says that the form asks */
  store?: StoreAnswer;
}

/** What a file of this folder exports as `SAMPLES`; the contract is held against every file of the folder. */
export type Samples = readonly (readonly [name: string, sample: Sample])[];
