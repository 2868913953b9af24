import { at } from '../api/json.ts';
import type { Ref } from '../api/types.ts';
import type { CredentialForm } from '../credentials/types.ts';
import { backendOf, type Backend } from '../registry/backends.ts';
import { newer } from '../registry/hopeless.ts';
import { OBJECT } from '../registry/objects.ts';
import { readiness, startedWith } from '../registry/ready.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { heldAs, sourceOf, usable } from './credentials.ts';
import type { Given } from './types.ts';

/**
 * The checksum of the pods that run now, where other pods must follow: the registry is on that backend and ready, so the
 * operator has taken the former keys, and the new ones differ. Without it the registry would be found ready before the
 * operator has seen the new ones. Undefined where it may be that none follow.
 */
export function formerPods(form: CredentialForm, backend: Backend, given: Given, snapshot: Snapshot): string | undefined {
  const [before, after] = [usable(form, snapshot), sourceOf(given)];
  const config = one(snapshot, OBJECT.config);
  if (before === undefined || after === undefined || config === undefined || backendOf(at(config, 'spec', 'storage')) !== backend) return undefined;
  // keys that the operator has not given to the pods yet: these may well have the new ones already
  if (newer(snapshot, before, config)) return undefined;
  const digest = (secret: Ref, key: string): unknown => at(one(snapshot, secret), 'data', heldAs(form, snapshot, secret, key) ?? '', 'digest');
  const differs = form.keys.some((key) => {
    const [old, next] = [digest(before, key), digest(after, key)];
    return old !== undefined && next !== undefined && old !== next;
  });
  return differs && readiness(snapshot, {}).met ? startedWith(snapshot) : undefined;
}
