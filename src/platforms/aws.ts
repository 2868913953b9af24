import { at, text } from '../api/json.ts';
import { nameOf, NS } from '../api/resources.ts';
import { S3_CREDENTIALS } from '../credentials/s3.ts';
import { Failure } from '../errors.ts';
import { cloudFit } from '../forms/fit.ts';
import { readsCa } from '../forms/common.ts';
import { apiName } from '../forms/parse.ts';
import type { Given, Option, Platform } from '../forms/types.ts';
import type { DesiredStep, ValueObject } from '../plan/types.ts';
import { CA_KEY, trustedCa } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { checkS3 } from './aws-checks.ts';
import { S3_COMMANDS } from './aws-settings.ts';
import { cloudFront, CLOUDFRONT_OPTIONS, privateKeyOf } from './aws-cloudfront.ts';
import { isInternal, S3_FIELDS } from './aws-fields.ts';
import { bundleOf, bundleValue, caSource } from './ca-source.ts';
import type { CaSource } from './ca-source.ts';
import { SETTING_OPTIONS } from './cloud-settings.ts';
import { cloudForm } from './cloud.ts';
import type { Place } from './cloud-storage.ts';

/** Where a CA is copied to when only its source is given. */
const CA_MAP = 'image-registry-s3-bundle';

const OPTIONS: readonly Option[] = [
  { flag: 'trusted-ca', value: 'NAME', about: `Config map in ${NS.config} with the CA of the endpoint under ${CA_KEY}; empty to do without` },
  { flag: 'ca-source', value: 'SOURCE', about: `Make that config map from: ingress, service, or NAMESPACE/CONFIGMAP[:KEY]; it is called ${CA_MAP} unless --trusted-ca says so` },
  ...CLOUDFRONT_OPTIONS,
  { flag: 'create-bucket', about: 'Have the bucket made if it does not exist' },
  ...SETTING_OPTIONS,
];

const sourceOf = (given: Given): CaSource | undefined => (given['ca-source'] === undefined ? undefined : caSource('ca-source', String(given['ca-source'])));

/** The CA config map that the options name; empty where there is to be none, undefined where they say nothing. */
function saidCa(given: Given): string | undefined {
  const name = given['trusted-ca'] ?? (given['ca-source'] === undefined ? undefined : CA_MAP);
  return name === undefined || name === '' ? name : apiName('trusted-ca', String(name));
}

const only = (flag: string, why: string): never => {
  throw new Failure('usage', `--${flag}: given, allowed: ${why}.`);
};

function shape(given: Given): void {
  const encrypts = given['encrypt'] === true || given['encrypt'] === 'true';
  if ((given['key-id'] ?? '') !== '' && !encrypts) only('key-id', 'only with --encrypt');
  if (given['trusted-ca'] === '' && given['ca-source'] !== undefined) only('ca-source', 'only with a --trusted-ca that has a name');
  saidCa(given);
  sourceOf(given);
  cloudFront(given, undefined);
}

function reads(given: Given): Read[] {
  const [ca, source, front] = [saidCa(given), sourceOf(given), privateKeyOf(cloudFront(given, undefined).value)];
  return [...((ca ?? '') === '' ? [] : [trustedCa(ca ?? '')]), ...(source === undefined ? [] : [source.map]), ...(front === undefined ? [] : [front.secret])];
}

function more(given: Given, there: unknown, moved: readonly string[]): { values: ValueObject; missing: string[] } {
  const kept = moved.some((flag) => flag === 'bucket' || flag === 'region-endpoint') ? undefined : there;
  const ca = saidCa(given) ?? text(kept, 'trustedCA', 'name') ?? '';
  const front = cloudFront(given, at(kept, 'cloudFront'));
  return { values: { ...(ca === '' ? {} : { trustedCA: { name: ca } }), ...(front.value === undefined ? {} : { cloudFront: front.value }) }, missing: front.missing };
}

const caOf = ({ more: { trustedCA } }: Place): string | undefined => text(trustedCA, 'name');

/** The bundle that the store is trusted by, as it will be. */
function bundle(given: Given, snapshot: Snapshot, place: Place): string | undefined {
  const [source, name] = [sourceOf(given), caOf(place)];
  return source === undefined ? (name === undefined ? undefined : text(one(snapshot, trustedCa(name)), 'data', CA_KEY)) : bundleOf(snapshot, source);
}

function objects(given: Given, snapshot: Snapshot, place: Place): DesiredStep[] {
  const [source, name] = [sourceOf(given), caOf(place)];
  if (source === undefined || name === undefined || nameOf(source.map) === nameOf(trustedCa(name))) return [];
  return [{ kind: 'object', id: 'ca', title: 'CA of the object store', ref: trustedCa(name), live: readsCa(snapshot, name), body: { data: { [CA_KEY]: bundleValue(snapshot, source) } } }];
}

/** Amazon S3, and every store that speaks its language: a bucket by name, with keys of one's own or those that the cluster has made. */
export const aws: Platform = cloudForm({
  name: 'aws', title: 'Amazon S3, or any store compatible with it (--region-endpoint)', manual: '3.1',
  fits: (snapshot) => cloudFit(snapshot, 'AWS', S3_CREDENTIALS, 'any store that speaks S3 takes --region-endpoint and credentials'),
  backend: 's3', credentials: S3_CREDENTIALS, fields: S3_FIELDS, options: OPTIONS,
  mintedFiles: ['credentials'], shape, reads, more, objects, ca: caOf, commands: S3_COMMANDS,
  follow(_given, place) {
    const [ca, front] = [caOf(place), privateKeyOf(place.more['cloudFront'])];
    return [...(ca === undefined ? [] : [trustedCa(ca)]), ...(front === undefined ? [] : [front.secret])];
  },
  question(asked, place, given, snapshot) {
    const { values } = place;
    const [endpoint, ca] = [text(values, 'regionEndpoint'), bundle(given, snapshot, place)];
    return {
      ...asked, kind: 's3', bucket: text(values, 'bucket') ?? '', region: text(values, 'region') ?? '',
      virtualHosted: endpoint === undefined || values['virtualHostedStyle'] === true,
      ...(endpoint === undefined ? {} : { endpoint }), ...(ca === undefined ? {} : { ca }),
    };
  },
  check(given, snapshot, place) {
    if (place.values['virtualHostedStyle'] === true && place.values['regionEndpoint'] === undefined) only('virtual-hosted-style', 'only with --region-endpoint');
    return checkS3(snapshot, place, sourceOf(given));
  },
  redirectless: ({ regionEndpoint }) => isInternal(regionEndpoint),
});
