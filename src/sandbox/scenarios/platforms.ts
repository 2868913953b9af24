import type { KubeObject } from '../../api/types.ts';
import { R } from '../../api/resources.ts';
import { make } from './make.ts';

/** What differs between the platforms right after installation. */
export interface PlatformFacts {
  /** as in the Infrastructure object */
  type: string;
  title: string;
  /** `status.platformStatus` beside its type */
  status: Record<string, unknown>;
  /** name, provisioner, default or not */
  classes: [string, string, boolean][];
  /** the minted secret of the registry operator; values may name the sandbox's stores as `${NAME}` */
  credentials?: Record<string, string>;
  /** secrets in the namespace default with keys of a store, as somebody may have put there to take them from: the user's own, and somebody else's */
  keys?: { own: Record<string, string>; foreign?: Record<string, string> };
  zones?: string[];
  /** ODF brings its object gateway where the cloud has no object store of its own (manual: ODF, platforms) */
  gateway: boolean;
}

const onPremises = { apiServerInternalIP: '192.168.126.5', apiServerInternalIPs: ['192.168.126.5'], ingressIP: '192.168.126.6', ingressIPs: ['192.168.126.6'] };

const CLOUDS = `clouds:
  openstack:
    auth:
      auth_url: \${KEYSTONE}
      username: \${SWIFT_USER}
      password: \${SWIFT_PASSWORD}
      project_name: \${SWIFT_TENANT}
      user_domain_name: \${SWIFT_DOMAIN}
      project_domain_name: \${SWIFT_DOMAIN}
    region_name: RegionOne
`;

const s3 = (of: string): Record<string, string> => ({ REGISTRY_STORAGE_S3_ACCESSKEY: `\${${of}S3_ACCESS_KEY}`, REGISTRY_STORAGE_S3_SECRETKEY: `\${${of}S3_SECRET_KEY}` });
const azure = (of: string): Record<string, string> => ({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: `\${${of}AZURE_KEY}` });
const swift = (of: string): Record<string, string> => ({
  REGISTRY_STORAGE_SWIFT_USERNAME: `\${${of}SWIFT_USER}`, REGISTRY_STORAGE_SWIFT_PASSWORD: `\${${of}SWIFT_PASSWORD}`,
  REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: '', REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME: '', REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET: '',
});

export const PLATFORMS: Record<string, PlatformFacts> = {
  aws: {
    type: 'AWS', title: 'Amazon Web Services', gateway: false, zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    status: { aws: { region: 'us-east-1' } },
    classes: [['gp2-csi', 'ebs.csi.aws.com', false], ['gp3-csi', 'ebs.csi.aws.com', true]],
    credentials: { aws_access_key_id: '${S3_ACCESS_KEY}', aws_secret_access_key: '${S3_SECRET_KEY}', credentials: '[default]\naws_access_key_id = ${S3_ACCESS_KEY}\naws_secret_access_key = ${S3_SECRET_KEY}\n' },
    keys: { own: s3(''), foreign: s3('OTHER_') },
  },
  gcp: {
    type: 'GCP', title: 'Google Cloud', gateway: false, zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
    status: { gcp: { projectID: 'lab-project', region: 'us-central1' } },
    classes: [['ssd-csi', 'pd.csi.storage.gke.io', false], ['standard-csi', 'pd.csi.storage.gke.io', true]],
    credentials: { 'service_account.json': '${GCS_KEYFILE}' },
    keys: { own: { REGISTRY_STORAGE_GCS_KEYFILE: '${GCS_KEYFILE}' } },
  },
  azure: {
    type: 'Azure', title: 'Microsoft Azure', gateway: false, zones: ['eastus-1', 'eastus-2', 'eastus-3'],
    status: { azure: { cloudName: 'AzurePublicCloud', resourceGroupName: 'lab-rg', networkResourceGroupName: 'lab-rg' } },
    classes: [['azurefile-csi', 'file.csi.azure.com', false], ['managed-csi', 'disk.csi.azure.com', true]],
    credentials: {
      azure_client_id: '00000000-0000-0000-0000-000000000001', azure_client_secret: 'lab', azure_region: 'eastus', azure_resource_prefix: 'lab',
      azure_resourcegroup: 'lab-rg', azure_subscription_id: '00000000-0000-0000-0000-000000000002', azure_tenant_id: '00000000-0000-0000-0000-000000000003',
    },
    keys: { own: azure(''), foreign: azure('OTHER_') },
  },
  openstack: {
    type: 'OpenStack', title: 'OpenStack', gateway: true, zones: ['nova'],
    status: { openstack: { cloudName: 'openstack', ...onPremises } },
    classes: [['standard-csi', 'cinder.csi.openstack.org', true]],
    credentials: { 'clouds.yaml': CLOUDS, 'clouds.conf': '[Global]\nauth-url = ${KEYSTONE}\n' },
    keys: { own: swift(''), foreign: swift('OTHER_') },
  },
  baremetal: { type: 'BareMetal', title: 'bare metal', gateway: true, status: { baremetal: onPremises }, classes: [] },
  vsphere: { type: 'VSphere', title: 'VMware vSphere', gateway: true, status: { vsphere: onPremises }, classes: [['thin-csi', 'csi.vsphere.vmware.com', true]] },
  nutanix: { type: 'Nutanix', title: 'Nutanix', gateway: true, status: { nutanix: onPremises }, classes: [['nutanix-volume', 'csi.nutanix.com', true]] },
  none: { type: 'None', title: 'no platform integration', gateway: true, status: {}, classes: [] },
};

/** A class as its driver's operator makes it: volumes wait for their pod, except where files are shared. */
export function storageClass([id, provisioner, isDefault]: [string, string, boolean], more: Record<string, unknown> = {}): KubeObject {
  const annotations = isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : undefined;
  const files = provisioner.startsWith('file.') || provisioner === 'csi.nutanix.com';
  return make(R.StorageClass, id, {
    provisioner, reclaimPolicy: 'Delete', allowVolumeExpansion: true, volumeBindingMode: files ? 'Immediate' : 'WaitForFirstConsumer', ...more,
  }, annotations ? { annotations } : {});
}
