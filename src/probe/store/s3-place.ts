import type { StoreQuestion } from '../../snapshot/types.ts';
import { hostPort } from '../words.ts';

export type S3Question = Extract<StoreQuestion, { kind: 's3' }>;

/** Where requests on a bucket (or, without one, on all of an account) go. */
export interface S3Place {
  /** `https://host[:port]` */
  origin: string;
  host: string;
  /** of the bucket, without a slash at the end */
  path: string;
}

/** The domain of Amazon's stores, by the beginning of a region's name. */
const PARTITIONS: readonly (readonly [RegExp, string])[] = [[/^cn-/u, 'amazonaws.com.cn'], [/^us-iso-/u, 'c2s.ic.gov'], [/^us-isob-/u, 'sc2s.sgov.gov'], [/./u, 'amazonaws.com']];

/** A word that can be a region: it becomes part of a host's name, so nothing else may be in it. */
export const isRegion = (word: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?$/u.test(word);

const amazon = (region: string): string => `https://s3.${region}.${PARTITIONS.find(([begins]) => begins.test(region))?.[1] ?? ''}`;

/** The endpoint as a URL; undefined for one that is none, or that is not over TLS, and for a region that would make another host of Amazon's. */
export function endpointOf({ endpoint = '', region }: Pick<S3Question, 'endpoint' | 'region'>): URL | undefined {
  const home = region === '' ? 'us-east-1' : region;
  if (endpoint === '' && !isRegion(home)) return undefined;
  const given = endpoint === '' ? amazon(home) : endpoint.includes('://') ? endpoint : `https://${endpoint}`;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && !/%(?![0-9a-f]{2})/iu.test(url.pathname) ? url : undefined;
}

/** Where the bucket is: the first label of the host, or the first part of the path. */
export function placeOf(endpoint: URL, bucket: string, virtualHosted: boolean): S3Place {
  const port = endpoint.port === '' ? '' : `:${endpoint.port}`;
  const host = `${virtualHosted && bucket !== '' ? `${bucket}.` : ''}${endpoint.hostname}${port}`;
  const base = decodeURIComponent(endpoint.pathname).replace(/\/+$/u, '');
  return { origin: `https://${host}`, host, path: virtualHosted || bucket === '' ? base : `${base}/${bucket}` };
}

/** The bucket and its host, for people. */
export function shownAs(question: S3Question, endpoint: URL | undefined): string {
  const host = endpoint === undefined ? (question.endpoint ?? '') : hostPort(endpoint.hostname.replace(/^\[|\]$/gu, ''), Number(endpoint.port || 443));
  return `bucket ${question.bucket} at ${host}`;
}
