import { at, isRecord } from '../api/json.ts';
import { blank, nameOf, R } from '../api/resources.ts';
import { Failure } from '../errors.ts';
import type { KubeObject } from '../api/types.ts';
import { differences } from '../registry/normalise.ts';
import { OBJECT } from '../registry/objects.ts';
import { one, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { fieldChanges } from './fields.ts';
import { equal, mergePatch } from './merge.ts';
import { completed, isReference, resolveKnown } from './resolve.ts';
import type { Lookup } from './resolve.ts';
import type { DesiredObject, EnsureStep, PatchStep, Value, ValueObject } from './types.ts';

const digestIn = (value: unknown): unknown => at(value, 'digest');

/** Whether the field is as desired; a secret's value by its digest, a Reference only when its value is known. */
function same(desired: Value, current: unknown, lookup: Lookup): boolean {
  // the one value of a secret that a plan may name is none
  if (!isReference(desired)) return equal(desired, current) || (desired === '' && digestIn(current) !== undefined && at(current, 'bytes') === 0);
  const known = lookup(desired.$ref);
  if (known === undefined) return false;
  return desired.$ref.secret ? digestIn(known) !== undefined && digestIn(known) === digestIn(current) : equal(completed(desired, known), current);
}

/** The part of the desired fields that is not so yet, as a merge patch; undefined when all is. */
function lacking(desired: Value, current: unknown, lookup: Lookup): Value | undefined {
  if (desired === null) return current === undefined || current === null ? undefined : null;
  if (isReference(desired) || !isRecord(desired)) return same(desired, current, lookup) ? undefined : desired;
  const patch: ValueObject = {};
  for (const [key, value] of Object.entries(desired as ValueObject)) {
    const part = lacking(value, isRecord(current) ? current[key] : undefined, lookup);
    if (part !== undefined) patch[key] = part;
  }
  return Object.keys(patch).length > 0 || !isRecord(current) ? patch : undefined;
}

/** References to what is known replaced, those to secrets left: a Snapshot has no secret's text to put there. */
function filled(body: ValueObject, lookup: Lookup): ValueObject {
  return resolveKnown(body, (ref) => (ref.secret ? undefined : lookup(ref))) as ValueObject;
}

/** The object in the Snapshot. Fails (cluster) when it could not be read: a plan made blindly is none. */
function seen(snapshot: Snapshot, wanted: DesiredObject['ref']): KubeObject | undefined {
  const state = stateOf(snapshot, wanted);
  if (state === 'denied' || state === 'failed') throw new Failure('cluster', `${nameOf(wanted)} could not be read (${state}), so it cannot be planned`);
  return one(snapshot, wanted);
}

const versionOf = (current: KubeObject | undefined): { resourceVersion?: string } =>
  current?.metadata.resourceVersion === undefined ? {} : { resourceVersion: current.metadata.resourceVersion };

/** The object as it is created: its name, what is set then only, and the fields that must be so. */
export function whole({ ref, onCreate, body }: DesiredObject): ValueObject {
  return mergePatch(mergePatch(blank(ref), onCreate ?? {}), body) as ValueObject;
}

/** The step that makes one object so: create it whole, patch what differs, or keep it. */
export function ensureStep(desired: DesiredObject, snapshot: Snapshot, lookup: Lookup): EnsureStep {
  const { id, title, ref, live = false } = desired;
  const current = seen(snapshot, ref);
  const common = { kind: 'ensure', id, title, ref, live } as const;
  if (current === undefined) {
    const body = whole({ ...desired, body: filled(desired.body, lookup) });
    return { ...common, action: 'create', body, changes: fieldChanges(ref, undefined, body) };
  }
  const body = filled((lacking(desired.body, current, lookup) ?? {}) as ValueObject, lookup);
  const action = Object.keys(body).length === 0 ? 'keep' : 'update';
  return { ...common, action, body, changes: fieldChanges(ref, current, body), ...versionOf(current) };
}

/**
 * The step that patches the registry's Config: the whole patch whenever anything differs after what the operator
 * rewrites is allowed for, since its nulls only work together; else keep. A Config that is not there yet is patched
 * once a wait has seen it.
 */
export function configStep(desired: { id: string; title: string; spec: ValueObject }, snapshot: Snapshot, lookup: Lookup): PatchStep {
  const { id, title } = desired;
  const current = seen(snapshot, OBJECT.config);
  const spec = filled(desired.spec, lookup);
  const common = { kind: 'patch', id, title, ref: { resource: R.Config, name: OBJECT.config.name } } as const;
  if (current !== undefined && differences(spec, current['spec']).length === 0) return { ...common, action: 'keep', body: {}, changes: [], ...versionOf(current) };
  const body = { spec };
  return { ...common, action: 'update', body, changes: fieldChanges(OBJECT.config, current ?? blank(OBJECT.config), body), ...versionOf(current) };
}
