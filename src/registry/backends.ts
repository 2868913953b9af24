import { at, isRecord, text } from '../api/json.ts';

/** The eight storage backends, by their key under `spec.storage`. */
export const BACKENDS = ['emptyDir', 's3', 'gcs', 'swift', 'pvc', 'azure', 'ibmcos', 'oss'] as const;
export type Backend = (typeof BACKENDS)[number];

interface Facts {
  /** every key the 4.14 schema has under the backend */
  keys: readonly string[];
  /** the keys that together say which storage it is */
  identity: readonly string[];
  noun: string;
}

/** What the 4.14 schema and the operator know of each backend (CRD of configs.imageregistry.operator.openshift.io). */
export const BACKEND: Record<Backend, Facts> = {
  emptyDir: { keys: [], identity: [], noun: 'emptyDir' },
  s3: { keys: ['bucket', 'region', 'regionEndpoint', 'keyID', 'encrypt', 'virtualHostedStyle', 'trustedCA', 'cloudFront'], identity: ['bucket', 'regionEndpoint'], noun: 'S3 bucket' },
  gcs: { keys: ['bucket', 'region', 'projectID', 'keyID'], identity: ['bucket'], noun: 'GCS bucket' },
  swift: {
    keys: ['authURL', 'authVersion', 'container', 'domain', 'domainID', 'tenant', 'tenantID', 'regionName'],
    identity: ['container', 'authURL', 'tenant', 'tenantID', 'regionName'],
    noun: 'Swift container',
  },
  pvc: { keys: ['claim'], identity: ['claim'], noun: 'volume claim' },
  azure: { keys: ['accountName', 'cloudName', 'container'], identity: ['accountName', 'container', 'cloudName'], noun: 'Azure container' },
  ibmcos: { keys: ['bucket', 'location', 'resourceGroupName', 'resourceKeyCRN', 'serviceInstanceCRN'], identity: ['bucket'], noun: 'IBM COS bucket' },
  oss: { keys: ['bucket', 'region', 'endpointAccessibility', 'encryption'], identity: ['bucket', 'region'], noun: 'OSS bucket' },
};

/** The backends that a `spec.storage` (or `status.storage`) sets, in the table's order; `{}` counts as set, null does not. */
export function backendsOf(storage: unknown): Backend[] {
  return BACKENDS.filter((backend) => isRecord(at(storage, backend)));
}

/** The one backend that is set, or undefined where there is none or more than one (the operator refuses both). */
export function backendOf(storage: unknown): Backend | undefined {
  const set = backendsOf(storage);
  return set.length === 1 ? set[0] : undefined;
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\/+$/u, '').replace(/^[a-z]+:\/\/[^/]*/iu, (start) => start.toLowerCase());
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** Each of Azure's clouds has accounts of its own; the public one needs no name, and two have a short one (operator behaviour). */
function cloud(name: string): string {
  const one = name.toLowerCase();
  return ['azurecloud', 'azurepubliccloud'].includes(one) ? '' : one === 'azureusgovernment' ? 'azureusgovernmentcloud' : one;
}

/** Whether the operator reads the administrator's credentials for a storage: it does for all but emptyDir and a volume claim (operator behaviour). */
export function readsCredentials(storage: unknown): boolean {
  return backendsOf(storage).some((backend) => backend !== 'emptyDir' && backend !== 'pvc');
}

/**
 * Which storage it is: equal strings mean the same bucket, container or claim. Settings that do not move the
 * data (region of an S3 bucket, CA, encryption) do not count. Undefined without exactly one backend.
 */
export function targetOf(storage: unknown): string | undefined {
  const backend = backendOf(storage);
  if (backend === undefined) return undefined;
  const part = (key: string): string => (key === 'cloudName' ? cloud(text(storage, backend, key) ?? '') : plain(at(storage, backend, key)));
  return [backend, ...BACKEND[backend].identity.map(part)].join('|');
}

function name(storage: unknown, backend: Backend): string {
  const own = at(storage, backend);
  const id = text(own, 'bucket') ?? text(own, 'container') ?? text(own, 'claim') ?? '';
  const where = text(own, 'regionEndpoint') ?? text(own, 'authURL') ?? text(own, 'accountName');
  if (backend === 'emptyDir') return 'emptyDir (images are lost when a pod restarts)';
  return `${BACKEND[backend].noun} ${id === '' ? '(named by the operator)' : id}${where === undefined || where === '' ? '' : ` at ${where}`}`;
}

/** The storage in one line for people: kind, name and place; `none`, or every backend when there are several. */
export function describe(storage: unknown): string {
  const set = backendsOf(storage);
  if (set.length === 0) return 'none';
  const words = set.map((backend) => name(storage, backend)).join(' and ');
  return set.length === 1 ? words : `${set.length} backends at once: ${words}`;
}
