import { cloudOf } from './clouds.ts';
import { pairs } from './pairs.ts';
import { swiftFacts } from './swift-facts.ts';
import { plainText, refuse, shapeFault } from './text.ts';
import type { CredentialForm, CredentialsRead } from './types.ts';
import { isWhole, secretValues } from './values.ts';

const PREFIX = 'REGISTRY_STORAGE_SWIFT_';
const [USER, PASSWORD, ID, NAME, SECRET] = [`${PREFIX}USERNAME`, `${PREFIX}PASSWORD`, `${PREFIX}APPLICATIONCREDENTIALID`, `${PREFIX}APPLICATIONCREDENTIALNAME`, `${PREFIX}APPLICATIONCREDENTIALSECRET`] as const;

/** What clouds.yaml calls the keys; in an openrc the same in capitals, with OS_ before it. */
const IN_CLOUD: Readonly<Record<string, string>> = {
  username: USER, password: PASSWORD,
  application_credential_id: ID, application_credential_name: NAME, application_credential_secret: SECRET,
};
const FACTS = [
  'auth_url', 'project_name', 'tenant_name', 'project_id', 'tenant_id', 'region_name', 'token',
  'user_domain_name', 'user_domain_id', 'project_domain_name', 'project_domain_id', 'domain_name', 'domain_id', 'default_domain',
];
const NAMES: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(IN_CLOUD).flatMap(([name, key]) => [[`OS_${name.toUpperCase()}`, key], [key, key]]),
  ...FACTS.map((name) => [`OS_${name.toUpperCase()}`, name]),
]);

const FORMATS = 'a clouds.yaml with the cloud "openstack" or one cloud only, or lines OS_USERNAME=... and so on; in it user name and password, or an application credential';

const called = (key: string): string => Object.keys(IN_CLOUD).find((name) => IN_CLOUD[name] === key) ?? key;

/** What is there of the two kinds of credentials, by names alone. */
function lacks(has: (key: string) => boolean, token: boolean): string {
  if (has(ID) || (has(NAME) && has(USER))) return 'an application credential without its secret';
  if (has(NAME)) return 'the name of an application credential without its user';
  if (has(SECRET)) return 'the secret of an application credential without its id';
  if (has(USER)) return 'a user name without a password';
  if (has(PASSWORD)) return 'a password without a user name';
  return token ? 'a token, which the registry cannot renew' : 'no credentials';
}

function read(text: string, file: string): CredentialsRead {
  const expected = { file, formats: FORMATS };
  const plain = plainText(text, expected);
  const cloud = cloudOf(plain, expected);
  const found = cloud === undefined ? pairs(plain, NAMES, expected) : Object.fromEntries(Object.entries(cloud).map(([name, value]) => [IN_CLOUD[name] ?? name, value]));
  const has = (key: string): boolean => (found[key] ?? '') !== '';
  if (!isWhole(SWIFT_CREDENTIALS, has)) refuse(expected, lacks(has, has('token')));
  // an application credential stands for its user: a password beside it is another way in, and the registry takes one
  const used = has(SECRET) && (has(ID) || has(NAME)) ? { ...found, [PASSWORD]: '', ...(has(ID) ? { [USER]: '' } : {}) } : found;
  return { values: secretValues(SWIFT_CREDENTIALS, used, called, expected), given: swiftFacts(found, has(ID), expected) };
}

/** How OpenStack lets the registry in: user name and password, or an application credential. All five keys must be in the secret (operator behaviour in 4.14). */
export const SWIFT_CREDENTIALS: CredentialForm = {
  keys: [USER, PASSWORD, ID, NAME, SECRET],
  optional: [USER, PASSWORD, ID, NAME, SECRET],
  sets: [[USER, PASSWORD], [ID, SECRET], [USER, NAME, SECRET]],
  aliases: Object.fromEntries(Object.entries(IN_CLOUD).map(([name, key]) => [key, [`OS_${name.toUpperCase()}`, name]])),
  minted: [['clouds.yaml']],
  formats: FORMATS,
  questions: [
    { key: USER, message: 'User name (empty with the id of an application credential)', hidden: false },
    { key: PASSWORD, message: 'Password (empty with an application credential)', hidden: true },
    { key: ID, message: 'Id of the application credential (empty with its name)', hidden: false },
    { key: NAME, message: 'Name of the application credential (empty with its id)', hidden: false },
    { key: SECRET, message: 'Secret of the application credential', hidden: true },
  ],
  read,
  fault: (_key, value) => (value === '' ? undefined : shapeFault(value)),
};
