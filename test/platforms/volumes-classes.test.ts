import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { classesInWords, classOf, defaultClasses, kindOf, kindOfClass, kindOfVolume, modesOf, shares } from '../../src/platforms/volumes-classes.ts';
import type { Kind } from '../../src/platforms/volumes-classes.ts';
import { refusal } from '../../src/sandbox/actors/provisioners.ts';
import { object, snapshotOf } from '../registry/world.ts';

const TABLE: [provisioner: string, parameters: Record<string, string>, kind: Kind][] = [
  ['openshift-storage.cephfs.csi.ceph.com', {}, 'file'],
  ['cephfs.csi.ceph.com', {}, 'file'],
  ['rook-ceph.cephfs.csi.ceph.com', {}, 'file'],
  ['driver.longhorn.io', {}, 'file'],
  ['kubernetes.io/glusterfs', {}, 'file'],
  ['openshift-storage.rbd.csi.ceph.com', {}, 'block'],
  ['rbd.csi.ceph.com', {}, 'block'],
  ['efs.csi.aws.com', {}, 'share'],
  ['fsx.openzfs.csi.aws.com', {}, 'share'],
  ['file.csi.azure.com', {}, 'share'],
  ['kubernetes.io/azure-file', {}, 'share'],
  ['filestore.csi.storage.gke.io', {}, 'share'],
  ['manila.csi.openstack.org', {}, 'share'],
  ['nfs.manila.csi.openstack.org', {}, 'share'],
  ['vpc.file.csi.ibm.io', {}, 'share'],
  ['csi-isilon.dellemc.com', {}, 'share'],
  ['nfs.csi.k8s.io', {}, 'nfs'],
  ['k8s-sigs.io/nfs-subdir-external-provisioner', {}, 'nfs'],
  ['cluster.local/nfs-client-provisioner', {}, 'nfs'],
  ['example.com/nfs', {}, 'nfs'],
  ['ebs.csi.aws.com', {}, 'block'],
  ['kubernetes.io/aws-ebs', {}, 'block'],
  ['disk.csi.azure.com', {}, 'block'],
  ['pd.csi.storage.gke.io', {}, 'block'],
  ['kubernetes.io/gce-pd', {}, 'block'],
  ['cinder.csi.openstack.org', {}, 'block'],
  ['kubernetes.io/vsphere-volume', {}, 'block'],
  ['csi.vsphere.vmware.com', {}, 'block'],
  ['csi.vsphere.vmware.com', { 'csi.storage.k8s.io/fstype': 'ext4' }, 'block'],
  ['csi.vsphere.vmware.com', { 'csi.storage.k8s.io/fstype': 'nfs4' }, 'share'],
  ['csi.nutanix.com', {}, 'block'],
  ['csi.nutanix.com', { storageType: 'NutanixVolumes' }, 'block'],
  ['csi.nutanix.com', { storageType: 'NutanixFiles' }, 'share'],
  ['csi.trident.netapp.io', {}, 'unknown'],
  ['csi.trident.netapp.io', { backendType: 'ontap-nas-economy' }, 'share'],
  ['csi.trident.netapp.io', { backendType: 'ontap-san' }, 'block'],
  ['pxd.portworx.com', { sharedv4: 'true' }, 'file'],
  ['pxd.portworx.com', {}, 'block'],
  ['topolvm.io', {}, 'block'],
  ['powervs.csi.ibm.com', {}, 'block'],
  ['kubernetes.io/no-provisioner', {}, 'static'],
  ['openshift-storage.ceph.rook.io/bucket', {}, 'bucket'],
  ['openshift-storage.noobaa.io/obc', {}, 'bucket'],
  ['csi.example.com', {}, 'unknown'],
  ['infscale.example.com', {}, 'unknown'],
  ['', {}, 'unknown'],
];

const classFrom = (provisioner: string, parameters: Record<string, string> = {}, name = 'c', annotations = {}): KubeObject => object(ref(R.StorageClass, name), { provisioner, parameters }, { annotations });

