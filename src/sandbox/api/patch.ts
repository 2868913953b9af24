import { isRecord, record } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { PatchKind } from '../client.ts';
import { typeOf } from '../schemas/judge.ts';
import { badRequest, Fault, notFound } from './fault.ts';
import { jsonPatch, PatchFault } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import type { Store } from './store.ts';
import { strategicPatch } from './strategic.ts';
import type { Place, Write } from './write.ts';
import { same } from './same.ts';
import { sorted } from './sorted.ts';
import { create, update } from './write.ts';

/** Changes an object, or its status, by a patch; returns it as stored. Throws a `Fault`. */
export function patch(store: Store, at: Place, body: unknown, how: PatchKind, write: Write = {}): KubeObject {
  const before = store.get(at.kind.resource, at.name, at.namespace);
  if (!before) throw notFound(at.kind.resource, at.name);
  const patched = changed(at, before, body, how, write);
  return update(store, at, based(patched, before), { ...write, patched: JSON.stringify(sorted(patched)) });
}

/** A patch that says nothing of the version is based on the state that it was applied to. */
function based(patched: unknown, before: KubeObject): unknown {
  if (!isRecord(patched) || !isRecord(patched['metadata']) || patched['metadata']['resourceVersion'] !== undefined) return patched;
  return { ...patched, metadata: { ...patched['metadata'], resourceVersion: before.metadata.resourceVersion ?? '' } };
}

function changed(at: Place, before: KubeObject, body: unknown, how: PatchKind, write: Write): unknown {
  if (how === 'merge') {
    // only when nobody looks for unknown fields is a list let through, to take the object's place
    if (!isRecord(body) && !(Array.isArray(body) && write.fields === 'Ignore')) throw badRequest(`error decoding patch: json: cannot unmarshal ${goType(body)} into Go value of type map[string]interface {}`);
    return mergePatch(before, body);
  }
  if (how === 'strategic') {
    if (at.kind.custom) throw unsupported(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']);
    if (!isRecord(body) && body !== null) throw badRequest(`json: cannot unmarshal ${goType(body)} into Go value of type map[string]interface {}`);
    const merged = strategicPatch(before, body ?? {});
    // which kind it is stays, whatever the patch calls it
    const headed = (key: 'apiVersion' | 'kind'): boolean => !isRecord(merged) || merged[key] === undefined || typeof merged[key] === 'string';
    return isRecord(merged) && headed('apiVersion') && headed('kind') ? { ...merged, apiVersion: before.apiVersion, kind: before.kind } : merged;
  }
  if (body !== null && !Array.isArray(body)) throw badRequest(`error decoding patch: json: cannot unmarshal ${goType(body)} into Go value of type []handlers.jsonPatchOp`);
  const odd: unknown = (body ?? []).find((operation: unknown) => !isRecord(operation) && operation !== null);
  if (odd !== undefined) throw badRequest(`error decoding patch: json: cannot unmarshal ${goType(odd)} into Go value of type handlers.jsonPatchOp`);
  try {
    return jsonPatch(before, body ?? [], same);
  } catch (error) {
    if (error instanceof PatchFault) throw new Fault(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    throw error;
  }
}

/** A JSON type as Go calls it. */
const goType = (value: unknown): string => typeOf(value).replace('integer', 'number').replace('boolean', 'bool');

/** 415: the kind of patch is not taken. */
export function unsupported(taken: readonly string[]): Fault {
  return new Fault(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${taken.join(', ')}`);
}

/** Server-side apply in its simple form: makes the object, or sets the fields that are given. Who owns which field is not kept. */
export function apply(store: Store, at: Place, body: unknown, write: Write): { object: KubeObject; made: boolean } {
  if (store.get(at.kind.resource, at.name, at.namespace)) return { object: patch(store, at, body, at.kind.custom ? 'merge' : 'strategic', write), made: false };
  const named = isRecord(body) ? { ...body, metadata: { ...record(body, 'metadata'), name: at.name } } : body;
  return { object: create(store, at.kind, at.namespace, named, write), made: true };
}
