import { expect, test } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import { findingsOf, table } from './table.ts';
import { config, drop, merge, recorded, serving, the, told, type Stage } from './worlds.ts';

const block = (body: string): string => `-----BEGIN CERTIFICATE-----\n${Buffer.from(body).toString('base64')}\n-----END CERTIFICATE-----\n`;
const good = (): Stage => serving('odf-s3-complete');
/** A real CA certificate that ends on 2036-11-19, from the recordings. */
const REAL = String((the(good(), R.ConfigMap, 'image-registry-s3-bundle', NS.config)['data'] as Record<string, string>)['ca-bundle.crt']);

const copy = (pem: string, source: string, endpoint = 'https://s3.apps.lab.example.com') => (): Stage => {
  const stage = config(good(), { spec: { disableRedirect: true, storage: { s3: { regionEndpoint: endpoint } } } });
  merge(the(stage, R.ConfigMap, 'image-registry-s3-bundle', NS.config), { data: { 'ca-bundle.crt': pem } });
  merge(the(stage, R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': source } });
  merge(the(stage, R.ConfigMap, 'serviceca', NS.registry), { data: { 'service-ca.crt': source } });
  return stage;
};
const additional = (data: Record<string, string>) => (): Stage => {
  const stage = serving('pvc-rwx-cephfs');
  merge(the(stage, R.Image, 'cluster'), { spec: { additionalTrustedCA: { name: 'registry-config' } } });
  merge(the(stage, R.ConfigMap, 'registry-config', NS.config), { data });
  merge(the(stage, R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': block('new') } });
  return stage;
};
const SVC = 'https://s3.openshift-storage.svc';

table('RC-CA-MISSING', [
  ['of the object store, as recorded', () => recorded('odf-s3-missing-trusted-ca', 0), 'not found'],
  ['of other registries, as recorded, while Removed', () => recorded('additional-trusted-ca', 2), 'nowhere'],
  ['deleted since, unnoticed yet', () => { const stage = good(); drop(stage, R.ConfigMap, 'image-registry-s3-bundle'); return stage; }, 'does not exist'],
], [['there', good], ['there for other registries', () => recorded('additional-trusted-ca', 1)], ['no name', () => config(recorded('odf-s3-wrong-keys-name', 0), {})]]);

table('RC-CA-KEY', [
  ['another key, as recorded', () => recorded('odf-s3-missing-trusted-ca', 1), 'does not contain required key'],
  ['emptied since', copy('', block('new')), 'no key'],
], [['the right key', () => recorded('odf-s3-missing-trusted-ca', 2)], ['Removed', () => config(copy('', block('new'))(), { spec: { managementState: 'Removed' } })]]);

table('RC-CA-COPY-STALE', [
  ['the ingress CA was renewed', copy(block('old'), block('new')), 'default-ingress-cert'],
  ['the service CA was renewed', copy(block('old'), block('new'), SVC), 'serviceca'],
  ['only the leaf was kept, the CA is new', copy(block('leaf'), block('leaf') + REAL)],
  ['a copy for the nodes', additional({ 'default-route-openshift-image-registry.apps.lab.example.com': block('old') }), 'default-ingress-cert'],
], [
  ['equal', copy(block('new'), block('new'))],
  ['equal but for white space', copy(`  ${block('new').replaceAll('\n', '\r\n')}`, block('new'))],
  ['more than the source', copy(block('old') + block('new'), block('new'))],
  ['the CA without the leaf', copy(REAL, block('leaf') + REAL)],
  ['the CA of somebody else\'s store', copy(block('old'), block('new'), 'https://minio.example.org')],
  ['a host of another domain for the nodes', additional({ 'registry.example.com..5000': block('old') })],
  ['the source may not be seen', good],
]);

test('a CA that has expired is an error, one that has not is none', () => {
  const stage = copy(REAL, REAL)();
  expect(findingsOf(stage, '2036-11-18T00:00:00Z').map(({ code }) => code)).not.toContain('RC-CA-EXPIRED');
  expect(findingsOf(stage, '2037-01-01T00:00:00Z').find(({ code }) => code === 'RC-CA-EXPIRED')).toMatchObject({ level: 'error', subject: 'configmaps/openshift-config/image-registry-s3-bundle ca-bundle.crt' });
});

table('RC-ADDITIONAL-CA-KEY', [
  ['a file\'s name', additional({ 'ca.crt': 'x' }), 'ca.crt is not HOST'],
  ['one dot before the port', additional({ 'registry.example.com.5000': 'x' })],
  ['an underscore', additional({ registry_example: 'x' })],
], [
  ['as recorded', () => recorded('additional-trusted-ca', 1)],
  ['an address', additional({ '10.0.0.1': 'x' })],
  ['an address with a port', additional({ '10.0.0.1..5000': 'x' })],
]);

test('a complaint of the part that copies certificates is found while Removed', () => {
  const stage = recorded('bootstrap-none', -1);
  told(the(stage, R.Config, 'cluster'), 'ImageRegistryCertificatesControllerDegraded', 'True', 'Error', 'something else');
  expect(findingsOf(stage).map(({ code }) => code)).toEqual(['RC-CONTROLLER-DEGRADED']);
});
