import { baremetal } from './baremetal.ts';
import { nutanix } from './nutanix.ts';
import { odfCephfs } from './odf-cephfs.ts';
import { odfNoobaa } from './odf-noobaa.ts';
import { odfRgw } from './odf-rgw.ts';
import { openstackCinder } from './openstack-cinder.ts';
import { vsphere } from './vsphere.ts';
import type { Platform } from '../forms/types.ts';

/** The forms of `setup`, by name. */
export const PLATFORMS: Readonly<Record<string, Platform>> = {
  [odfRgw.name]: odfRgw,
  [odfNoobaa.name]: odfNoobaa,
  [odfCephfs.name]: odfCephfs,
  [baremetal.name]: baremetal,
  [vsphere.name]: vsphere,
  [nutanix.name]: nutanix,
  [openstackCinder.name]: openstackCinder,
};
