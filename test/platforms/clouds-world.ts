import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { MINTED } from '../../src/forms/credentials.ts';
import { GIVEN } from '../../src/registry/objects.ts';
import type { Given, Platform } from '../../src/forms/types.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Read, Snapshot, StoreAnswer } from '../../src/snapshot/types.ts';
import { object, refOf, snapshotOf } from '../registry/world.ts';
import { CA, config, FRESH, worker } from './world.ts';

export const formOf = (name: string): Platform => {
  const form = PLATFORMS[name];
  if (form === undefined) throw new Error(`no form ${name}`);
  return form;
};

/** A secret as a Snapshot holds it; a name with `=` at its end has an empty value. */
const secret = (at: Parameters<typeof object>[0], ...keys: string[]): KubeObject =>
  object(at, { data: Object.fromEntries(keys.map((key) => [key.replace(/=$/u, ''), key.endsWith('=') ? { bytes: 0, digest: 'none' } : { bytes: 20, digest: `${at.name} ${key}` }])) });

export const KEYS = {
  s3: ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY'],
  gcp: ['REGISTRY_STORAGE_GCS_KEYFILE'],
  azure: ['REGISTRY_STORAGE_AZURE_ACCOUNTKEY'],
  swift: ['REGISTRY_STORAGE_SWIFT_USERNAME', 'REGISTRY_STORAGE_SWIFT_PASSWORD', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID=', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME=', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET='],
  bound: ['REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID', 'REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET'],
} as const;

const pem = (namespace: string, name: string, key: string): KubeObject => object(ref(R.ConfigMap, name, namespace), { data: { [key]: CA } });

/** Objects that a fixture names. `given-…`: what a file of credentials held; `own-…`: in the operator's secret already. */
export const THINGS: Readonly<Record<string, KubeObject>> = {
  ...Object.fromEntries(Object.entries(KEYS).flatMap(([name, keys]) => [[`given-${name}`, secret(GIVEN, ...keys)], [`own-${name}`, secret(OBJECT.credentials, ...keys)]])),
  'minted-aws': secret(MINTED, 'aws_access_key_id', 'aws_secret_access_key', 'credentials'),
  'minted-role': secret(MINTED, 'credentials'),
  'minted-gcp': secret(MINTED, 'service_account.json'),
  'minted-azure': secret(MINTED, 'azure_client_id', 'azure_client_secret', 'azure_region', 'azure_resourcegroup', 'azure_subscription_id', 'azure_tenant_id'),
  'minted-openstack': secret(MINTED, 'clouds.yaml', 'clouds.conf'),
  'velero-keys': secret(ref(R.Secret, 'keys', 'velero'), 'aws_access_key_id', 'aws_secret_access_key'),
  'cloudfront': secret(ref(R.Secret, 'cloudfront', NS.registry), 'private.pem', 'old.pem'),
  'store-ca': pem(NS.config, 'store-ca', 'ca-bundle.crt'),
  'source-ca': pem('minio', 'root', 'ca.pem'),
  'keystone-ca': pem(NS.config, 'cloud-provider-config', 'ca-bundle.pem'),
  'stack-endpoints': object(ref(R.ConfigMap, 'cloud-provider-config', NS.config), { data: { endpoints: '{}' } }),
  image: object(ref(R.StoredImage, 'sha256:0'), { dockerImageReference: 'image-registry.openshift-image-registry.svc:5000/a/b@sha256:0', metadata: { name: 'sha256:0', annotations: { 'openshift.io/image.managed': 'true' } } }),
};

const STATUS: Record<string, object> = {
  AWS: { aws: { region: 'us-east-2' } },
  GCP: { gcp: { projectID: 'lab-project', region: 'us-central1' } },
  Azure: { azure: { cloudName: 'AzurePublicCloud', resourceGroupName: 'lab-rg' } },
  AzureGov: { azure: { cloudName: 'AzureUSGovernmentCloud', resourceGroupName: 'lab-rg' } },
  OpenStack: { openstack: { cloudName: 'openstack' } },
  BareMetal: {},
};

/** A cluster on a platform, at 4.14 and with two workers. */
export const on = (platform: string): KubeObject[] => [
  object(OBJECT.infrastructure, { status: { infrastructureName: 'lab-x7k2p', infrastructureTopology: 'HighlyAvailable', platformStatus: { type: platform.replace('Gov', ''), ...STATUS[platform] } } }),
  object(OBJECT.clusterVersion, { spec: { clusterID: 'c1' }, status: { desired: { version: '4.14.60' } } }),
  worker('w0'), worker('w1'),
];

export interface Case {
  form: Platform;
  given: Given;
  platform: string;
  /** names of THINGS, or objects */
  objects?: readonly (string | KubeObject)[];
  spec?: Record<string, unknown>;
  taken?: unknown;
  store?: StoreAnswer;
}

/** The objects of a case. */
export function objectsOf({ platform, objects = [], spec = FRESH, taken = {} }: Omit<Case, 'form' | 'given'>): KubeObject[] {
  const things = objects.map((thing) => {
    const found = typeof thing === 'string' ? THINGS[thing] : thing;
    if (found === undefined) throw new Error(`no thing ${JSON.stringify(thing)}`);
    return found;
  });
  return [...on(platform), ...things, config(spec, { storage: taken })];
}

function holds(read: Read, found: KubeObject): boolean {
  const own = refOf(found);
  return own.resource === read.resource && (read.name === undefined || read.name === own.name) && (read.namespace === undefined || read.namespace === own.namespace);
}

/** What reading the cluster gives: every read of the form, then those that follow. */
export function look(one: Case, objects = objectsOf(one)): Snapshot {
  const snapshot = snapshotOf([]);
  const answer = (read: Read): void => {
    const items = objects.filter((found) => holds(read, found));
    snapshot.answers[readKey(read)] = read.name !== undefined && items.length === 0 ? { state: 'absent' } : { state: 'found', items };
  };
  for (const read of one.form.reads(one.given)) answer(read);
  for (let wave = 0; wave < 2; wave++) for (const read of one.form.follow?.(one.given, snapshot) ?? []) answer(read);
  return one.store === undefined ? snapshot : { ...snapshot, store: one.store };
}
