import { describe, expect, it } from 'vitest';
import { AZURE_CREDENTIALS } from '../../src/credentials/azure.ts';
import { refusal, revealed } from './reading.ts';

const KEY = Buffer.alloc(64, 251).toString('base64');
const VALUES = { REGISTRY_STORAGE_AZURE_ACCOUNTKEY: KEY };
const connection = (suffix = 'core.windows.net', key = KEY): string => `DefaultEndpointsProtocol=https;AccountName=labimages;AccountKey=${key};EndpointSuffix=${suffix}`;

const good: [what: string, text: string, given: Record<string, string>][] = [
  ['the key alone', KEY, {}],
  ['the key and a newline', `${KEY}\n`, {}],
  ['the key with a byte order mark, from Windows', `\uFEFF${KEY}\r\n`, {}],
  ['the key between blanks', `  ${KEY}  `, {}],
  ['a line', `AZURE_STORAGE_KEY=${KEY}`, {}],
  ['lines to source', `export AZURE_STORAGE_ACCOUNT=labimages\nexport AZURE_STORAGE_KEY="${KEY}"\n`, { 'account-name': 'labimages' }],
  ['the operator\'s name', `REGISTRY_STORAGE_AZURE_ACCOUNTKEY='${KEY}'`, {}],
  ['a connection string', connection(), { 'account-name': 'labimages', 'cloud-name': 'AzurePublicCloud' }],
  ['that of the US Government', connection('core.usgovcloudapi.net'), { 'account-name': 'labimages', 'cloud-name': 'AzureUSGovernmentCloud' }],
  ['that of China', connection('core.chinacloudapi.cn'), { 'account-name': 'labimages', 'cloud-name': 'AzureChinaCloud' }],
  ['that of Germany, in capitals', connection('CORE.CLOUDAPI.DE'), { 'account-name': 'labimages', 'cloud-name': 'AzureGermanCloud' }],
  ['a connection string in another order', `AccountKey=${KEY};AccountName=labimages`, { 'account-name': 'labimages' }],
  ['a connection string with the address of its blobs', `BlobEndpoint=https://labimages.blob.core.windows.net/;AccountName=labimages;AccountKey=${KEY};`, { 'account-name': 'labimages' }],
  ['a line with a connection string', `AZURE_STORAGE_CONNECTION_STRING="${connection()}"\n`, { 'account-name': 'labimages', 'cloud-name': 'AzurePublicCloud' }],
];

describe('the key of a storage account', () => {
  it.each(good)('is read from %s', (_, text, given) => {
    expect(revealed(AZURE_CREDENTIALS.read(text, 'key'))).toEqual({ values: VALUES, given });
  });

  it('is judged when it is typed', () => {
    const fault = (value: string): string | undefined => AZURE_CREDENTIALS.fault('REGISTRY_STORAGE_AZURE_ACCOUNTKEY', value);
    expect(fault(KEY)).toBeUndefined();
    expect([fault(''), fault(KEY.slice(4)), fault(`${KEY}\n`)]).toEqual(['is empty', 'is not base64 of 64 bytes', 'has white space around it']);
  });
});

const bad: [what: string, text: string, found: string][] = [
  ['nothing', '', 'nothing in it'],
  ['a key that is cut', KEY.slice(0, 80), 'that the account key is not base64 of 64 bytes'],
  ['a key twice', KEY + KEY, 'that the account key is not base64 of 64 bytes'],
  ['a key of 32 bytes', Buffer.alloc(32, 7).toString('base64'), 'that the account key is not base64 of 64 bytes'],
  ['base64 for URLs', KEY.replaceAll('+', '-').replaceAll('/', '_'), 'that the account key is not base64 of 64 bytes'],
  ['the two keys of an account', `${KEY}\n${KEY}\n`, 'no account key'],
  ['an account without its key', 'AZURE_STORAGE_ACCOUNT=labimages\n', 'no account key'],
  ['an empty key', 'AZURE_STORAGE_KEY=\n', 'no account key'],
  ['a placeholder', 'AZURE_STORAGE_KEY=<key>', 'that the account key is a placeholder'],
  ['a placeholder alone', '<account-key>', 'that the account key is a placeholder'],
  ['a shared access signature', 'BlobEndpoint=https://labimages.blob.core.windows.net/;SharedAccessSignature=sv=2022-11-02&sig=c2VjcmV0c2VjcmV0', 'a shared access signature and no account key'],
  ['the signature alone', 'sv=2022-11-02&ss=b&sig=c2VjcmV0c2VjcmV0', 'that the account key is a shared access signature and no account key'],
  ['the signature in the place of the key', 'AZURE_STORAGE_KEY=?sv=2022-11-02&sig=c2VjcmV0c2VjcmV0', 'that the account key is a shared access signature and no account key'],
  ['a cloud that nobody knows', connection('core.example.net'), 'an EndpointSuffix of no cloud that the registry knows'],
  ['an account that cannot be', connection().replace('labimages', 'Lab_Images'), 'a name of a storage account that none can have'],
  ['the development store', 'UseDevelopmentStorage=true', 'that the account key is not base64 of 64 bytes'],
  ['a service principal', '{"clientId":"x","clientSecret":"c2VjcmV0c2VjcmV0"}', 'JSON of another kind'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\n', 'a PEM file'],
  ['a page', '<!doctype html>', 'an HTML page'],
  ['a second key in a line', `AZURE_STORAGE_KEY=${KEY}\nAccountKey=${KEY.replace('+', 'A')}`, 'a second and different value as ACCOUNTKEY'],
];

describe('a file without one', () => {
  it.each(bad)('%s', (_, text, found) => {
    const message = refusal(AZURE_CREDENTIALS, text, '-');
    expect(message).toBe(`-: found ${found}, allowed: ${AZURE_CREDENTIALS.formats}.`);
    expect(message).not.toContain(KEY.slice(0, 40));
    expect(message).not.toContain('c2VjcmV0');
  });
});
