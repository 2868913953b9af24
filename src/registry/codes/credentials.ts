import type { CodeText } from './types.ts';

/** Findings about the values of credentials, and where they come from. */
export const credentials = {
  'RC-CREDENTIALS-SHAPE': {
    level: 'error', title: 'A value of the credentials cannot be one',
    cause: 'It is empty, or came with white space from a file or a terminal; the store would not know it.',
    remedy: 'registryctl credentials set',
  },
  'RC-CREDENTIALS-DIFFER': {
    level: 'error', title: 'The registry has other keys than the claim of its bucket',
    cause: 'The keys of an object bucket claim were rotated, or the claim was made anew; the registry has a copy, which does not follow.',
    remedy: 'registryctl credentials sync',
  },
  'RC-BUCKET-NO-CLAIM': {
    level: 'error', title: 'The bucket of the registry is of no single bucket claim',
    cause: 'Only a bucket that an object bucket claim brought has keys in the cluster to follow.',
    remedy: 'registryctl credentials set --from-secret NAMESPACE/NAME',
  },
} as const satisfies Record<string, CodeText>;
