import { nameOf, pathOf } from '../../api/resources.ts';
import type { KubeObject, Ref } from '../../api/types.ts';
import { isOwn404 } from '../errors/refused.ts';
import { query } from '../http/query.ts';
import type { Sender } from '../http/sender.ts';
import type { Call } from '../http/types.ts';
import type { PatchOptions, WriteOptions } from '../port.ts';
import { ask, parsed, toObject } from './answers.ts';

/** The name under which the server remembers which fields this program wrote. */
export const FIELD_MANAGER = 'registryctl';

const PATCH_TYPES = { merge: 'application/merge-patch+json', json: 'application/json-patch+json', strategic: 'application/strategic-merge-patch+json' } as const;

const strict = (options: WriteOptions): string => query({ fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', dryRun: options.dryRun === true ? 'All' : undefined });
const stop = (options: WriteOptions): Pick<Call, 'signal'> => (options.signal === undefined ? {} : { signal: options.signal });
const tried = (verb: string, options: WriteOptions): string => (options.dryRun === true ? `${verb} (dry run)` : verb);

/** POST of a new object; unknown fields are refused by the server. Throws ApiError, 409 when it is there already. */
export async function create(sender: Sender, ref: Ref, object: KubeObject, options: WriteOptions): Promise<KubeObject> {
  const call: Call = { verb: tried('create', options), object: nameOf(ref), method: 'POST', path: pathOf(ref.resource, ref.namespace) + strict(options), body: object, safe: options.dryRun === true, ...stop(options) };
  return toObject(await ask(sender, call), sender, call);
}

/** PATCH of an object or of its subresource; a merge patch when nothing else is said. Throws ApiError. */
export async function patch(sender: Sender, ref: Ref, change: unknown, options: PatchOptions): Promise<KubeObject> {
  const below = options.subresource === undefined ? '' : `/${options.subresource}`;
  const call: Call = {
    verb: tried('patch', options),
    object: nameOf(ref) + below,
    method: 'PATCH',
    path: pathOf(ref.resource, ref.namespace, ref.name) + below + strict(options),
    body: change,
    contentType: PATCH_TYPES[options.type ?? 'merge'],
    safe: options.dryRun === true,
    ...stop(options),
  };
  return toObject(await ask(sender, call), sender, call);
}

/** DELETE, of just the object with this uid where one is given; its dependents follow in the background. False when it was not there. Throws ApiError. */
export async function remove(sender: Sender, ref: Ref, options: WriteOptions & { uid?: string }): Promise<boolean> {
  const dryRun = options.dryRun === true;
  const call: Call = {
    verb: tried('delete', options),
    object: nameOf(ref),
    method: 'DELETE',
    path: pathOf(ref.resource, ref.namespace, ref.name) + query({ propagationPolicy: 'Background', dryRun: dryRun ? 'All' : undefined }),
    body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }), ...(dryRun ? { dryRun: ['All'] } : {}) },
    safe: dryRun,
    ...stop(options),
  };
  const answer = await sender.send(call);
  if (isOwn404(answer)) return false;
  // a web page of something on the way is no deletion
  parsed(sender, call, answer);
  return true;
}
