import { at, isRecord, text } from '../api/json.ts';
import { NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import type { Given, Option } from '../forms/types.ts';
import type { ValueObject } from '../plan/types.ts';
import { matching, refused, urlOf, written } from './cloud-shapes.ts';

const KEY = 'private.pem';

export const CLOUDFRONT_OPTIONS: readonly Option[] = [
  { flag: 'cloud-front-base-url', value: 'URL', about: 'CloudFront in front of the bucket: its address, https://HOST; empty to do without' },
  { flag: 'cloud-front-keypair-id', value: 'ID', about: 'Id of the key pair that signs addresses for CloudFront' },
  { flag: 'cloud-front-private-key', value: 'SECRET:KEY', about: `Secret in ${NS.registry} with the private key of the pair; KEY is ${KEY} when left out` },
  { flag: 'cloud-front-duration', value: 'DURATION', about: 'How long a signed address is valid, like 20m; the registry\'s own 20 minutes when not given' },
];

/** The secret and the key in it that `privateKey` names. */
export interface PrivateKey {
  secret: Ref;
  key: string;
}

function privateKey(flag: string, value: string): { name: string; key: string } {
  const [, name, key = KEY] = /^([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)(?::([-._a-zA-Z0-9]+))?$/u.exec(value) ?? [];
  return name === undefined ? refused(flag, value, 'SECRET or SECRET:KEY') : { name, key };
}

const SHAPES = {
  baseURL: ['cloud-front-base-url', (flag: string, value: string) => written(urlOf(flag, value, true))],
  keypairID: ['cloud-front-keypair-id', matching(/^[A-Za-z0-9][-A-Za-z0-9]{1,127}$/u, 'the id of a key pair of CloudFront')],
  privateKey: ['cloud-front-private-key', privateKey],
  duration: ['cloud-front-duration', matching(/^(\d+(\.\d+)?(ms|s|m|h))+$/u, 'a time like 90s, 20m or 1h30m')],
} as const;

/**
 * `storage.s3.cloudFront`: what the options say over what is there for the same bucket; undefined without it, and where its address
 * is given empty. `missing` are the options that it cannot do without. Fails (usage) for a value that cannot be.
 */
export function cloudFront(given: Given, kept: unknown): { value?: ValueObject; missing: string[] } {
  if (given['cloud-front-base-url'] === '') return { missing: [] };
  const value: ValueObject = isRecord(kept) ? ({ ...kept } as ValueObject) : {};
  for (const [key, [flag, shape]] of Object.entries(SHAPES)) {
    const said = given[flag];
    if (typeof said === 'string') value[key] = shape(flag, said);
  }
  if (Object.keys(value).length === 0) return { missing: [] };
  const missing = Object.entries(SHAPES).filter(([key]) => key !== 'duration' && value[key] === undefined).map(([, [flag]]) => flag);
  return { value, missing };
}

/** Where the private key is to be found, or undefined without CloudFront. */
export function privateKeyOf(front: unknown): PrivateKey | undefined {
  const name = text(front, 'privateKey', 'name') ?? '';
  return name === '' ? undefined : { secret: ref(R.Secret, name, NS.registry), key: String(at(front, 'privateKey', 'key')) };
}
