import { profileOf } from './ini.ts';
import { pairs } from './pairs.ts';
import { plainText, refuse, shapeFault } from './text.ts';
import type { CredentialForm, CredentialsRead } from './types.ts';
import { secretValues } from './values.ts';

const ACCESS = 'REGISTRY_STORAGE_S3_ACCESSKEY';
const SECRET = 'REGISTRY_STORAGE_S3_SECRETKEY';
const TOKEN = 'token';

const NAMES: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: ACCESS, AWS_ACCESS_KEY: ACCESS, [ACCESS]: ACCESS,
  AWS_SECRET_ACCESS_KEY: SECRET, AWS_SECRET_KEY: SECRET, [SECRET]: SECRET,
  AWS_SESSION_TOKEN: TOKEN, AWS_SECURITY_TOKEN: TOKEN,
};
const CALLED: Readonly<Record<string, string>> = { [ACCESS]: 'AWS_ACCESS_KEY_ID', [SECRET]: 'AWS_SECRET_ACCESS_KEY' };
const called = (key: string): string => CALLED[key] ?? key;

const FORMATS = 'an AWS credentials file with the profile "default" or one profile only, or lines AWS_ACCESS_KEY_ID=... and AWS_SECRET_ACCESS_KEY=... of a key that stays valid';

function fault(key: string, value: string): string | undefined {
  const shape = shapeFault(value);
  if (shape !== undefined) return shape;
  if (!/^[\x21-\x7E]+$/u.test(value)) return 'has a character in it that no key has';
  // keys of AWS tell by their first letters what they are
  if (key === ACCESS) return /^ASIA[A-Z2-7]{16}$/u.test(value) ? 'is a temporary key, which the registry cannot renew' : undefined;
  return /^A[KS]IA[A-Z2-7]{16}$/u.test(value) ? 'is an access key id and no secret key' : undefined;
}

function read(text: string, file: string): CredentialsRead {
  const expected = { file, formats: FORMATS };
  const found = pairs(profileOf(plainText(text, expected), expected), NAMES, expected);
  if ((found[TOKEN] ?? '') !== '') refuse(expected, 'a session token, which the registry cannot renew');
  for (const key of [ACCESS, SECRET]) if ((found[key] ?? '') === '') refuse(expected, found[key] === undefined ? `no ${called(key)}` : `that ${called(key)} is empty`);
  return { values: secretValues(S3_CREDENTIALS, found, called, expected), given: {} };
}

/** Access key and secret key of an S3 store. What the cloud mints may also be a file that names a role; the operator takes it. */
export const S3_CREDENTIALS: CredentialForm = {
  keys: [ACCESS, SECRET],
  optional: [],
  aliases: { [ACCESS]: ['AWS_ACCESS_KEY_ID', 'aws_access_key_id'], [SECRET]: ['AWS_SECRET_ACCESS_KEY', 'aws_secret_access_key'] },
  minted: [['credentials'], ['aws_access_key_id', 'aws_secret_access_key']],
  formats: FORMATS,
  questions: [
    { key: ACCESS, message: 'Access key', hidden: false },
    { key: SECRET, message: 'Secret key', hidden: true },
  ],
  read,
  fault,
};
