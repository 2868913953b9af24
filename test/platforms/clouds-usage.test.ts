import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Given } from '../../src/forms/types.ts';
import { formOf, look } from './clouds-world.ts';

const S3 = 'a bucket\'s name, 3 to 63 lower-case letters, digits, "-" and ".", not an address';
const GCS = 'a bucket\'s name, 3 to 63 lower-case letters, digits, "-", "_" and "." (its name alone, without gs://), not beginning with goog';
const ACCOUNT = 'the name of a storage account, 3 to 24 lower-case letters and digits';
const CONTAINER = 'the name of a container, 3 to 63 lower-case letters and digits with single "-" between them';
const CLOUDS = 'AzurePublicCloud, AzureUSGovernmentCloud, AzureChinaCloud, AzureGermanCloud, AzureStackCloud';
const HOST = 'https://HOST or the same with :PORT, or with http';
const PATH = 'https://HOST, https://HOST/PATH or the same with :PORT, or with http';
const SWIFT = 'the name of a container, without "/", quotes, "$", braces or "<"';
const NAME = 'a name without quotes, "$", braces or "<"';

/** Form, what is given, and the sentence that names the option, what was given and what is allowed. */
const BAD: [form: string, given: Given, says: string][] = [
  ...['', 'ab', 'x'.repeat(64), 'My-Bucket', 'a_b', '-abc', 'abc-', 'a..b', 'a.-b', 'a-.b', '10.0.0.1', '${bucket_name}', '<bucket>', 's3://images', 'a b', 'büro', 'images\n'].map((bucket): [string, Given, string] => ['aws', { bucket }, `--bucket: given ${JSON.stringify(bucket)}, allowed: ${S3}.`]),
  ['aws', { bucket: true }, '--bucket: given true, allowed: NAME.'],
  ...['eu west', 'us-east-⏎1', '$REGION', '-', 'a.b'].map((region): [string, Given, string] => ['aws', { region }, `--region: given ${JSON.stringify(region)}, allowed: the name of a region like eu-west-1.`]),
  ...['minio', 'minio:9000', 'ftp://minio', 'https://', 'https:///x', 'https://host/bucket', 'https://host?x=1', 'https://host#x', 'https://${route_host}', 'https://a b', 's3://b', 'https://host:99999', 'https://10.0.0.300'].map((url): [string, Given, string] => ['aws', { 'region-endpoint': url }, `--region-endpoint: given ${JSON.stringify(url)}, allowed: ${HOST}.`]),
  ['aws', { 'region-endpoint': 'https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc:8443' }, '--region-endpoint: given "https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc:8443", allowed: a Ceph Rados Gateway without a port, https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc.'],
  ['aws', { encrypt: 'yes' }, '--encrypt: given "yes", allowed: true, false.'],
  ['aws', { 'virtual-hosted-style': 'on' }, '--virtual-hosted-style: given "on", allowed: true, false.'],
  ['aws', { 'key-id': 'k' }, '--key-id: given, allowed: only with --encrypt.'],
  ['aws', { 'key-id': 'k', encrypt: 'false' }, '--key-id: given, allowed: only with --encrypt.'],
  ['aws', { 'key-id': 'a b', encrypt: true }, '--key-id: given "a b", allowed: the id, the alias or the ARN of a KMS key.'],
  ['aws', { 'trusted-ca': 'Store_CA' }, '--trusted-ca: given "Store_CA", allowed: a name of lower-case letters, digits, "-" and ".".'],
  ['aws', { 'ca-source': 'router' }, '--ca-source: given "router", allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.'],
  ['aws', { 'trusted-ca': '', 'ca-source': 'service' }, '--ca-source: given, allowed: only with a --trusted-ca that has a name.'],
  ['aws', { 'cloud-front-base-url': 'd1.cloudfront.net' }, `--cloud-front-base-url: given "d1.cloudfront.net", allowed: ${PATH}.`],
  ['aws', { 'cloud-front-keypair-id': 'K 1' }, '--cloud-front-keypair-id: given "K 1", allowed: the id of a key pair of CloudFront.'],
  ...['', 'Secret', 'a:', ':key', 'a:b:c', 'a/b', 'a:b c'].map((key): [string, Given, string] => ['aws', { 'cloud-front-private-key': key }, `--cloud-front-private-key: given ${JSON.stringify(key)}, allowed: SECRET or SECRET:KEY.`]),
  ...['20', 'm', '20 m', '-5m', '1d'].map((time): [string, Given, string] => ['aws', { 'cloud-front-duration': time }, `--cloud-front-duration: given ${JSON.stringify(time)}, allowed: a time like 90s, 20m or 1h30m.`]),
  ['aws', { credentials: 'f', 'from-secret': 'a/b' }, '--from-secret: given "a/b" besides --credentials, allowed: one of the two.'],
  ['aws', { 'from-secret': 'keys' }, '--from-secret: given "keys", allowed: NAMESPACE/NAME.'],
  ['aws', { container: 'c' }, '--container: given "c", allowed: --bucket, --region-endpoint, --region'],
  ['aws', { replicas: '0' }, '--replicas: given "0", allowed: a whole number from 1 to 9999.'],
  ...['', 'ab', 'gs://images', 'Images', 'google-images', 'a..b', `${'a'.repeat(64)}.b`, '-abc', 'abc_', '1.2.3.4', '${bucket}'].map((bucket): [string, Given, string] => ['gcp', { bucket }, `--bucket: given ${JSON.stringify(bucket)}, allowed: ${GCS}.`]),
  ['gcp', { region: 'europe west1' }, '--region: given "europe west1", allowed: a location of Cloud Storage like europe-west1 or EU.'],
  ['gcp', { region: '' }, '--region: given "", allowed: a location of Cloud Storage like europe-west1 or EU.'],
  ...['', 'p', '1project', 'My-Project', 'my project', '123456789012'].map((id): [string, Given, string] => ['gcp', { 'project-id': id }, `--project-id: given ${JSON.stringify(id)}, allowed: the id of a project, 6 to 30 lower-case letters, digits and "-".`]),
  ...['k', 'projects/p/keyRings/r/cryptoKeys/k', 'projects/p/locations/l/keyRings/r/cryptoKeys/', 'arn:aws:kms:k'].map((key): [string, Given, string] => ['gcp', { 'key-id': key }, `--key-id: given ${JSON.stringify(key)}, allowed: projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY.`]),
  ['gcp', { 'region-endpoint': 'https://x' }, '--region-endpoint: given "https://x", allowed: --bucket'],
  ...['', 'ab', 'my-account', 'MyAccount', 'a'.repeat(25), 'acct.blob.core.windows.net', '<account>'].map((name): [string, Given, string] => ['azure', { 'account-name': name }, `--account-name: given ${JSON.stringify(name)}, allowed: ${ACCOUNT}.`]),
  ...['', 'ab', 'a--b', '-ab', 'ab-', 'Images', 'a_b', 'x'.repeat(64), '$root', '$web'].map((name): [string, Given, string] => ['azure', { container: name }, `--container: given ${JSON.stringify(name)}, allowed: ${CONTAINER}.`]),
  ...['Azure', 'AzureGovernment', 'AzureUSGov', 'public', 'AzureFranceCloud', 'Azure Public Cloud'].map((name): [string, Given, string] => ['azure', { 'cloud-name': name }, `--cloud-name: given ${JSON.stringify(name)}, allowed: ${CLOUDS}.`]),
  ['azure', { 'create-bucket': true }, '--create-bucket: given true, allowed: --account-name, --container, --cloud-name'],
  ['azure', { bucket: 'b' }, '--bucket: given "b", allowed: --account-name, --container, --cloud-name'],
  ...['', 'keystone.example.com', 'keystone:5000', 'https://', 'https://k/v3?x', 'https://${KEYSTONE}/v3'].map((url): [string, Given, string] => ['openstack-swift', { 'auth-url': url }, `--auth-url: given ${JSON.stringify(url)}, allowed: ${PATH}.`]),
  ...['1', 'v3', '3.0', ''].map((version): [string, Given, string] => ['openstack-swift', { 'auth-version': version }, `--auth-version: given ${JSON.stringify(version)}, allowed: 2, 3.`]),
  ...['', 'a/b', 'a"b', ' a', 'x'.repeat(257), 'a\nb', '${c}'].map((container): [string, Given, string] => ['openstack-swift', { container }, `--container: given ${JSON.stringify(container)}, allowed: ${SWIFT}.`]),
  ...['<domain>', 'a\tb', ' Default', 'D"'].map((domain): [string, Given, string] => ['openstack-swift', { domain }, `--domain: given ${JSON.stringify(domain)}, allowed: ${NAME}.`]),
  ['openstack-swift', { tenant: '${OS_PROJECT_NAME}' }, `--tenant: given "\${OS_PROJECT_NAME}", allowed: ${NAME}.`],
  ['openstack-swift', { 'domain-id': 'a b' }, '--domain-id: given "a b", allowed: an id of letters, digits, "-" and "_".'],
  ['openstack-swift', { domain: 'Default', 'domain-id': 'default' }, '--domain-id: given "default" besides --domain "Default", allowed: one of the two.'],
  ['openstack-swift', { tenant: 'p', 'tenant-id': 'abc' }, '--tenant-id: given "abc" besides --tenant "p", allowed: one of the two.'],
  ['openstack-swift', { 'region-name': 'Region One' }, '--region-name: given "Region One", allowed: the name of a region.'],
];

