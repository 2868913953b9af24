import { at, record, text } from '../api/json.ts';
import { nameOf, R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { one, stateOf } from '../snapshot/access.ts';
import { COLLECTIONS, REGISTRY } from '../snapshot/reads.ts';
import { define, field, when } from './define.ts';
import type { Check } from './types.ts';
import { wanted, type World } from './world.ts';

const { config, userSecret } = REGISTRY;

/** The keys that the operator reads from the credentials secret; all must exist, those of Swift may be empty (operator behaviour in 4.14). */
const KEYS: Record<string, readonly string[]> = {
  s3: ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY'],
  gcs: ['REGISTRY_STORAGE_GCS_KEYFILE'],
  azure: ['REGISTRY_STORAGE_AZURE_ACCOUNTKEY'],
  swift: ['USERNAME', 'PASSWORD', 'APPLICATIONCREDENTIALID', 'APPLICATIONCREDENTIALNAME', 'APPLICATIONCREDENTIALSECRET'].map((key) => `REGISTRY_STORAGE_SWIFT_${key}`),
  ibmcos: ['REGISTRY_STORAGE_IBMCOS_IAMAPIKEY'],
  oss: ['credentials'],
};

/** The host of the S3 endpoint; empty when there is none or it cannot be read. */
export function endpointHost(world: World): string {
  const endpoint = text(world.s3, 'regionEndpoint') ?? '';
  return URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
}

/** The bucket claim whose bucket the registry uses. */
export function bucketClaimOf(world: World): KubeObject | undefined {
  const bucket = text(world.s3, 'bucket');
  return bucket === undefined ? undefined : world.bucketClaims.find((claim) => text(claim, 'spec', 'bucketName') === bucket);
}

/** Keys that the one backend with credentials lacks; another without any beside it hides nothing. */
function missingKeys(world: World): string[] {
  const [backend, ...others] = world.backends.filter((name) => name in KEYS);
  if (backend === undefined || others.length > 0 || stateOf(world.snapshot, userSecret) !== 'found') return [];
  const held = record(one(world.snapshot, userSecret), 'data');
  return (KEYS[backend] ?? []).filter((key) => !(key in held) || (backend !== 'swift' && at(held, key, 'bytes') === 0));
}

function placeholder(world: World): string | undefined {
  return ['bucket', 'region', 'regionEndpoint', 'keyID'].find((name) => /[$<>{}\s]/.test(text(world.s3, name) ?? ''));
}

/** What is wrong with the endpoint's form; undefined when nothing is, or there is none. */
function endpointFault(world: World): string | undefined {
  const endpoint = text(world.s3, 'regionEndpoint') ?? '';
  const bucket = text(world.s3, 'bucket') ?? '';
  if (endpoint === '' || placeholder(world) !== undefined) return undefined;
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) return `${endpoint} has no scheme http:// or https://.`;
  const url = new URL(endpoint);
  if (!['', '/'].includes(url.pathname) || url.search !== '') return `${endpoint} holds more than a host and a port.`;
  return bucket !== '' && url.hostname.startsWith(`${bucket}.`) && at(world.s3, 'virtualHostedStyle') !== true ? `${endpoint} holds the bucket's name.` : undefined;
}

/** Rules about object storage and its credentials. */
export const bucketChecks: Check[] = [
  define('RC-SECRET-KEYS', [config, userSecret], (world) => {
    const missing = missingKeys(world);
    return when(wanted(world) && missing.length > 0, () => ({ subject: nameOf(userSecret), message: `The secret does not hold ${missing.join(', ')}.` }));
  }),
  define('RC-S3-PLACEHOLDER', [config], (world) => {
    const name = placeholder(world);
    return name === undefined ? [] : [{ subject: field(`spec.storage.s3.${name}`), message: `${name} is ${text(world.s3, name) ?? ''}, which no store can mean.` }];
  }),
  define('RC-S3-ENDPOINT', [config], (world) => {
    const message = endpointFault(world);
    return message === undefined ? [] : [{ subject: field('spec.storage.s3.regionEndpoint'), message }];
  }),
  define('RC-S3-REGION', [config], (world) => when(wanted(world) && (text(world.s3, 'regionEndpoint') ?? '') !== '' && (text(world.s3, 'region') ?? '') === '', () => ({
    subject: field('spec.storage.s3.region'), message: 'An endpoint is set, but no region.' }))),
  define('RC-S3-REDIRECT', [config], (world) => when(wanted(world) && /\.svc(\.cluster\.local)?$/.test(endpointHost(world)) && at(world.config, 'spec', 'disableRedirect') !== true, () => ({
    subject: field('spec.disableRedirect'), message: `Pulls are redirected to ${endpointHost(world)}, which only pods can reach.` }))),
  define('RC-S3-ENCRYPT', [config], (world) => when(at(world.s3, 'encrypt') === true && endpointHost(world) !== '' && !endpointHost(world).endsWith('.amazonaws.com'), () => ({
    subject: field('spec.storage.s3.encrypt'), message: `Uploads to ${endpointHost(world)} ask for encryption.` }))),
  define('RC-BUCKET-UNBOUND', [config, COLLECTIONS.bucketClaims], (world) => {
    const claim = bucketClaimOf(world);
    const phase = text(claim, 'status', 'phase') ?? 'without a phase';
    return claim === undefined || phase === 'Bound' || !wanted(world) ? [] : [{
      subject: nameOf(ref(R.ObjectBucketClaim, claim.metadata.name ?? '', claim.metadata.namespace)),
      message: `The bucket claim is ${phase}.`, fill: { claim: claim.metadata.name ?? '' } }];
  }),
];
