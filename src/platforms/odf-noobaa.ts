import { bucketForm } from './odf-bucket.ts';

/** The Multicloud Object Gateway (NooBaa) of OpenShift Data Foundation; it runs on every platform on which ODF does. */
export const odfNoobaa = bucketForm({
  name: 'odf-noobaa',
  title: 'Multicloud Object Gateway (NooBaa) of OpenShift Data Foundation',
  manual: '3.6.3.5, 3.7.3.5, 3.8.2, 3.9.3.5',
  buckets: 'NooBaa',
  provisioner: '.noobaa.io/obc',
  claim: 'noobaatest',
  storageClass: 'openshift-storage.noobaa.io',
  route: 's3',
  service: 's3',
  classless: () => 'RC-ODF-NO-NOOBAA-CLASS',
});
