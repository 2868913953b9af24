import { KEYS, OPERATOR_LOG, patchConfig } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about storage of any kind, its credentials, and throw-away storage. */
export const storage = {
  'RC-STORAGE-UNSET': {
    level: 'error', title: 'No storage is configured',
    cause: 'This platform has no default storage, and Managed was set without any.',
    remedy: 'registryctl setup PLATFORM',
  },
  'RC-STORAGE-TWO': {
    level: 'error', title: 'More than one storage is configured',
    cause: 'A merge patch added one and kept the other; the operator applies nothing, and does not remove either.',
    remedy: patchConfig('{"storage":{"{other}":null}}'),
  },
  'RC-STORAGE-ERROR': {
    level: 'error', title: 'The storage does not answer as it should',
    cause: 'The operator checks it at every pass.',
    remedy: OPERATOR_LOG,
  },
  'RC-STORAGE-TLS': {
    level: 'error', title: 'The certificate of the object store is not trusted',
    cause: 'With trustedCA the operator trusts that bundle only; without it, only public CAs.',
    remedy: patchConfig('{"storage":{"s3":{"trustedCA":{"name":"NAME"}}}}'),
  },
  'RC-STORAGE-UNREACHABLE': {
    level: 'error', title: 'The object store cannot be reached',
    cause: 'The name does not resolve, or nothing answers there from the cluster.',
    remedy: OPERATOR_LOG,
  },
  'RC-STORAGE-MANAGED-BY-ADMIN': {
    level: 'warning', title: 'Removed would delete storage that somebody else made',
    cause: 'storage.managementState was left at Managed when the storage was replaced; setup marks it Unmanaged.',
    remedy: patchConfig('{"storage":{"managementState":"Unmanaged"}}'),
  },
  'RC-CREDENTIALS-MISSING': {
    level: 'error', title: 'The storage has no credentials',
    cause: 'Neither the secret image-registry-private-configuration-user nor credentials made by the cloud are there.',
    remedy: 'registryctl setup PLATFORM',
  },
  'RC-CREDENTIALS-REFUSED': {
    level: 'error', title: 'The object store refuses the credentials',
    cause: 'Keys mistyped, rotated, of another account, or without rights on the bucket.',
    remedy: KEYS,
  },
  'RC-SECRET-KEYS': {
    level: 'error', title: 'The credentials secret lacks a key',
    cause: 'Once the secret exists, it is used alone and every key of the backend must be in it; Swift needs five, of which three may be empty.',
    remedy: KEYS,
  },
  'RC-CREDENTIALS-SOURCE': {
    level: 'error', title: 'The secret that credentials were to be taken from does not do',
    cause: 'It is not there, or lacks a value that the storage needs.',
    remedy: 'another secret, or a file: registryctl setup PLATFORM --credentials FILE',
  },
  'RC-STORE-ABSENT': {
    level: 'error', title: 'The bucket or container does not exist',
    cause: 'The operator would make one of that name by itself, so a typo would become a new and empty registry.',
    remedy: 'check the name, or have it made: registryctl setup PLATFORM --create-bucket',
  },
  'RC-STORE-FOREIGN': {
    level: 'error', title: 'The bucket or container is of another account',
    cause: 'Names of buckets are shared by all accounts; the operator reports such a bucket as created, and no push would succeed.',
    remedy: 'with a name of your own, or the credentials of its owner: registryctl setup PLATFORM --credentials FILE',
  },
  'RC-STORE-REFUSED': {
    level: 'error', title: 'The store does not accept the credentials',
    cause: 'Keys mistyped, rotated, of another account, or without the right to see the bucket.',
    remedy: 'with credentials that may list, read, write and delete in it: registryctl setup PLATFORM --credentials FILE',
  },
  'RC-STORE-UNREACHABLE': {
    level: 'warning', title: 'The store could not be reached from here',
    cause: 'This machine may have another way to it than the cluster; the bucket was not looked up.',
    remedy: 'to have name and credentials checked beforehand, where the store can be reached: registryctl setup PLATFORM',
  },
  'RC-STORE-UNCLEAR': {
    level: 'warning', title: 'The store gave no clear answer',
    cause: 'Whether the bucket is there and usable is not known.',
    remedy: 'check name, region and rights of the credentials, then: registryctl setup PLATFORM',
  },
  'RC-STORE-REGION': {
    level: 'error', title: 'The bucket is in another region',
    cause: 'The operator and the registry sign their requests for the region of the Config; the store would refuse them, or send them elsewhere.',
    remedy: 'registryctl setup PLATFORM --region {region}',
  },
  'RC-EMPTYDIR': {
    level: 'warning', title: 'Images are on throw-away storage',
    cause: 'Every restart of the pod loses all images. Not for production.',
    remedy: 'registryctl setup PLATFORM',
  },
  'RC-EMPTYDIR-REPLICAS': {
    level: 'error', title: 'Each replica has storage of its own',
    cause: 'emptyDir is not shared, so pulls fail at random.',
    remedy: patchConfig('{"replicas":1}'),
  },
} as const satisfies Record<string, CodeText>;
