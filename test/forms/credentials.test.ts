import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject, Ref } from '../../src/api/types.ts';
import { AZURE_CREDENTIALS } from '../../src/credentials/azure.ts';
import { GCS_CREDENTIALS } from '../../src/credentials/gcs.ts';
import { S3_CREDENTIALS } from '../../src/credentials/s3.ts';
import { SWIFT_CREDENTIALS } from '../../src/credentials/swift.ts';
import type { CredentialForm } from '../../src/credentials/types.ts';
import { Failure } from '../../src/errors.ts';
import { askedWith, checkCredentials, CREDENTIAL_OPTIONS, credentialReads, credentialSteps, holdsEnough, MINTED, missingCredentials, sourceOf, usable } from '../../src/forms/credentials.ts';
import type { Given } from '../../src/forms/types.ts';
import { GIVEN, OBJECT } from '../../src/registry/objects.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { object, snapshotOf } from '../registry/world.ts';

const VAULT = ref(R.Secret, 'registry', 'vault');
const FROM: Given = { 'from-secret': 'vault/registry' };
const FILE: Given = { credentials: 'keys' };

/** A secret of these keys; a number is the length of its value, `-n` one with white space around it. */
function secret(at: Ref, keys: Record<string, number>): KubeObject {
  const data = Object.fromEntries(Object.entries(keys).map(([key, bytes]) => [key, { bytes: Math.abs(bytes), digest: key, ...(bytes < 0 ? { padded: true } : {}) }]));
  return object(at, { data });
}
const s3 = (at: Ref, access = 20, key = 40): KubeObject => secret(at, { REGISTRY_STORAGE_S3_ACCESSKEY: access, REGISTRY_STORAGE_S3_SECRETKEY: key });
const SWIFT = (values: Record<string, number>, at: Ref = OBJECT.credentials): KubeObject =>
  secret(at, Object.fromEntries(SWIFT_CREDENTIALS.keys.map((key) => [key, values[key.replace('REGISTRY_STORAGE_SWIFT_', '')] ?? 0])));

describe('the source', () => {
  const sources: [given: Given, source: Ref | undefined][] = [
    [{}, undefined],
    [FILE, GIVEN],
    [{ credentials: '-' }, GIVEN],
    [FROM, VAULT],
    [{ 'from-secret': 'a/b.c-d' }, ref(R.Secret, 'b.c-d', 'a')],
  ];
  it.each(sources)('of %j', (given, source) => expect(sourceOf(given)).toEqual(source));

  it.each(['', 'name', '/name', 'ns/', 'ns/name/key', 'NS/name', 'ns /name', 'secrets/../x'])('is no secret "%s"', (name) => {
    expect(() => sourceOf({ 'from-secret': name })).toThrow(`--from-secret: given ${JSON.stringify(name)}, allowed: NAMESPACE/NAME.`);
  });

  it('is one of the two', () => {
    expect(() => sourceOf({ ...FILE, ...FROM })).toThrow(Failure);
    expect(CREDENTIAL_OPTIONS.map(({ flag }) => flag)).toEqual(['credentials', 'from-secret']);
  });

  it('is read beside what the operator would use', () => {
    expect(credentialReads(FROM)).toEqual([OBJECT.credentials, MINTED, VAULT]);
    expect(credentialReads({})).toEqual([OBJECT.credentials, MINTED]);
  });
});

