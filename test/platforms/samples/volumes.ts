import { base, CEPHFS, claim, config, FRESH, formOf, HOME, NFS, on, OWNED, RBD, volume } from '../volumes-world.ts';
import type { Sample, Samples } from './sample.ts';

const fresh = config();
const named = (name: string, mode: string): Sample['objects'] => [claim('mine', { accessModes: [mode], volumeName: 'pv' }), volume('pv', { nfs: { server: 'files.example.com', path: '/r' } }, 'Bound'), config(on({ pvc: { claim: name } }))];
const removed = { ...FRESH, storage: { managementState: 'Managed', pvc: { claim: 'image-registry-storage' } } };
const sample = (name: string, given: Sample['given'], objects: Sample['objects']): Sample => ({ form: formOf(name), given, objects });

export const SAMPLES: Samples = [
  ['baremetal on a new cluster', sample('baremetal', {}, [...HOME.baremetal, fresh])],
  ['baremetal, a claim that is there', sample('baremetal', { claim: 'mine' }, [...base('None'), ...named('other', 'ReadWriteMany')])],
  ['baremetal, a claim that the operator makes', sample('baremetal', { 'blank-claim': true }, [...HOME.baremetal, fresh])],
  ['baremetal, a claim of the operator\'s that Removed took', sample('baremetal', { 'blank-claim': true }, [...HOME.baremetal, config(removed, {})])],
  ['baremetal for one pod', sample('baremetal', { 'storage': 'block', 'storage-class': RBD.metadata.name, 'size': '1Ti' }, [...base('External'), RBD, NFS, fresh])],
  ['baremetal on an empty directory', sample('baremetal', { 'storage': 'empty-dir', 'non-production': true }, [...HOME.baremetal, ...named('mine', 'ReadWriteMany')])],
  ['vsphere on a disk', sample('vsphere', { storage: 'block' }, [...HOME.vsphere, fresh])],
  ['nutanix, small', sample('nutanix', { 'size': '10Gi', 'allow-small': true }, [...HOME.nutanix, fresh])],
  ['openstack-cinder from the claim of the installation', sample('openstack-cinder', {}, [...HOME['openstack-cinder'], claim('image-registry-storage', { accessModes: ['ReadWriteOnce'], storageClassName: 'standard-csi' }, { phase: 'Bound' }, OWNED), config(on({ pvc: { claim: 'image-registry-storage' } }))])],
  ['odf-cephfs', sample('odf-cephfs', {}, [...HOME['odf-cephfs'], fresh])],
  ['odf-cephfs, a class of one\'s own', sample('odf-cephfs', { 'storage-class': 'fs', 'claim': 'c', 'replicas': '3' }, [...base('AWS'), { ...CEPHFS, metadata: { ...CEPHFS.metadata, name: 'fs' } }, config(on({ s3: { bucket: 'b', region: 'r' } }))])],
];
