import type { Difference } from './call.ts';

/** A way in which the sandbox answers otherwise than a real API server, and why that stays. */
export interface Known {
  name: string;
  why: string;
  is: (difference: Difference) => boolean;
}

const said = (value: unknown): string => JSON.stringify(value) ?? '';
const headed = (body: unknown): boolean => /"(kind|apiVersion)":(?!"(Config|ImagePruner|Image|Route|ObjectBucketClaim|Secret|ConfigMap|PersistentVolumeClaim|Namespace|ServiceAccount|RoleBinding)")/.test(said(body));

/** Everything that stays different. An entry that no longer occurs has to go. */
export const KNOWN: readonly Known[] = [
  {
    name: 'words of refusals',
    why: 'code, reason, fields and causes are the same; the text names Go types, byte offsets or the order of a Go struct',
    is: ({ what }) => what === 'message',
  },
  {
    name: 'odd heads in a body',
    why: 'apiVersion or kind that is none, or of another type: which of several refusals comes first depends on the decoder',
    is: ({ call, real }) => !(real.code === 200 && call.type === undefined) && headedOddly(call.body),
  },
  {
    name: 'what is wrong with the size of a claim',
    why: 'both refuse; the real one reads a fraction as a quantity first, or lists one more of several causes',
    is: ({ about, what, real, ours }) => about === 'PersistentVolumeClaim' && what === 'object' && real.code === 422 && ours.code === 422,
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
  {
    name: 'a duration that is no text',
    why: 'the format check of the real server looks at the value before its type',
    is: ({ call, real, ours }) => /duration/i.test(said(call.body) + real.message + ours.message) && real.reason !== 'Conflict' && /keepYoungerThanDuration|maxWaitInQueue|duration/.test(ours.message + real.message),
  },
  {
    name: 'paths below a subresource',
    why: 'the real router takes `status/more` and unknown subresources of custom resources in its own way; nobody asks for them',
    is: ({ call }) => /\/status\/more|\/bogus/.test(call.path),
  },
];

function headedOddly(body: unknown): boolean {
  const text = said(body);
  if (/"path":"\/(kind|apiVersion|metadata)"/.test(text)) return true;
  if (text === '"null"' || text === 'null' || /"metadata":(null|"|7)/.test(text)) return true;
  return headed(body) && /"(kind|apiVersion)":("v2"|"Pod"|""|7|"a\/b"|null|true|-?\d|"text"|\[|\{)/.test(text);
}
