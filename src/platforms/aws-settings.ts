import { isAmazon } from '../api/hosts.ts';
import { text } from '../api/json.ts';
import type { Commands } from './cloud-settings.ts';
import type { Values } from './cloud-fields.ts';

function own(values: Values): boolean {
  const endpoint = text(values, 'regionEndpoint') ?? '';
  return endpoint === '' || (URL.canParse(endpoint) && isAmazon(new URL(endpoint).hostname));
}

const RULE = '{"Rules":[{"ID":"registryctl-abort-uploads","Status":"Enabled","Filter":{"Prefix":""},"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":1}}]}';

/**
 * Settings of an S3 bucket by Amazon's command line. To put rules replaces those that are there, so they are put only where
 * there are none. Blocked ACLs make Ceph's gateway refuse every upload (seen on Ceph), so no store but Amazon's is told to.
 */
export const S3_COMMANDS: Commands = {
  own,
  command(setting, values) {
    const endpoint = text(values, 'regionEndpoint') ?? '';
    const where = `--bucket ${text(values, 'bucket') ?? 'BUCKET'} --region ${text(values, 'region') ?? 'REGION'}${endpoint === '' ? '' : ` --endpoint-url ${endpoint}`}`;
    if (setting === 'abort-uploads') return `aws s3api get-bucket-lifecycle-configuration ${where} || aws s3api put-bucket-lifecycle-configuration ${where} --lifecycle-configuration '${RULE}'`;
    return `aws s3api put-public-access-block ${where} --public-access-block-configuration BlockPublicAcls=${own(values)},IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`;
  },
};
