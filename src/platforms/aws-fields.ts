import { text } from '../api/json.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Field } from './cloud-fields.ts';
import { matching, refused, s3Bucket, urlOf, written } from './cloud-shapes.ts';

/** Services of Ceph's gateway in the cluster, which must be named without a port (manual 3.1.3). */
const GATEWAY = /^rook-ceph-rgw-[-a-z0-9]+\.[-a-z0-9]+\.svc(\.cluster\.local)?$/u;

function endpoint(flag: string, value: string): string {
  const url = urlOf(flag, value, false);
  return url.port !== '' && GATEWAY.test(url.hostname) ? refused(flag, value, `a Ceph Rados Gateway without a port, ${url.protocol}//${url.hostname}`) : written(url);
}

/** Whether the store is reached inside the cluster only: names of services are known to pods alone. */
export const isInternal = (regionEndpoint: unknown): boolean => typeof regionEndpoint === 'string' && /^https?:\/\/[^/:]+\.svc(\.cluster\.local)?(:\d+)?\/?$/u.test(regionEndpoint);

const BUCKET = ['bucket', 'region-endpoint'];

/**
 * The fields of `storage.s3` that are one word each (manual 3.1.3), in the order in which they are asked for. Without an
 * endpoint it is Amazon's; a region is always written, as the operator otherwise takes the storage for changed at every pass.
 */
export const S3_FIELDS: readonly Field[] = [
  {
    key: 'bucket', under: ['region-endpoint'], required: true, shape: s3Bucket,
    option: { flag: 'bucket', value: 'NAME', about: 'Bucket for the images; the one that is configured, where there is one', question: 'Name of the bucket' },
  },
  {
    key: 'regionEndpoint', under: ['bucket'], shape: endpoint, same: (a, b) => a.replace(/\/+$/u, '').toLowerCase() === b.replace(/\/+$/u, '').toLowerCase(),
    option: { flag: 'region-endpoint', value: 'URL', about: 'Endpoint of a store that is compatible with S3, https://HOST; Amazon\'s own when not given' },
  },
  {
    key: 'region', under: BUCKET, required: true, shape: matching(/^[A-Za-z0-9][-A-Za-z0-9]{0,62}$/u, 'the name of a region like eu-west-1'),
    // a compatible store needs a region in name only, one that the registry knows
    usual: (snapshot, values) => (values['regionEndpoint'] === undefined ? text(one(snapshot, OBJECT.infrastructure), 'status', 'platformStatus', 'aws', 'region') : 'us-east-1'),
    option: { flag: 'region', value: 'REGION', about: 'Region of the bucket; that of the cluster on AWS, us-east-1 with --region-endpoint', question: 'Region of the bucket' },
  },
  {
    key: 'virtualHostedStyle', under: BUCKET,
    option: { flag: 'virtual-hosted-style', choices: ['true', 'false'], about: 'The bucket is part of the host\'s name (only with --region-endpoint)' },
  },
  {
    key: 'encrypt', under: BUCKET,
    option: { flag: 'encrypt', choices: ['true', 'false'], about: 'Images are stored encrypted by the store' },
  },
  {
    key: 'keyID', under: [...BUCKET, 'encrypt'], shape: matching(/^[A-Za-z0-9][-A-Za-z0-9:/_]{0,255}$/u, 'the id, the alias or the ARN of a KMS key'),
    option: { flag: 'key-id', value: 'KEY', about: 'KMS key to encrypt with (only with --encrypt)' },
  },
];
