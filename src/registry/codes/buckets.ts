import { patchConfig } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about S3 buckets and the claims that they come from. */
export const buckets = {
  'RC-S3-REGION': {
    level: 'error', title: 'The region is missing',
    cause: 'The operator and the registry insist on a region, though most S3 compatible stores ignore it.',
    remedy: patchConfig('{"storage":{"s3":{"region":"us-east-1"}}}'),
  },
  'RC-S3-PLACEHOLDER': {
    level: 'error', title: 'A value is a placeholder',
    cause: 'A shell variable inside single quotes is not replaced.',
    remedy: 'registryctl setup PLATFORM',
  },
  'RC-S3-ENDPOINT': {
    level: 'error', title: 'The endpoint is no URL of a host',
    cause: 'It must be https://HOST or https://HOST:PORT, without the bucket.',
    remedy: patchConfig('{"storage":{"s3":{"regionEndpoint":"https://HOST"}}}'),
  },
  'RC-S3-REDIRECT': {
    level: 'warning', title: 'Pulls are redirected to where only pods can go',
    cause: 'Nodes and clients outside do not resolve names of services, and redirects send them there.',
    remedy: patchConfig('{"disableRedirect":true}'),
  },
  'RC-S3-ENCRYPT': {
    level: 'warning', title: 'Encryption is asked of an S3 compatible store',
    cause: 'Ceph RGW and NooBaa without key management refuse such uploads.',
    remedy: patchConfig('{"storage":{"s3":{"encrypt":false}}}'),
  },
  'RC-BUCKET-UNBOUND': {
    level: 'error', title: 'The bucket claim is not bound',
    cause: 'Its class has no provisioner, or the object store is not ready.',
    remedy: 'oc -n openshift-storage describe obc {claim}',
  },
  'RC-CLAIM-OTHER-CLASS': {
    level: 'error', title: 'The bucket claim has another class',
    cause: 'The class of a claim cannot be changed.',
    remedy: 'registryctl setup {platform} --claim OTHER-NAME',
  },
  'RC-CLAIM-LOST': {
    level: 'error', title: 'The bucket claim has lost its bucket',
    cause: 'The claim, its bucket or its secret was deleted from under it.',
    remedy: 'registryctl setup {platform} --claim OTHER-NAME',
  },
} as const satisfies Record<string, CodeText>;
