import { list, record } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { Resource } from '../../api/types.ts';
import type { Rules } from './kind.ts';
import { configMap, secret } from './rules-data.ts';
import { claim, storageClass } from './rules-storage.ts';
import { binding } from './rules-access.ts';
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
