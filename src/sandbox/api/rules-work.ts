import { isRecord, list, num, record, text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Cause } from './fault.ts';
import type { Rules } from './kind.ts';
import { required, unchanged, wrong } from './rules-words.ts';

const CONTAINER = { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', resources: {} };
const POD = { restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', securityContext: {}, schedulerName: 'default-scheduler' };
const ROLLING = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } };

/** Images without a tag, or with `latest`, are always pulled. */
const pull = (c: Record<string, unknown>): string => (/(:latest|^[^:@]*|\/[^:@]*)$/.test(text(c, 'image') ?? '') ? 'Always' : 'IfNotPresent');

const ports = (c: Record<string, unknown>): Record<string, unknown> => (c['ports'] === undefined ? {} : { ports: list(c, 'ports').map((p) => ({ ...record({ p }, 'p'), protocol: text(p, 'protocol') ?? 'TCP' })) });

/** A pod's spec with what the API server fills in. */
function filled(spec: Record<string, unknown>): Record<string, unknown> {
  const containers = list(spec, 'containers').map((c) => (isRecord(c) ? { ...CONTAINER, imagePullPolicy: pull(c), ...c, ...ports(c) } : c));
  return { ...POD, ...spec, ...(spec['containers'] === undefined ? {} : { containers }) };
}

function containersOf(spec: unknown, path: string): Cause[] {
  const containers = list(spec, 'containers');
  if (containers.length === 0) return [required(`${path}.containers`)];
  return containers.flatMap((c, i) => [
    ...((text(c, 'name') ?? '') === '' ? [required(`${path}.containers[${i}].name`)] : []),
    ...((text(c, 'image') ?? '') === '' ? [required(`${path}.containers[${i}].image`)] : []),
  ]);
}

export const pod: Rules = {
  fill: (object, before) => {
    object['spec'] = filled(record(object, 'spec'));
    if (!before && object['status'] === undefined) object['status'] = { phase: 'Pending' };
  },
  check: (object) => containersOf(object['spec'], 'spec'),
};

export const workload: Rules = {
  fill: (object) => {
    const spec = record(object, 'spec');
    const template = record(spec, 'template');
    const sized = object.kind === 'DaemonSet' ? {} : { replicas: 1 };
    const rolled = object.kind === 'Deployment' ? { strategy: strategy(record(spec, 'strategy')), revisionHistoryLimit: 10, progressDeadlineSeconds: 600 } : {};
    object['spec'] = { ...sized, ...rolled, ...spec, ...(rolled.strategy ? { strategy: rolled.strategy } : {}), template: { ...template, spec: filled(record(template, 'spec')) } };
  },
  check: (object) => {
    const labels = record(object, 'spec', 'template', 'metadata', 'labels');
    const wanted = record(object, 'spec', 'selector', 'matchLabels');
    const replicas = num(object, 'spec', 'replicas') ?? 0;
    return [
      ...(isRecord(record(object, 'spec')['selector']) ? [] : [required('spec.selector')]),
      ...(Object.entries(wanted).every(([key, value]) => labels[key] === value) ? [] : [wrong('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]),
      ...containersOf(record(object, 'spec', 'template', 'spec'), 'spec.template.spec'),
      ...(replicas < 0 ? [wrong('spec.replicas', replicas, 'must be greater than or equal to 0')] : []),
    ];
  },
  checkUpdate: (object, before) => unchanged(object, before, ['spec.selector']),
};

function strategy(given: Record<string, unknown>): Record<string, unknown> {
  const type = given['type'] ?? 'RollingUpdate';
  return type === 'RollingUpdate' ? { type, rollingUpdate: { ...ROLLING.rollingUpdate, ...record(given, 'rollingUpdate') } } : given;
}

export const service: Rules = {
  fill: (object, before) => {
    const spec = record(object, 'spec');
    const ip = text(before, 'spec', 'clusterIP') ?? address(object);
    const ports = list(spec, 'ports').map((p) => (isRecord(p) ? { protocol: 'TCP', targetPort: p['port'], ...p } : p));
    object['spec'] = { clusterIP: ip, clusterIPs: [ip], type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', ...spec, ...(ports.length > 0 ? { ports } : {}) };
    if (!before) object['status'] = { loadBalancer: {} };
  },
  check: (object) => {
    const ports = list(object, 'spec', 'ports');
    const headless = text(object, 'spec', 'clusterIP') === 'None' || text(object, 'spec', 'type') === 'ExternalName';
    return [
      ...(ports.length === 0 && !headless ? [required('spec.ports')] : []),
      ...ports.flatMap((p, i) => {
        const port = num(p, 'port') ?? 0;
        return port < 1 || port > 65535 ? [wrong(`spec.ports[${i}].port`, port, 'must be between 1 and 65535, inclusive')] : [];
      }),
    ];
  },
  checkUpdate: (object, before) => unchanged(object, before, ['spec.clusterIP']),
};

/** An address out of the service network, the same for the same service. */
function address(object: KubeObject): string {
  const hash = Array.from(`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`).reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 65025, 7);
  return `172.30.${Math.floor(hash / 255)}.${(hash % 255) + 1}`;
}
