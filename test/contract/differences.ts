import type { Difference } from './call.ts';

/** A way in which the sandbox answers otherwise than a real API server, and why that stays. */
export interface Known {
  name: string;
  why: string;
  is: (difference: Difference) => boolean;
}

const said = (value: unknown): string => JSON.stringify(value) ?? '';

/** Everything that stays different. An entry that no longer occurs has to go. */
export const KNOWN: readonly Known[] = [
  {
    name: 'words of refusals',
    why: 'code, reason, fields and causes are the same; the text names Go types, byte offsets or the order of a Go struct',
    is: ({ what }) => what === 'message',
  },
  {
    name: 'paths that name nothing',
    why: 'both answer 404; the real router gives a page of text where the sandbox has a Status',
    is: ({ about, real, ours }) => about === 'paths' && real.code === 404 && ours.code === 404,
  },
  {
    name: 'a bucket claim without a class',
    why: "the library's published definition wants one; the storage operators install their own, which does not",
    is: ({ about, real, ours }) => about === 'ObjectBucketClaim' && (said(real).includes('spec.storageClassName: Required') || said(ours.object).includes('"spec":{}')),
  },
];
