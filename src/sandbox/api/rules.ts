import { list, record, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { Resource } from '../../api/types.ts';
import type { Rules } from './kind.ts';
import { configMap, secret } from './rules-data.ts';
import { claim, storageClass } from './rules-storage.ts';
import { required, unchanged } from './rules-words.ts';
import { service, workload, pod } from './rules-work.ts';

const namespace: Rules = {
  fill: (object, before) => {
    const meta = object.metadata;
    meta.labels = { ...meta.labels, 'kubernetes.io/metadata.name': meta.name ?? '' };
    const given = list(before ?? object, 'spec', 'finalizers');
    object['spec'] = { ...record(object, 'spec'), finalizers: before || given.includes('kubernetes') ? given : [...given, 'kubernetes'] };
    object['status'] = { phase: 'Active', ...(before ? record(object, 'status') : {}) };
  },
};

const binding: Rules = {
  fill: (object) => {
    const to = record(object, 'roleRef');
    if (to['apiGroup'] === undefined && Object.keys(to).length > 0) object['roleRef'] = { ...to, apiGroup: 'rbac.authorization.k8s.io' };
    for (const subject of Array.isArray(object['subjects']) ? object['subjects'] : []) {
      const who = record({ subject }, 'subject');
      if (who['apiGroup'] === undefined && (who['kind'] === 'User' || who['kind'] === 'Group')) who['apiGroup'] = 'rbac.authorization.k8s.io';
    }
  },
  check: (object) => {
    const kind = text(object, 'roleRef', 'kind') ?? '';
    const taken = object.kind === 'ClusterRoleBinding' ? ['ClusterRole'] : ['Role', 'ClusterRole'];
    return [
      ...(taken.includes(kind) ? [] : [{ field: 'roleRef.kind', reason: 'FieldValueNotSupported', message: `Unsupported value: "${kind}": supported values: ${taken.map((t) => `"${t}"`).join(', ')}` }]),
      ...((text(object, 'roleRef', 'name') ?? '') === '' ? [required('roleRef.name')] : []),
    ];
  },
  checkUpdate: (object, before) => unchanged(object, before, ['roleRef'], 'cannot change roleRef'),
};

/** The rules of built-in kinds, as far as a registry's setup can break them. */
export const RULES: ReadonlyMap<Resource, Rules> = new Map<Resource, Rules>([
  [R.Namespace, namespace],
  [R.ConfigMap, configMap],
  [R.Secret, secret],
  [R.PersistentVolumeClaim, claim],
  [R.StorageClass, storageClass],
  [R.RoleBinding, binding],
  [R.ClusterRoleBinding, binding],
  [R.Service, service],
  [R.Pod, pod],
  [R.Deployment, workload],
  [R.DaemonSet, workload],
  [R.ReplicaSet, workload],
]);
