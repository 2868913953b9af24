import fc from 'fast-check';
import type { Given } from '../../src/forms/types.ts';
import { STORAGES } from './priors.ts';
import { VARIANTS } from './variants.ts';
import type { Fields, Variant } from './world.ts';

const word = fc.constantFrom('', 'images', 'old', 'other', '${BUCKET}', 'rgwbucket-1', 'lab-x7k2p-image-registry-us-east-2-abc');
const url = fc.constantFrom('', 'https://minio.example.com:9000', 'https://OLD.example.com/', 'https://ocs-storagecluster-cephobjectstore-openshift-storage.apps.lab.example.com', 'http://x');
const some = <T>(shape: Record<string, fc.Arbitrary<T>>): fc.Arbitrary<Fields> => fc.record(shape as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] });

/** Each backend with any of its keys, as the API server admits it. */
const BACKENDS: Readonly<Record<string, fc.Arbitrary<Fields>>> = {
  emptyDir: fc.constant({}),
  s3: some<unknown>({
    bucket: word, region: fc.constantFrom('', 'us-east-1', 'eu-west-1'), regionEndpoint: url, keyID: word, encrypt: fc.boolean(), virtualHostedStyle: fc.boolean(),
    trustedCA: fc.constantFrom({}, { name: '' }, { name: 'store-ca' }, { name: 'image-registry-s3-bundle' }),
    cloudFront: fc.record({ baseURL: url, keypairID: word, privateKey: fc.constant({ name: 'cloudfront', key: 'private.pem' }), duration: fc.constantFrom('60s', '1h') }, { requiredKeys: ['baseURL', 'keypairID', 'privateKey'] }),
  }),
  gcs: some({ bucket: word, region: word, projectID: word, keyID: word }),
  swift: some({ authURL: url, authVersion: fc.constantFrom('', '2', '3'), container: word, domain: word, domainID: word, tenant: word, tenantID: word, regionName: word }),
  pvc: some({ claim: fc.constantFrom('', 'image-registry-storage', 'old', 'other', 'registry-storage', 'nowhere') }),
  azure: some({ accountName: fc.constantFrom('', 'acct', 'imageregistrylab', 'x y'), container: fc.constantFrom('images', 'old'), cloudName: fc.constantFrom('', 'AzurePublicCloud', 'AzureUSGovernmentCloud', 'Nowhere') }),
  ibmcos: some({ bucket: word, location: word, resourceGroupName: word }),
  oss: some<unknown>({ bucket: fc.constantFrom('images', 'old-bucket'), region: word, endpointAccessibility: fc.constantFrom('', 'Internal', 'Public'), encryption: fc.constantFrom({}, { method: 'AES256' }, { method: 'KMS', kms: { keyID: 'k' } }) }),
};

const mark = fc.constantFrom<Fields>({}, { managementState: 'Managed' }, { managementState: 'Unmanaged' });
const names = fc.oneof({ weight: 6, arbitrary: fc.subarray(Object.keys(BACKENDS), { minLength: 1, maxLength: 1 }) }, { weight: 2, arbitrary: fc.subarray(Object.keys(BACKENDS), { minLength: 2, maxLength: 3 }) }, { weight: 1, arbitrary: fc.constant<string[]>([]) });
const messy = fc.tuple(names, mark).chain(([set, marked]) => fc.record(Object.fromEntries(set.map((name) => [name, BACKENDS[name] ?? fc.constant({})]))).map((storage): Fields => ({ ...storage, ...marked })));

/** A storage as it may be: any keys of any backends, one as the operator or an administrator leaves it, or the very one that a form sets. */
const storage: fc.Arbitrary<Fields> = fc.oneof(
  messy,
  fc.tuple(fc.constantFrom(...Object.values(STORAGES).flatMap(({ own, brought }) => [own, brought])), mark).map(([one, marked]) => ({ ...one, ...marked })),
  fc.tuple(fc.constantFrom(...VARIANTS.map(({ wanted }) => wanted)), mark).map(([wanted, marked]) => ({ ...wanted, ...marked })),
);

