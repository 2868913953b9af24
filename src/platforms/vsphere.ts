import { volumePlatform } from './volumes.ts';

/** Volumes on vSphere: VMDK disks are for one pod, file shares of vSAN for several. */
export const vsphere = volumePlatform({
  name: 'vsphere',
  title: 'Volume claim or empty directory on VMware vSphere',
  manual: '3.7.2, 3.7.3.1, 3.7.3.2, 3.7.3.3',
  page: 'vsphere.md',
  claim: 'image-registry-storage',
  platforms: ['VSphere'],
});
