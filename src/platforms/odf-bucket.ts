import { text } from '../api/json.ts';
import { nameOf, R } from '../api/resources.ts';
import { checkCluster, checkReads, checkReplicas, COMMON_READS, countReads, readsCa } from '../forms/common.ts';
import { classFit, platformOf } from '../forms/fit.ts';
import { closing, configPresent } from '../forms/steps.ts';
import type { Given, Platform } from '../forms/types.ts';
import type { DesiredStep, Reference, ValueObject } from '../plan/types.ts';
import { JUDGES } from '../registry/judges.ts';
import { replicaLimit } from '../registry/nodes.ts';
import { CA_KEY, OBJECT, trustedCa } from '../registry/objects.ts';
import { ownSpec } from '../registry/own-spec.ts';
import { storagePatch } from '../registry/storage-patch.ts';
import { one } from '../snapshot/access.ts';
import type { Read, Snapshot, StoreQuestion } from '../snapshot/types.ts';
import { bundleOf, bundleValue } from './ca-source.ts';
import { checkBucket } from './odf-bucket-checks.ts';
import { endpointOf, endpointValue, isInternal } from './odf-bucket-host.ts';
import { besideClaim, bucketOptions, bucketSettings } from './odf-bucket-options.ts';
import type { BucketSettings, Gateway } from './odf-bucket-options.ts';

const BOUND = 'claim-bound';

function readsOf(settings: BucketSettings): Read[] {
  const { secret, map } = besideClaim(settings);
  const { host, ca } = settings;
  const reached = host.kind === 'route' ? [host.route] : host.kind === 'service' ? [host.service] : [];
  const trusted = ca === undefined ? [] : [ca.map, trustedCa(settings.caConfigMap)];
  return [...COMMON_READS, settings.claim, settings.bucket, secret, map, { resource: R.StorageClass }, ...reached, ...trusted];
}

const fromClaim = (object: string, key: string, show: string, secret: boolean): Reference => ({ $ref: { step: BOUND, object, path: ['data', key], show, secret } });

function credentials(settings: BucketSettings): DesiredStep {
  const secret = nameOf(besideClaim(settings).secret);
  const key = (name: string): Reference => fromClaim(secret, name, `(secret) ${name} of ${secret}`, true);
  return {
    kind: 'object', id: 'credentials', title: 'Credentials of the bucket for the registry', ref: OBJECT.credentials, live: true,
    body: { data: { REGISTRY_STORAGE_S3_ACCESSKEY: key('AWS_ACCESS_KEY_ID'), REGISTRY_STORAGE_S3_SECRETKEY: key('AWS_SECRET_ACCESS_KEY') } },
    onCreate: { type: 'Opaque' },
  };
}

const claimOf = ({ claim }: BucketSettings): { namespace: string; name: string } => ({ namespace: claim.namespace ?? '', name: claim.name });

function s3Of(snapshot: Snapshot, { region, ca, caConfigMap, host }: BucketSettings, bucket: string | Reference): ValueObject {
  const trusted = ca === undefined ? {} : { trustedCA: { name: caConfigMap } };
  return { bucket, region, regionEndpoint: endpointValue(snapshot, host), virtualHostedStyle: false, encrypt: false, ...trusted };
}

/** The bucket of a claim that is bound; undefined before, since the plan knows no other. */
function bucketOf(snapshot: Snapshot, settings: BucketSettings): string | undefined {
  const bound = JUDGES['obc-bound']?.(snapshot, claimOf(settings)).met === true;
  return bound ? text(one(snapshot, besideClaim(settings).map), 'data', 'BUCKET_NAME') : undefined;
}