/** The rest of a Config's spec, as somebody, or the operator, may have left it. */
const rest: fc.Arbitrary<Fields> = fc.record(
  {
    managementState: fc.constantFrom('Managed', 'Unmanaged', 'Removed', 'Force'), replicas: fc.integer({ min: 0, max: 5 }), rolloutStrategy: fc.constantFrom('RollingUpdate', 'Recreate'), defaultRoute: fc.boolean(),
    disableRedirect: fc.boolean(), readOnly: fc.boolean(), logLevel: fc.constantFrom('', 'Normal', 'Debug'), proxy: fc.constantFrom({}, { http: 'http://p' }), routes: fc.constantFrom([], [{ name: 'r', hostname: 'h.example.com' }]),
    observedConfig: fc.constant(null), nodeSelector: fc.constantFrom({}, { 'node-role.kubernetes.io/worker': '' }), tolerations: fc.constantFrom([], [{ operator: 'Exists' }]), requests: fc.constantFrom({}, { read: { maxWaitInQueue: '0s' } }),
  },
  { requiredKeys: ['replicas'] },
);

/** Options beside those that name the storage. */
const more: fc.Arbitrary<Given> = fc.record({ 'replicas': fc.constantFrom('1', '2', '3'), 'rollout-strategy': fc.constantFrom('RollingUpdate', 'Recreate') }, { requiredKeys: [] });
const others: Readonly<Record<string, fc.Arbitrary<Given>>> = {
  'aws': fc.record({ 'bucket': fc.constantFrom('images', 'old', 'fresh-one'), 'region': fc.constantFrom('us-east-1', 'eu-west-1'), 'region-endpoint': fc.constantFrom('', 'https://minio.example.com:9000'), 'encrypt': fc.constantFrom('true', 'false') }, { requiredKeys: [] }),
  'gcp': fc.record({ 'bucket': fc.constantFrom('images', 'old'), 'region': fc.constantFrom('EU', ''), 'project-id': fc.constantFrom('lab-project', 'old-project') }, { requiredKeys: [] }),
  'azure': fc.record({ 'account-name': fc.constantFrom('acct', 'other'), 'container': fc.constantFrom('images', 'old') }, { requiredKeys: [] }),
  'openstack-swift': fc.record({ 'container': fc.constantFrom('images', 'old'), 'region-name': fc.constantFrom('', 'RegionOne') }, { requiredKeys: [] }),
};

export interface Setup {
  /** name of a variant */
  name: string;
  given: Given;
  spec: Fields;
  taken: Fields;
}

export function variantOf({ name }: Pick<Setup, 'name'>): Variant {
  const found = VARIANTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no variant ${name}`);
  return found;
}

/** Any set-up on any state before. What the operator took over is what is configured, something else, or nothing. */
export const setups: fc.Arbitrary<Setup> = fc
  .record({ name: fc.constantFrom(...VARIANTS.map((variant) => variant.name)), rest, storage, elsewhere: storage, taken: fc.constantFrom('same', 'same', 'other', 'nothing'), more, bare: fc.boolean() })
  .chain(({ name, rest: fields, storage: now, elsewhere, taken, more: pods, bare }) => {
    const variant = variantOf({ name });
    const varied = others[variant.form.name] ?? fc.constant<Given>({});
    return varied.map((options): Setup => ({
      name,
      // without its own options a form goes by what is there
      given: { ...(bare && variant.given['storage'] === undefined ? Object.fromEntries(Object.entries(variant.given).filter(([flag]) => flag === 'credentials')) : variant.given), ...options, ...pods },
      spec: { ...fields, storage: now },
      taken: taken === 'nothing' ? {} : oneOf(taken === 'same' ? now : elsewhere),
    }));
  });

/** The operator takes over one storage, and always marks it. */
function oneOf(storage: Fields): Fields {
  const [backend] = Object.keys(storage).filter((key) => key !== 'managementState');
  return backend === undefined ? {} : { [backend]: storage[backend], managementState: storage['managementState'] ?? 'Unmanaged' };
}
