import { NS, R } from '../../src/api/resources.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { REGISTRY } from '../../src/snapshot/reads.ts';
import { table } from './table.ts';
import { config, merge, recorded, serving, the, told, type Stage } from './worlds.ts';

const s3 = (patch: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) => (): Stage => config(config(serving('odf-s3-complete'), { spec }), { spec: { storage: { s3: patch } } });
const error = (message: string) => (): Stage => {
  const stage = s3()();
  told(the(stage, R.Config, 'cluster'), 'Progressing', 'True', 'Error', `Unable to apply resources: unable to sync storage configuration: ${message}`);
  return stage;
};
const secret = (data: Record<string, string | null>, base = s3()) => (): Stage => {
  const stage = base();
  merge(the(stage, R.Secret, 'image-registry-private-configuration-user', NS.registry), { data });
  return stage;
};
const obc = (phase: string | null, bucketName = 'rgwbucket-1') => (): Stage => {
  const stage = s3()();
  merge(the(stage, R.ObjectBucketClaim, 'rgwbucket', NS.storage), { spec: { bucketName }, status: { phase } });
  return stage;
};

table('RC-CREDENTIALS-MISSING', [
  ['S3, as recorded', () => recorded('odf-s3-missing-secret', 0), 'installer-cloud-credentials'],
  ['GCS, as recorded', () => recorded('gcs-keyfile', 0)],
  ['Azure, as recorded', () => recorded('azure-key', 0)],
], [['the secret appeared', () => recorded('odf-s3-missing-secret', 1)], ['a key is missing', () => recorded('odf-s3-wrong-keys-name', 0)]]);

table('RC-SECRET-KEYS', [
  ['AWS names, as recorded', () => recorded('odf-s3-wrong-keys-name', 0), 'REGISTRY_STORAGE_S3_ACCESSKEY'],
  ['two of five Swift keys, as recorded', () => recorded('swift-credentials', 0), 'APPLICATIONCREDENTIALID'],
  ['one gone since, unnoticed yet', secret({ REGISTRY_STORAGE_S3_SECRETKEY: null }), 'does not hold REGISTRY_STORAGE_S3_SECRETKEY'],
  ['an empty one', secret({ REGISTRY_STORAGE_S3_ACCESSKEY: '' }), 'S3_ACCESSKEY'],
  ['a forgotten emptyDir beside it', secret({ REGISTRY_STORAGE_S3_SECRETKEY: null }, s3({}, { storage: { emptyDir: {} } })), 'S3_SECRETKEY'],
  ['the operator says it is empty', error('the secret openshift-image-registry/image-registry-private-configuration-user has an empty value for REGISTRY_STORAGE_AZURE_ACCOUNTKEY'), 'empty value'],
], [
  ['both there', s3()],
  ['two backends with credentials: nobody knows which', secret({ REGISTRY_STORAGE_S3_SECRETKEY: null }, s3({}, { storage: { gcs: {} } }))],
  ['three empty Swift keys', () => recorded('swift-credentials', 1)],
  ['no secret at all: minted credentials', () => { const stage = s3()(); stage.answers[readKey(REGISTRY.userSecret)] = { state: 'absent' }; return stage; }],
  ['the secret may not be seen', () => { const stage = s3()(); stage.answers[readKey(REGISTRY.userSecret)] = { state: 'denied', reason: 'no' }; return stage; }],
]);

table('RC-CREDENTIALS-REFUSED', [
  ['a wrong secret key, as recorded', () => recorded('odf-s3-wrong-keys', 0), 'SignatureDoesNotMatch'],
  ['a key that is unknown', error('InvalidAccessKeyId: \n\tstatus code: 403')],
  ['only a status', error('Forbidden: Forbidden\n\tstatus code: 403, request id: x')],
], [['right keys', () => recorded('odf-s3-wrong-keys', 1)], ['an internal error of the store', error('InternalError: try again\n\tstatus code: 500')]]);

