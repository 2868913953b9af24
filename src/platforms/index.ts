import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { baremetal } from './baremetal.ts';
import { gcp } from './gcp.ts';
import { nutanix } from './nutanix.ts';
import { odfCephfs } from './odf-cephfs.ts';
import { odfNoobaa } from './odf-noobaa.ts';
import { odfRgw } from './odf-rgw.ts';
import { openstackCinder } from './openstack-cinder.ts';
import { openstackSwift } from './openstack-swift.ts';
import { vsphere } from './vsphere.ts';
import type { Platform } from '../forms/types.ts';

/** The forms of `setup`, by name. */
export const PLATFORMS: Readonly<Record<string, Platform>> = {
  [aws.name]: aws,
  [gcp.name]: gcp,
  [azure.name]: azure,
  [openstackSwift.name]: openstackSwift,
  [odfRgw.name]: odfRgw,
  [odfNoobaa.name]: odfNoobaa,
  [odfCephfs.name]: odfCephfs,
  [baremetal.name]: baremetal,
  [vsphere.name]: vsphere,
  [nutanix.name]: nutanix,
  [openstackCinder.name]: openstackCinder,
};
