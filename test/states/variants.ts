import type { Given } from '../../src/forms/types.ts';
import { formOf, on, THINGS } from '../platforms/clouds-world.ts';
import { CEPHFS, claim, HOME, OWNED, RBD } from '../platforms/volumes-world.ts';
import { bound, boundNoobaa, HOST, NOOBAA, odf } from '../platforms/world.ts';
import type { Fields, Variant } from './world.ts';

const thing = (name: string): Variant['objects'][number] => {
  const found = THINGS[name];
  if (found === undefined) throw new Error(`no thing ${name}`);
  return found;
};

const variant = (name: string, form: string, given: Given, objects: Variant['objects'], wanted: Fields): Variant => ({ name, form: formOf(form), given, objects, wanted });
const cloud = (name: string, form: string, platform: string, given: Given, keys: string, own: Fields): Variant =>
  variant(name, form, { credentials: 'keys', ...given }, [...on(platform), thing(keys), thing('keystone-ca'), thing('store-ca'), thing('cloudfront')], { managementState: 'Unmanaged', ...own });
const onClaim = (name: string, form: string, given: Given, claimName: string, mode = 'ReadWriteMany', storageClassName = CEPHFS.metadata.name): Variant => {
  const home = HOME[form as keyof typeof HOME];
  return variant(name, form, { claim: claimName, ...given }, [...home, CEPHFS, RBD, claim(claimName, { accessModes: [mode], storageClassName })], { managementState: 'Unmanaged', pvc: { claim: claimName } });
};
const empty = (form: 'baremetal' | 'vsphere' | 'nutanix'): Variant => variant(`${form} --storage empty-dir`, form, { 'storage': 'empty-dir', 'non-production': true }, HOME[form], { managementState: 'Managed', emptyDir: {} });
const blank = (form: 'baremetal' | 'vsphere' | 'nutanix'): Variant =>
  variant(`${form} --blank-claim`, form, { 'blank-claim': true }, [...HOME[form], claim('image-registry-storage', {}, { phase: 'Bound' }, OWNED)], { managementState: 'Managed', pvc: { claim: '' } });

const SWIFT: Given = { 'auth-url': 'https://keystone.example.com:5000/v3', 'container': 'images', 'domain': 'Default', 'tenant': 'lab', 'region-name': 'RegionOne' };
const CA = { trustedCA: { name: 'image-registry-s3-bundle' } };

/** Every form, in each of the ways that it has of naming storage. */
export const VARIANTS: readonly Variant[] = [
  cloud('aws', 'aws', 'AWS', { 'bucket': 'images', 'region': 'eu-west-1', 'region-endpoint': '', 'encrypt': 'true', 'key-id': 'k1' }, 'given-s3', { s3: { bucket: 'images', region: 'eu-west-1', encrypt: true, keyID: 'k1' } }),
  cloud('aws --region-endpoint', 'aws', 'BareMetal', { 'bucket': 'images', 'region-endpoint': 'https://minio.example.com:9000', 'trusted-ca': 'store-ca' }, 'given-s3', { s3: { bucket: 'images', region: 'us-east-1', regionEndpoint: 'https://minio.example.com:9000', trustedCA: { name: 'store-ca' } } }),
  cloud('gcp', 'gcp', 'GCP', { 'bucket': 'images', 'project-id': 'lab-project' }, 'given-gcp', { gcs: { bucket: 'images', region: 'us-central1', projectID: 'lab-project' } }),
  cloud('azure', 'azure', 'Azure', { 'account-name': 'acct', 'container': 'images' }, 'given-azure', { azure: { accountName: 'acct', container: 'images' } }),
  cloud('azure --cloud-name', 'azure', 'AzureGov', { 'account-name': 'acct', 'container': 'images', 'cloud-name': 'AzureUSGovernmentCloud' }, 'given-azure', { azure: { accountName: 'acct', container: 'images', cloudName: 'AzureUSGovernmentCloud' } }),
  cloud('openstack-swift', 'openstack-swift', 'OpenStack', SWIFT, 'given-swift', { swift: { authURL: 'https://keystone.example.com:5000/v3', authVersion: '3', container: 'images', domain: 'Default', tenant: 'lab', regionName: 'RegionOne' } }),
  variant('odf-rgw', 'odf-rgw', {}, [...odf, ...bound()], { managementState: 'Unmanaged', s3: { bucket: 'rgwbucket-1', region: 'us-east-1', regionEndpoint: `https://${HOST}`, ...CA } }),
  variant('odf-rgw --host service', 'odf-rgw', { host: 'service' }, [...odf, ...bound()], { managementState: 'Unmanaged', s3: { bucket: 'rgwbucket-1', region: 'us-east-1', regionEndpoint: 'https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc', ...CA } }),
  variant('odf-noobaa', 'odf-noobaa', {}, [...odf, ...boundNoobaa()], { managementState: 'Unmanaged', s3: { bucket: 'noobaatest-1', region: 'us-east-1', regionEndpoint: `https://${NOOBAA.host}`, ...CA } }),
  onClaim('odf-cephfs', 'odf-cephfs', {}, 'registry-storage-pvc'),
  onClaim('openstack-cinder', 'openstack-cinder', {}, 'csi-pvc-imageregistry', 'ReadWriteOnce', 'standard-csi'),
  onClaim('baremetal', 'baremetal', {}, 'registry-storage'),
  onClaim('vsphere', 'vsphere', {}, 'registry-storage'),
  onClaim('nutanix', 'nutanix', {}, 'registry-storage'),
  onClaim('baremetal --storage block', 'baremetal', { storage: 'block' }, 'registry-disk', 'ReadWriteOnce', RBD.metadata.name),
  onClaim('vsphere --storage block', 'vsphere', { storage: 'block' }, 'registry-disk', 'ReadWriteOnce', RBD.metadata.name),
  onClaim('nutanix --storage block', 'nutanix', { storage: 'block' }, 'registry-disk', 'ReadWriteOnce', RBD.metadata.name),
  empty('baremetal'), empty('vsphere'), empty('nutanix'),
  blank('baremetal'), blank('vsphere'), blank('nutanix'),
];

