import { pairs } from './pairs.ts';
import { plainText, refuse, shapeFault, type Expected } from './text.ts';
import type { CredentialForm, CredentialsRead } from './types.ts';
import { secretValues } from './values.ts';

const KEY = 'REGISTRY_STORAGE_AZURE_ACCOUNTKEY';

const NAMES: Readonly<Record<string, string>> = {
  [KEY]: KEY, AZURE_STORAGE_KEY: KEY, AZURE_STORAGE_ACCOUNT_KEY: KEY, AZURE_STORAGE_ACCESS_KEY: KEY, ACCOUNTKEY: KEY,
  AZURE_STORAGE_ACCOUNT: 'account', AZURE_STORAGE_ACCOUNT_NAME: 'account', ACCOUNTNAME: 'account',
  AZURE_STORAGE_CONNECTION_STRING: 'connection', ENDPOINTSUFFIX: 'suffix', SHAREDACCESSSIGNATURE: 'sas', AZURE_STORAGE_SAS_TOKEN: 'sas',
};

/** The clouds by the end of their stores' addresses. */
const CLOUDS: Readonly<Record<string, string>> = {
  'core.windows.net': 'AzurePublicCloud',
  'core.usgovcloudapi.net': 'AzureUSGovernmentCloud',
  'core.chinacloudapi.cn': 'AzureChinaCloud',
  'core.cloudapi.de': 'AzureGermanCloud',
};

const FORMATS = 'the key of a storage account (base64 of 64 bytes) alone, as a line AZURE_STORAGE_KEY=..., or in a connection string';

function fault(_key: string, value: string): string | undefined {
  const shape = shapeFault(value);
  if (shape !== undefined) return shape;
  if (/(?:^|[?&])sig=/u.test(value)) return 'is a shared access signature and no account key';
  return /^[A-Za-z0-9+/]{86}==$/u.test(value) ? undefined : 'is not base64 of 64 bytes';
}

/** The values of a file: lines, a connection string, a line that holds one, or nothing but the key. */
function found(plain: string, expected: Expected): Record<string, string> {
  const lines = (text: string): Record<string, string> => pairs(text, NAMES, expected);
  const split = (connection: string): Record<string, string> => lines(connection.replaceAll(';', '\n'));
  if (/^(?:AccountKey|AccountName|DefaultEndpointsProtocol|EndpointSuffix|SharedAccessSignature|\w+Endpoint)=/iu.test(plain)) return split(plain);
  const outer = lines(plain);
  if (Object.keys(outer).length === 0 && !/\s/u.test(plain)) return { [KEY]: plain };
  return { ...outer, ...split(outer['connection'] ?? '') };
}

/** The account and the cloud that a file names, as options of the form. */
function facts({ account = '', suffix = '' }: Readonly<Record<string, string>>, expected: Expected): Record<string, string> {
  const cloud = CLOUDS[suffix.toLowerCase()];
  if (suffix !== '' && cloud === undefined) refuse(expected, 'an EndpointSuffix of no cloud that the registry knows');
  if (account !== '' && !/^[a-z0-9]{3,24}$/u.test(account)) refuse(expected, 'a name of a storage account that none can have');
  return { ...(account === '' ? {} : { 'account-name': account }), ...(cloud === undefined ? {} : { 'cloud-name': cloud }) };
}

function read(text: string, file: string): CredentialsRead {
  const expected = { file, formats: FORMATS };
  const values = found(plainText(text, expected).trim(), expected);
  if ((values[KEY] ?? '') === '') refuse(expected, values['sas'] === undefined ? 'no account key' : 'a shared access signature and no account key');
  return { values: secretValues(AZURE_CREDENTIALS, values, () => 'the account key', expected), given: facts(values, expected) };
}

/** The key of an Azure storage account. What the cloud mints is a client of another kind, which the operator makes a key from. */
export const AZURE_CREDENTIALS: CredentialForm = {
  keys: [KEY],
  optional: [],
  aliases: { [KEY]: ['azurestorageaccountkey', 'accountKey', 'AZURE_STORAGE_KEY'] },
  minted: [['azure_subscription_id', 'azure_client_id', 'azure_tenant_id']],
  formats: FORMATS,
  questions: [{ key: KEY, message: 'Key of the storage account', hidden: true }],
  read,
  fault,
};
