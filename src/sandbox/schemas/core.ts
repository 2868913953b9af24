import { any, bool, int, intOrString, list, map, obj, open, quantity, root, str, strings, strs, time } from './dsl.ts';
import type { Schema } from './dsl.ts';
import { podTemplate } from './pods.ts';
import { labelSelector } from './scheduling.ts';

const byKey = (): Schema => map(str({ format: 'byte' }));
const pullSecrets = list(obj({ name: str() }));
const reference = obj(strs('apiVersion kind name namespace uid resourceVersion fieldPath'));
const conditions = list(open());

export const configMap = root({ data: map(), binaryData: byKey(), immutable: bool() });
export const secret = root({ data: byKey(), stringData: map(), type: str(), immutable: bool() });
export const namespace = root({ spec: obj({ finalizers: strings() }), status: obj({ phase: str(), conditions }) });
export const serviceAccount = root({ secrets: list(reference), imagePullSecrets: pullSecrets, automountServiceAccountToken: bool() });

export const service = root({
  spec: obj({
    ...strs('clusterIP type sessionAffinity externalName loadBalancerIP loadBalancerClass externalTrafficPolicy internalTrafficPolicy ipFamilyPolicy'),
    ports: list(obj({ ...strs('name protocol appProtocol'), port: int(), nodePort: int(), targetPort: intOrString() })),
    selector: map(),
    clusterIPs: strings(),
    ipFamilies: strings(),
    externalIPs: strings(),
    loadBalancerSourceRanges: strings(),
    sessionAffinityConfig: open(),
    healthCheckNodePort: int(),
    publishNotReadyAddresses: bool(),
    allocateLoadBalancerNodePorts: bool(),
  }),
  status: obj({ loadBalancer: open(), conditions }),
});

export const claim = root({
  spec: obj({
    accessModes: strings(),
    selector: labelSelector,
    resources: obj({ limits: map(quantity()), requests: map(quantity()), claims: list(open()) }),
    ...strs('volumeName storageClassName volumeMode'),
    dataSource: obj(strs('apiGroup kind name')),
    dataSourceRef: obj(strs('apiGroup kind name namespace')),
  }),
  status: obj({ phase: str(), accessModes: strings(), capacity: map(quantity()), conditions, allocatedResources: map(quantity()), resizeStatus: str() }),
});

export const volume = root({ spec: open(), status: obj(strs('phase message reason')) });
export const node = root({
  spec: obj({ ...strs('podCIDR providerID externalID'), podCIDRs: strings(), unschedulable: bool(), taints: list(obj({ ...strs('key value effect'), timeAdded: time() })), configSource: any() }),
  status: open(),
});
export const event = root({
  ...strs('reason message type action reportingComponent reportingInstance firstTimestamp lastTimestamp eventTime'),
  count: int(),
  involvedObject: reference,
  related: reference,
  source: obj(strs('component host')),
  series: open(),
});

const selects = { selector: labelSelector, template: podTemplate };

export const deployment = root({
  spec: obj({
    ...selects,
    replicas: int(),
    minReadySeconds: int(),
    revisionHistoryLimit: int(),
    progressDeadlineSeconds: int(),
    paused: bool(),
    strategy: obj({ type: str(), rollingUpdate: obj({ maxSurge: intOrString(), maxUnavailable: intOrString() }) }),
  }),
  status: open(),
});
export const daemonSet = root({ spec: obj({ ...selects, minReadySeconds: int(), revisionHistoryLimit: int(), updateStrategy: open() }), status: open() });
export const replicaSet = root({ spec: obj({ ...selects, replicas: int(), minReadySeconds: int() }), status: open() });

const jobSpec = obj({
  ...selects,
  parallelism: int(),
  completions: int(),
  activeDeadlineSeconds: int(),
  podFailurePolicy: open(),
  backoffLimit: int(),
  manualSelector: bool(),
  ttlSecondsAfterFinished: int(),
  completionMode: str(),
  suspend: bool(),
});
export const job = root({ spec: jobSpec, status: open() });
export const cronJob = root({
  spec: obj({
    ...strs('schedule timeZone concurrencyPolicy'),
    startingDeadlineSeconds: int(),
    suspend: bool(),
    jobTemplate: obj({ metadata: open(), spec: jobSpec }),
    successfulJobsHistoryLimit: int(),
    failedJobsHistoryLimit: int(),
  }),
  status: open(),
});

export const budget = root({
  spec: obj({ minAvailable: intOrString(), maxUnavailable: intOrString(), selector: labelSelector, unhealthyPodEvictionPolicy: str() }),
  status: open(),
});

export const storageClass = root({
  ...strs('provisioner reclaimPolicy volumeBindingMode'),
  parameters: map(),
  mountOptions: strings(),
  allowVolumeExpansion: bool(),
  allowedTopologies: list(open()),
});

const policyRule = obj({ verbs: strings(), apiGroups: strings(), resources: strings(), resourceNames: strings(), nonResourceURLs: strings() });
export const role = root({ rules: list(policyRule) });
export const clusterRole = root({ rules: list(policyRule), aggregationRule: obj({ clusterRoleSelectors: list(labelSelector) }) });
export const binding = root({ subjects: list(obj(strs('kind apiGroup name namespace'))), roleRef: obj(strs('apiGroup kind name')) });

export const lease = root({ spec: obj({ holderIdentity: str(), leaseDurationSeconds: int(), acquireTime: str(), renewTime: str(), leaseTransitions: int() }) });
export const definition = root({ spec: open(), status: open() });
