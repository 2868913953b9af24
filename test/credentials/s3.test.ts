import { describe, expect, it } from 'vitest';
import { S3_CREDENTIALS } from '../../src/credentials/s3.ts';
import { refusal, revealed } from './reading.ts';

const ID = 'AKIAIOSFODNN7EXAMPLE';
const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const BOTH = { REGISTRY_STORAGE_S3_ACCESSKEY: ID, REGISTRY_STORAGE_S3_SECRETKEY: KEY };

const good: [what: string, text: string][] = [
  ['a credentials file', `[default]\naws_access_key_id = ${ID}\naws_secret_access_key = ${KEY}\n`],
  ['no spaces around =', `[default]\naws_access_key_id=${ID}\naws_secret_access_key=${KEY}`],
  ['the profile "default" of many', `[other]\naws_access_key_id = AKIAXXXXXXXXXXXXXXXX\naws_secret_access_key = other-one\n[default]\naws_access_key_id = ${ID}\naws_secret_access_key = ${KEY}\n[last]\naws_session_token = t0ken-of-another\n`],
  ['the only profile, of any name', `# mine\n[registry]\naws_access_key_id = ${ID}\naws_secret_access_key = ${KEY}\n`],
  ['a config file\'s way to write profiles', `[profile default]\nregion = eu-central-1\naws_access_key_id = ${ID}\naws_secret_access_key = ${KEY}\n`],
  ['names in capitals', `[default]\nAWS_ACCESS_KEY_ID = ${ID}\nAWS_SECRET_ACCESS_KEY = ${KEY}`],
  ['lines of the environment', `AWS_ACCESS_KEY_ID=${ID}\nAWS_SECRET_ACCESS_KEY=${KEY}\n`],
  ['lines to source', `export AWS_ACCESS_KEY_ID='${ID}'\nexport AWS_SECRET_ACCESS_KEY="${KEY}"\nexport AWS_DEFAULT_REGION=eu-central-1\n`],
  ['the operator\'s names', `REGISTRY_STORAGE_S3_ACCESSKEY=${ID}\nREGISTRY_STORAGE_S3_SECRETKEY=${KEY}`],
  ['both kinds of names, with the same values', `AWS_ACCESS_KEY_ID=${ID}\nREGISTRY_STORAGE_S3_ACCESSKEY=${ID}\nAWS_SECRET_ACCESS_KEY=${KEY}`],
  ['a byte order mark', `\uFEFF[default]\naws_access_key_id = ${ID}\naws_secret_access_key = ${KEY}\n`],
  ['ends of lines as on Windows', `[default]\r\naws_access_key_id = ${ID}\r\naws_secret_access_key = ${KEY}\r\n`],
  ['ends of lines of old', `AWS_ACCESS_KEY_ID=${ID}\rAWS_SECRET_ACCESS_KEY=${KEY}`],
  ['white space at the ends of lines', `AWS_ACCESS_KEY_ID=${ID}  \t\nAWS_SECRET_ACCESS_KEY=${KEY}   \n\n\n`],
  ['comments', `# of the lab\nAWS_ACCESS_KEY_ID=${ID} # the id\n; and\nAWS_SECRET_ACCESS_KEY="${KEY}" # the key\n`],
  ['an empty session token', `AWS_ACCESS_KEY_ID=${ID}\nAWS_SECRET_ACCESS_KEY=${KEY}\nAWS_SESSION_TOKEN=\n`],
  ['an empty value that another line fills', `AWS_ACCESS_KEY_ID=\nAWS_ACCESS_KEY_ID=${ID}\nAWS_SECRET_ACCESS_KEY=${KEY}`],
];

describe('a file of an S3 key', () => {
  it.each(good)('is read from %s', (_, text) => {
    expect(revealed(S3_CREDENTIALS.read(text, 'keys'))).toEqual({ values: BOTH, given: {} });
  });

  it('takes keys of other stores, which look otherwise', () => {
    const text = 'AWS_ACCESS_KEY_ID=minio-user\nAWS_SECRET_ACCESS_KEY=p=q%3D/+~!@';
    expect(revealed(S3_CREDENTIALS.read(text, 'keys')).values).toEqual({ REGISTRY_STORAGE_S3_ACCESSKEY: 'minio-user', REGISTRY_STORAGE_S3_SECRETKEY: 'p=q%3D/+~!@' });
  });
});

