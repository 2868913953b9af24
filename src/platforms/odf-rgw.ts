import { bucketForm } from './odf-bucket.ts';

/** Platforms whose own object storage makes ODF leave RGW out, unless Ceph is external (ODF 4.14). */
const WITHOUT_RGW = ['AWS', 'Azure', 'GCP', 'IBMCloud'];

/** Ceph RGW object storage of OpenShift Data Foundation. */
export const odfRgw = bucketForm({
  name: 'odf-rgw',
  title: 'Ceph RGW object storage of OpenShift Data Foundation',
  manual: '3.6.3.4, 3.7.3.4, 3.8.1, 3.9.3.4',
  buckets: 'RGW',
  provisioner: '.ceph.rook.io/bucket',
  claim: 'rgwbucket',
  storageClass: 'ocs-storagecluster-ceph-rgw',
  route: 'ocs-storagecluster-cephobjectstore',
  service: 'rook-ceph-rgw-ocs-storagecluster-cephobjectstore',
  classless: (platform) => (WITHOUT_RGW.includes(platform) ? 'RC-ODF-RGW-NOT-MADE' : 'RC-ODF-NO-RGW-CLASS'),
});
