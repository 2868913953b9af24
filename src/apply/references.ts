import { at } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { JsonObject, KubeObject } from '../api/types.ts';
import { Failure } from '../errors.ts';
import type { Kube } from '../kube/port.ts';
import { referencesIn, resolve as resolveWith } from '../plan/resolve.ts';
import { objectOf } from '../plan/source.ts';
import type { Plan, Reference, ValueObject } from '../plan/types.ts';

/** Keeps secret values that this run has seen out of a text, as they stand in an API object and decoded. */
export function masked(message: string, secrets: ReadonlySet<string>): string {
  let clean = message;
  for (const secret of secrets) for (const form of [secret, Buffer.from(secret, 'base64').toString()]) if (form.length > 3) clean = clean.replaceAll(form, '(secret)');
  return clean;
}

/**
 * The body with every Reference replaced by what the cluster holds now, each object read once and put nowhere:
 * secrets in plain text go from one request into the next, and are noted in `secrets` so that no
 * message can quote them. Fails (input) when a value is not there.
 */
export async function resolve(body: ValueObject, plan: Plan, kube: Kube, signal: AbortSignal, secrets: Set<string>): Promise<JsonObject> {
  const objects = new Map<string, KubeObject | undefined>();
  const values = new Map<Reference['$ref'], unknown>();
  for (const reference of referencesIn(body)) {
    const { path, secret } = reference.$ref;
    const ref = objectOf(reference, plan.steps);
    if (ref === undefined) throw new Failure('unexpected', `The plan refers to "${reference.$ref.show}" of step "${reference.$ref.step}", which yields no such object.`);
    const name = nameOf(ref);
    if (!objects.has(name)) objects.set(name, await kube.get(ref, { signal }));
    const found = at(objects.get(name), ...path);
    if (found === undefined || found === null) throw new Failure('input', `${name} has no ${path.join('.')}, which the plan needs.`);
    if (secret) secrets.add(typeof found === 'string' ? found : JSON.stringify(found));
    values.set(reference.$ref, found);
  }
  return resolveWith(body, (wanted) => values.get(wanted)) as JsonObject;
}
