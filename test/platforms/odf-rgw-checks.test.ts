import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { certificates } from '../../src/platforms/ca-source.ts';
import { odfRgw } from '../../src/platforms/odf-rgw.ts';
import type { Given } from '../../src/forms/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { bound, BUCKET, CA, CLAIM, CLAIM_SECRET, CLASS, cluster, config, COPY, FRESH, INGRESS_CA, object, odf, ROUTE, SERVICE, storageClass } from './world.ts';

const base = [...odf, config(FRESH)];
const found = (objects: KubeObject[], given: Given = {}, takenAt?: string): string[] => odfRgw.check(given, cluster(objects, given, takenAt)).map(({ code, level, message }) => `${level} ${code}: ${message}`);
const without = (...gone: { name: string }[]): KubeObject[] => base.filter((o) => !gone.some(({ name }) => o.metadata.name === name));
const claim = (spec: object, status: object = { phase: 'Bound' }, metadata = {}): KubeObject[] => [object(CLAIM, { spec: { storageClassName: CLASS.name, ...spec }, status }, metadata), ...bound().slice(1)];
const platform = (type: string): KubeObject => object(OBJECT.infrastructure, { status: { platformStatus: { type } } });
const version = (status: object): KubeObject => object(OBJECT.clusterVersion, { status });
const ca = (pem: string): KubeObject => object(INGRESS_CA, { data: { 'ca-bundle.crt': pem } });

describe('nothing stands in the way', () => {
  it.each([
    ['a new cluster', base, {}],
    ['a bound claim', [...base, ...bound()], {}],
    ['by the service', without(ROUTE), { host: 'service' }],
    ['a host with the port of its scheme', base, { 'endpoint-host': 'h:443', 'ca-source': 'ingress' }],
    ['a host without TLS, and no CA', without(INGRESS_CA), { 'endpoint-host': 'http://h' }],
    ['an external store', without(ROUTE, SERVICE), { 'endpoint-host': 'ceph.example.com', 'ca-source': 'ingress' }],
    ['a copy that equals its source', [...base, object(COPY, { data: { 'ca-bundle.crt': CA } })], {}],
    ['three replicas on two nodes', base, { replicas: '3' }],
  ] as [string, KubeObject[], Given][])('%s', (_, objects, given) => expect(found(objects, given)).toEqual([]));
});

