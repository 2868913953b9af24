import { isRecord, list, record, text } from '../../../api/json.ts';
import { canonical } from './duration.ts';

type Fields = Record<string, unknown>;

const empty = (v: unknown): boolean => v === undefined || v === null || v === '' || v === false || v === 0;

/** The fields that are not zero, as Go's omitempty leaves them. */
function some(from: Fields, ...keys: string[]): Fields {
  return Object.fromEntries(keys.filter((k) => !empty(from[k])).map((k) => [k, from[k]]));
}

/** Fields that are pointers: kept when there, however empty. */
function pointers(from: Fields, ...keys: string[]): Fields {
  return Object.fromEntries(keys.filter((k) => isRecord(from[k])).map((k) => [k, from[k]]));
}

const lists = (from: Fields, ...keys: string[]): Fields => Object.fromEntries(keys.filter((k) => list(from, k).length > 0).map((k) => [k, from[k]]));

const limits = (from: unknown): Fields => ({ ...some(record(from), 'maxRunning', 'maxInQueue'), maxWaitInQueue: canonical(text(from, 'maxWaitInQueue')) });

function s3(from: Fields): Fields {
  const front = from['cloudFront'];
  return {
    ...some(from, 'bucket', 'region', 'regionEndpoint', 'encrypt', 'keyID'),
    ...(isRecord(front) ? { cloudFront: { ...front, duration: canonical(front['duration']) } } : {}),
    virtualHostedStyle: from['virtualHostedStyle'] === true,
    trustedCA: { name: text(from, 'trustedCA', 'name') ?? '' },
  };
}

const SHAPES: Record<string, (from: Fields) => Fields> = {
  emptyDir: () => ({}),
  s3,
  gcs: (f) => some(f, 'bucket', 'region', 'projectID', 'keyID'),
  swift: (f) => some(f, 'authURL', 'authVersion', 'container', 'domain', 'domainID', 'tenant', 'tenantID', 'regionName'),
  pvc: (f) => ({ claim: text(f, 'claim') ?? '' }),
  azure: (f) => some(f, 'accountName', 'container', 'cloudName'),
  ibmcos: (f) => some(f, 'bucket', 'location', 'resourceGroupName', 'resourceKeyCRN', 'serviceInstanceCRN'),
  oss: (f) => ({ ...some(f, 'bucket', 'region', 'endpointAccessibility'), ...pointers(f, 'encryption') }),
};

/** One backend's fields as the operator's Go structs write them; under s3 two fields appear that nobody set. */
export function backendShape(key: string, from: unknown): Fields {
  const shape = SHAPES[key];
  return shape ? shape(record(from)) : record(from);
}

/** `spec.storage` or `status.storage` as written by the operator. */
export function storageShape(from: unknown): Fields {
  const storage = record(from);
  const backends = Object.keys(SHAPES).filter((k) => isRecord(storage[k]));
  return { ...Object.fromEntries(backends.map((k) => [k, backendShape(k, storage[k])])), ...some(storage, 'managementState') };
}

/**
 * A Config's spec as the operator's Go structs write it: zero fields vanish, structs that are no
 * pointers appear empty (operator behaviour, recorded in every scenario that sets Managed).
 */
export function specShape(from: unknown): Fields {
  const spec = record(from);
  return {
    managementState: spec['managementState'] ?? '',
    ...some(spec, 'logLevel', 'operatorLogLevel', 'httpSecret', 'readOnly', 'disableRedirect', 'defaultRoute', 'logging', 'rolloutStrategy'),
    unsupportedConfigOverrides: spec['unsupportedConfigOverrides'] ?? null,
    observedConfig: spec['observedConfig'] ?? null,
    proxy: some(record(spec, 'proxy'), 'http', 'https', 'noProxy'),
    storage: storageShape(spec['storage']),
    requests: { read: limits(record(spec, 'requests')['read']), write: limits(record(spec, 'requests')['write']) },
    replicas: spec['replicas'] ?? 0,
    ...lists(spec, 'routes', 'tolerations', 'topologySpreadConstraints'),
    ...pointers(spec, 'resources', 'affinity'),
    ...(Object.keys(record(spec, 'nodeSelector')).length > 0 ? { nodeSelector: spec['nodeSelector'] } : {}),
  };
}
