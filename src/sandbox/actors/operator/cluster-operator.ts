import { record, text } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { Condition } from '../../../api/types.ts';
import { conditionsIn, setCondition } from './conditions.ts';
import type { Truth } from './conditions.ts';
import { HOME, REGISTRY } from './names.ts';
import { changeStatus } from './setting.ts';
import type { Setting } from './setting.ts';
import { isComplete } from './status.ts';
import { named, readWorld } from './world.ts';

/** One condition of many: those whose type ends with `suffix`. Any that is not normal wins, then one that is unknown. */
export function union(all: readonly Condition[], suffix: string, normal: Truth): { status: Truth; reason: string; message: string } {
  const some = all.filter((c) => c.type.endsWith(suffix));
  const bad = some.find((c) => c.status !== normal && c.status !== 'Unknown') ?? some.find((c) => c.status === 'Unknown');
  const reasons = some
    .filter((c) => (c.reason ?? '') !== '' && c.reason !== 'AsExpected')
    .map((c) => `${c.type.slice(0, -suffix.length)}${c.reason ?? ''}`)
    .toSorted();
  const lines = some.flatMap((c) => ((c.message ?? '') === '' ? [] : (c.message ?? '').split('\n').map((line) => `${c.type}: ${line}`)));
  const status = some.length === 0 ? 'Unknown' : (bad?.status ?? normal);
  return { status, reason: reasons.length > 0 ? reasons.join('::') : status === normal ? 'AsExpected' : 'NoData', message: lines.join('\n') };
}

const RELATED = [
  ['imageregistry.operator.openshift.io', 'configs', 'cluster'],
  ['imageregistry.operator.openshift.io', 'imagepruners', 'cluster'],
  ['rbac.authorization.k8s.io', 'clusterroles', 'system:registry'],
  ['rbac.authorization.k8s.io', 'clusterrolebindings', 'registry-registry-role'],
  ['rbac.authorization.k8s.io', 'clusterrolebindings', 'openshift-image-registry-pruner'],
  ['', 'namespaces', HOME],
].map(([group, resource, name]) => ({ group, resource, name }));

/** Sums up the Config and the pruner in the ClusterOperator; its version follows a finished rollout. */
export async function syncClusterOperator(setting: Setting): Promise<void> {
  const world = await readWorld(setting.client, ['configs', 'pruners', 'deployments', 'clusterOperators']);
  const config = named(world.configs, 'cluster');
  if (!config) return;
  if (!named(world.clusterOperators, REGISTRY)) await setting.client.create(R.ClusterOperator, { ...blank(ref(R.ClusterOperator, REGISTRY)), spec: {} });
  const pruner = conditionsIn(record(named(world.pruners, 'cluster'), 'status')).map((c) => ({ ...c, type: `ImagePruner${c.type}` }));
  const all = [...conditionsIn(record(config, 'status')), ...pruner];
  const deployment = named(world.deployments, REGISTRY);
  const settled = text(config, 'spec', 'managementState') !== 'Managed' || (deployment !== undefined && isComplete(deployment));
  await changeStatus(
    setting.client,
    R.ClusterOperator,
    (status) => {
      for (const [suffix, normal] of [['Available', 'True'], ['Progressing', 'False'], ['Degraded', 'False']] as const) {
        const { status: truth, reason, message } = union(all, suffix, normal);
        setCondition(status, setting.clock.now(), suffix, truth, reason, message);
      }
      status['relatedObjects'] = RELATED;
      if (settled) status['versions'] = [{ name: 'operator', version: setting.version }];
    },
    REGISTRY,
  );
}