const cases: [what: string, objects: KubeObject[], given: Given, findings: string[]][] = [
  ['no Config', odf, {}, ['info RC-CONFIG-ABSENT: the operator has not made it yet']],
  ['no capability', [...odf, version({ desired: { version: '4.14.1' }, capabilities: { knownCapabilities: ['ImageRegistry', 'Build'], enabledCapabilities: ['Build'] } })], {}, ['error RC-CAPABILITY-DISABLED: the capability ImageRegistry is not enabled']],
  ['another version', [...base, version({ desired: { version: '4.15.2' } })], {}, ['warning RC-CLUSTER-VERSION-UNPROVEN: the cluster is at 4.15.2']],
  ['no version', without(OBJECT.clusterVersion), {}, ['warning RC-CLUSTER-VERSION-UNPROVEN: the version of the cluster could not be read']],
  ['no class', without(CLASS), {}, ['error RC-ODF-NO-RGW-CLASS: it does not exist; no class makes RGW buckets; there are: openshift-storage.noobaa.io']],
  ['no class at all', without(CLASS, { name: 'openshift-storage.noobaa.io' }), {}, ['error RC-ODF-NO-RGW-CLASS: it does not exist; no class makes RGW buckets; there are: none at all']],
  ['a class under another name', [...without(CLASS), storageClass('my-rgw', 'rook.ceph.rook.io/bucket')], {}, ['error RC-ODF-NO-RGW-CLASS: it does not exist; classes for RGW buckets: my-rgw']],
  ['that name given', [...without(CLASS), storageClass('my-rgw', 'rook.ceph.rook.io/bucket')], { 'storage-class': 'my-rgw' }, []],
  ['a cloud without RGW', [...without(CLASS), platform('AWS')], {}, ['error RC-ODF-RGW-NOT-MADE: it does not exist; no class makes RGW buckets; there are: openshift-storage.noobaa.io; the platform is AWS']],
  ['the class of NooBaa', base, { 'storage-class': 'openshift-storage.noobaa.io' }, ['error RC-ODF-OTHER-PROVISIONER: it is openshift-storage.noobaa.io/obc, not one that ends in .ceph.rook.io/bucket']],
  ['no route', without(ROUTE), {}, ['error RC-ODF-NO-ROUTE: it does not exist']],
  ['a route without host', [...base, object(ROUTE, { spec: {} })], {}, ['error RC-ODF-NO-ROUTE: it has no host']],
  ['no service', without(SERVICE), { host: 'service' }, ['error RC-ODF-NO-SERVICE: it does not exist']],
  ['a service without TLS', [...base, object(SERVICE, { spec: { ports: [{ port: 80 }] } })], { host: 'service' }, ['error RC-ODF-NO-SERVICE: it has no port 443']],
  ['a host with a port of its own', base, { 'endpoint-host': 'h:8443', 'ca-source': 'ingress' }, ['warning RC-ENDPOINT-PORT: 8443 is not the port of https; it is tried from here once the claim is bound']],
  ['a plain host with a port of its own', base, { 'endpoint-host': 'http://h:8080' }, ['warning RC-ENDPOINT-PORT: 8080 is not the port of http; it is tried from here once the claim is bound']],
  ['the route with the service CA', base, { 'ca-source': 'service' }, ['error RC-HOST-CA-MIXED: the host of the route is not signed by the service CA']],
  ['the service with the ingress CA', base, { host: 'service', 'ca-source': 'ingress' }, ['error RC-HOST-CA-MIXED: the host of the service is not signed by the ingress CA']],
  ['no CA', without(INGRESS_CA), {}, ['error RC-CA-SOURCE-ABSENT: the config map does not exist']],
  ['no key', base, { 'ca-source': 'openshift-config-managed/default-ingress-cert:other' }, ['error RC-CA-SOURCE-ABSENT: it has no key other']],
  ['no PEM', [...base, ca('hello')], {}, ['error RC-CA-NOT-PEM: it holds no certificate that can be read']],
  ['broken PEM', [...base, ca(CA.replace(/[A-Z]{4}/u, '!!!!'))], {}, ['error RC-CA-NOT-PEM: it holds no certificate that can be read']],
  ['half a bundle', [...base, ca(`${CA}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`)], {}, ['error RC-CA-NOT-PEM: it holds no certificate that can be read']],
  ['a copy of an older CA', [...base, object(COPY, { data: { 'ca-bundle.crt': 'old' } })], {}, ['info RC-CA-COPY-STALE: it differs from configmaps/openshift-config-managed/default-ingress-cert']],
  ['a claim of another class', [...base, ...claim({ storageClassName: 'other' })], {}, ['error RC-CLAIM-OTHER-CLASS: it is other, not ocs-storagecluster-ceph-rgw']],
  ['a claim that goes', [...base, ...claim({}, { phase: 'Bound' }, { deletionTimestamp: '2026-01-01T00:00:00Z' })], {}, ['error RC-CLAIM-LOST: it is being deleted']],
  ['a claim without bucket', [...base, ...bound().filter((o) => o.metadata.name !== BUCKET.name)], {}, ['error RC-CLAIM-LOST: it is Bound, but objectbuckets.objectbucket.io/obc-openshift-storage-rgwbucket does not exist']],
  ['a claim without secret', [...base, ...bound().filter((o) => o.kind !== CLAIM_SECRET.resource.kind)], {}, ['error RC-CLAIM-LOST: it is Bound, but secrets/openshift-storage/rgwbucket does not exist']],
  ['a released claim', [...base, ...claim({}, { phase: 'Released' })], {}, ['error RC-CLAIM-LOST: its phase is Released']],
  ['a pending claim', [...base, object(CLAIM, { spec: { storageClassName: CLASS.name }, status: { phase: 'Pending' } })], {}, []],
  ['a bucket marked Managed', [...odf, ...bound(), config({ managementState: 'Managed', storage: { managementState: 'Managed', s3: { bucket: 'rgwbucket-1' } } })], {}, ['info RC-STORAGE-MANAGED-BY-ADMIN: the bucket rgwbucket-1 belongs to a claim']],
  ['two replicas on one node', without({ name: 'w1' }), { replicas: '2' }, ['error RC-REPLICAS-NO-ROOM: 2 replicas need 2 schedulable workers, there is 1']],
  ['two replicas and no worker', without({ name: 'w0' }, { name: 'w1' }), { replicas: '2' }, ['error RC-REPLICAS-NO-ROOM: 2 replicas need 2 schedulable workers, there are none']],
];

