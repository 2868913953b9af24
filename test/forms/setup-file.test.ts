import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { optionsOf, readSetup } from '../../src/forms/setup-file.ts';
import { setupSchema } from '../../src/forms/setup-schema.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { faults } from '../support/schema.ts';

const read = (value: unknown, forms = PLATFORMS) => readSetup(value, 'setup.yaml', forms);
const only = (name: string) => Object.fromEntries(Object.entries(PLATFORMS).filter(([own]) => own === name));

describe('a set-up as a file', () => {
  const fine: [what: string, value: unknown, given: Record<string, unknown>, rest?: object][] = [
    ['a form', { form: 'odf-rgw' }, {}, { form: 'odf-rgw' }],
    ['options, numbers as words', { form: 'odf-rgw', options: { claim: 'c', replicas: 2, 'rollout-strategy': 'Recreate' } }, { claim: 'c', replicas: '2', 'rollout-strategy': 'Recreate' }],
    ['a number as text', { form: 'odf-rgw', options: { replicas: '3' } }, { replicas: '3' }],
    ['switches', { form: 'baremetal', options: { 'blank-claim': true, 'allow-small': false } }, { 'blank-claim': true, 'allow-small': false }],
    ['a switch that may say no', { form: 'aws', options: { encrypt: true } }, { encrypt: 'true' }],
    ['credentials in a file', { form: 'aws', credentials: { file: 'keys.ini' } }, { credentials: 'keys.ini' }],
    ['credentials in a secret', { form: 'aws', credentials: { secret: 'team-a/keys.s3' } }, { 'from-secret': 'team-a/keys.s3' }],
    ['how it is run', { form: 'odf-rgw', run: { 'accept-loss': 3, 'expect-cluster': 'id', timeout: '5m', verify: false } }, {}, { run: { 'accept-loss': '3', 'expect-cluster': 'id', timeout: '5m', verify: false } }],
    ['a loss that cannot be counted', { form: 'odf-rgw', run: { 'accept-loss': 'unknown' } }, {}, { run: { 'accept-loss': 'unknown' } }],
    ['no form, options of any', { options: { claim: 'c', bucket: 'b' } }, { claim: 'c', bucket: 'b' }],
  ];
  it.each(fine)('%s', (_, value, given, rest = {}) => {
    expect(read(value)).toMatchObject({ given, ...rest });
    expect(Object.keys(read(value).given).sort()).toEqual(Object.keys(given).sort());
    expect(faults(value, 'setup.v1.json')).toEqual([]);
  });
  it.each([[undefined], [null], [{}], [{ options: null, run: null, credentials: null }]])('nothing at all: %j', (value) => expect(read(value)).toEqual({ given: {}, run: {} }));

  const options = 'claim, claim-namespace, storage-class, bucket-prefix, host, endpoint-host, route, route-namespace, service, ca-source, ca-config-map, region, replicas, rollout-strategy';
  const secret = 'this looks like a secret, which this file never holds, allowed: credentials.file with the name of a file, or credentials.secret with NAMESPACE/NAME.';
  const bad: [what: string, value: unknown, message: string][] = [
    ['a list', [], 'the file: found a list, allowed: keys and values (form, options, credentials, run).'],
    ['a word', 'odf-rgw', 'the file: found a string, allowed: keys and values (form, options, credentials, run).'],
    ['an unknown key', { from: 'odf-rgw' }, 'from: there is no such key, allowed: form, options, credentials, run.'],
    ['an unknown form', { form: 'odf-rwg' }, `form: found "odf-rwg", allowed: ${Object.keys(PLATFORMS).join(', ')}.`],
    ['a form that is no word', { form: 3 }, `form: found 3, allowed: ${Object.keys(PLATFORMS).join(', ')}.`],
    ['options in a list', { form: 'odf-rgw', options: ['claim'] }, `options: found a list, allowed: keys and values (${options}).`],
    ['an unknown option', { form: 'odf-rgw', options: { clam: 'c' } }, `options.clam: there is no such key, allowed: ${options}.`],
    ['an option of another form', { form: 'odf-rgw', options: { bucket: 'b' } }, `options.bucket: there is no such key, allowed: ${options}.`],
    ['a word outside the choices', { form: 'odf-rgw', options: { host: 'tunnel' } }, 'options.host: found "tunnel", allowed: route, service.'],
    ['a number for a name', { form: 'odf-rgw', options: { claim: 83 } }, 'options.claim: found 83, allowed: NAME as text, in quotes where YAML takes it for something else.'],
    ['a date-like thing for a name', { form: 'odf-rgw', options: { region: true } }, 'options.region: found true, allowed: REGION as text, in quotes where YAML takes it for something else.'],
    ['half a pod', { form: 'odf-rgw', options: { replicas: 1.5 } }, 'options.replicas: found 1.5, allowed: a whole number.'],
    ['an option without value', { form: 'odf-rgw', options: { claim: null } }, 'options.claim: found null, allowed: NAME as text, in quotes where YAML takes it for something else.'],
    ['a switch with a word', { form: 'baremetal', options: { 'blank-claim': 'yes' } }, 'options.blank-claim: found "yes", allowed: true or false.'],
    ['credentials among the options', { form: 'aws', options: { credentials: 'keys.ini' } }, 'options.credentials: it has a place of its own, allowed: credentials.file or credentials.secret.'],
    ['a secret among the options', { form: 'aws', options: { 'from-secret': 'a/b' } }, 'options.from-secret: it has a place of its own, allowed: credentials.file or credentials.secret.'],
    ['both sources', { form: 'aws', credentials: { file: 'a', secret: 'a/b' } }, 'credentials: both file and secret, allowed: one of the two.'],
    ['credentials as a word', { form: 'aws', credentials: 'AKIA' }, 'credentials: found text, allowed: file: NAME, or secret: NAMESPACE/NAME.'],
    ['no name of a secret', { form: 'aws', credentials: { secret: 'keys' } }, 'credentials.secret: this is no name of a secret, allowed: NAMESPACE/NAME; its value never stands here.'],
    ['an empty file name', { form: 'aws', credentials: { file: '' } }, 'credentials.file: this is no name of a file, allowed: the name of a file; its contents never stand here.'],
    ['credentials for a form without', { form: 'odf-rgw', credentials: { file: 'keys' } }, 'credentials: odf-rgw takes none, allowed: nothing.'],
    ['an unknown word of the run', { form: 'odf-rgw', run: { yes: true } }, 'run.yes: there is no such key, allowed: expect-cluster, accept-loss, timeout, verify.'],
    ['a time that is no text', { form: 'odf-rgw', run: { timeout: 10 } }, 'run.timeout: found 10, allowed: text.'],
    ['verify as a word', { form: 'odf-rgw', run: { verify: 'no' } }, 'run.verify: found "no", allowed: true or false.'],
    ...['secretKey', 'secret-access-key', 'password', 'accountKey', 'REGISTRY_STORAGE_S3_SECRETKEY', 'token', 'aws_access_key_id', 'privateKey', 'keyfile', 'api-key', 'application_credential_secret'].flatMap((key): [string, unknown, string][] => [
      [`${key} at the top`, { form: 'aws', [key]: 'v4lue' }, `${key}: ${secret}`],
      [`${key} among the options`, { form: 'aws', options: { [key]: 'v4lue' } }, `options.${key}: ${secret}`],
      [`${key} among the credentials`, { form: 'aws', credentials: { [key]: 'v4lue' } }, `credentials.${key}: ${secret}`],
    ]),
  ];
  it.each(bad)('%s is refused', (_, value, message) => {
    try {
      read(value);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect((error as Failure).outcome).toBe('input');
      expect((error as Failure).message).toBe(`setup.yaml: ${message}`);
      expect((error as Failure).message).not.toContain('v4lue');
    }
    expect(faults(value, 'setup.v1.json')).not.toEqual([]);
  });

  it.each(['-----BEGIN PRIVATE KEY-----', '{"private_key":"x"}', 'aws_access_key_id = AKIA\naws_secret_access_key = v4lue'])('contents in the place of a file are refused, and not shown', (file) => {
    expect(() => read({ form: 'aws', credentials: { file } })).toThrow('setup.yaml: credentials.file: this is no name of a file, allowed: the name of a file; its contents never stand here.');
  });
  it('a value in the place of a secret is refused, and not shown', () => {
    expect(() => read({ form: 'aws', credentials: { secret: 'wJalrXUtnFEMI/K7MDENG' } })).toThrow(/^setup\.yaml: credentials\.secret: this is no name of a secret/u);
  });
  it('a form besides the one on the command line is refused', () => {
    expect(() => read({ form: 'gcp' }, only('aws'))).toThrow('setup.yaml: form: found "gcp", allowed: aws.');
    expect(read({ form: 'aws' }, only('aws')).form).toBe('aws');
  });
});

