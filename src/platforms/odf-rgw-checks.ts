import { at, list, text } from '../api/json.ts';
import { nameOf, R, ref } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import { OBJECT, trustedCa } from '../registry/objects.ts';
import { many, one, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { bundleOf, checkCaSource } from './ca-source.ts';
import { CA_KEY } from '../registry/objects.ts';
import { besideClaim, claimName } from './odf-rgw-options.ts';
import type { RgwSettings } from './odf-rgw-options.ts';

/** Platforms whose own object storage makes ODF leave RGW out, unless Ceph is external (ODF 4.14). */
const WITHOUT_RGW = ['AWS', 'Azure', 'GCP', 'IBMCloud'];
const RGW_PROVISIONER = '.ceph.rook.io/bucket';

function checkClass(snapshot: Snapshot, { storageClass }: RgwSettings): Finding[] {
  const wanted = ref(R.StorageClass, storageClass);
  const provisioner = text(one(snapshot, wanted), 'provisioner');
  if (provisioner?.endsWith(RGW_PROVISIONER) === true) return [];
  if (provisioner !== undefined) return [finding('RC-ODF-OTHER-PROVISIONER', `${nameOf(wanted)} provisioner`, `it is ${provisioner}, not one that ends in ${RGW_PROVISIONER}`)];
  const classes = many(snapshot, R.StorageClass);
  const fitting = classes.filter((one) => text(one, 'provisioner')?.endsWith(RGW_PROVISIONER) === true);
  const names = (fitting.length > 0 ? fitting : classes).map((one) => one.metadata.name ?? '').sort().join(', ');
  const there = fitting.length > 0 ? `classes for RGW buckets: ${names}` : `no class makes RGW buckets; there are: ${names === '' ? 'none at all' : names}`;
  const type = text(one(snapshot, OBJECT.infrastructure), 'status', 'platformStatus', 'type') ?? text(one(snapshot, OBJECT.infrastructure), 'status', 'platform') ?? '';
  const code = fitting.length === 0 && WITHOUT_RGW.includes(type) ? 'RC-ODF-RGW-NOT-MADE' : 'RC-ODF-NO-RGW-CLASS';
  return [finding(code, nameOf(wanted), `it does not exist; ${there}${code === 'RC-ODF-RGW-NOT-MADE' ? `; the platform is ${type}` : ''}`)];
}

function checkHost(snapshot: Snapshot, { host }: RgwSettings): Finding[] {
  if (host.kind === 'given') return [];
  if (host.kind === 'route') {
    const route = one(snapshot, host.route);
    if ((text(route, 'spec', 'host') ?? '') !== '') return [];
    return [finding('RC-ODF-NO-ROUTE', nameOf(host.route), route === undefined ? 'it does not exist' : 'it has no host')];
  }
  const service = one(snapshot, host.service);
  if (list(service, 'spec', 'ports').some((port) => at(port, 'port') === 443)) return [];
  return [finding('RC-ODF-NO-SERVICE', nameOf(host.service), service === undefined ? 'it does not exist' : 'it has no port 443')];
}

function checkPair({ host, ca }: RgwSettings): Finding[] {
  const own = host.kind === 'route' ? 'ingress' : 'service';
  if (host.kind === 'given' || ca.kind === 'custom' || ca.kind === own) return [];
  return [finding('RC-HOST-CA-MIXED', '--host and --ca-source', `the host of the ${host.kind} is not signed by the ${ca.kind} CA`, { fill: { host: host.kind, ca: own } })];
}

function checkClaim(snapshot: Snapshot, settings: RgwSettings): Finding[] {
  const claim = one(snapshot, settings.claim);
  if (claim === undefined) return [];
  const found: Finding[] = [];
  const has = text(claim, 'spec', 'storageClassName');
  if (has !== settings.storageClass) found.push(finding('RC-CLAIM-OTHER-CLASS', `${claimName(settings)} spec.storageClassName`, `it is ${has ?? 'not set'}, not ${settings.storageClass}`));
  const phase = text(claim, 'status', 'phase') ?? '';
  const { secret, map } = besideClaim(settings);
  const gone = phase !== 'Bound' ? undefined : [settings.bucket, secret, map].find((object) => stateOf(snapshot, object) === 'absent');
  const lost = claim.metadata.deletionTimestamp !== undefined ? 'it is being deleted' : phase === 'Released' || phase === 'Failed' ? `its phase is ${phase}` : gone === undefined ? undefined : `it is Bound, but ${nameOf(gone)} does not exist`;
  return lost === undefined ? found : [...found, finding('RC-CLAIM-LOST', claimName(settings), lost)];
}

function checkCopy(snapshot: Snapshot, { ca, caConfigMap }: RgwSettings): Finding[] {
  const copy = text(one(snapshot, trustedCa(caConfigMap)), 'data', CA_KEY);
  const source = bundleOf(snapshot, ca);
  return copy === undefined || source === undefined || copy === source ? [] : [finding('RC-CA-COPY-STALE', nameOf(trustedCa(caConfigMap)), `it differs from ${nameOf(ca.map)}`, { level: 'info', fill: { platform: 'odf-rgw' } })];
}

function checkManaged(snapshot: Snapshot, settings: RgwSettings): Finding[] {
  const storage = at(one(snapshot, OBJECT.config), 'spec', 'storage');
  const bucket = text(one(snapshot, settings.claim), 'spec', 'bucketName');
  const marked = text(storage, 'managementState') === 'Managed' && bucket !== undefined && text(storage, 's3', 'bucket') === bucket;
  return marked ? [finding('RC-STORAGE-MANAGED-BY-ADMIN', `${nameOf(OBJECT.config)} spec.storage.managementState`, `the bucket ${bucket} belongs to a claim`, { level: 'info' })] : [];
}

/** What stands in the way of Ceph RGW storage, or is worth knowing: class, host, host with CA, CA source and copy, claim. */
export function checkRgw(snapshot: Snapshot, settings: RgwSettings): Finding[] {
  const source = checkCaSource(snapshot, settings.ca);
  return [checkClass(snapshot, settings), checkHost(snapshot, settings), checkPair(settings), source, checkClaim(snapshot, settings), checkCopy(snapshot, settings), checkManaged(snapshot, settings)].flat();
}