describe('findings', () => {
  it.each(cases)('%s', (_, objects, given, findings) => expect(found(objects, given)).toEqual(findings));

  it('a certificate that is not valid at the time of the Snapshot', () => {
    expect(found(base, {}, '2040-01-01T00:00:00Z')[0]).toMatch(/^error RC-CA-SOURCE-EXPIRED: CN=.* is valid from Nov .* to Nov .* 2036 GMT$/u);
    expect(found(base, {}, '2020-01-01T00:00:00Z')[0]).toMatch(/^error RC-CA-SOURCE-EXPIRED/u);
  });

  it('what may not be read', () => {
    const world = cluster(base);
    world.answers['secrets/openshift-storage/rgwbucket'] = { state: 'denied', reason: 'RBAC' };
    world.answers['nodes/*'] = { state: 'denied', reason: 'RBAC' };
    world.answers['storageclasses.storage.k8s.io/*'] = { state: 'failed', reason: 'timeout' };
    expect(odfRgw.check({}, world).map(({ code, subject }) => `${code} ${subject}`).slice(0, 2)).toEqual(['RC-ACCESS-DENIED secrets/openshift-storage/rgwbucket', 'RC-READ-FAILED storageclasses.storage.k8s.io/*']);
  });

  it('a host with a port of its own that answers from here', () => {
    const given = { 'endpoint-host': 'h:8443', 'ca-source': 'ingress' };
    const world = cluster([...base, ...bound()], given);
    expect(odfRgw.store?.(given, world)).toEqual({
      kind: 's3', secret: CLAIM_SECRET, keys: { REGISTRY_STORAGE_S3_ACCESSKEY: 'AWS_ACCESS_KEY_ID', REGISTRY_STORAGE_S3_SECRETKEY: 'AWS_SECRET_ACCESS_KEY' },
      bucket: 'rgwbucket-1', region: 'us-east-1', endpoint: 'https://h:8443', virtualHosted: false, ca: CA,
    });
    expect(odfRgw.check(given, { ...world, store: { state: 'ours', place: 'h', detail: '' } })).toEqual([]);
    expect(odfRgw.check(given, { ...world, store: { state: 'refused', place: 'h', detail: 'SignatureDoesNotMatch' } })).toEqual([expect.objectContaining({ code: 'RC-ENDPOINT-PORT', level: 'warning', message: '8443 is not the port of https; tried from here: SignatureDoesNotMatch' })]);
  });
  it.each([
    ['before the claim is bound', base, { 'endpoint-host': 'h:8443', 'ca-source': 'ingress' }],
    ['by its route', [...base, ...bound()], {}],
    ['at the port of its scheme', [...base, ...bound()], { 'endpoint-host': 'h:443', 'ca-source': 'ingress' }],
  ] as [string, KubeObject[], Given][])('no store is asked %s', (_, objects, given) => expect(odfRgw.store?.(given, cluster(objects, given))).toBeUndefined());

  it('a remedy names the pair that fits', () => {
    expect(odfRgw.check({ 'ca-source': 'service' }, cluster(base))[0]?.remedy).toBe('registryctl setup odf-rgw --host route --ca-source ingress');
  });
});

it('certificates of a bundle', () => {
  expect(certificates(CA)).toHaveLength(1);
  expect(certificates(`# a comment\n${CA}\n${CA}`)).toHaveLength(2);
  expect(certificates(CA)![0]!.ca).toBe(true);
  expect(certificates('')).toBeUndefined();
  expect(certificates('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----')).toBeUndefined();
});

it('reads a class list, for the names in a finding', () => {
  expect(odfRgw.reads({})).toContainEqual({ resource: R.StorageClass });
  expect(odfRgw.reads({ 'ca-source': `${NS.config}/mine` })).toContainEqual(ref(R.ConfigMap, 'mine', NS.config));
});
