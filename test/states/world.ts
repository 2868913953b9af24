import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Finding } from '../../src/checks/types.ts';
import type { Given, Platform } from '../../src/forms/types.ts';
import { assemble, specsAfter } from '../../src/plan/assemble.ts';
import { writes } from '../../src/plan/changes.ts';
import { knownBy } from '../../src/plan/known.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { resolve } from '../../src/plan/resolve.ts';
import type { Plan } from '../../src/plan/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Read, Snapshot, StoreAnswer } from '../../src/snapshot/types.ts';
import { object, refOf, snapshotOf, TARGET } from '../registry/world.ts';

export type Fields = Record<string, unknown>;

/** What a form is held against: options, what else is on the cluster, and what the storage is to be in the end. */
export interface Variant {
  name: string;
  form: Platform;
  given: Given;
  objects: readonly KubeObject[];
  /** `spec.storage` as it is to be, without what says nothing */
  wanted: Fields;
}

/** A registry as it was before: the Config as the operator left it, and where its images are. */
export interface Prior {
  name: string;
  /** which column of the table it is counted in */
  from: string;
  spec: Fields;
  taken: Fields;
  /** storages that hold images, if there are any */
  holds: readonly Fields[];
  objects?: readonly KubeObject[];
}

const FOUND: StoreAnswer = { state: 'ours', place: 'the bucket', detail: 'it is there' };

export const image = (repository: string, number: number): KubeObject =>
  object(ref(R.StoredImage, `sha256:${String(number).padStart(4, '0')}`), { dockerImageReference: `image-registry.openshift-image-registry.svc:5000/${repository}@sha256:${number}` }, { annotations: { 'openshift.io/image.managed': 'true' } });

export const configOf = (spec: Fields, taken: unknown): KubeObject => object(OBJECT.config, { spec, status: { storage: taken } }, { generation: 1 });

function holds(read: Read, found: KubeObject): boolean {
  const own = refOf(found);
  return own.resource === read.resource && (read.name === undefined || read.name === own.name) && (read.namespace === undefined || read.namespace === own.namespace);
}

/** What reading a cluster of these objects gives; of two of one name the later counts. */
export function look(form: Platform, given: Given, objects: readonly KubeObject[]): Snapshot {
  const snapshot = snapshotOf([]);
  const last = [...new Map(objects.map((found) => [readKey(refOf(found)), found])).values()];
  const answer = (read: Read): void => {
    const items = last.filter((found) => holds(read, found));
    snapshot.answers[readKey(read)] ??= read.name !== undefined && items.length === 0 ? { state: 'absent' } : { state: 'found', items };
  };
  for (const read of form.reads(given)) answer(read);
  for (let wave = 0; wave < 2; wave++) for (const read of form.follow?.(given, snapshot) ?? []) answer(read);
  return form.store === undefined ? snapshot : { ...snapshot, store: FOUND };
}

export interface Outcome {
  snapshot: Snapshot;
  findings: Finding[];
  errors: string[];
  plan: Plan;
  /** the Config's spec after each of its patches that lasts */
  specs: unknown[];
  /** everything once the plan was written */
  objects: KubeObject[];
  /** the Config's spec once the plan was written */
  after: Fields;
}

/** What a form finds on a cluster, plans for it, and what the cluster is once that is written. */
export function outcome(form: Platform, given: Given, objects: readonly KubeObject[]): Outcome {
  const snapshot = look(form, given, objects);
  const findings = form.check(given, snapshot);
  const desired = form.desired(given, snapshot);
  const plan = assemble({ command: form.name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired });
  const lookup = knownBy(snapshot, desired);
  const now = plan.steps.filter(writes).reduce<KubeObject[]>((seen, step) => {
    const isIt = (found: KubeObject): boolean => readKey(refOf(found)) === readKey(step.ref);
    const before = seen.findLast(isIt) ?? object(step.ref);
    return [...seen.filter((found) => !isIt(found)), mergePatch(before, resolve(step.body, lookup)) as KubeObject];
  }, [...objects]);
  const after = (now.findLast((found) => found.kind === 'Config')?.['spec'] ?? {}) as Fields;
  return { snapshot, findings, errors: findings.filter((one) => one.level === 'error').map((one) => one.code), plan, specs: specsAfter(plan.steps, snapshot), objects: now, after };
}

/** The same objects once the operator has taken the storage over, having chosen a name for a blank claim. */
export function takenOver(objects: readonly KubeObject[]): KubeObject[] {
  return objects.map((found) => {
    if (found.kind !== 'Config') return found;
    const spec = structuredClone(found['spec']) as { storage: { pvc?: { claim: string } } };
    if (spec.storage.pvc?.claim === '') spec.storage.pvc.claim = 'image-registry-storage';
    return { ...found, spec, status: { storage: spec.storage } };
  });
}

/** A value without fields that say nothing, so that spellings of the same storage are equal. A backend stays. */
export function bare(value: unknown, top = true): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined && inner !== '' && inner !== false)
    .map(([key, inner]): [string, unknown] => [key, bare(inner, false)])
    .filter(([, inner]) => top || typeof inner !== 'object' || Object.keys(inner as object).length > 0);
  return Object.fromEntries(kept);
}
