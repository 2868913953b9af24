import { volumePlatform } from './volumes.ts';

/** Volumes on Nutanix: those of Nutanix Volumes are for one pod, those of Nutanix Files for several. */
export const nutanix = volumePlatform({
  name: 'nutanix',
  title: 'Volume claim or empty directory on Nutanix',
  manual: '3.9.2, 3.9.3.1, 3.9.3.2, 3.9.3.3',
  page: 'nutanix.md',
  claim: 'image-registry-storage',
  platforms: ['Nutanix'],
});
