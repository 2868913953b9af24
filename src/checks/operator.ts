import { at, conditions, list, num, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import { one, stateOf } from '../snapshot/access.ts';
import { REGISTRY } from '../snapshot/reads.ts';
import { complaintCode } from './complaints.ts';
import { define, field, when } from './define.ts';
import type { Check } from './types.ts';
import { configCondition, operatorError, wanted, type World } from './world.ts';

const { config, deployment, operator, version } = REGISTRY;
const STATUS = field('status.conditions');

function withoutCapability(world: World): boolean {
  const enabled = at(one(world.snapshot, version), 'status', 'capabilities', 'enabledCapabilities');
  return Array.isArray(enabled) && !enabled.includes('ImageRegistry');
}

const absent = (world: World): boolean => stateOf(world.snapshot, config) === 'absent';

/** Reasons of Degraded that another code explains better. */
const EXPLAINED = new Set(['VerificationFailed', 'StorageNotConfigured', 'Unavailable', 'RouteDegraded']);

/** Whether the deployment has no replica that serves, though some are asked for. */
function serving(world: World): boolean {
  return (num(world.deployment, 'status', 'availableReplicas') ?? 0) > 0;
}

function unavailable(world: World): string | undefined {
  const available = configCondition(world, 'Available');
  const replicas = num(world.config, 'spec', 'replicas');
  if (!wanted(world) || replicas === 0 || operatorError(world) !== undefined) return undefined;
  if (available?.status === 'False') return available.message ?? available.reason ?? 'Available is False';
  if (stateOf(world.snapshot, deployment) === 'absent' && world.state === 'Unmanaged') return 'The deployment does not exist';
  return world.deployment !== undefined && !serving(world) ? 'The deployment has no available replicas' : undefined;
}

/** What is still moving; an error is not (it has a code of its own). */
function rollout(world: World): string | undefined {
  const progressing = configCondition(world, 'Progressing');
  if (progressing?.status === 'True' && progressing.reason !== 'Error') return progressing.message ?? progressing.reason ?? 'Progressing is True';
  if (!wanted(world) || world.deployment === undefined) return undefined;
  const asked = num(world.deployment, 'spec', 'replicas') ?? 1;
  const updated = num(world.deployment, 'status', 'updatedReplicas') ?? 0;
  const available = num(world.deployment, 'status', 'availableReplicas') ?? 0;
  const lag = (num(world.deployment, 'status', 'observedGeneration') ?? Infinity) < (world.deployment.metadata.generation ?? 0);
  return lag || updated < asked || available < asked ? `${updated} of ${asked} pods are up to date, ${available} available` : undefined;
}

/** Rules about the operator's own account of the registry. */
export const operatorChecks: Check[] = [
  define('RC-CAPABILITY-DISABLED', [config, version], (world) => when(absent(world) && withoutCapability(world), () => ({
    subject: `${nameOf(version)} status.capabilities`, message: 'The capability ImageRegistry is not enabled on this cluster.' }))),
  define('RC-CONFIG-ABSENT', [config, version], (world) => when(absent(world) && !withoutCapability(world), () => ({
    subject: nameOf(config), message: 'The object does not exist.' }))),
  define('RC-CONFIG-DELETING', [config], (world) => when(world.config?.metadata.deletionTimestamp !== undefined, () => ({
    subject: nameOf(config), message: `It is being deleted since ${world.config?.metadata.deletionTimestamp ?? ''}.` }))),
  define('RC-STATE-INERT', [config], (world) => when(world.config !== undefined && !['Managed', 'Unmanaged', 'Removed'].includes(world.state ?? ''), () => ({
    subject: field('spec.managementState'), message: `managementState is ${world.state ?? 'not set'}.` }))),
  define('RC-UNMANAGED', [config], (world) => when(world.state === 'Unmanaged', () => ({
    subject: field('spec.managementState'), message: 'managementState is Unmanaged: nobody looks after the registry.' }))),
  define('RC-OPERATOR-ERROR', [config], (world) => {
    const message = operatorError(world);
    return message === undefined || complaintCode(message) !== undefined ? [] : [{ subject: STATUS, message }];
  }),
  define('RC-OPERATOR-STALE', [config], (world) => {
    const seen = num(world.config, 'status', 'observedGeneration');
    const now = world.config?.metadata.generation;
    if (world.config !== undefined && conditions(world.config).length === 0) return [{ subject: STATUS, message: 'The operator has not reported anything yet.' }];
    return when(seen !== undefined && now !== undefined && seen < now, () => ({
      subject: field('status.observedGeneration'), message: `The operator has seen generation ${seen}, the configuration is at ${now}.` }));
  }),
  define('RC-UNAVAILABLE', [config, deployment], (world) => {
    const message = unavailable(world);
    return message === undefined ? [] : [{ subject: nameOf(deployment), message }];
  }),
  define('RC-ROLLOUT', [config, deployment], (world) => {
    const message = unavailable(world) === undefined ? rollout(world) : undefined;
    return message === undefined ? [] : [{ subject: nameOf(deployment), message }];
  }),
  define('RC-DEGRADED', [config, operator], (world) => {
    const told = configCondition(world, 'Degraded') ?? list(one(world.snapshot, operator), 'status', 'conditions').find((entry) => world.config === undefined && text(entry, 'type') === 'Degraded');
    return when(text(told, 'status') === 'True' && !EXPLAINED.has(text(told, 'reason') ?? ''), () => ({
      subject: STATUS, message: text(told, 'message') ?? text(told, 'reason') ?? 'Degraded is True' }));
  }),
  define('RC-CONTROLLER-DEGRADED', [config], (world) =>
    conditions(world.config)
      .filter(({ type, status, message }) =>
        (type.endsWith('ControllerDegraded') && status === 'True' && complaintCode(message ?? '') === undefined) || (type === 'NodeCADaemonAvailable' && status === 'False'))
      .map(({ type, reason, message }) => ({ subject: `${STATUS} ${type}`, message: message ?? reason ?? type }))),
  define('RC-HOSTNAME-UNKNOWN', [config, REGISTRY.image], (world) => {
    const ready = configCondition(world, 'Available');
    return when(ready?.status === 'True' && ready.reason === 'Ready' && world.image !== undefined && (text(world.image, 'status', 'internalRegistryHostname') ?? '') === '', () => ({
      subject: `${nameOf(REGISTRY.image)} status.internalRegistryHostname`, message: 'The registry is ready, but its internal host name is not set.' }));
  }),
  define('RC-READ-ONLY', [config], (world) => when(wanted(world) && at(world.config, 'spec', 'readOnly') === true, () => ({
    subject: field('spec.readOnly'), message: 'The registry is read-only: pushes are refused.' }))),
];
