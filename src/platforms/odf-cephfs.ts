import { text } from '../api/json.ts';
import { nameOf, R, ref } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { classFit } from '../forms/fit.ts';
import { volumePlatform } from './volumes.ts';
import { finding } from '../registry/codes.ts';
import { many } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

const isCephfs = (provisioner: string): boolean => /(^|\.)cephfs\.csi\.ceph\.com$/u.test(provisioner);

/** Classes of buckets, and the form of setup that the manual prefers to a volume where there is one. */
const BUCKETS: readonly [provisioner: RegExp, platform: string][] = [[/\.ceph\.rook\.io\/bucket$/u, 'odf-rgw'], [/\.noobaa\.io\/obc$/u, 'odf-noobaa']];

function better(snapshot: Snapshot): Finding[] {
  for (const [provisioner, platform] of BUCKETS) {
    const found = many(snapshot, R.StorageClass).find((one) => provisioner.test(text(one, 'provisioner') ?? ''));
    if (found !== undefined) return [finding('RC-PVC-BETTER', nameOf(ref(R.StorageClass, found.metadata.name ?? '')), `setup ${platform} would work with it`, { fill: { platform } })];
  }
  return [];
}

/** A CephFS volume of OpenShift Data Foundation, wherever that runs: shared, so several replicas may use it. */
export const odfCephfs = volumePlatform({
  name: 'odf-cephfs',
  title: 'CephFS volume of OpenShift Data Foundation',
  manual: '3.6.4, 3.7.4, 3.8.3, 3.9.4',
  page: 'odf-cephfs.md',
  claim: 'registry-storage-pvc',
  storage: 'pvc',
  storageClass: 'ocs-storagecluster-cephfs',
  provisioner: { fits: isCephfs, noun: 'one that ends in cephfs.csi.ceph.com' },
  check: (_, snapshot) => better(snapshot),
  fits: (snapshot) => classFit(snapshot, isCephfs, 'CephFS volumes'),
});
