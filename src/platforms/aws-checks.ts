import { record, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import { CA_KEY, trustedCa } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { privateKeyOf } from './aws-cloudfront.ts';
import { checkCaSource, type CaSource } from './ca-source.ts';
import type { Place } from './cloud-storage.ts';

function checkCa(snapshot: Snapshot, { values, more }: Place, source: CaSource | undefined): Finding[] {
  const name = text(more['trustedCA'], 'name');
  if (name === undefined) return [];
  const map = trustedCa(name);
  const alone = values['regionEndpoint'] === undefined ? [finding('RC-S3-CA-ALONE', '--trusted-ca', 'there is no --region-endpoint')] : [];
  if (source !== undefined) return [...checkCaSource(snapshot, source, 'aws'), ...alone];
  const fill = { map: name, key: CA_KEY };
  const found = one(snapshot, map);
  if (found === undefined) return [finding('RC-CA-MISSING', nameOf(map), 'the config map does not exist', { fill })];
  if (text(found, 'data', CA_KEY) === undefined) return [finding('RC-CA-KEY', nameOf(map), `it has no key ${CA_KEY}`, { fill })];
  return [...checkCaSource(snapshot, { kind: 'custom', map, key: CA_KEY }, 'aws'), ...alone];
}

function checkFront(snapshot: Snapshot, { more }: Place): Finding[] {
  const wanted = privateKeyOf(more['cloudFront']);
  if (wanted === undefined) return [];
  const { secret, key } = wanted;
  const found = one(snapshot, secret);
  if (found !== undefined && key in record(found, 'data')) return [];
  return [finding('RC-S3-CLOUDFRONT-KEY', `${nameOf(secret)} data.${key}`, found === undefined ? 'the secret does not exist' : `it has no key ${key}`, { fill: { secret: secret.name, key } })];
}

function checkEndpoint({ values }: Place): Finding[] {
  const endpoint = text(values, 'regionEndpoint');
  if (endpoint === undefined) return [];
  const found: Finding[] = [];
  const remedy = 'registryctl setup aws --encrypt=false, if uploads fail';
  if (values['encrypt'] === true) found.push(finding('RC-S3-ENCRYPT', '--encrypt', `the store at ${endpoint} must be able to encrypt`, { remedy }));
  if (/:\d+\/*$/u.test(endpoint)) found.push(finding('RC-S3-ENDPOINT-PORT', '--region-endpoint', `it is ${endpoint}`));
  return found;
}

/** What stands in the way of S3 storage, or is worth knowing: CA, key for CloudFront and endpoint. `source` is where the CA is copied from. */
export function checkS3(snapshot: Snapshot, place: Place, source: CaSource | undefined): Finding[] {
  return [...checkCa(snapshot, place, source), ...checkFront(snapshot, place), ...checkEndpoint(place)];
}
