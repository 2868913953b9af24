import type { S3Keys } from './sigv4.ts';

type Secrets = Readonly<Record<string, string>>;

const ACCESS = ['REGISTRY_STORAGE_S3_ACCESSKEY', 'AWS_ACCESS_KEY_ID', 'aws_access_key_id'];
const SECRET = ['REGISTRY_STORAGE_S3_SECRETKEY', 'AWS_SECRET_ACCESS_KEY', 'aws_secret_access_key'];

/** A value of the profile `default` of an AWS credentials file, or of the lines before any profile. */
function inFile(file: string, name: string): string {
  const [before = '', ...rest] = file.replaceAll('\r', '').split(/^\s*\[([^\]\n]*)\].*$/mu);
  const profile = rest.findIndex((part, i) => i % 2 === 0 && part.trim() === 'default');
  const lines = rest.length === 0 ? before : (rest[profile + 1] ?? '');
  return new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'mu').exec(lines)?.[1] ?? '';
}

/**
 * Access and secret key among the values of a secret: the operator's own names, those of a claim, or what the cloud minted
 * (two keys, or a `credentials` file, which the operator prefers). `role` where the file names a role to take on, which only
 * the cluster can; undefined where there is nothing to ask with.
 */
export function s3Keys(secrets: Secrets): S3Keys | 'role' | undefined {
  const one = (names: readonly string[]): string => names.map((name) => secrets[name] ?? '').find((value) => value !== '') ?? '';
  const file = secrets['credentials'] ?? '';
  const own = { accessKey: one(ACCESS.slice(0, 1)), secretKey: one(SECRET.slice(0, 1)) };
  const minted = { accessKey: inFile(file, 'aws_access_key_id'), secretKey: inFile(file, 'aws_secret_access_key') };
  const plain = { accessKey: one(ACCESS), secretKey: one(SECRET) };
  const found = [own, minted, plain].find(({ accessKey, secretKey }) => accessKey !== '' && secretKey !== '');
  return found ?? (/^\s*(?:role_arn|web_identity_token_file)\s*=/mu.test(file) ? 'role' : undefined);
}