describe('what cannot be is refused before anything is read, and at every later step', () => {
  it.each(BAD)('%s %j', (name, given, says) => {
    const form = formOf(name);
    expect(() => form.reads(given)).toThrow(Failure);
    expect(() => form.reads(given)).toThrow(says);
    try {
      form.reads(given);
    } catch (error) {
      expect((error as Failure).outcome).toBe('usage');
    }
  });

  it.each(['aws', 'gcp', 'azure', 'openstack-swift'])('%s has bad inputs enough here', (name) => expect(BAD.filter(([form]) => form === name).length).toBeGreaterThanOrEqual(12));
});

it.each([
  ['aws', 'region-endpoint', 'https://admin:hunter22@minio.example.com'],
  ['aws', 'region-endpoint', 'https://admin:hunter22@minio example.com'],
  ['aws', 'cloud-front-base-url', 'https://x:hunter22@d1.example.com/a'],
  ['openstack-swift', 'auth-url', 'https://admin:hunter22@keystone.example.com/v3'],
  ['openstack-swift', 'auth-url', 'ftp://admin:hunter22@keystone.example.com/v3'],
])('%s --%s: a password in a URL is refused and not repeated', (name, flag, value) => {
  const ask = (): unknown => formOf(name).reads({ [flag]: value });
  expect(ask).toThrow(Failure);
  expect(ask).not.toThrow('hunter22');
});

describe('what depends on the cluster is refused when it is known', () => {
  it('the bucket in the host\'s name needs a host', () => {
    const one = { form: formOf('aws'), platform: 'AWS', given: { bucket: 'images', 'virtual-hosted-style': true } };
    expect(() => one.form.check(one.given, look(one))).toThrow('--virtual-hosted-style: given, allowed: only with --region-endpoint.');
  });
  it('and finds one that is configured', () => {
    const storage = { managementState: 'Unmanaged', s3: { bucket: 'images', region: 'r', regionEndpoint: 'https://minio.example.com' } };
    const one = { form: formOf('aws'), platform: 'BareMetal', given: { 'virtual-hosted-style': true }, objects: ['own-s3'], spec: { managementState: 'Managed', replicas: 2, storage } };
    expect(one.form.check(one.given, look(one))).toEqual([]);
  });
});