it('an option that several forms have is there once', () => {
  const flags = optionsOf(Object.values(PLATFORMS)).map(({ flag }) => flag);
  expect(new Set(flags).size).toBe(flags.length);
  expect(flags).toEqual(expect.arrayContaining(['claim', 'bucket', 'size', 'container']));
});

it('the published schema is made of the forms', () => {
  expect(setupSchema(PLATFORMS)['properties']).toMatchObject({ form: { enum: Object.keys(PLATFORMS) } });
  for (const form of Object.values(PLATFORMS)) for (const { flag } of form.options) expect([flag, ['credentials', 'from-secret'].includes(flag) || JSON.stringify(setupSchema(only(form.name))).includes(`"${flag}":`)]).toEqual([flag, true]);
});

it('what the file lets through, the schema does too, and the other way round', () => {
  const word = fc.constantFrom('c', 'route', 'Recreate', '2', 2, true, false, 1.5);
  const file = fc.record({
    form: fc.constantFrom(...Object.keys(PLATFORMS)),
    options: fc.dictionary(fc.constantFrom(...optionsOf(Object.values(PLATFORMS)).map(({ flag }) => flag), 'nothing', 'password'), word, { maxKeys: 3 }),
    credentials: fc.option(fc.constantFrom({ file: 'a' }, { secret: 'a/b' }, { file: 'a', secret: 'a/b' }, {}), { nil: undefined }),
  }, { requiredKeys: ['form'] });
  const schema = setupSchema(PLATFORMS);
  let [passed, refused] = [0, 0];
  fc.assert(fc.property(file, (value) => {
    let fault: string | undefined;
    try {
      read(value);
      passed++;
    } catch (error) {
      fault = (error as Error).message;
      refused++;
    }
    const empty = value.credentials !== undefined && Object.keys(value.credentials).length === 0;
    if (!empty) expect([fault === undefined, fault]).toEqual([faults(value, 'setup.v1.json', schema).length === 0, fault]);
  }), { numRuns: 500, seed: 5 });
  expect(Math.min(passed, refused)).toBeGreaterThan(50);
});