describe('what a provisioner makes', () => {
  it.each(TABLE)('%s %j: %s', (provisioner, parameters, kind) => {
    expect(kindOf(provisioner, parameters)).toBe(kind);
    expect(kindOfClass(classFrom(provisioner, parameters))).toBe(kind);
  });
  it('no class is not known', () => expect(kindOfClass(undefined)).toBe('unknown'));

  it.each([['file', true], ['share', true], ['nfs', true], ['block', false], ['bucket', false], ['static', undefined], ['unknown', undefined]] as const)('%s: shared is %s', (kind, shared) => expect(shares(kind)).toBe(shared));

  it('whatever it is called, it has one kind, and a disk of a cloud is never shared', () => {
    const name = fc.stringMatching(/^[a-z0-9]+([.-][a-z0-9]+){0,4}(\/[a-z-]+)?$/u);
    fc.assert(fc.property(name, fc.dictionary(fc.string(), fc.string()), (provisioner, parameters) => {
      expect(['block', 'file', 'share', 'nfs', 'static', 'bucket', 'unknown']).toContain(kindOf(provisioner, parameters));
      if (!provisioner.includes('nfs')) expect(shares(kindOf(`ebs.csi.${provisioner}`, parameters))).not.toBe(true);
    }), { numRuns: 300 });
  });

  it('no claim that the sandbox\'s provisioners refuse is one that the table calls possible', () => {
    const mode = fc.constantFrom('ReadWriteMany', 'ReadWriteOnce');
    fc.assert(fc.property(fc.constantFrom(...TABLE), mode, ([provisioner, parameters], accessMode) => {
      const found = classFrom(provisioner, parameters);
      const claim = object(ref(R.PersistentVolumeClaim, 'p', 'n'), { spec: { accessModes: [accessMode], volumeMode: 'Filesystem' } });
      const kind = kindOfClass(found);
      const possible = kind !== 'static' && kind !== 'bucket' && (accessMode === 'ReadWriteOnce' || shares(kind) === true);
      if (possible) expect(refusal(claim, found)).toBeUndefined();
      if (refusal(claim, found) !== undefined) expect(possible).toBe(false);
    }), { numRuns: 500 });
  });
});

describe('the classes of a cluster', () => {
  const marked = (name: string, key = 'storageclass.kubernetes.io/is-default-class', value = 'true'): KubeObject => classFrom('ebs.csi.aws.com', {}, name, { [key]: value });
  const of = (...objects: KubeObject[]) => snapshotOf(objects, { listed: [R.StorageClass] });
  it.each([
    ['none', [], []],
    ['none that is marked', [marked('a', undefined, 'false'), classFrom('x', {}, 'b')], []],
    ['one', [marked('a'), classFrom('x', {}, 'b')], ['a']],
    ['one by the older mark', [marked('a', 'storageclass.beta.kubernetes.io/is-default-class')], ['a']],
    ['two, in order', [marked('b'), marked('a')], ['a', 'b']],
  ] as [string, KubeObject[], string[]][])('default: %s', (_, objects, names) => expect(defaultClasses(of(...objects))).toEqual(names));

  it('by name', () => {
    expect(classOf(of(marked('a')), 'a')?.metadata.name).toBe('a');
    expect(classOf(of(marked('a')), 'b')).toBeUndefined();
  });

  it('in words: what each can do, without those of buckets, and only those that fit', () => {
    const all = of(classFrom('rbd.csi.ceph.com', {}, 'rbd'), classFrom('cephfs.csi.ceph.com', {}, 'fs'), classFrom('a/obc', {}, 'bucket'), classFrom('kubernetes.io/no-provisioner', {}, 'local'), classFrom('x.example', {}, 'x'));
    expect(classesInWords(all)).toBe('there are: fs (shared), local (volumes made by hand), rbd (one node), x (not known)');
    expect(classesInWords(all, (provisioner) => provisioner.startsWith('rbd'))).toBe('there are: rbd (one node)');
    expect(classesInWords(of())).toBe('there are none');
  });
});

describe('volumes and claims', () => {
  it.each([
    [{ nfs: { server: 's', path: '/' } }, 'nfs'],
    [{ csi: { driver: 'efs.csi.aws.com' } }, 'share'],
    [{ csi: { driver: 'rbd.csi.ceph.com' } }, 'block'],
    [{ csi: { driver: 'nfs.csi.k8s.io' } }, 'nfs'],
    [{ hostPath: { path: '/' } }, 'unknown'],
  ] as [object, Kind][])('a volume of %j: %s', (spec, kind) => expect(kindOfVolume(object(ref(R.PersistentVolume, 'v'), { spec }))).toBe(kind));
  it('access modes that are texts', () => {
    expect(modesOf(object(ref(R.PersistentVolume, 'v'), { spec: { accessModes: ['ReadWriteOnce', 7] } }))).toEqual(['ReadWriteOnce']);
    expect(modesOf(undefined)).toEqual([]);
  });
});
