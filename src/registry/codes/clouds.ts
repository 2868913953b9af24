import { applied } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about storage of the clouds, beside those of every store. */
export const clouds = {
  'RC-S3-CA-ALONE': {
    level: 'warning', title: 'Only the given CA is trusted for Amazon itself',
    cause: 'With trustedCA the operator trusts that bundle and no public CA; it must hold the CA of Amazon, or of the proxy in between.',
    remedy: 'registryctl setup aws --region-endpoint URL (or leave --trusted-ca out)',
  },
  'RC-S3-ENDPOINT-PORT': {
    level: 'info', title: 'The endpoint names a port',
    cause: 'A Ceph Rados Gateway must be named without one; other stores take it.',
    remedy: 'registryctl setup aws --region-endpoint URL',
  },
  'RC-S3-CLOUDFRONT-KEY': {
    level: 'error', title: 'The private key for CloudFront is not there',
    cause: 'The operator does not look for it, and pods wait for it for ever without a word.',
    remedy: 'oc -n openshift-image-registry create secret generic {secret} --from-file={key}=PRIVATE-KEY.pem',
  },
  'RC-BUCKET-SETTING': {
    level: 'info', title: 'A setting of the bucket is left to you',
    cause: 'Settings of a bucket are read and written on the hosts of Amazon and Google alone, and only with plain keys that may do so.',
    remedy: 'registryctl setup PLATFORM --credentials FILE',
  },
  'RC-GCS-KEY-UNUSED': {
    level: 'info', title: 'The encryption key is not put on a bucket that exists',
    cause: 'The operator sets it on a bucket that it makes; one that is there keeps the key that it has.',
    remedy: 'registryctl setup gcp --bucket NEW-NAME --create-bucket --key-id KEY',
  },
  'RC-AZURE-STACK-ENDPOINTS': {
    level: 'error', title: 'The addresses of Azure Stack are not there',
    cause: 'The operator reads them from the key endpoints of a config map that the installer makes.',
    remedy: applied('configmap cloud-provider-config -n openshift-config --from-file=endpoints=endpoints.json'),
  },
  'RC-SWIFT-CA': {
    level: 'warning', title: 'There is no CA for OpenStack',
    cause: 'Only public CAs are trusted then; a private one is read from the key ca-bundle.pem of the installer\'s config map.',
    remedy: 'oc -n openshift-config set data configmap/cloud-provider-config --from-file=ca-bundle.pem=ca.pem',
  },
} as const satisfies Record<string, CodeText>;
