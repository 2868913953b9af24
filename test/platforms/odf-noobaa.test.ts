import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/types.ts';
import { Failure } from '../../src/errors.ts';
import type { Given } from '../../src/forms/types.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { odfNoobaa } from '../../src/platforms/odf-noobaa.ts';
import { odfRgw } from '../../src/platforms/odf-rgw.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { bound, boundNoobaa, cluster, config, FRESH, NOOBAA, object, odf, storageClass } from './world.ts';

const base = [...odf, config(FRESH)];
const world = (objects: KubeObject[] = base, given: Given = {}) => cluster(objects, given, undefined, odfNoobaa);
const found = (objects: KubeObject[], given: Given = {}): string[] => odfNoobaa.check(given, world(objects, given)).map(({ code, level, message }) => `${level} ${code}: ${message}`);
const without = (...gone: { name: string; resource?: { kind: string } }[]): KubeObject[] => base.filter((o) => !gone.some(({ name, resource }) => o.metadata.name === name && (resource === undefined || resource.kind === o.kind)));
const platform = (type: string): KubeObject => object(OBJECT.infrastructure, { status: { platformStatus: { type } } });
const s3Of = (given: Given): Record<string, unknown> => {
  const step = odfNoobaa.desired(given, world(base, given)).find((one) => one.id === 'config') as unknown as { spec: { storage: { s3: Record<string, unknown> } } };
  return step.spec.storage.s3;
};

it('is found by its name, and its page, and has the same options as its sister', () => {
  expect(PLATFORMS['odf-noobaa']).toBe(odfNoobaa);
  expect(odfNoobaa.page).toBe('odf-noobaa.md');
  expect(odfNoobaa.options.map(({ flag }) => flag)).toEqual(odfRgw.options.map(({ flag }) => flag));
  const values = (form: typeof odfRgw): (string | undefined)[] => form.options.map(({ fallback }) => fallback);
  expect(values(odfNoobaa)).not.toEqual(values(odfRgw));
});

describe('findings', () => {
  it.each([
    ['nothing on a new cluster', base, {}, []],
    ['nothing where the claim is bound', [...base, ...boundNoobaa()], {}, []],
    ['nothing without RGW', without({ name: 'ocs-storagecluster-ceph-rgw' }, { name: 'ocs-storagecluster-cephobjectstore' }), {}, []],
    ...['AWS', 'Azure', 'GCP', 'IBMCloud', 'OpenStack', 'VSphere', 'Nutanix', 'None'].map((type): [string, KubeObject[], Given, string[]] => [`nothing on ${type}`, [...without(OBJECT.infrastructure), platform(type)], {}, []]),
    ['no class', without(NOOBAA.class), {}, ['error RC-ODF-NO-NOOBAA-CLASS: it does not exist; no class makes NooBaa buckets; there are: ocs-storagecluster-ceph-rgw']],
    ['no class on a cloud', [...without(NOOBAA.class, { name: 'ocs-storagecluster-ceph-rgw' }), platform('AWS')], {}, ['error RC-ODF-NO-NOOBAA-CLASS: it does not exist; no class makes NooBaa buckets; there are: none at all']],
    ['a class under another name', [...without(NOOBAA.class), storageClass('mcg', 'storage.noobaa.io/obc')], {}, ['error RC-ODF-NO-NOOBAA-CLASS: it does not exist; classes for NooBaa buckets: mcg']],
    ['that name given', [...without(NOOBAA.class), storageClass('mcg', 'storage.noobaa.io/obc')], { 'storage-class': 'mcg' }, []],
    ['the class of RGW', base, { 'storage-class': 'ocs-storagecluster-ceph-rgw' }, ['error RC-ODF-OTHER-PROVISIONER: it is openshift-storage.ceph.rook.io/bucket, not one that ends in .noobaa.io/obc']],
    ['no route', without(NOOBAA.route), {}, ['error RC-ODF-NO-ROUTE: it does not exist']],
    ['no route, by the service', without(NOOBAA.route), { host: 'service' }, []],
    ['no service', without(NOOBAA.service), { host: 'service' }, ['error RC-ODF-NO-SERVICE: it does not exist']],
    ['the service with the ingress CA', base, { host: 'service', 'ca-source': 'ingress' }, ['error RC-HOST-CA-MIXED: the host of the service is not signed by the ingress CA']],
    ['a claim of the sister', [...base, ...bound()], { claim: 'rgwbucket' }, ['error RC-CLAIM-OTHER-CLASS: it is ocs-storagecluster-ceph-rgw, not openshift-storage.noobaa.io']],
  ] as [string, KubeObject[], Given, string[]][])('%s', (_, objects, given, findings) => expect(found(objects, given)).toEqual(findings));

  it.each([
    ['RC-ODF-NO-NOOBAA-CLASS', without(NOOBAA.class), {}, 'oc get storageclass; then: registryctl setup odf-noobaa --storage-class NAME'],
    ['RC-ODF-NO-ROUTE', without(NOOBAA.route), {}, 'registryctl setup odf-noobaa --host service'],
    ['RC-HOST-CA-MIXED', base, { 'ca-source': 'service' }, 'registryctl setup odf-noobaa --host route --ca-source ingress'],
    ['RC-CLAIM-OTHER-CLASS', [...base, ...bound()], { claim: 'rgwbucket' }, 'registryctl setup odf-noobaa --claim OTHER-NAME'],
    ['RC-CA-SOURCE-ABSENT', without({ name: 'default-ingress-cert' }), {}, 'registryctl setup odf-noobaa --ca-source NAMESPACE/CONFIGMAP:KEY'],
  ] as [string, KubeObject[], Given, string][])('%s names this form in its remedy', (code, objects, given, remedy) => {
    expect(odfNoobaa.check(given, world(objects, given)).find((one) => one.code === code)?.remedy).toBe(remedy);
  });
});

