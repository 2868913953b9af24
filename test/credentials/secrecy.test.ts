import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { CREDENTIALS } from '../../src/credentials/index.ts';
import type { CredentialForm } from '../../src/credentials/types.ts';
import { Failure } from '../../src/errors.ts';

const FORMS = Object.entries(CREDENTIALS);

/** A value that is no part of any sentence of ours by chance. */
const secret = fc.tuple(fc.stringMatching(/^[A-Za-z0-9+/=$`"'\\<>{};#.-]{8,40}$/u), fc.stringMatching(/^[A-Z0-9]{4}$/u)).map(([body, end]) => `${body}q7${end}x9`);
const names = fc.constantFrom(
  'AWS_ACCESS_KEY_ID', 'aws_secret_access_key', 'AWS_SESSION_TOKEN', 'REGISTRY_STORAGE_S3_ACCESSKEY', 'AZURE_STORAGE_KEY', 'AccountKey', 'AccountName', 'EndpointSuffix',
  'AZURE_STORAGE_CONNECTION_STRING', 'OS_USERNAME', 'OS_PASSWORD', 'OS_AUTH_URL', 'OS_REGION_NAME', 'OS_APPLICATION_CREDENTIAL_ID', 'OS_APPLICATION_CREDENTIAL_SECRET',
  'OS_PROJECT_DOMAIN_NAME', 'OS_USER_DOMAIN_NAME', 'private_key', 'client_email', 'type', 'project_id', 'token', 'other',
);
const quote = fc.constantFrom('', '"', "'");

/** Files that are nearly of one of the formats, all filled with secrets. */
const file = fc.oneof(
  secret,
  fc.array(fc.tuple(names, quote, secret), { minLength: 1, maxLength: 5 }).map((all) => all.map(([name, mark, value]) => `${name}=${mark}${value}${mark}`).join('\n')),
  fc.array(fc.tuple(fc.constantFrom('default', 'a', 'b'), names, secret), { minLength: 1, maxLength: 4 }).map((all) => all.map(([profile, name, value]) => `[${profile}]\n${name} = ${value}`).join('\n')),
  fc.array(fc.tuple(names, secret), { maxLength: 5 }).map((all) => all.map(([name, value]) => `${name}=${value}`).join(';')),
  fc.dictionary(names, fc.oneof(secret, fc.constant('service_account')), { maxKeys: 5 }).map((all) => JSON.stringify(all)),
  fc.dictionary(fc.constantFrom('username', 'password', 'auth_url', 'application_credential_id', 'application_credential_secret', 'user_domain_name', 'project_domain_name', 'token', 'region_name'), secret, { maxKeys: 6 })
    .map((auth) => stringify({ clouds: { openstack: { auth } } })),
  fc.tuple(names, secret).map(([name, value]) => `clouds:\n  openstack:\n    auth: {${name}: ${value}\n`),
  secret.map((value) => `-----BEGIN ${value} KEY-----`),
);

/** Every stretch of a file's text that could be (a part of) a secret. */
function parts(text: string): string[] {
  return text.match(/[A-Za-z0-9+/=$`"'\\<>{}#.-]*q7[A-Z0-9]{4}x9/gu) ?? [];
}

function message(form: CredentialForm, text: string): string | undefined {
  try {
    form.read(text, 'the file');
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return JSON.stringify([(error as Failure).outcome, String(error), (error as Failure).remedy, (error as Failure).cause ?? 'no cause']);
  }
}

describe.each(FORMS)('the credentials of %s', (_, form) => {
  it('refuse any file in a sentence that holds nothing of it', () => {
    let refused = 0;
    fc.assert(
      fc.property(file, (text) => {
        const said = message(form, text);
        if (said === undefined) return;
        refused++;
        expect(said).toContain('the file: found ');
        expect(said).toContain('"input"');
        expect(said).toContain('no cause');
        for (const part of parts(text)) expect(said).not.toContain(part);
        // the end of each secret is its own: it stands for any piece of one
        for (const [mark] of text.matchAll(/q7[A-Z0-9]{4}x9/gu)) expect(said).not.toContain(mark);
      }),
      { numRuns: 200, seed: 5 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  it('find fault with what is typed in words that hold nothing of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...form.keys), fc.oneof(secret, secret.map((value) => ` ${value}`), secret.map((value) => `{"type":"${value}"}`), fc.string({ unit: 'binary', minLength: 9 })), (key, value) => {
        const fault = form.fault(key, value) ?? '';
        expect(fault === '' || !fault.includes(value.trim() === '' ? '\0' : value.trim())).toBe(true);
        for (const [mark] of value.matchAll(/q7[A-Z0-9]{4}x9/gu)) expect(fault).not.toContain(mark);
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('give out what they read only when it is revealed', () => {
    fc.assert(
      fc.property(file, (text) => {
        let read;
        try {
          read = form.read(text, 'the file');
        } catch {
          return;
        }
        for (const value of Object.values(read.values)) expect([String(value), JSON.stringify(value), `${value.toString()}`]).toEqual(['(secret)', '"(secret)"', '(secret)']);
        expect(Object.keys(read.values).every((key) => form.keys.includes(key))).toBe(true);
        expect(Object.values(read.values).every((value) => form.fault('', value.reveal()) === undefined || form.keys.length > 1)).toBe(true);
      }),
      { numRuns: 100, seed: 6 },
    );
  });
});

describe('every form of credentials', () => {
  it.each(FORMS)('%s asks for its own keys, and says what it takes', (_, form) => {
    expect(form.questions.map(({ key }) => key)).toEqual([...form.keys]);
    expect(form.optional.every((key) => form.keys.includes(key))).toBe(true);
    expect(Object.keys(form.aliases).every((key) => form.keys.includes(key))).toBe(true);
    expect((form.sets ?? []).flat().every((key) => form.keys.includes(key))).toBe(true);
    // without sets every key must have a value, with them none alone
    expect(form.optional).toEqual(form.sets === undefined ? [] : [...form.keys]);
    expect(form.formats).not.toMatch(/\.$/u);
    expect(form.questions.some(({ hidden }) => hidden)).toBe(true);
  });

  it('have the keys that the operator reads', () => {
    expect(Object.fromEntries(FORMS.map(([name, form]) => [name, form.keys.length]))).toEqual({ s3: 2, gcs: 1, azure: 1, swift: 5 });
  });
});