const lines = (id: string, key: string): string => `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${key}\n`;
const bad: [what: string, text: string, found: string][] = [
  ['nothing', '', 'nothing in it'],
  ['blank lines', ' \n\t\n', 'nothing in it'],
  ['no secret', `[default]\naws_access_key_id = ${ID}\n`, 'no AWS_SECRET_ACCESS_KEY'],
  ['no access key', `AWS_SECRET_ACCESS_KEY=${KEY}`, 'no AWS_ACCESS_KEY_ID'],
  ['an empty access key', lines('', KEY), 'that AWS_ACCESS_KEY_ID is empty'],
  ['an empty secret', lines(ID, '""'), 'that AWS_SECRET_ACCESS_KEY is empty'],
  ['a secret of blanks', lines(ID, '"  "'), 'that AWS_SECRET_ACCESS_KEY is empty'],
  ['a session token', `${lines(ID, KEY)}AWS_SESSION_TOKEN=FwoGZXIvYXdzEXAMPLE\n`, 'a session token, which the registry cannot renew'],
  ['a session token of old', `[default]\naws_access_key_id=${ID}\naws_secret_access_key=${KEY}\naws_security_token=FwoGZXIvYXdzEXAMPLE`, 'a session token, which the registry cannot renew'],
  ['a temporary key without its token', lines('ASIAIOSFODNN7EXAMPLE', KEY), 'that AWS_ACCESS_KEY_ID is a temporary key, which the registry cannot renew'],
  ['the two exchanged', lines(KEY, ID), 'that AWS_SECRET_ACCESS_KEY is an access key id and no secret key'],
  ['a placeholder in angles', lines('<access-key>', KEY), 'that AWS_ACCESS_KEY_ID is a placeholder'],
  ['a placeholder of a shell', lines(ID, '${SECRET}'), 'that AWS_SECRET_ACCESS_KEY is a placeholder'],
  ['one in quotes', lines(ID, '"$SECRET"'), 'that AWS_SECRET_ACCESS_KEY is a placeholder'],
  ['one in single quotes', lines(ID, "'${SECRET}'"), 'that AWS_SECRET_ACCESS_KEY is a placeholder'],
  ['one of a template', lines(ID, "'{{ vault.key }}'"), 'that AWS_SECRET_ACCESS_KEY is a placeholder'],
  ['a command', lines(ID, '$(cat key)'), 'that AWS_SECRET_ACCESS_KEY is something that a shell would fill in: single quotes keep a "$"'],
  ['white space inside', lines(ID, '"two words"'), 'that AWS_SECRET_ACCESS_KEY has white space in it'],
  ['white space around', lines(ID, `" ${KEY}"`), 'that AWS_SECRET_ACCESS_KEY has white space around it'],
  ['an invisible character', lines(ID, `${KEY}\u200B`), 'that AWS_SECRET_ACCESS_KEY has an invisible character in it'],
  ['letters of no key', lines(ID, 'gehe\u00EFm-gehe\u00EFm'), 'that AWS_SECRET_ACCESS_KEY has a character in it that no key has'],
  ['a quote that stays open', lines(ID, `"${KEY}`), 'that AWS_SECRET_ACCESS_KEY has a quote that is not closed at its end'],
  ['a quote that closes early', lines(ID, `'${KEY}'abc`), 'that AWS_SECRET_ACCESS_KEY has a quote that is not closed at its end'],
  ['a backslash', lines(ID, `${KEY}\\n`), 'that AWS_SECRET_ACCESS_KEY has a backslash and no quotes: single quotes keep it'],
  ['two different values', `${lines(ID, KEY)}REGISTRY_STORAGE_S3_SECRETKEY=another-one\n`, 'a second and different value as REGISTRY_STORAGE_S3_SECRETKEY'],
  ['profiles of which none is meant', `[a]\naws_access_key_id=${ID}\n[b]\naws_secret_access_key=${KEY}\n`, '2 profiles of which none is "default"'],
  ['the profile twice', `[default]\naws_access_key_id=${ID}\n[default]\naws_secret_access_key=${KEY}\n`, 'the profile "default" more than once'],
  ['a profile that names a role', '[default]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = y\n', 'no AWS_ACCESS_KEY_ID'],
  ['what the cloud\'s tool prints', JSON.stringify({ AccessKey: { AccessKeyId: ID, SecretAccessKey: KEY } }), 'JSON of another kind'],
  ['the key of a service account', JSON.stringify({ type: 'service_account', private_key: 'x' }), 'JSON of another kind'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\n', 'a PEM file'],
  ['a login page', '<!DOCTYPE html>\n<html><body>Sign in</body></html>', 'an HTML page'],
  ['a page without a type', '<html lang="en"></html>', 'an HTML page'],
  ['an answer of a store', '<?xml version="1.0"?><Error/>', 'XML'],
  ['an archive', `PK\u0003\u0004\0\0${KEY}`, 'binary data'],
  ['a secret of Kubernetes', `apiVersion: v1\nkind: Secret\nstringData:\n  AWS_ACCESS_KEY_ID: ${ID}\n`, 'a manifest of Kubernetes (--from-secret takes a secret of the cluster)'],
  ['words', 'hello, this is no file of keys', 'no AWS_ACCESS_KEY_ID'],
];

describe('a file that is none of an S3 key', () => {
  it.each(bad)('%s', (_, text, found) => {
    const message = refusal(S3_CREDENTIALS, text, '/tmp/keys');
    expect(message.startsWith(`/tmp/keys: found ${found}, allowed: ${S3_CREDENTIALS.formats}.`)).toBe(true);
    for (const secret of [ID, KEY]) expect(message).not.toContain(secret);
  });
});

describe('a value that is typed', () => {
  const [access, secret] = S3_CREDENTIALS.keys as [string, string];
  it.each([
    [access, ID, undefined], [secret, KEY, undefined], [access, '', 'is empty'], [secret, ' ', 'is empty'],
    [secret, `${KEY} `, 'has white space around it'], [secret, ID, 'is an access key id and no secret key'],
    [access, 'ASIAIOSFODNN7EXAMPLE', 'is a temporary key, which the registry cannot renew'], [access, '<id>', 'is a placeholder'],
  ])('%s = %j: %s', (key, value, fault) => expect(S3_CREDENTIALS.fault(key, value)).toBe(fault));
});
