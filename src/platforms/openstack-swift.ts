import { at, text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { SWIFT_CREDENTIALS } from '../credentials/swift.ts';
import { Failure } from '../errors.ts';
import { sourceOf } from '../forms/credentials.ts';
import { swiftFit } from '../forms/fit.ts';
import type { Given, Platform } from '../forms/types.ts';
import { finding } from '../registry/codes.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { bundleOf, checkCaSource, type CaSource } from './ca-source.ts';
import type { Values } from './cloud-fields.ts';
import { cloudForm } from './cloud.ts';
import { SWIFT_FIELDS } from './openstack-swift-fields.ts';

/** Where the operator finds the CA of an OpenStack with private certificates; the installer puts it there (manual 3.3.1, operator behaviour). */
const CA: CaSource = { kind: 'custom', map: ref(R.ConfigMap, 'cloud-provider-config', NS.config), key: 'ca-bundle.pem' };

function shape(given: Given): void {
  for (const flag of ['domain', 'tenant']) {
    const [name, id] = [given[flag] ?? '', given[`${flag}-id`] ?? ''];
    if (name !== '' && id !== '') throw new Failure('usage', `--${flag}-id: given ${JSON.stringify(id)} besides --${flag} ${JSON.stringify(name)}, allowed: one of the two.`);
  }
}

/** An application credential knows its user and project; a user and password need both to be named, by name or by id. */
function unnamed(given: Given, snapshot: Snapshot, values: Values): string[] {
  const source = sourceOf(given) ?? OBJECT.credentials;
  const data = at(one(snapshot, source), 'data');
  const bound = ['REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID', ...(SWIFT_CREDENTIALS.aliases['REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID'] ?? [])];
  if (data === undefined || bound.some((key) => Number(at(data, key, 'bytes') ?? 0) > 0)) return [];
  const has = (...keys: string[]): boolean => keys.some((key) => (text(values, key) ?? '') !== '');
  return [...(has('domain', 'domainID') || values['authVersion'] === '2' ? [] : ['domain']), ...(has('tenant', 'tenantID') ? [] : ['tenant'])];
}

/** What is known of the CA; where the store is reached with what there is, from here or by the operator, it is not missing. */
function checkCa(snapshot: Snapshot, authURL: string): Finding[] {
  if (!authURL.startsWith('https:') || text(one(snapshot, OBJECT.config), 'status', 'storage', 'swift', 'authURL') === authURL) return [];
  const subject = `${nameOf(CA.map)} data.${CA.key}`;
  if (bundleOf(snapshot, CA) !== undefined) return checkCaSource(snapshot, CA, 'openstack-swift').filter(({ code }) => code !== 'RC-CA-LEAF-ONLY');
  if (snapshot.store !== undefined && !['unreachable', 'unclear'].includes(snapshot.store.state)) return [];
  const absent = one(snapshot, CA.map) === undefined;
  const remedy = 'oc create configmap cloud-provider-config -n openshift-config --from-file=ca-bundle.pem=ca.pem';
  return [finding('RC-SWIFT-CA', subject, absent ? 'the config map does not exist' : `it has no key ${CA.key}`, absent ? { remedy } : {})];
}

/** A container of OpenStack's object storage. Redirects are off: clients would be sent to hosts that they cannot log in to (manual 3.3.1). */
export const openstackSwift: Platform = cloudForm({
  name: 'openstack-swift', title: 'OpenStack object storage (Swift)', manual: '3.3',
  fits: (snapshot) => swiftFit(snapshot, SWIFT_CREDENTIALS),
  backend: 'swift', credentials: SWIFT_CREDENTIALS, fields: SWIFT_FIELDS,
  options: [{ flag: 'create-bucket', about: 'Have the container made if it does not exist' }],
  shape, mintedFiles: ['clouds.yaml'],
  reads: () => [CA.map],
  missing: (given, snapshot, values) => unnamed(given, snapshot, values),
  question(asked, { values }, _given, snapshot) {
    const known = Object.fromEntries(['domain', 'domainID', 'tenant', 'tenantID', 'regionName'].flatMap((key) => (text(values, key) === undefined ? [] : [[key, text(values, key) ?? '']])));
    const ca = bundleOf(snapshot, CA);
    return { ...asked, kind: 'swift', container: text(values, 'container') ?? '', authURL: text(values, 'authURL') ?? '', ...known, ...(ca === undefined ? {} : { ca }) };
  },
  check: (_given, snapshot, { values }) => checkCa(snapshot, text(values, 'authURL') ?? ''),
  redirectless: () => true,
});
