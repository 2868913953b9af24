import { at, list, text } from '../api/json.ts';
import { nameOf, R, ref } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { platformOf } from '../forms/fit.ts';
import { finding } from '../registry/codes.ts';
import { CA_KEY, OBJECT, trustedCa } from '../registry/objects.ts';
import { many, one, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { bundleOf, checkCaSource } from './ca-source.ts';
import { besideClaim, claimName } from './odf-bucket-options.ts';
import type { BucketSettings, Gateway } from './odf-bucket-options.ts';

/** Whether the class makes buckets of this kind. */
export const makesBuckets = (gateway: Gateway, storageClass: unknown): boolean => text(storageClass, 'provisioner')?.endsWith(gateway.provisioner) === true;

function checkClass(snapshot: Snapshot, gateway: Gateway, { storageClass }: BucketSettings): Finding[] {
  const wanted = ref(R.StorageClass, storageClass);
  const there = one(snapshot, wanted);
  if (makesBuckets(gateway, there)) return [];
  const fill = { platform: gateway.name };
  const provisioner = text(there, 'provisioner');
  if (provisioner !== undefined) return [finding('RC-ODF-OTHER-PROVISIONER', `${nameOf(wanted)} provisioner`, `it is ${provisioner}, not one that ends in ${gateway.provisioner}`, { fill })];
  const classes = many(snapshot, R.StorageClass);
  const fitting = classes.filter((one) => makesBuckets(gateway, one));
  const names = (fitting.length > 0 ? fitting : classes).map((one) => one.metadata.name ?? '').sort().join(', ');
  const others = fitting.length > 0 ? `classes for ${gateway.buckets} buckets: ${names}` : `no class makes ${gateway.buckets} buckets; there are: ${names === '' ? 'none at all' : names}`;
  const type = platformOf(snapshot);
  const code = gateway.classless(fitting.length === 0 ? type : '');
  return [finding(code, nameOf(wanted), `it does not exist; ${others}${code === 'RC-ODF-RGW-NOT-MADE' ? `; the platform is ${type}` : ''}`, { fill })];
}

function checkHost(snapshot: Snapshot, gateway: Gateway, { host }: BucketSettings): Finding[] {
  const fill = { platform: gateway.name };
  if (host.kind === 'given') {
    const { store } = snapshot;
    if (host.port === undefined || store?.state === 'ours') return [];
    const asked = store === undefined ? 'it is tried from here once the claim is bound' : `tried from here: ${store.detail}`;
    return [finding('RC-ENDPOINT-PORT', `--endpoint-host ${host.host}:${host.port}`, `${host.port} is not the port of ${host.scheme}; ${asked}`, { fill })];
  }
  if (host.kind === 'route') {
    const route = one(snapshot, host.route);
    if ((text(route, 'spec', 'host') ?? '') !== '') return [];
    return [finding('RC-ODF-NO-ROUTE', nameOf(host.route), route === undefined ? 'it does not exist' : 'it has no host', { fill })];
  }
  const service = one(snapshot, host.service);
  if (list(service, 'spec', 'ports').some((port) => at(port, 'port') === 443)) return [];
  return [finding('RC-ODF-NO-SERVICE', nameOf(host.service), service === undefined ? 'it does not exist' : 'it has no port 443', { fill })];
}

function checkCa(snapshot: Snapshot, gateway: Gateway, { host, ca, caConfigMap }: BucketSettings): Finding[] {
  if (ca === undefined) return [];
  const own = host.kind === 'route' ? 'ingress' : 'service';
  const paired = host.kind === 'given' || ca.kind === 'custom' || ca.kind === own;
  const mixed = paired ? [] : [finding('RC-HOST-CA-MIXED', '--host and --ca-source', `the host of the ${host.kind} is not signed by the ${ca.kind} CA`, { fill: { platform: gateway.name, host: host.kind, ca: own } })];
  const copy = text(one(snapshot, trustedCa(caConfigMap)), 'data', CA_KEY);
  const source = bundleOf(snapshot, ca);
  const stale = copy === undefined || source === undefined || copy === source ? [] : [finding('RC-CA-COPY-STALE', nameOf(trustedCa(caConfigMap)), `it differs from ${nameOf(ca.map)}`, { level: 'info', fill: { platform: gateway.name } })];
  return [...mixed, ...checkCaSource(snapshot, ca, gateway.name), ...stale];
}

function checkClaim(snapshot: Snapshot, gateway: Gateway, settings: BucketSettings): Finding[] {
  const fill = { platform: gateway.name };
  const claim = one(snapshot, settings.claim);
  if (claim === undefined) return [];
  const found: Finding[] = [];
  const has = text(claim, 'spec', 'storageClassName');
  if (has !== settings.storageClass) found.push(finding('RC-CLAIM-OTHER-CLASS', `${claimName(settings)} spec.storageClassName`, `it is ${has ?? 'not set'}, not ${settings.storageClass}`, { fill }));
  const phase = text(claim, 'status', 'phase') ?? '';
  const { secret, map } = besideClaim(settings);
  const gone = phase !== 'Bound' ? undefined : [settings.bucket, secret, map].find((object) => stateOf(snapshot, object) === 'absent');
  const lost = claim.metadata.deletionTimestamp !== undefined ? 'it is being deleted' : phase === 'Released' || phase === 'Failed' ? `its phase is ${phase}` : gone === undefined ? undefined : `it is Bound, but ${nameOf(gone)} does not exist`;
  return lost === undefined ? found : [...found, finding('RC-CLAIM-LOST', claimName(settings), lost, { fill })];
}

function checkManaged(snapshot: Snapshot, settings: BucketSettings): Finding[] {
  const storage = at(one(snapshot, OBJECT.config), 'spec', 'storage');
  const bucket = text(one(snapshot, settings.claim), 'spec', 'bucketName');
  const marked = text(storage, 'managementState') === 'Managed' && bucket !== undefined && text(storage, 's3', 'bucket') === bucket;
  return marked ? [finding('RC-STORAGE-MANAGED-BY-ADMIN', `${nameOf(OBJECT.config)} spec.storage.managementState`, `the bucket ${bucket} belongs to a claim`, { level: 'info' })] : [];
}

/** What stands in the way of storage behind a gateway of ODF, or is worth knowing: class, host, host with CA, CA source and copy, claim. */
export function checkBucket(snapshot: Snapshot, gateway: Gateway, settings: BucketSettings): Finding[] {
  return [...[checkClass, checkHost, checkCa, checkClaim].flatMap((check) => check(snapshot, gateway, settings)), ...checkManaged(snapshot, settings)];
}
