import { text } from '../api/json.ts';
import { nameOf, NS, R } from '../api/resources.ts';
import type { DesiredStep, Reference, ValueObject } from '../plan/types.ts';
import { JUDGES } from '../registry/judges.ts';
import { replicaLimit } from '../registry/nodes.ts';
import { CA_KEY, OBJECT, trustedCa } from '../registry/objects.ts';
import { ownSpec } from '../registry/own-spec.ts';
import { readyReads } from '../registry/ready.ts';
import { storagePatch } from '../registry/storage-patch.ts';
import { one, stateOf } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { bundleOf } from './ca-source.ts';
import { checkCluster, checkReads, checkReplicas, COMMON_READS, countReads, readsCa } from '../forms/common.ts';
import { checkRgw } from './odf-rgw-checks.ts';
import { besideClaim, RGW_OPTIONS, rgwSettings } from './odf-rgw-options.ts';
import type { RgwSettings } from './odf-rgw-options.ts';
import type { Given, Platform } from '../forms/types.ts';

const BOUND = 'claim-bound';

function reads(given: Given): Read[] {
  const settings = rgwSettings(given);
  const { secret, map } = besideClaim(settings);
  const { host } = settings;
  const reached = host.kind === 'route' ? [host.route] : host.kind === 'service' ? [host.service] : [];
  return [...COMMON_READS, settings.claim, settings.bucket, secret, map, { resource: R.StorageClass }, ...reached, settings.ca.map, trustedCa(settings.caConfigMap)];
}

function hostOf(snapshot: Snapshot, { host }: RgwSettings): string {
  if (host.kind === 'given') return host.host;
  return host.kind === 'route' ? (text(one(snapshot, host.route), 'spec', 'host') ?? '') : `${host.service.name}.${host.service.namespace ?? NS.storage}.svc`;
}

/** Only pods resolve the names of services, so clients and nodes cannot follow a redirect there. */
const isInternal = (host: string): boolean => /\.svc(\.cluster\.local)?(:\d+)?$/u.test(host);

const fromClaim = (object: string, key: string, show: string, secret: boolean): Reference => ({ $ref: { step: BOUND, object, path: ['data', key], show, secret } });

function credentials(settings: RgwSettings): DesiredStep {
  const secret = nameOf(besideClaim(settings).secret);
  const key = (name: string): Reference => fromClaim(secret, name, `(secret) ${name} of ${secret}`, true);
  return {
    kind: 'object', id: 'credentials', title: 'Credentials of the bucket for the registry', ref: OBJECT.credentials, live: true,
    body: { data: { REGISTRY_STORAGE_S3_ACCESSKEY: key('AWS_ACCESS_KEY_ID'), REGISTRY_STORAGE_S3_SECRETKEY: key('AWS_SECRET_ACCESS_KEY') } },
    onCreate: { type: 'Opaque' },
  };
}

const claimOf = ({ claim }: RgwSettings): { namespace: string; name: string } => ({ namespace: claim.namespace ?? '', name: claim.name });

function s3Of(snapshot: Snapshot, settings: RgwSettings, bucket: string | Reference): ValueObject {
  const { region, caConfigMap } = settings;
  return { bucket, region, regionEndpoint: `https://${hostOf(snapshot, settings)}`, virtualHostedStyle: false, encrypt: false, trustedCA: { name: caConfigMap } };
}

/** Where the images are counted: the plan knows the bucket of a claim that is bound, and of no other. */
function follow(given: Given, snapshot: Snapshot): Read[] {
  const settings = rgwSettings(given);
  const bound = JUDGES['obc-bound']?.(snapshot, claimOf(settings)).met === true;
  const bucket = bound ? text(one(snapshot, besideClaim(settings).map), 'data', 'BUCKET_NAME') : undefined;
  return countReads(snapshot, { s3: s3Of(snapshot, settings, bucket ?? '') });
}

function desired(given: Given, snapshot: Snapshot): DesiredStep[] {
  const settings = rgwSettings(given);
  const { claim, caConfigMap, replicas, rolloutStrategy } = settings;
  const { secret, map } = besideClaim(settings);
  const config = one(snapshot, OBJECT.config);
  const bucket = fromClaim(nameOf(map), 'BUCKET_NAME', '(known after the claim is bound)', false);
  const form = { disableRedirect: isInternal(hostOf(snapshot, settings)), limit: replicaLimit(snapshot, config), ...(replicas === undefined ? {} : { replicas }), ...(rolloutStrategy === undefined ? {} : { rolloutStrategy }) };
  const spec = { ...ownSpec(config, form), storage: storagePatch('s3', s3Of(snapshot, settings, bucket), 'Unmanaged') };
  const present: DesiredStep = { kind: 'wait', id: 'config-present', title: 'The operator has made its Config', judge: 'config-present', reads: [OBJECT.config] };
  return [
    ...(stateOf(snapshot, OBJECT.config) === 'absent' ? [present] : []),
    { kind: 'object', id: 'claim', title: 'Object bucket claim', ref: claim, body: { spec: { storageClassName: settings.storageClass } }, onCreate: { spec: { generateBucketName: settings.prefix } } },
    { kind: 'wait', id: BOUND, title: 'The claim is bound', judge: 'obc-bound', reads: [claim, secret, map], params: claimOf(settings) },
    { kind: 'object', id: 'ca', title: 'CA of the object store', ref: trustedCa(caConfigMap), live: readsCa(snapshot, caConfigMap), body: { data: { [CA_KEY]: bundleOf(snapshot, settings.ca) ?? '' } } },
    credentials(settings),
    { kind: 'config', id: 'config', title: 'Registry on the bucket', spec },
    { kind: 'wait', id: 'ready', title: 'The registry is ready', judge: 'registry-ready', reads: readyReads(caConfigMap), params: { spec }, samples: 2, apartSeconds: 5 },
    { kind: 'prove', id: 'push-pull', title: 'An image can be pushed and pulled', proof: 'push-pull' },
  ];
}

/**
 * Ceph RGW object storage of OpenShift Data Foundation. The bucket comes from a claim; its name is read once the
 * claim is bound, since it is written before the bucket exists and the operator would make one. `encrypt` stays off
 * (RGW refuses such uploads) and the storage Unmanaged (Managed turns it on, and lets Removed delete the bucket).
 */
export const odfRgw: Platform = {
  name: 'odf-rgw',
  title: 'Ceph RGW object storage of OpenShift Data Foundation',
  manual: '3.6.3.4, 3.7.3.4, 3.8.1, 3.9.3.4',
  page: 'odf-rgw.md',
  options: RGW_OPTIONS,
  reads,
  follow,
  check(given, snapshot) {
    const settings = rgwSettings(given);
    const replicas = checkReplicas(snapshot, 'odf-rgw', settings.replicas);
    return [...checkReads(snapshot, reads(given)), ...checkCluster(snapshot), ...checkRgw(snapshot, settings), ...replicas];
  },
  desired,
};

