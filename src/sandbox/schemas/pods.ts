import { bool, int, intOrString, list, map, obj, open, str, strings, strs } from './dsl.ts';
import { affinity, resources, tolerations, topologySpreadConstraints } from './scheduling.ts';

const handler = obj({
  exec: obj({ command: strings() }),
  httpGet: obj({ ...strs('path host scheme'), port: intOrString(), httpHeaders: list(obj(strs('name value'))) }),
  tcpSocket: obj({ host: str(), port: intOrString() }),
  grpc: obj({ port: int(), service: str() }),
});
const probe = obj({
  ...handler.properties,
  initialDelaySeconds: int(),
  timeoutSeconds: int(),
  periodSeconds: int(),
  successThreshold: int(),
  failureThreshold: int(),
  terminationGracePeriodSeconds: int(),
});
const pick = obj({ ...strs('name key'), optional: bool() });
const source = obj({ configMapKeyRef: pick, secretKeyRef: pick, fieldRef: obj(strs('apiVersion fieldPath')), resourceFieldRef: open() });

const container = obj({
  ...strs('name image imagePullPolicy workingDir terminationMessagePath terminationMessagePolicy'),
  command: strings(),
  args: strings(),
  env: list(obj({ ...strs('name value'), valueFrom: source })),
  envFrom: list(obj({ prefix: str(), configMapRef: open(), secretRef: open() })),
  ports: list(obj({ ...strs('name protocol hostIP'), containerPort: int(), hostPort: int() })),
  resources,
  resizePolicy: list(open()),
  volumeMounts: list(obj({ ...strs('name mountPath subPath subPathExpr mountPropagation'), readOnly: bool() })),
  volumeDevices: list(obj(strs('name devicePath'))),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: obj({ preStop: handler, postStart: handler }),
  securityContext: open(),
  stdin: bool(),
  stdinOnce: bool(),
  tty: bool(),
});

const podSpec = obj({
  ...strs('restartPolicy dnsPolicy serviceAccountName serviceAccount nodeName hostname subdomain schedulerName priorityClassName runtimeClassName preemptionPolicy'),
  containers: list(container),
  initContainers: list(container),
  ephemeralContainers: list(open()),
  volumes: list(open()),
  nodeSelector: map(),
  automountServiceAccountToken: bool(),
  hostNetwork: bool(),
  hostPID: bool(),
  hostIPC: bool(),
  hostUsers: bool(),
  shareProcessNamespace: bool(),
  setHostnameAsFQDN: bool(),
  enableServiceLinks: bool(),
  securityContext: open(),
  imagePullSecrets: list(obj({ name: str() })),
  affinity,
  tolerations,
  topologySpreadConstraints,
  hostAliases: list(open()),
  terminationGracePeriodSeconds: int(),
  activeDeadlineSeconds: int(),
  priority: int(),
  readinessGates: list(open()),
  schedulingGates: list(open()),
  resourceClaims: list(open()),
  dnsConfig: open(),
  overhead: open(),
  os: open(),
});

export const podTemplate = obj({ metadata: open(), spec: podSpec });
export const pod = { ...obj({ ...strs('apiVersion kind'), metadata: open(), spec: podSpec, status: open() }) };
