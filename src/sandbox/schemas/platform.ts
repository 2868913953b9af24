import { any, bool, free, int, list, map, obj, oneOf, open, root, str, strings, strs, time } from './dsl.ts';
import type { Schema } from './dsl.ts';

const status = (more: Parameters<typeof obj>[0]): ReturnType<typeof obj> => obj(more);
const named = obj({ name: str() }, 'name');

/** `config.openshift.io` kinds, as far as a registry's setup meets them; what it never meets stays open. */
export const image = root(
  {
    spec: obj({
      additionalTrustedCA: named,
      allowedRegistriesForImport: list(obj({ domainName: str(), insecure: bool() })),
      externalRegistryHostnames: strings(),
      registrySources: obj({
        allowedRegistries: strings(),
        blockedRegistries: strings(),
        containerRuntimeSearchRegistries: list(str(), { minItems: 1, unique: [] }),
        insecureRegistries: strings(),
      }),
    }),
    status: status({ externalRegistryHostnames: strings(), internalRegistryHostname: str() }),
  },
  'spec',
);

export const proxy = root(
  {
    spec: obj({ ...strs('httpProxy httpsProxy noProxy'), readinessEndpoints: strings(), trustedCA: named }),
    status: status(strs('httpProxy httpsProxy noProxy')),
  },
  'spec',
);

export const ingress = root(
  {
    spec: obj({ ...strs('appsDomain domain'), componentRoutes: list(open()), loadBalancer: open(), requiredHSTSPolicies: list(open()) }),
    status: status({ componentRoutes: list(open()), defaultPlacement: oneOf('ControlPlane', 'Workers', '') }),
  },
  'spec',
);

const conditions = list(obj({ ...strs('type status reason message'), lastTransitionTime: time() }, 'lastTransitionTime status type'));

export const clusterOperator = root(
  {
    spec: obj({}),
    status: status({
      conditions,
      extension: free(),
      relatedObjects: list(obj(strs('group name namespace resource'), 'group name resource')),
      versions: list(obj(strs('name version'), 'name version')),
    }),
  },
  'spec',
);

export const infrastructure = root(
  {
    spec: obj({ cloudConfig: obj(strs('key name')), platformSpec: open() }),
    status: status({
      ...strs('apiServerInternalURI apiServerURL etcdDiscoveryDomain infrastructureName platform'),
      controlPlaneTopology: str({ enum: ['HighlyAvailable', 'SingleReplica', 'External'], default: 'HighlyAvailable' }),
      cpuPartitioning: str({ enum: ['None', 'AllNodes'], default: 'None' }),
      infrastructureTopology: str({ enum: ['HighlyAvailable', 'SingleReplica'], default: 'HighlyAvailable' }),
      platformStatus: open(),
    }),
  },
  'spec',
);

export const clusterVersion = root({
  spec: obj({ ...strs('channel clusterID upstream'), capabilities: open(), desiredUpdate: { type: 'object', preserve: true, nullable: true }, overrides: list(open()), signatureStores: any() }, 'clusterID'),
  status: open(),
}, 'spec');

export const ingressController = root({ spec: open(), status: open() });

/** Buckets and their claims; `v1alpha1` lets every field pass. */
export const objectBucketClaim: Schema = {
  ...root({
    spec: obj({ ...strs('storageClassName bucketName generateBucketName'), additionalConfig: map() }, '', { preserve: true }),
    status: obj({ phase: oneOf('Pending', 'Bound', 'Released', 'Failed') }, '', { preserve: true }),
  }),
  preserve: true,
};

export const objectBucket: Schema = {
  ...root({
    spec: obj({ storageClassName: str(), reclaimPolicy: oneOf('Delete', 'Retain', 'Recycle'), claimRef: open(), additionalState: map() }, '', { preserve: true }),
    status: obj({ phase: oneOf('Bound', 'Released', 'Failed') }, '', { preserve: true }),
  }),
  preserve: true,
};



export const imageStream = root({
  spec: obj({ dockerImageRepository: str(), lookupPolicy: obj({ local: bool() }), tags: list(open()) }),
  status: obj({ dockerImageRepository: str(), publicDockerImageRepository: str(), tags: list(open()) }),
});

export const storedImage = root({
  ...strs('dockerImageReference dockerImageMetadataVersion dockerImageManifest dockerImageManifestMediaType dockerImageConfig'),
  dockerImageMetadata: open(),
  dockerImageLayers: list(obj({ ...strs('name mediaType'), size: int() })),
  dockerImageManifests: list(open()),
  dockerImageSignatures: strings(),
  signatures: list(open()),
});

export const project = root({ spec: obj({ finalizers: strings() }), status: obj({ phase: str(), conditions: list(open()) }) });
