import { isRecord, list, record, text } from '../../src/api/json.ts';

/** Objects by kind, as a recording's `then` has them. */
export type RecordedWorld = Record<string, Record<string, unknown>[]>;
type Fields = Record<string, unknown>;

/** Lines as a set; what a network without the outside says is the machine's, not the operator's. */
const message = (said: unknown): string =>
  (typeof said === 'string' ? said : '')
    .replaceAll(/dial tcp[^\n]*/g, '<unreachable>')
    .split('\n')
    .toSorted()
    .join('\n');

function conditions(object: Fields): [string, unknown][] {
  return list(object, 'status', 'conditions')
    .filter(isRecord)
    .filter((c) => !(String(c['type']).endsWith('ControllerDegraded') && c['status'] === 'False'))
    .map((c) => [String(c['type']), [c['status'], c['reason'] ?? '', message(c['message'])]]);
}

function container(object: Fields): { spec: Fields; facts: Fields } {
  const job = record(object, 'spec', 'jobTemplate');
  const template = Object.keys(job).length > 0 ? record(job, 'spec', 'template') : record(object, 'spec', 'template');
  const spec = record(template, 'spec');
  const c = record(list(spec, 'containers')[0]);
  const env = Object.fromEntries(
    list(c, 'env')
      .filter(isRecord)
      .map((e) => [String(e['name']), e['value'] ?? e['valueFrom']]),
  );
  return {
    spec,
    facts: {
      env,
      args: c['args'],
      resources: c['resources'],
      probes: { livenessProbe: c['livenessProbe'], readinessProbe: c['readinessProbe'] },
    },
  };
}

/** what every real cluster has in these namespaces, whoever looks after the registry */
const NOT_THE_REGISTRYS = [
  'cluster-image-registry-operator',
  'openshift-service-ca.crt',
  'kube-root-ca.crt',
  'builder-dockercfg',
  'builder-token',
  'default-dockercfg',
  'default-token',
  'deployer-dockercfg',
  'deployer-token',
  'registry-dockercfg',
  'registry-token',
  'node-ca-dockercfg',
  'node-ca-token',
  'pruner-dockercfg',
  'pruner-token',
  'default-ingress-cert',
  'trusted-ca',
  'image-registry-operator-tls',
];

const without = (fields: Fields, ...keys: string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([k]) => !keys.includes(k)));
const only = (fields: Fields, ...keys: string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([k]) => keys.includes(k)));
const POD = ['affinity', 'nodeSelector', 'tolerations', 'topologySpreadConstraints', 'priorityClassName'];

/** A value with its keys in order: custom resources come back so from a real API server. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isRecord(value)
    ? Object.fromEntries(
        Object.keys(value)
          .toSorted()
          .map((k) => [k, sorted(value[k])]),
      )
    : value;
}

/** Every fact of a world by its path: one leaf that a user or a tool of theirs could observe. */
export function factsOf(world: RecordedWorld): Map<string, string> {
  const out = new Map<string, string>();
  const put = (path: string, value: unknown): void => {
    if (isRecord(value) && Object.keys(value).length > 0)
      for (const [k, v] of Object.entries(value)) put(`${path}/${k}`, v);
    else if (!(
      value === null ||
      value === undefined ||
      value === '' ||
      value === false ||
      value === 0 ||
      (Array.isArray(value) && value.length === 0) ||
      isRecord(value)
    ))
      out.set(path, JSON.stringify(sorted(value)));
  };
  for (const [kind, objects] of Object.entries(world)) {
    for (const o of objects) {
      const name = text(o, 'metadata', 'name') ?? '';
      if (NOT_THE_REGISTRYS.some((n) => name.startsWith(n))) continue;
      const at = `${kind}/${name}`;
      out.set(at, 'exists');
      if (['Config', 'ImagePruner', 'ClusterOperator'].includes(kind)) {
        put(`${at}/spec`, without(record(o, 'spec'), 'observedConfig', 'unsupportedConfigOverrides'));
        for (const [type, said] of conditions(o)) out.set(`${at}/condition/${type}`, JSON.stringify(said));
        put(`${at}/status`, only(record(o, 'status'), 'storage', 'storageManaged', 'readyReplicas'));
      } else if (kind === 'Image') put(`${at}/status`, record(o, 'status'));
      else if (kind === 'Deployment' || kind === 'CronJob') {
        const { spec, facts } = container(o);
        put(`${at}/container`, facts);
        if (kind === 'CronJob') put(at, only(record(o, 'spec'), 'schedule', 'suspend'));
        else {
          put(at, only(record(o, 'spec'), 'replicas', 'strategy'));
          for (const v of list(spec, 'volumes').filter(isRecord)) {
            const source = only(v, 'emptyDir', 'persistentVolumeClaim', 'hostPath');
            put(`${at}/volume/${String(v['name'])}`, Object.keys(source).length > 0 ? source : true);
          }
          put(at, only(spec, ...POD));
        }
      } else if (kind === 'Route' || kind === 'PodDisruptionBudget') put(`${at}/spec`, o['spec']);
      else if (kind === 'PersistentVolumeClaim') {
        put(`${at}/spec`, only(record(o, 'spec'), 'accessModes', 'resources', 'storageClassName'));
        put(`${at}/annotations`, record(o, 'metadata', 'annotations'));
      } else if (kind === 'Secret') put(`${at}/keys`, Object.keys(record(o, 'stringData')).toSorted());
      else if (kind.startsWith('ConfigMap')) put(`${at}/keys`, Object.keys(record(o, 'data')).toSorted());
      else if (kind === 'Service')
        put(
          `${at}/ports`,
          list(o, 'spec', 'ports').map((p) => record(p)['port']),
        );
    }
  }
  return out;
}

/** The paths on which two sets of facts differ, and how. */
export function differences(real: Map<string, string>, ours: Map<string, string>): string[] {
  const paths = [...new Set([...real.keys(), ...ours.keys()])].toSorted();
  return paths
    .filter((p) => real.get(p) !== ours.get(p))
    .map((p) => `${p}: real ${real.get(p) ?? '-'} / ours ${ours.get(p) ?? '-'}`);
}
