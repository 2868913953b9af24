import { createPrivateKey } from 'node:crypto';
import { isRecord, text as textAt } from '../api/json.ts';
import { SecretText } from '../secret.ts';
import { plainText, refuse } from './text.ts';
import type { CredentialForm, CredentialsRead } from './types.ts';

const KEYFILE = 'REGISTRY_STORAGE_GCS_KEYFILE';
const FORMATS = 'the JSON key of a service account, as the cloud gives it out once';

/** What other credentials of Google's call themselves. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  authorized_user: 'credentials of a person',
  external_account: 'credentials of a workload identity, which hold no key',
  impersonated_service_account: 'credentials that act for a service account and hold no key',
  gdch_service_account: 'credentials of a cloud that is not the public one',
};

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function keyFault(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa' ? undefined : 'a private_key that is no RSA key';
  } catch {
    return 'a private_key that cannot be read';
  }
}

/** What the text is instead of a service account's key, for "found ..."; undefined when it is one. */
function foundInstead(value: string): string | undefined {
  const key = parsed(value);
  if (!isRecord(key)) return key === undefined ? 'no JSON' : 'JSON that is no object';
  const type = textAt(key, 'type');
  if (type === undefined) return 'installed' in key || 'web' in key ? 'the secret of an OAuth client' : 'JSON without a "type"';
  if (type !== 'service_account') return OTHER_TYPES[type] ?? 'JSON of another "type"';
  const [email, pem] = [textAt(key, 'client_email') ?? '', textAt(key, 'private_key') ?? ''];
  if (!/^[^\s@<>${}]+@[^\s@<>${}]+$/u.test(email)) return `${email === '' ? 'no' : 'an unusable'} client_email`;
  return pem === '' ? 'no private_key' : keyFault(pem);
}

function read(text: string, file: string): CredentialsRead {
  const expected = { file, formats: FORMATS };
  const value = plainText(text, expected, true).trim();
  const other = foundInstead(value);
  if (other !== undefined) refuse(expected, other);
  const project = textAt(parsed(value), 'project_id') ?? '';
  return { values: { [KEYFILE]: new SecretText(value) }, given: project === '' ? {} : { 'project-id': project } };
}

/** The key of a service account of Google Cloud: JSON, kept as it is. */
export const GCS_CREDENTIALS: CredentialForm = {
  keys: [KEYFILE],
  optional: [],
  loose: true,
  aliases: { [KEYFILE]: ['service_account.json', 'key.json'] },
  minted: [['service_account.json']],
  formats: FORMATS,
  questions: [{ key: KEYFILE, message: 'JSON key of the service account, on one line', hidden: true }],
  read,
  fault(_key, value) {
    const other = value.trim() === '' ? 'nothing' : foundInstead(value);
    return other === undefined ? undefined : `is not the JSON key of a service account (found ${other})`;
  },
};