/** A host with a port of its own is tried from here as soon as there are keys to try it with; the others are known to serve. */
function store(snapshot: Snapshot, settings: BucketSettings): StoreQuestion | undefined {
  const bucket = bucketOf(snapshot, settings);
  const { host, region, ca } = settings;
  if (host.kind !== 'given' || host.port === undefined || bucket === undefined) return undefined;
  const pem = ca === undefined ? undefined : bundleOf(snapshot, ca);
  const keys = { REGISTRY_STORAGE_S3_ACCESSKEY: 'AWS_ACCESS_KEY_ID', REGISTRY_STORAGE_S3_SECRETKEY: 'AWS_SECRET_ACCESS_KEY' };
  return { kind: 's3', secret: besideClaim(settings).secret, keys, bucket, region, endpoint: endpointOf(snapshot, host), virtualHosted: false, ...(pem === undefined ? {} : { ca: pem }) };
}

function desired(snapshot: Snapshot, settings: BucketSettings): DesiredStep[] {
  const { claim, ca, caConfigMap, host } = settings;
  const { secret, map } = besideClaim(settings);
  const config = one(snapshot, OBJECT.config);
  const bucket = fromClaim(nameOf(map), 'BUCKET_NAME', '(known after the claim is bound)', false);
  const own = ownSpec(config, { ...settings, disableRedirect: isInternal(snapshot, host), limit: replicaLimit(snapshot, config) });
  const spec = { ...own, storage: storagePatch('s3', s3Of(snapshot, settings, bucket), 'Unmanaged') };
  const copied: DesiredStep[] = ca === undefined ? [] : [{ kind: 'object', id: 'ca', title: 'CA of the object store', ref: trustedCa(caConfigMap), live: readsCa(snapshot, caConfigMap), body: { data: { [CA_KEY]: bundleValue(snapshot, ca) } } }];
  return [
    ...configPresent(snapshot),
    { kind: 'object', id: 'claim', title: 'Object bucket claim', ref: claim, body: { spec: { storageClassName: settings.storageClass } }, onCreate: { spec: { generateBucketName: settings.prefix } } },
    { kind: 'wait', id: BOUND, title: 'The claim is bound', judge: 'obc-bound', reads: [claim, secret, map], params: claimOf(settings) },
    ...copied,
    credentials(settings),
    ...closing('Registry on the bucket', spec, ca === undefined ? undefined : caConfigMap),
  ];
}

/**
 * A form whose bucket comes from a claim of ODF. Its name is read once the claim is bound, since it is written before the
 * bucket exists and the operator would make one. `encrypt` stays off (these gateways refuse such uploads) and the storage
 * Unmanaged (Managed turns it on, and lets Removed delete the bucket).
 */
export function bucketForm(gateway: Gateway): Platform {
  const options = bucketOptions(gateway);
  const settingsOf = (given: Given): BucketSettings => bucketSettings(options, given);
  const reads = (given: Given): Read[] => readsOf(settingsOf(given));
  return {
    name: gateway.name, title: gateway.title, manual: gateway.manual, page: `${gateway.name}.md`, options, reads,
    follow(given, snapshot) {
      const settings = settingsOf(given);
      return countReads(snapshot, { s3: s3Of(snapshot, settings, bucketOf(snapshot, settings) ?? '') });
    },
    store: (given, snapshot) => store(snapshot, settingsOf(given)),
    check(given, snapshot) {
      const settings = settingsOf(given);
      return [...checkReads(snapshot, reads(given)), ...checkCluster(snapshot), ...checkBucket(snapshot, gateway, settings), ...checkReplicas(snapshot, gateway.name, settings.replicas)];
    },
    fits(snapshot) {
      const notMade = gateway.classless(platformOf(snapshot)) === 'RC-ODF-RGW-NOT-MADE' ? [`ODF makes none on ${platformOf(snapshot)}, unless Ceph is external`] : [];
      return classFit(snapshot, (provisioner) => provisioner.endsWith(gateway.provisioner), `${gateway.buckets} buckets`, notMade);
    },
    desired: (given, snapshot) => desired(snapshot, settingsOf(given)),
  };
}
