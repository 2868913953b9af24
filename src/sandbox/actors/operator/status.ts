import { num, text } from '../../../api/json.ts';
import type { Condition, KubeObject } from '../../../api/types.ts';
import { records } from '../objects.ts';
import { conditionsIn, setCondition } from './conditions.ts';
import type { Truth } from './conditions.ts';
import { Permanent } from './errors.ts';
import { routeTrouble } from './route.ts';

type Said = readonly [truth: Truth, reason: string, message: string];
/** how long the registry may be unavailable before it counts as degraded */
export const PATIENCE = 60_000;
const UNMANAGED = 'The registry configuration is set to unmanaged mode';
const REMOVED = 'The registry is removed';

/** What the core conditions follow from. */
export interface Outcome {
  managementState: string;
  deployment?: KubeObject | undefined;
  routes: readonly KubeObject[];
  /** what hindered this sync */
  error?: Error | undefined;
  now: Date;
}

/** All pods are of the newest template and available, and the deployment's controller has seen it. */
export function isComplete(d: KubeObject): boolean {
  const wanted = num(d, 'spec', 'replicas') ?? 1;
  const counted = (['updatedReplicas', 'replicas', 'availableReplicas'] as const).map((k) => num(d, 'status', k) ?? 0);
  return counted.every((n) => n === wanted) && (num(d, 'status', 'observedGeneration') ?? 0) >= (d.metadata.generation ?? 0);
}

function available(o: Outcome): Said {
  const d = o.deployment;
  if (o.managementState === 'Unmanaged') return ['True', 'Unmanaged', UNMANAGED];
  if (!d && o.error instanceof Permanent) return ['False', o.error.reason, `Error: ${o.error.message}`];
  if (!d && o.managementState === 'Removed') return ['True', 'Removed', REMOVED];
  if (!d) return ['False', 'DeploymentNotFound', 'The deployment does not exist'];
  if (d.metadata.deletionTimestamp !== undefined) return ['False', 'DeploymentDeleted', 'The deployment is being deleted'];
  if ((num(d, 'status', 'availableReplicas') ?? 0) === 0) return ['False', 'NoReplicasAvailable', 'The deployment does not have available replicas'];
  return isComplete(d) ? ['True', 'Ready', 'The registry is ready'] : ['True', 'MinimumAvailability', 'The registry has minimum availability'];
}

function progressing(o: Outcome): Said {
  const d = o.deployment;
  if (o.managementState === 'Unmanaged') return ['False', 'Unmanaged', UNMANAGED];
  if (o.managementState === 'Removed') return d ? ['True', 'DeletingDeployment', 'The deployment is being removed'] : ['False', 'Removed', 'All registry resources are removed'];
  if (o.error) return [o.error instanceof Permanent ? 'False' : 'True', 'Error', `Unable to apply resources: ${o.error.message}`];
  if (!d) return ['True', 'WaitingForDeployment', 'All resources are successfully applied, but the deployment does not exist'];
  if (d.metadata.deletionTimestamp !== undefined) return ['True', 'FinalizingDeployment', 'The deployment is being deleted'];
  return isComplete(d) ? ['False', 'Ready', 'The registry is ready'] : ['True', 'DeploymentNotCompleted', 'The deployment has not completed'];
}

function degraded(o: Outcome, now: Condition | undefined): Said {
  const d = o.deployment;
  if (o.managementState === 'Unmanaged') return ['False', 'Unmanaged', UNMANAGED];
  if (o.managementState === 'Removed') return ['False', 'Removed', REMOVED];
  if (o.error instanceof Permanent) return ['True', o.error.reason, `Error: ${o.error.message}`];
  if (now?.status === 'False' && o.now.getTime() - Date.parse(now.lastTransitionTime ?? '') > PATIENCE) return ['True', 'Unavailable', now.message ?? ''];
  const stuck = records(d, 'status', 'conditions').find((c) => c['type'] === 'Progressing' && c['reason'] === 'ProgressDeadlineExceeded');
  if (d && stuck && !isComplete(d) && now?.status === 'True') return ['True', 'ProgressDeadlineExceeded', `Registry deployment has timed out progressing: ${text(stuck, 'message') ?? ''}`];
  const trouble = routeTrouble(o.routes);
  return trouble === '' ? ['False', '', ''] : ['True', 'RouteDegraded', trouble];
}

/** Sets the core conditions in a Config's status, in place, and how many replicas are ready. */
export function setCore(status: Record<string, unknown>, o: Outcome): void {
  setCondition(status, o.now, 'Progressing', ...progressing(o));
  setCondition(status, o.now, 'Available', ...available(o));
  setCondition(status, o.now, 'Degraded', ...degraded(o, conditionsIn(status).find((c) => c.type === 'Available')));
  const removed = o.managementState === 'Removed' && !o.deployment;
  setCondition(status, o.now, 'Removed', removed ? 'True' : 'False', removed ? 'Removed' : '', removed ? REMOVED : '');
  status['readyReplicas'] = num(o.deployment, 'status', 'readyReplicas') ?? 0;
}
