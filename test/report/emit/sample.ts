import { NS, R, ref } from '../../../src/api/resources.ts';
import { GIVEN } from '../../../src/registry/objects.ts';
import { closing } from '../../../src/forms/steps.ts';
import type { DesiredStep, Reference } from '../../../src/plan/types.ts';
import { OBJECT, trustedCa } from '../../../src/registry/objects.ts';
import { storagePatch } from '../../../src/registry/storage-patch.ts';
import type { Emission } from '../../../src/report/emit/parts.ts';

const claim = ref(R.ObjectBucketClaim, 'bucket', NS.storage);
const secret = ref(R.Secret, 'bucket', NS.storage);
const map = ref(R.ConfigMap, 'bucket', NS.storage);
const source = ref(R.ConfigMap, 'default-ingress-cert', NS.managed);
const route = ref(R.Route, 's3', NS.storage);

export const of = (where: Partial<Reference['$ref']>, path: string[], show: string, isSecret = false): Reference => ({ $ref: { step: '', ...where, path, show, secret: isSecret } });

/** Steps with everything that has to be written in some way of its own: a claim, a copied map, keys of the cluster's and of the user's, a patch. */
export function sample(credentials: 'claim' | 'given'): Emission {
  const bucket = of({ step: 'bound', object: `configmaps/${NS.storage}/bucket` }, ['data', 'BUCKET_NAME'], '(the name of the bucket)');
  const key = (name: string, from: string): Reference =>
    credentials === 'claim' ? of({ step: 'bound', object: `secrets/${NS.storage}/bucket` }, ['data', from], `(secret) ${from}`, true) : of({ ref: GIVEN }, ['data', name], `(secret) ${name} as given`, true);
  const spec = {
    managementState: 'Managed', replicas: 2,
    storage: storagePatch('s3', { bucket, region: 'a$b`c\\d', regionEndpoint: of({ ref: route, before: 'https://' }, ['spec', 'host'], 'https://(host of the route s3)'), trustedCA: { name: 'ca' } }, 'Unmanaged'),
  };
  const steps: DesiredStep[] = [
    { kind: 'wait', id: 'config-present', title: 'The operator has made its Config', judge: 'config-present', reads: [OBJECT.config] },
    { kind: 'object', id: 'claim', title: 'Object bucket claim', ref: claim, body: { spec: { storageClassName: 'class' } }, onCreate: { spec: { generateBucketName: 'prefix' } } },
    { kind: 'wait', id: 'bound', title: 'The claim is bound', judge: 'obc-bound', reads: [claim, secret, map], params: { namespace: NS.storage, name: 'bucket' } },
    { kind: 'object', id: 'ca', title: 'CA of the store', ref: trustedCa('ca'), body: { data: { 'ca-bundle.crt': of({ ref: source }, ['data', 'ca-bundle.crt'], '(the ingress CA)') } } },
    {
      kind: 'object', id: 'credentials', title: 'Credentials', ref: OBJECT.credentials, live: true, onCreate: { type: 'Opaque' },
      body: { data: { REGISTRY_STORAGE_S3_ACCESSKEY: key('REGISTRY_STORAGE_S3_ACCESSKEY', 'AWS_ACCESS_KEY_ID'), REGISTRY_STORAGE_S3_SECRETKEY: key('REGISTRY_STORAGE_S3_SECRETKEY', 'AWS_SECRET_ACCESS_KEY'), SPARE: '' } },
    },
    ...closing('Registry on the bucket', spec, 'ca'),
  ];
  return { command: 'setup sample --emit', steps };
}
