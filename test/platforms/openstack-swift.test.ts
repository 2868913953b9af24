import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { GIVEN } from '../../src/registry/objects.ts';
import type { Given } from '../../src/forms/types.ts';
import type { StoreAnswer } from '../../src/snapshot/types.ts';
import { object } from '../registry/world.ts';
import { formOf, look, type Case } from './clouds-world.ts';

const swift = formOf('openstack-swift');
const WHOLE: Given = { credentials: 'f', 'auth-url': 'https://keystone.example.com/v3', container: 'images', domain: 'Default', tenant: 'p' };
const MAP = ref(R.ConfigMap, 'cloud-provider-config', NS.config);
const answer = (state: StoreAnswer['state']): StoreAnswer => ({ state, place: 'container images', detail: 'd' });

const caseOf = (given: Given, more: Partial<Case> = {}): Case => ({ form: swift, platform: 'OpenStack', given, ...more });
const missing = (given: Given, objects: (string | KubeObject)[] = ['given-swift']): string[] => {
  const one = caseOf(given, { objects });
  return swift.missing?.(given, look(one)) ?? [];
};

describe('what a login needs', () => {
  const without = (...flags: string[]): Given => Object.fromEntries(Object.entries(WHOLE).filter(([flag]) => !flags.includes(flag)));
  it.each<[what: string, given: Given, objects: (string | KubeObject)[], flags: string[]]>([
    ['all of it', WHOLE, ['given-swift'], []],
    ['a user without domain and project', without('domain', 'tenant'), ['given-swift'], ['domain', 'tenant']],
    ['ids do', { ...without('domain', 'tenant'), 'domain-id': 'd', 'tenant-id': 't' }, ['given-swift'], []],
    ['version 2 knows no domains', { ...without('domain'), 'auth-version': '2' }, ['given-swift'], []],
    ['an application credential needs neither', without('domain', 'tenant'), ['given-bound'], []],
    ['under the names of an openrc, too', { ...without('credentials', 'domain', 'tenant'), 'from-secret': 'mine/rc' }, [object(ref(R.Secret, 'rc', 'mine'), { data: { OS_APPLICATION_CREDENTIAL_ID: { bytes: 32, digest: 'a' }, OS_APPLICATION_CREDENTIAL_SECRET: { bytes: 40, digest: 'b' } } })], []],
    ['an empty id is none', without('domain', 'tenant'), [object(GIVEN, { data: { REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: { bytes: 0, digest: 'a' } } })], ['domain', 'tenant']],
    ['the cloud\'s own file knows all but the container', {}, ['minted-openstack'], ['container']],
    ['nothing at all', {}, [], ['auth-url', 'container', 'credentials']],
    ['credentials that are to be typed: what they need is known by then', without('credentials', 'domain', 'tenant'), [], ['credentials']],
  ])('%s', (_what, given, objects, flags) => expect(missing(given, objects)).toEqual(flags));
});

describe('the CA', () => {
  const found = (given: Given, objects: (string | KubeObject)[], store?: StoreAnswer): string[] => {
    const one = caseOf(given, { objects: ['given-swift', ...objects], ...(store === undefined ? {} : { store }) });
    return swift.check(given, look(one)).filter(({ code }) => !code.startsWith('RC-STORE')).map(({ code, message, remedy }) => `${code} ${message}; ${remedy ?? ''}`);
  };
  const CREATE = /^RC-SWIFT-CA the config map does not exist; oc create configmap cloud-provider-config -n openshift-config --from-file=ca-bundle.pem=ca.pem$/;
  const SET = /^RC-SWIFT-CA it has no key ca-bundle.pem; oc -n openshift-config set data configmap\/cloud-provider-config --from-file=ca-bundle.pem=ca.pem$/;

  it.each<[what: string, given: Given, objects: (string | KubeObject)[], store: StoreAnswer | undefined, says: RegExp[]]>([
    ['is there', WHOLE, ['keystone-ca'], undefined, []],
    ['is not, and nobody knows whether it must', WHOLE, [], undefined, [CREATE]],
    ['the map lacks the key', WHOLE, ['stack-endpoints'], undefined, [SET]],
    ['the store was not reached', WHOLE, [], answer('unreachable'), [CREATE]],
    ['the store was reached without it', WHOLE, [], answer('ours'), []],
    ['even when it refused', WHOLE, [], answer('refused'), []],
    ['no TLS', { ...WHOLE, 'auth-url': 'http://keystone.example.com/v3' }, [], answer('unreachable'), []],
    ['no certificate', WHOLE, [object(MAP, { data: { 'ca-bundle.pem': 'x' } })], undefined, [/^RC-CA-NOT-PEM/]],
  ])('%s', (_what, given, objects, store, says) => {
    const seen = found(given, objects, store);
    expect(seen).toHaveLength(says.length);
    for (const [index, pattern] of says.entries()) expect(seen[index]).toMatch(pattern);
  });

  it('is what the store is asked with', () => {
    const one = caseOf(WHOLE, { objects: ['given-swift', 'keystone-ca'] });
    expect(swift.store?.(WHOLE, look(one))).toMatchObject({ kind: 'swift', ca: expect.stringContaining('BEGIN CERTIFICATE') as string });
  });
});

it.each([
  ['https://keystone.example.com', 'https://keystone.example.com/v3'],
  ['https://keystone.example.com:5000/', 'https://keystone.example.com:5000/v3'],
  ['https://keystone.example.com:443/v3/', 'https://keystone.example.com/v3'],
  ['https://keystone.example.com/identity', 'https://keystone.example.com/identity'],
  ['http://10.0.0.5:5000/v2.0', 'http://10.0.0.5:5000/v2.0'],
])('the address %s is written as %s', (given, url) => {
  const one = caseOf({ ...WHOLE, 'auth-url': given }, { objects: ['given-swift'] });
  const config = swift.desired(one.given, look(one)).find((step) => step.kind === 'config');
  expect(config?.spec).toMatchObject({ disableRedirect: true, storage: { swift: { authURL: url, authVersion: '3' } } });
});