describe('what the operator would use now', () => {
  const cases: [what: string, form: CredentialForm, objects: KubeObject[], used: Ref | undefined][] = [
    ['nothing', S3_CREDENTIALS, [], undefined],
    ['the administrator\'s', S3_CREDENTIALS, [s3(OBJECT.credentials)], OBJECT.credentials],
    ['his before what is minted', S3_CREDENTIALS, [s3(OBJECT.credentials), secret(MINTED, { credentials: 90 })], OBJECT.credentials],
    ['none of both where his lacks a key', S3_CREDENTIALS, [secret(OBJECT.credentials, { REGISTRY_STORAGE_S3_ACCESSKEY: 20 }), secret(MINTED, { credentials: 90 })], undefined],
    ['none where a value is empty', S3_CREDENTIALS, [s3(OBJECT.credentials, 20, 0)], undefined],
    ['minted keys', S3_CREDENTIALS, [secret(MINTED, { aws_access_key_id: 20, aws_secret_access_key: 40 })], MINTED],
    ['a minted role', S3_CREDENTIALS, [secret(MINTED, { credentials: 120 })], MINTED],
    ['half of what is minted', S3_CREDENTIALS, [secret(MINTED, { aws_access_key_id: 20 })], undefined],
    ['a minted client of Azure, which has no key', AZURE_CREDENTIALS, [secret(MINTED, { azure_subscription_id: 36, azure_client_id: 36, azure_tenant_id: 36 })], MINTED],
    ['a minted service account', GCS_CREDENTIALS, [secret(MINTED, { 'service_account.json': 2300 })], MINTED],
    ['a minted clouds.yaml', SWIFT_CREDENTIALS, [secret(MINTED, { 'clouds.yaml': 300 })], MINTED],
    ['what was minted for another cloud', SWIFT_CREDENTIALS, [secret(MINTED, { credentials: 90 })], undefined],
    ['Swift with a password', SWIFT_CREDENTIALS, [SWIFT({ USERNAME: 5, PASSWORD: 9 })], OBJECT.credentials],
    ['Swift with an application credential', SWIFT_CREDENTIALS, [SWIFT({ APPLICATIONCREDENTIALID: 5, APPLICATIONCREDENTIALSECRET: 9 })], OBJECT.credentials],
    ['Swift with five empty values', SWIFT_CREDENTIALS, [SWIFT({})], undefined],
    ['Swift with a user alone', SWIFT_CREDENTIALS, [SWIFT({ USERNAME: 5 })], undefined],
    ['Swift with the two keys of the manual: five must be there', SWIFT_CREDENTIALS, [secret(OBJECT.credentials, { REGISTRY_STORAGE_SWIFT_USERNAME: 5, REGISTRY_STORAGE_SWIFT_PASSWORD: 9 })], undefined],
  ];
  it.each(cases)('%s', (_, form, objects, used) => {
    const snapshot = snapshotOf(objects);
    expect(usable(form, snapshot)).toEqual(used);
    // and only then nothing is missing
    expect(missingCredentials(form, {}, snapshot)).toEqual(used === undefined ? ['credentials'] : []);
    expect(missingCredentials(form, FILE, snapshot)).toEqual([]);
  });
});

describe('a secret to take them from', () => {
  const found = (form: CredentialForm, objects: KubeObject[], given: Given = FROM): string[] => checkCredentials(form, given, snapshotOf(objects)).map(({ level, code, message }) => `${level} ${code}: ${message}`);
  const source = 'error RC-CREDENTIALS-SOURCE';
  const cases: [what: string, form: CredentialForm, objects: KubeObject[], said: string[]][] = [
    ['with the operator\'s names', S3_CREDENTIALS, [s3(VAULT)], []],
    ['with those of a bucket claim', S3_CREDENTIALS, [secret(VAULT, { AWS_ACCESS_KEY_ID: 20, AWS_SECRET_ACCESS_KEY: 40 })], []],
    ['with those of the cloud', S3_CREDENTIALS, [secret(VAULT, { aws_access_key_id: 20, aws_secret_access_key: 40 })], []],
    ['that is not there', S3_CREDENTIALS, [], [`${source}: the secret does not exist`]],
    ['without one', S3_CREDENTIALS, [secret(VAULT, { AWS_ACCESS_KEY_ID: 20 })], [`${source}: it has no REGISTRY_STORAGE_S3_SECRETKEY or AWS_SECRET_ACCESS_KEY or aws_secret_access_key`]],
    ['with an empty one', S3_CREDENTIALS, [s3(VAULT, 0)], [`${source}: it is empty`]],
    ['with white space', S3_CREDENTIALS, [s3(VAULT, 20, -41)], ['warning RC-CREDENTIALS-SHAPE: it has white space around it']],
    ['with white space around JSON, which does no harm', GCS_CREDENTIALS, [secret(VAULT, { 'key.json': -2300 })], []],
    ['with a password', SWIFT_CREDENTIALS, [secret(VAULT, { OS_USERNAME: 5, OS_PASSWORD: 9 })], []],
    ['with a user and no way in', SWIFT_CREDENTIALS, [secret(VAULT, { OS_USERNAME: 5 })], [expect.stringMatching(/^error RC-CREDENTIALS-SOURCE: it has no values for .*USERNAME.* and .*PASSWORD.*, nor for .*APPLICATIONCREDENTIALID/u) as string]],
    ['with what is the operator\'s at Azure', AZURE_CREDENTIALS, [secret(VAULT, { azurestorageaccountname: 9, azurestorageaccountkey: 88 })], []],
  ];
  it.each(cases)('%s', (_, form, objects, said) => expect(found(form, objects)).toEqual(said));

  it('is not judged when they come from a file, or none are given', () => {
    expect(found(S3_CREDENTIALS, [], FILE)).toEqual([]);
    expect(found(S3_CREDENTIALS, [], {})).toEqual([]);
  });
});

