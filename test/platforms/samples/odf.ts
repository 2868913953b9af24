import type { Platform } from '../../../src/forms/types.ts';
import { PLATFORMS } from '../../../src/platforms/index.ts';
import { expose } from '../../../src/procedures/expose.ts';
import { bound, boundNoobaa, config, FRESH, odf, RUNS, running, SERVICE_CA } from '../world.ts';
import type { Samples } from './sample.ts';

const odfRgw = PLATFORMS['odf-rgw'] as Platform;
const odfNoobaa = PLATFORMS['odf-noobaa'] as Platform;
const external = { 'endpoint-host': 'ceph.example.com:8443', 'ca-source': `${SERVICE_CA.namespace}/serviceca:service-ca.crt` };

export const SAMPLES: Samples = [
  ['odf-rgw on a new cluster', { form: odfRgw, given: {}, objects: [...odf, ...bound(), config(FRESH)] }],
  ['odf-rgw on a running one', { form: odfRgw, given: {}, objects: [...odf, ...bound(), running] }],
  ['odf-rgw by its service', { form: odfRgw, given: { host: 'service' }, objects: [...odf, ...bound(), running] }],
  ['odf-rgw of a store elsewhere', { form: odfRgw, given: external, objects: [...odf, ...bound(), running] }],
  ['odf-rgw without TLS', { form: odfRgw, given: { 'endpoint-host': 'http://rgw.openshift-storage.svc' }, objects: [...odf, ...bound(), running] }],
  ['odf-noobaa on a new cluster', { form: odfNoobaa, given: {}, objects: [...odf, ...boundNoobaa(), config(FRESH)] }],
  ['odf-noobaa by its service, on a running one', { form: odfNoobaa, given: { host: 'service' }, objects: [...odf, ...boundNoobaa(), running] }],
  ['expose', { form: expose, given: { 'default-route': true }, objects: [...odf, running] }],
  ['expose, back', { form: expose, given: { 'default-route': 'false' }, objects: [...odf, config({ ...RUNS, defaultRoute: true })] }],
];
