import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { GCS_CREDENTIALS } from '../../src/credentials/gcs.ts';
import { refusal, revealed } from './reading.ts';

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }): string => String(key.export({ type: 'pkcs8', format: 'pem' }));
let rsa = '';
let ec = '';
let sealed = '';
beforeAll(() => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  rsa = pem(privateKey);
  sealed = String(privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' }));
  ec = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
});

type Fields = Record<string, unknown>;
const key = (more: Fields = {}): Fields => ({ type: 'service_account', project_id: 'lab-1', private_key_id: 'abc', private_key: rsa, client_email: 'registry@lab-1.iam.gserviceaccount.com', token_uri: 'https://oauth2.example/token', ...more });

describe('the key of a service account', () => {
  const shapes: [what: string, make: (json: string) => string][] = [
    ['as it is', (json) => json],
    ['with a byte order mark', (json) => `\uFEFF${json}`],
    ['with a newline at its end', (json) => `${json}\n`],
    ['with ends of lines as on Windows', (json) => json.replaceAll('\n', '\r\n')],
  ];
  it.each(shapes)('is kept as it was written, %s', (_, make) => {
    const json = JSON.stringify(key(), null, 2);
    expect(revealed(GCS_CREDENTIALS.read(make(json), 'key.json'))).toEqual({ values: { REGISTRY_STORAGE_GCS_KEYFILE: json }, given: { 'project-id': 'lab-1' } });
  });

  it('tells no project when it names none', () => {
    expect(GCS_CREDENTIALS.read(JSON.stringify(key({ project_id: undefined })), 'key.json').given).toEqual({});
  });

  it('is taken when it is typed, on one line', () => {
    expect(GCS_CREDENTIALS.fault('REGISTRY_STORAGE_GCS_KEYFILE', JSON.stringify(key()))).toBeUndefined();
  });

  const typed: [value: string, fault: string][] = [
    ['', 'is not the JSON key of a service account (found nothing)'],
    ['key.json', 'is not the JSON key of a service account (found no JSON)'],
    ['{"type":"authorized_user"}', 'is not the JSON key of a service account (found credentials of a person)'],
  ];
  it.each(typed)('is asked for again when %j is typed', (value, fault) => {
    expect(GCS_CREDENTIALS.fault('REGISTRY_STORAGE_GCS_KEYFILE', value)).toBe(fault);
  });
});

describe('a file that is none', () => {
  const bad: [what: string, make: () => string, found: string][] = [
    ['nothing', () => '\n', 'nothing in it'],
    ['words', () => 'my key', 'no JSON'],
    ['JSON that is cut off', () => JSON.stringify(key()).slice(0, -20), 'no JSON'],
    ['a list', () => '[]', 'JSON that is no object'],
    ['a text', () => '"service_account"', 'JSON that is no object'],
    ['null', () => 'null', 'JSON that is no object'],
    ['another object', () => '{"a":1}', 'JSON without a "type"'],
    ['a type that is no text', () => '{"type":1}', 'JSON without a "type"'],
    ['the secret of a client', () => '{"installed":{"client_secret":"GOCSPX-s3cr3t"}}', 'the secret of an OAuth client'],
    ['the login of a person', () => '{"type":"authorized_user","refresh_token":"1//s3cr3t"}', 'credentials of a person'],
    ['a workload identity', () => '{"type":"external_account"}', 'credentials of a workload identity, which hold no key'],
    ['one that acts for another', () => '{"type":"impersonated_service_account"}', 'credentials that act for a service account and hold no key'],
    ['a type that nobody knows', () => '{"type":"s3cr3t"}', 'JSON of another "type"'],
    ['no address', () => JSON.stringify(key({ client_email: undefined })), 'no client_email'],
    ['an address that is none', () => JSON.stringify(key({ client_email: 'registry' })), 'an unusable client_email'],
    ['an address to be filled in', () => JSON.stringify(key({ client_email: '<name>@lab' })), 'an unusable client_email'],
    ['no private key', () => JSON.stringify(key({ private_key: undefined })), 'no private_key'],
    ['a private key to be filled in', () => JSON.stringify(key({ private_key: '${KEY}' })), 'a private_key that cannot be read'],
    ['a private key that is cut', () => JSON.stringify(key({ private_key: rsa.slice(0, 200) })), 'a private_key that cannot be read'],
    ['a private key that is locked', () => JSON.stringify(key({ private_key: sealed })), 'a private_key that cannot be read'],
    ['a private key of another kind', () => JSON.stringify(key({ private_key: ec })), 'a private_key that is no RSA key'],
    ['the private key alone', () => rsa, 'a PEM file'],
    ['a page', () => '<html>', 'an HTML page'],
    ['keys of another cloud', () => '[default]\naws_access_key_id = x', 'no JSON'],
  ];
  it.each(bad)('%s', (_, make, found) => {
    const text = make();
    const message = refusal(GCS_CREDENTIALS, text, 'key.json');
    expect(message).toBe(`key.json: found ${found}, allowed: ${GCS_CREDENTIALS.formats}.`);
    expect(message).not.toMatch(/s3cr3t|MII/u);
  });
});