describe('the endpoint', () => {
  it.each([
    [{}, `https://${NOOBAA.host}`],
    [{ host: 'service' }, 'https://s3.openshift-storage.svc'],
    [{ host: 'service', 'route-namespace': 'storage' }, 'https://s3.storage.svc'],
    [{ 'endpoint-host': 's3.openshift-storage.svc:443', 'ca-source': 'service' }, 'https://s3.openshift-storage.svc'],
    [{ 'endpoint-host': 'mcg.example.com:9443', 'ca-source': 'ingress' }, 'https://mcg.example.com:9443'],
  ] as [Given, string][])('%j', (given, endpoint) => expect(s3Of(given)['regionEndpoint']).toBe(endpoint));
});

describe('bad input', () => {
  it.each([
    [{ claim: 'Noobaa_Test' }, '--claim: given "Noobaa_Test", allowed: a name of lower-case letters, digits, "-" and ".".'],
    [{ 'bucket-prefix': '' }, '--bucket-prefix: given "", allowed: a name of lower-case letters, digits, "-" and ".".'],
    [{ host: 's3' }, '--host: given "s3", allowed: route, service.'],
    [{ 'endpoint-host': 's3.openshift-storage.svc:6443', 'ca-source': 'service' }, '--endpoint-host: given "s3.openshift-storage.svc:6443", allowed: a service of the cluster without a port, or with 443.'],
    [{ 'endpoint-host': 'mcg.example.com' }, '--ca-source: not given, and nothing tells which CA signed the certificate of mcg.example.com; allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.'],
    [{ replicas: 'two' }, '--replicas: given "two", allowed: a whole number from 1 to 9999.'],
    [{ region: '' }, '--region: given "", allowed: one word without quotes, "$", braces or "<".'],
    [{ bucket: 'mine' }, '--bucket: given "mine", allowed: --claim, --claim-namespace'],
  ] as [Given, string][])('%j', (given, message) => {
    for (const ask of [() => odfNoobaa.reads(given), () => odfNoobaa.check(given, world()), () => odfNoobaa.desired(given, world())]) {
      expect(ask).toThrow(Failure);
      expect(ask).toThrow(message);
    }
  });
});
