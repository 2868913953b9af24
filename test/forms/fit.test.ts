import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { MINTED } from '../../src/forms/credentials.ts';
import { classesBy, FIT_READS, platformIs, platformOf } from '../../src/forms/fit.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { object, snapshotOf } from '../registry/world.ts';
import { storageClass } from '../platforms/world.ts';

const on = (type: string): KubeObject => object(OBJECT.infrastructure, { status: { platformStatus: { type } } });
const secret = (at: typeof MINTED, ...keys: string[]): KubeObject => object(at, { data: Object.fromEntries(keys.map((key) => [key, { bytes: 4, digest: key }])) });
const configured = (storage: Record<string, unknown>): KubeObject => object(OBJECT.config, { spec: { managementState: 'Managed', storage } });
const usual = (made: KubeObject): KubeObject => ({ ...made, metadata: { ...made.metadata, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } });

const RGW = storageClass('ocs-storagecluster-ceph-rgw', 'openshift-storage.ceph.rook.io/bucket');
const NOOBAA = storageClass('openshift-storage.noobaa.io', 'openshift-storage.noobaa.io/obc');
const CEPHFS = storageClass('ocs-storagecluster-cephfs', 'openshift-storage.cephfs.csi.ceph.com');
const CINDER = storageClass('standard-csi', 'cinder.csi.openstack.org');
const THIN = usual(storageClass('thin-csi', 'csi.vsphere.vmware.com'));

function seen(...objects: KubeObject[]): Snapshot {
  const snapshot = snapshotOf(objects, { listed: [R.StorageClass] });
  for (const read of FIT_READS) snapshot.answers[readKey(read)] ??= read.name === undefined ? { state: 'found', items: [] } : { state: 'absent' };
  return snapshot;
}
const fitOf = (form: string, snapshot: Snapshot): string => {
  const fit = PLATFORMS[form]?.fits?.(snapshot);
  return fit === undefined ? 'unjudged' : [String(fit.fits), ...fit.why].join(' | ');
};