describe('the step', () => {
  const step = (form: CredentialForm, given: Given, snapshot: Snapshot) => credentialSteps(form, given, snapshot)[0];

  it('is none where none are given', () => expect(credentialSteps(S3_CREDENTIALS, {}, snapshotOf([s3(OBJECT.credentials)]))).toEqual([]));

  it('refers to where each value stands, and shows no value', () => {
    expect(step(S3_CREDENTIALS, FROM, snapshotOf([secret(VAULT, { AWS_ACCESS_KEY_ID: 20, AWS_SECRET_ACCESS_KEY: 40 })]))).toMatchObject({
      kind: 'object', ref: OBJECT.credentials, live: true, onCreate: { type: 'Opaque' },
      body: { data: {
        REGISTRY_STORAGE_S3_ACCESSKEY: { $ref: { step: '', ref: VAULT, path: ['data', 'AWS_ACCESS_KEY_ID'], secret: true, show: '(secret) AWS_ACCESS_KEY_ID of secrets/vault/registry' } },
        REGISTRY_STORAGE_S3_SECRETKEY: { $ref: { ref: VAULT, path: ['data', 'AWS_SECRET_ACCESS_KEY'], secret: true } },
      } },
    });
  });

  it('writes all five keys of Swift, those without a value empty', () => {
    const made = step(SWIFT_CREDENTIALS, FILE, snapshotOf([secret(GIVEN, { REGISTRY_STORAGE_SWIFT_USERNAME: 5, REGISTRY_STORAGE_SWIFT_PASSWORD: 9 })]));
    const data = made?.kind === 'object' ? (made.body['data'] as Record<string, unknown>) : {};
    expect(Object.keys(data)).toEqual([...SWIFT_CREDENTIALS.keys]);
    expect(Object.values(data).filter((value) => value === '')).toHaveLength(3);
    expect(data['REGISTRY_STORAGE_SWIFT_USERNAME']).toMatchObject({ $ref: { ref: GIVEN, show: '(secret) REGISTRY_STORAGE_SWIFT_USERNAME as given' } });
  });
});

describe('what a store is asked with', () => {
  const asked: [what: string, form: CredentialForm, given: Given, objects: KubeObject[], secret: Ref | undefined][] = [
    ['what is given', S3_CREDENTIALS, FILE, [s3(GIVEN), s3(OBJECT.credentials)], GIVEN],
    ['what is there', S3_CREDENTIALS, {}, [s3(OBJECT.credentials)], OBJECT.credentials],
    ['minted keys', S3_CREDENTIALS, {}, [secret(MINTED, { aws_access_key_id: 20, aws_secret_access_key: 40, credentials: 90 })], MINTED],
    ['nothing, where only the operator can make keys', S3_CREDENTIALS, {}, [secret(MINTED, { credentials: 120 })], undefined],
    ['nothing, where a client was minted', AZURE_CREDENTIALS, {}, [secret(MINTED, { azure_subscription_id: 36, azure_client_id: 36, azure_tenant_id: 36 })], undefined],
    ['nothing, where half is given', S3_CREDENTIALS, FROM, [secret(VAULT, { AWS_ACCESS_KEY_ID: 20 })], undefined],
    ['nothing, where nothing is', S3_CREDENTIALS, {}, [], undefined],
  ];
  it.each(asked)('%s', (_, form, given, objects, wanted) => expect(askedWith(form, given, snapshotOf(objects))?.secret).toEqual(wanted));

  it('names each value as its secret does', () => {
    const snapshot = snapshotOf([secret(VAULT, { AWS_ACCESS_KEY_ID: 20, AWS_SECRET_ACCESS_KEY: 40 })]);
    expect(askedWith(S3_CREDENTIALS, FROM, snapshot)?.keys).toEqual({ REGISTRY_STORAGE_S3_ACCESSKEY: 'AWS_ACCESS_KEY_ID', REGISTRY_STORAGE_S3_SECRETKEY: 'AWS_SECRET_ACCESS_KEY' });
    expect(holdsEnough(S3_CREDENTIALS, snapshot, VAULT)).toBe(true);
    expect(holdsEnough(S3_CREDENTIALS, snapshot, ref(R.Secret, 'other', NS.config))).toBe(false);
  });
});