/** Options that each form must refuse before anything is read. */
export const BAD: Readonly<Record<string, readonly Given[]>> = {
  'aws': [{ bucket: 'A_B' }, { bucket: '' }, { 'region': 'no where' }, { 'region-endpoint': 'ftp://x' }, { 'key-id': 'k', 'bucket': 'b' }, { encrypt: 'maybe' }, { replicas: '-1' }, { nonsense: 'x' }],
  'gcp': [{ bucket: 'Images' }, { bucket: 'x' }, { 'project-id': 'A' }, { 'key-id': 'k' }, { region: '!' }, { 'rollout-strategy': 'Slowly' }],
  'azure': [{ 'account-name': 'Acct' }, { 'account-name': 'a' }, { container: 'a--b' }, { container: '${C}' }, { 'cloud-name': 'Cloud9' }, { replicas: 'two' }],
  'openstack-swift': [{ 'auth-url': 'keystone' }, { 'auth-version': '1' }, { container: 'a/b' }, { 'domain': 'a', 'domain-id': 'b' }, { 'tenant': 'a', 'tenant-id': 'b' }, { 'region-name': '<x>' }],
  'odf-rgw': [{ host: 'rout' }, { claim: 'Not_A_Name' }, { 'endpoint-host': 'http://a/b c' }, { 'ca-source': 'nobody' }, { replicas: '1.5' }, { region: 'a b' }],
  'odf-noobaa': [{ host: 'rout' }, { claim: '-x' }, { 'endpoint-host': 'https://' }, { 'ca-source': 'x' }, { replicas: '0x2' }, { nonsense: true }],
  'odf-cephfs': [{ claim: 'A' }, { size: 'big' }, { 'storage-class': '' }, { replicas: '-2' }, { storage: 'block' }, { size: '-1Gi' }],
  'openstack-cinder': [{ claim: 'a_b' }, { size: '100' + 'Zi' }, { 'storage-class': 'A B' }, { 'rollout-strategy': 'x' }, { replicas: 'x' }, { 'availability-zone': 'a b' }],
  'baremetal': [{ storage: 'disk' }, { 'storage': 'empty-dir', 'claim': 'c' }, { 'blank-claim': true, 'claim': 'c' }, { 'storage': 'block', 'access-mode': 'ReadWriteMany' }, { 'non-production': true }, { size: '0' }],
  'vsphere': [{ storage: 'thin' }, { 'storage': 'empty-dir', 'size': '1Gi' }, { 'blank-claim': true, 'storage': 'block' }, { 'access-mode': 'ReadOnlyMany' }, { claim: '' }, { replicas: '9e9' }],
  'nutanix': [{ storage: 'files' }, { 'storage': 'empty-dir', 'blank-claim': true }, { 'blank-claim': true, 'size': '1Gi' }, { 'non-production': true, 'storage': 'block' }, { claim: 'x'.repeat(300) }, { 'size': '1 GB' }],
};