describe('evidence', () => {
  const cases: [form: string, what: string, objects: KubeObject[], fit: string][] = [
    ['aws', 'Amazon with keys made', [on('AWS'), secret(MINTED, 'aws_access_key_id', 'aws_secret_access_key')], 'true | the platform is AWS | the cluster has made credentials (installer-cloud-credentials)'],
    ['aws', 'Amazon without keys', [on('AWS')], 'true | the platform is AWS | credentials must be given'],
    ['aws', "Amazon with the administrator's", [on('AWS'), secret(OBJECT.credentials, 'REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY')], 'true | the platform is AWS | its credentials are there (image-registry-private-configuration-user)'],
    ['aws', 'elsewhere', [on('BareMetal')], 'maybe | the platform is BareMetal | any store that speaks S3 takes --region-endpoint and credentials'],
    ['gcp', 'Google', [on('GCP'), secret(MINTED, 'service_account.json')], 'true | the platform is GCP | the cluster has made credentials (installer-cloud-credentials)'],
    ['gcp', 'elsewhere', [on('None')], 'maybe | the platform is None | a bucket of Google takes a key file'],
    ['azure', 'Azure', [on('Azure')], 'true | the platform is Azure | credentials must be given'],
    ['azure', 'an unknown platform', [], 'maybe | the platform could not be read | a storage account takes its key'],
    ['openstack-swift', 'a registry on Swift', [on('OpenStack'), secret(MINTED, 'clouds.yaml'), configured({ swift: { container: 'c' } })], 'true | the platform is OpenStack | the cluster has made credentials (installer-cloud-credentials) | the registry is on Swift now'],
    ['openstack-swift', 'an operator that found none', [on('OpenStack'), configured({ pvc: { claim: 'image-registry-storage' } })], 'false | the platform is OpenStack | credentials must be given | the operator found no usable Swift, and took a volume'],
    ['openstack-swift', 'a registry on something else', [on('OpenStack'), configured({ s3: { bucket: 'b' } })], 'maybe | the platform is OpenStack | credentials must be given | whether Swift can be used shows when it is asked'],
    ['openstack-swift', 'no Config yet', [on('OpenStack')], 'maybe | the platform is OpenStack | credentials must be given | whether Swift can be used shows when it is asked'],
    ['openstack-swift', 'elsewhere', [on('VSphere')], 'maybe | the platform is VSphere | a Swift elsewhere takes --auth-url and credentials'],
    ['openstack-cinder', 'OpenStack', [on('OpenStack')], 'true | the platform is OpenStack | the storage class is made where it is not there'],
    ['openstack-cinder', 'its driver elsewhere', [on('None'), CINDER], 'true | storage class standard-csi makes Cinder volumes'],
    ['openstack-cinder', 'elsewhere', [on('AWS'), THIN], 'false | no storage class makes Cinder volumes | the platform is AWS'],
    ['odf-rgw', 'ODF', [on('BareMetal'), RGW, NOOBAA, CEPHFS], 'true | storage class ocs-storagecluster-ceph-rgw makes RGW buckets'],
    ['odf-rgw', 'no ODF', [on('BareMetal'), THIN], 'false | no storage class makes RGW buckets'],
    ['odf-rgw', 'ODF on a cloud', [on('AWS'), NOOBAA, CEPHFS], 'false | no storage class makes RGW buckets | ODF makes none on AWS, unless Ceph is external'],
    ['odf-rgw', 'an external Ceph on a cloud', [on('AWS'), storageClass('external', 'rook.ceph.rook.io/bucket')], 'true | storage class external makes RGW buckets'],
    ['odf-noobaa', 'ODF on a cloud', [on('AWS'), NOOBAA], 'true | storage class openshift-storage.noobaa.io makes NooBaa buckets'],
    ['odf-noobaa', 'no ODF', [on('AWS')], 'false | no storage class makes NooBaa buckets'],
    ['odf-cephfs', 'ODF', [CEPHFS], 'true | storage class ocs-storagecluster-cephfs makes CephFS volumes'],
    ['odf-cephfs', 'buckets only', [RGW, NOOBAA], 'false | no storage class makes CephFS volumes'],
    ['baremetal', 'nothing', [on('BareMetal')], 'maybe | the platform is BareMetal | no storage class makes volumes: it takes one made by hand, or an empty directory that is not for production'],
    ['baremetal', 'ODF, no default', [on('None'), CEPHFS, RGW], 'true | the platform is None | storage class ocs-storagecluster-cephfs makes volumes for several pods | no class is the default: --storage-class must name one'],
    ['baremetal', 'a driver that nobody knows', [on('External'), usual(storageClass('x', 'example.com/x'))], 'true | the platform is External | storage class x makes volumes for pods, how many is not known'],
    ['baremetal', 'another platform', [on('AWS'), THIN], 'false | the platform is AWS'],
    ['baremetal', 'an unknown platform', [THIN], 'maybe | the platform could not be read | storage class thin-csi makes volumes for one pod'],
    ['vsphere', 'vSphere', [on('VSphere'), THIN], 'true | the platform is VSphere | storage class thin-csi makes volumes for one pod'],
    ['vsphere', 'another platform', [on('Nutanix'), THIN], 'false | the platform is Nutanix'],
    ['nutanix', 'Nutanix', [on('Nutanix'), usual(storageClass('nutanix-volume', 'csi.nutanix.com'))], 'true | the platform is Nutanix | storage class nutanix-volume makes volumes for one pod'],
    ['nutanix', 'another platform', [on('BareMetal')], 'false | the platform is BareMetal'],
  ];
  it.each(cases)('%s on %s', (form, _what, objects, fit) => expect(fitOf(form, seen(...objects))).toBe(fit));

  it('every form has some', () => {
    for (const name of Object.keys(PLATFORMS)) expect([name, fitOf(name, seen(on('BareMetal')))]).not.toEqual([name, 'unjudged']);
  });

  it.each(['openstack-cinder', 'odf-rgw', 'odf-noobaa', 'odf-cephfs', 'baremetal'])('%s is not judged by classes that nobody may read', (form) => {
    const snapshot = seen(on('BareMetal'));
    snapshot.answers['storageclasses.storage.k8s.io/*'] = { state: 'denied', reason: 'RBAC' };
    expect(fitOf(form, snapshot)).toMatch(/^maybe \| .*storage classes could not be read$/u);
  });
});

it('every form is judged by what is read beforehand, and by nothing else', () => {
  const read = new Set(FIT_READS.map(readKey));
  for (const form of Object.values(PLATFORMS)) {
    const snapshot = seen(on('OpenStack'), RGW, NOOBAA, CEPHFS, CINDER, configured({ swift: {} }));
    const there = new Set(Object.keys(snapshot.answers));
    const answers = new Proxy(snapshot.answers, { get: (target, key) => (read.has(String(key)) || there.has(String(key)) ? target[String(key)] : expect.fail(`${form.name} looks at ${String(key)}`)) });
    expect(form.fits?.({ ...snapshot, answers })).toBeDefined();
  }
});

it.each([
  ['baremetal', [on('BareMetal')], true],
  ['openstack-swift', [on('OpenStack')], true],
  ['aws', [on('BareMetal')], undefined],
  ['baremetal', [], undefined],
] as [string, KubeObject[], true | undefined][])('%s is at home: %j', (form, objects, home) => {
  const fit = PLATFORMS[form]?.fits?.(seen(...objects));
  expect([fit?.fits, fit?.home]).toEqual(['maybe', home]);
});

it('the platform goes by its old field, too', () => {
  expect(platformOf(seen(object(OBJECT.infrastructure, { status: { platform: 'BareMetal' } })))).toBe('BareMetal');
  expect(platformIs(seen())).toBe('the platform could not be read');
});

it('classes are named in order', () => {
  expect(classesBy(seen(RGW, NOOBAA, CEPHFS, object(ref(R.StorageClass, 'none'))), (name) => name.startsWith('openshift-storage'))).toEqual(['ocs-storagecluster-ceph-rgw', 'ocs-storagecluster-cephfs', 'openshift-storage.noobaa.io']);
});
