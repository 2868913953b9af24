import { at, condition, num, record, text } from '../api/json.ts';
import type { JsonObject, KubeObject } from '../api/types.ts';
import type { Judgement } from '../plan/types.ts';
import { one } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { describe } from './backends.ts';
import { ofClaim } from './claim-state.ts';
import { rollingOut, showsStorage } from './deployment.ts';
import { hopeless, isCurrent, oneLine } from './hopeless.ts';
import { differences, sameStorage } from './normalise.ts';
import { INTERNAL_HOST, OBJECT, trustedCa } from './objects.ts';

/** What must be read to judge readiness; the CA config map and the credentials tell an old error from a standing one. */
export function readyReads(caConfigMap?: string): Read[] {
  const { config, deployment, clusterOperator, image, certificates, credentials } = OBJECT;
  return [config, deployment, clusterOperator, image, certificates, credentials, ...(caConfigMap === undefined ? [] : [trustedCa(caConfigMap)])];
}

function ofConfig(config: KubeObject, intent: JsonObject): string[] {
  const unmet: string[] = [];
  const [available, progressing, degraded, exists] = ['Available', 'Progressing', 'Degraded', 'StorageExists'].map((type) => condition(config, type));
  const changed = differences(intent, config['spec']);
  if (changed.length > 0) unmet.push(`the Config is not, or no longer, as planned: ${changed.join(', ')}`);
  if (!isCurrent(config)) unmet.push(`the operator has not yet seen generation ${config.metadata.generation ?? '?'} of the Config`);
  if (condition(config, 'Removed')?.status === 'True') unmet.push('the registry is Removed');
  if (progressing?.reason === 'Error') unmet.push(`the operator reports: ${oneLine(progressing.message ?? '')}`);
  if (degraded?.status === 'True') unmet.push(`degraded (${degraded.reason ?? ''}): ${oneLine(degraded.message ?? '')}`);
  if (exists?.status !== 'True') unmet.push(`storage is not confirmed${exists?.reason === undefined ? '' : ` (${exists.reason})`}`);
  if (!sameStorage(at(config, 'spec', 'storage'), at(config, 'status', 'storage'))) unmet.push('the operator has not taken over the storage settings');
  if (available?.status !== 'True' || available.reason !== 'Ready') unmet.push(available?.message ?? 'the registry is not available');
  if (progressing?.status !== 'False' || progressing.reason !== 'Ready') unmet.push(progressing?.message ?? 'the operator is still at work');
  return unmet;
}

/** The operator's checksum of all that pods read at their start, credentials among it; a change of it rolls them (operator behaviour). Undefined where there is none. */
export function startedWith(snapshot: Snapshot): string | undefined {
  return text(one(snapshot, OBJECT.deployment), 'spec', 'template', 'metadata', 'annotations', 'imageregistry.operator.openshift.io/dependencies-checksum');
}

function ofPods(snapshot: Snapshot, config: KubeObject, former: string | undefined): string[] {
  const deployment = one(snapshot, OBJECT.deployment);
  if (deployment === undefined) return ['the deployment does not exist'];
  if (former !== undefined && startedWith(snapshot) === former) return ['the operator has not given the new keys to the pods yet'];
  if (!showsStorage(deployment, at(config, 'spec', 'storage'))) return ['the pods are not yet told of the storage'];
  const wanted = num(config, 'spec', 'replicas');
  if (num(deployment, 'spec', 'replicas') !== wanted) return [`the deployment is not yet at ${wanted ?? '?'} replicas`];
  const rest = rollingOut(deployment);
  return rest === undefined ? [] : [rest];
}

/** The bundle that pods trust; only looked at where the Config names one. */
function ofCa(snapshot: Snapshot, config: KubeObject): string[] {
  const name = text(config, 'spec', 'storage', 's3', 'trustedCA', 'name') ?? '';
  if (name === '') return [];
  const degraded = condition(config, 'ImageRegistryCertificatesControllerDegraded');
  if (degraded?.status === 'True') return [`the CA bundle is not taken: ${oneLine(degraded.message ?? '')}`];
  return 'storage-ca-bundle.pem' in record(one(snapshot, OBJECT.certificates), 'data') ? [] : ['the CA bundle has not reached the pods'];
}

/** Conditions of the pruner are part of the ClusterOperator, and say nothing of whether the registry serves. */
const onlyPruner = (reason: string | undefined): boolean => (reason ?? '').split('::').every((part) => part.startsWith('ImagePruner'));

function ofOperator(operator: KubeObject | undefined): string[] {
  const [available, progressing, degraded] = ['Available', 'Progressing', 'Degraded'].map((type) => condition(operator, type));
  const fine = available?.status === 'True' && progressing?.status === 'False' && (degraded?.status === 'False' || onlyPruner(degraded?.reason));
  const ready = (available?.reason ?? '').split('::').includes('Ready');
  return fine && ready ? [] : ['the cluster operator image-registry has not settled'];
}

/** The conditions that are not met, in the order in which they come true, in plain words. Empty when the registry is ready. */
export function unmet(snapshot: Snapshot, intent: JsonObject, former?: string): string[] {
  const config = one(snapshot, OBJECT.config);
  if (config === undefined) return ['the Config does not exist yet'];
  const host = text(one(snapshot, OBJECT.image), 'status', 'internalRegistryHostname');
  return [
    ...ofClaim(snapshot, config),
    ...ofConfig(config, intent),
    ...ofPods(snapshot, config, former),
    ...ofCa(snapshot, config),
    ...ofOperator(one(snapshot, OBJECT.clusterOperator)),
    ...(host === INTERNAL_HOST ? [] : ['the internal registry host is not published']),
  ];
}

/**
 * Whether the registry serves with the storage that was meant: operator, pods, CA bundle and published host agree.
 * `intent` is the spec that was patched (null for absent). One sample proves little: a rollout may lag the
 * operator's status, so ask twice. Ready does not mean writable. `former` is the checksum (`startedWith`) of pods that do
 * not count any more.
 */
export function readiness(snapshot: Snapshot, intent: JsonObject, former?: string): Judgement {
  const missing = unmet(snapshot, intent, former);
  const config = one(snapshot, OBJECT.config);
  const stop = missing.length === 0 ? undefined : hopeless(snapshot, config);
  const state = missing.length === 0 ? `ready on ${describe(at(config, 'spec', 'storage'))}` : (missing[0] ?? '');
  return { met: missing.length === 0, state, ...(stop === undefined ? {} : { hopeless: stop }) };
}
