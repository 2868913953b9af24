import { volumePlatform } from './volumes.ts';

/** Volumes on bare metal and on every other cluster whose installer brings no storage. */
export const baremetal = volumePlatform({
  name: 'baremetal',
  title: 'Volume claim or empty directory on bare metal and other manual installations',
  manual: '3.6.2, 3.6.3.1, 3.6.3.2, 3.6.3.3',
  page: 'baremetal.md',
  claim: 'image-registry-storage',
  platforms: ['BareMetal', 'None', 'External', 'KubeVirt', 'EquinixMetal'],
});
