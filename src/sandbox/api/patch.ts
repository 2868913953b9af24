import { isRecord } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { PatchKind } from '../client.ts';
import { badRequest, Fault, notFound } from './fault.ts';
import { jsonPatch, PatchFault } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import type { Store } from './store.ts';
import { strategicPatch } from './strategic.ts';
import type { Place, Write } from './write.ts';
import { same, update } from './write.ts';

/** Changes an object, or its status, by a patch; returns it as stored. Throws a `Fault`. */
export function patch(store: Store, at: Place, body: unknown, how: PatchKind, write: Write = {}): KubeObject {
  const before = store.get(at.kind.resource, at.name, at.namespace);
  if (!before) throw notFound(at.kind.resource, at.name);
  const patched = changed(at, before, body, how);
  if (!isRecord(patched) || !isRecord(patched['metadata'])) throw badRequest('the patch does not leave an object');
  return update(store, at, { ...(patched as KubeObject), metadata: { resourceVersion: before.metadata.resourceVersion ?? '', ...patched['metadata'] } }, write);
}

function changed(at: Place, before: KubeObject, body: unknown, how: PatchKind): unknown {
  if (how === 'merge') return mergePatch(before, body);
  if (how === 'strategic') {
    if (at.kind.custom) throw unsupported(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']);
    return strategicPatch(before, body);
  }
  if (!Array.isArray(body)) throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  try {
    return jsonPatch(before, body, same);
  } catch (error) {
    if (error instanceof PatchFault) throw new Fault(422, 'Invalid', `the server rejected our request due to an error in our request: ${error.message}`, {});
    throw error;
  }
}

/** 415: the kind of patch is not taken. */
export function unsupported(taken: readonly string[]): Fault {
  return new Fault(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${taken.join(', ')}`);
}