table('RC-STORAGE-TLS', [
  ['unknown authority, as recorded', () => recorded('odf-s3-untrusted-endpoint', 0), 'x509: certificate signed by unknown authority'],
  ['wrong name', error('Head "https://a/b": tls: failed to verify certificate: x509: certificate is valid for c, not a')],
], [['trustedCA names it', () => recorded('odf-s3-untrusted-endpoint', 1)], ['not reached at all', () => recorded('azure-key', 1)]]);

table('RC-STORAGE-UNREACHABLE', [
  ['a name that does not resolve, as recorded', () => recorded('azure-key', 1), 'no such host'],
  ['nobody listens', error('dial tcp 10.0.0.1:443: connect: connection refused')],
], [['TLS came so far', () => recorded('odf-s3-untrusted-endpoint', 0)], ['as recorded', s3()]]);

table('RC-S3-REGION', [
  ['the operator says so', error('MissingRegion: could not find region configuration'), 'MissingRegion'],
  ['empty beside an endpoint', s3({ region: '' }), 'no region'],
  ['absent beside an endpoint', s3({ region: null })],
], [['set', s3()], ['AWS finds its own', s3({ region: null, regionEndpoint: null })]]);

table('RC-S3-PLACEHOLDER', [
  ['the bucket, as shells leave it', s3({ bucket: '${bucket_name}' }), 'bucket is ${bucket_name}'],
  ['the endpoint', s3({ regionEndpoint: 'https://${route_host}' }), 'regionEndpoint'],
  ['angle brackets', s3({ region: '<region>' })],
], [['a plain name', s3()], ['dots and dashes', s3({ bucket: 'a.b-c.d' })]]);

table('RC-S3-ENDPOINT', [
  ['no scheme', s3({ regionEndpoint: 's3.example.com' }), 'no scheme'],
  ['a path', s3({ regionEndpoint: 'https://s3.example.com/rgwbucket-1' }), 'more than a host'],
  ['a query', s3({ regionEndpoint: 'https://s3.example.com?x=1' })],
  ['the bucket before the host', s3({ regionEndpoint: 'https://rgwbucket-1.s3.example.com' }), 'bucket\'s name'],
], [
  ['a port', s3({ regionEndpoint: 'https://s3.example.com:9021' })],
  ['a trailing slash', s3({ regionEndpoint: 'https://s3.example.com/' })],
  ['the bucket before the host in virtual hosted style', s3({ regionEndpoint: 'https://rgwbucket-1.s3.example.com', virtualHostedStyle: true })],
  ['a placeholder has its own code', s3({ regionEndpoint: '${x}' })],
]);

const SVC = 'https://s3.openshift-storage.svc';
table('RC-S3-REDIRECT', [
  ['a service', s3({ regionEndpoint: SVC }), 's3.openshift-storage.svc'],
  ['a service by its long name', s3({ regionEndpoint: `${SVC}.cluster.local:443` })],
], [['redirects are off', s3({ regionEndpoint: SVC }, { disableRedirect: true })], ['a route', s3()], ['svc is another label', s3({ regionEndpoint: 'https://svc.example.com' })]]);

table('RC-S3-ENCRYPT', [
  ['an endpoint of one\'s own', s3({ encrypt: true }), 'ask for encryption'],
  ['a service', s3({ encrypt: true, regionEndpoint: SVC })],
], [['off', s3({ encrypt: false })], ['AWS', s3({ encrypt: true, regionEndpoint: null })], ['AWS by its endpoint', s3({ encrypt: true, regionEndpoint: 'https://s3.eu-west-1.amazonaws.com' })]]);

table('RC-BUCKET-UNBOUND', [
  ['Pending', obc('Pending'), 'Pending'], ['no phase: nobody provisions its class', obc(null), 'without a phase'], ['Released', obc('Released')],
], [['Bound', obc('Bound')], ['the claim of another bucket', obc('Pending', 'other')], ['a bucket without a claim', s3()]]);
