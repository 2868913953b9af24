import { bool, duration, free, int, list, map, obj, oneOf, root, str, strs, time } from './dsl.ts';
import type { Schema } from './dsl.ts';
import { affinity, resources, tolerations, topologySpreadConstraints } from './scheduling.ts';

const LEVELS: Schema = str({ enum: ['', 'Normal', 'Debug', 'Trace', 'TraceAll'], default: 'Normal' });
const BUCKET: Schema = str({ minLength: 3, maxLength: 63, pattern: '^[0-9a-z]+(-[0-9a-z]+)*$' });
const SUBDOMAIN = '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';

const s3 = obj({
  ...strs('bucket region regionEndpoint keyID'),
  encrypt: bool(),
  virtualHostedStyle: bool(),
  trustedCA: obj({ name: str({ maxLength: 253, pattern: SUBDOMAIN }) }),
  cloudFront: obj(
    { ...strs('baseURL keypairID'), duration: duration(), privateKey: obj({ ...strs('key name'), optional: bool() }, 'key') },
    'baseURL keypairID privateKey',
  ),
});

/** KMS needs its key, and only KMS may have one; the complaints are the server's own, about the schema rather than the field. */
function keyGoesWithMethod(value: Record<string, unknown>, path: string): [string, string][] {
  const method = value['method'];
  if ((method === 'KMS') === ('kms' in value)) return [];
  const about = method === 'KMS' ? `${path}.method` : path;
  return [`"${path}" must validate at least one schema (anyOf)`, `"${about}" must not validate the schema (not)`].map((line) => ['<nil>', `Invalid value: "": ${line}`]);
}

/** `spec.storage` and `status.storage`; only in spec is the encryption's method held against its key. */
function storage(rule: boolean): Schema {
  return obj({
    emptyDir: obj({}),
    s3,
    gcs: obj(strs('bucket region projectID keyID')),
    swift: obj(strs('authURL authVersion container domain domainID tenant tenantID regionName')),
    pvc: obj(strs('claim')),
    azure: obj({ ...strs('accountName cloudName'), container: BUCKET }),
    ibmcos: obj({
      ...strs('bucket location resourceGroupName'),
      resourceKeyCRN: str({ pattern: '^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+:resource-key:.+$' }),
      serviceInstanceCRN: str({ pattern: '^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+::$' }),
    }),
    oss: obj({
      bucket: BUCKET,
      region: str(),
      endpointAccessibility: str({ enum: ['Internal', 'Public', ''], default: 'Internal' }),
      encryption: obj(
        { kms: obj({ keyID: str({ minLength: 1 }) }, 'keyID'), method: str({ enum: ['KMS', 'AES256'], default: 'AES256' }) },
        '',
        rule ? { rule: keyGoesWithMethod } : {},
      ),
    }),
    managementState: str({ pattern: '^(Managed|Unmanaged)$' }),
  });
}

const limits = obj({ maxInQueue: int(), maxRunning: int(), maxWaitInQueue: duration() });
const conditions = list(obj({ ...strs('type status reason message'), lastTransitionTime: time() }));
const placement = { affinity, nodeSelector: map(), resources, tolerations };

/** The registry's Config of 4.14: `replicas` alone is required, and no two backends exclude each other. */
export const config = root(
  {
    spec: obj(
      {
        managementState: str({ pattern: '^(Managed|Unmanaged|Force|Removed)$' }),
        logLevel: LEVELS,
        operatorLogLevel: LEVELS,
        unsupportedConfigOverrides: free(),
        observedConfig: free(),
        httpSecret: str(),
        proxy: obj(strs('http https noProxy')),
        readOnly: bool(),
        disableRedirect: bool(),
        defaultRoute: bool(),
        requests: obj({ read: limits, write: limits }),
        routes: list(obj(strs('name hostname secretName'), 'name')),
        replicas: int(),
        logging: int(),
        ...placement,
        topologySpreadConstraints,
        rolloutStrategy: str({ pattern: '^(RollingUpdate|Recreate)$' }),
        storage: storage(true),
      },
      'replicas',
    ),
    status: obj(
      {
        conditions,
        generations: list(obj({ ...strs('group hash name namespace resource'), lastGeneration: int() })),
        observedGeneration: int(),
        readyReplicas: int(),
        storage: storage(false),
        storageManaged: bool(),
        version: str(),
      },
      'storage storageManaged',
    ),
  },
  'metadata spec',
);

export const imagePruner = root(
  {
    spec: obj({
      ...placement,
      schedule: str(),
      suspend: bool(),
      keepTagRevisions: int(),
      keepYoungerThan: int(),
      keepYoungerThanDuration: duration(),
      successfulJobsHistoryLimit: int(),
      failedJobsHistoryLimit: int(),
      ignoreInvalidImageReferences: bool(),
      logLevel: LEVELS,
    }),
    status: obj({ conditions, observedGeneration: int() }),
  },
  'metadata spec',
);

const target = obj(
  { kind: str({ enum: ['Service', ''], default: 'Service' }), name: str({ minLength: 1 }), weight: int({ minimum: 0, maximum: 256, default: 100 }) },
  'kind name',
);
const HOST = '^([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])(\\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9]))*$';

/** A connection that is passed through cannot be answered in plain text as well. */
function passedThrough(value: Record<string, unknown>, path: string): [string, string][] {
  if (value['termination'] !== 'passthrough' || value['insecureEdgeTerminationPolicy'] !== 'Allow') return [];
  return [[path, 'Invalid value: "object": cannot have both spec.tls.termination: passthrough and spec.tls.insecureEdgeTerminationPolicy: Allow']];
}

/** Routes; the rules that weigh several TLS fields against each other are left out. */
export const route = root(
  {
    spec: obj(
      {
        alternateBackends: list(target, { maxItems: 3 }),
        host: str({ maxLength: 253, pattern: HOST }),
        subdomain: str({ maxLength: 253, pattern: HOST }),
        path: str({ pattern: '^/' }),
        port: obj({ targetPort: { type: 'int-or-string' } }, 'targetPort'),
        tls: obj(
          {
            ...strs('caCertificate certificate destinationCACertificate key'),
            insecureEdgeTerminationPolicy: oneOf('Allow', 'None', 'Redirect', ''),
            termination: oneOf('edge', 'reencrypt', 'passthrough'),
          },
          'termination',
          { rule: passedThrough },
        ),
        to: target,
        httpHeaders: { type: 'object', preserve: true },
        wildcardPolicy: str({ enum: ['None', 'Subdomain', ''], default: 'None' }),
      },
      'to',
    ),
    status: obj({
      ingress: list(
        obj({
          ...strs('host routerCanonicalHostname routerName wildcardPolicy'),
          conditions: list(obj({ ...strs('type status reason message'), lastTransitionTime: time() }, 'status type')),
        }),
      ),
    }),
  },
  'spec',
);
