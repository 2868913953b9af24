import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { KubeObject } from '../../../src/api/types.ts';
import type { Given } from '../../../src/forms/types.ts';
import type { StoreAnswer } from '../../../src/snapshot/types.ts';
import { formOf, objectsOf } from '../clouds-world.ts';
import type { Sample, Samples } from './sample.ts';

interface Fixture {
  given: Given;
  platform: string;
  objects?: (string | KubeObject)[];
  config?: Record<string, unknown>;
  taken?: unknown;
  store?: StoreAnswer;
}

/** The set-up of a fixture, by its path. */
function sample(path: string): [string, Sample] {
  const [name = ''] = path.split('/');
  const { given, platform, objects, config, taken, store } = parse(readFileSync(new URL(`../../fixtures/platforms/${path}.yaml`, import.meta.url), 'utf8')) as Fixture;
  const there = { platform, ...(objects === undefined ? {} : { objects }), ...(config === undefined ? {} : { spec: config }), ...(taken === undefined ? {} : { taken }) };
  return [path, { form: formOf(name), given, objects: objectsOf(there), ...(store === undefined ? {} : { store }) }];
}

export const SAMPLES: Samples = [
  'aws/fresh', 'aws/minted', 'aws/everything', 'aws/compatible', 'aws/from-gateway', 'aws/another-bucket',
  'gcp/fresh', 'gcp/minted', 'gcp/another-bucket',
  'azure/fresh', 'azure/government', 'azure/minted', 'azure/another-container',
  'openstack-swift/fresh', 'openstack-swift/application-credential', 'openstack-swift/minted', 'openstack-swift/another-container',
].map(sample);
