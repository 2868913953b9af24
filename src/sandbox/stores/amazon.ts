import type { S3Code } from './errors.ts';
import type { Bucket } from './memory.ts';

/** The regions whose hosts are played: those that every account of Amazon's has from the beginning, and the US Government's. */
export const REGIONS: readonly string[] = [
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1',
  'ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'us-gov-west-1', 'us-gov-east-1',
];

/** The region whose host this is (`s3.REGION.amazonaws.com`, or `BUCKET.` before it); undefined for a host that is not Amazon's. */
export const regionOf = (host: string): string | undefined => /(?:^|\.)s3\.([a-z0-9-]+)\.amazonaws\.com(?::\d+)?$/.exec(host)?.[1];

/** What Amazon says with its codes; Ceph's gateway says nothing. */
const WORDS: Partial<Record<S3Code, string>> = {
  AccessDenied: 'Access Denied',
  InvalidAccessKeyId: 'The AWS Access Key Id you provided does not exist in our records.',
  SignatureDoesNotMatch: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  RequestTimeTooSkewed: 'The difference between the request time and the current time is too large.',
  NoSuchBucket: 'The specified bucket does not exist',
  NoSuchKey: 'The specified key does not exist.',
  PermanentRedirect: 'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  BucketAlreadyExists: 'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
};

/** What Amazon adds to an answer about a bucket: its region; and to an error the words, and for a bucket of another region where it is. */
export function amazonSays(host: string, bucket: Bucket | undefined, code?: S3Code): { headers: Record<string, string>; fields: Record<string, string> } {
  const region = regionOf(host);
  if (region === undefined) return { headers: {}, fields: {} };
  const own = bucket?.region ?? region;
  const words = code === undefined ? undefined : WORDS[code];
  return {
    headers: bucket === undefined ? {} : { 'x-amz-bucket-region': own },
    fields: { ...(words === undefined ? {} : { Message: words }), ...(code === 'PermanentRedirect' && bucket ? { Endpoint: `s3.${own}.amazonaws.com`, Bucket: bucket.name } : {}) },
  };
}

/** Whether the bucket is asked for at another region's host of Amazon's than its own. */
export function elsewhere(host: string, { region }: Bucket): boolean {
  const asked = regionOf(host);
  return asked !== undefined && region !== undefined && asked !== region;
}
