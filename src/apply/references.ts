import { at } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { JsonObject, KubeObject, Ref } from '../api/types.ts';
import { Failure } from '../errors.ts';
import type { Kube } from '../kube/port.ts';
import { referencesIn, resolve as resolveWith } from '../plan/resolve.ts';
import type { Plan, Reference, Step, ValueObject } from '../plan/types.ts';
import { readKey } from '../snapshot/access.ts';

/** The object that a Reference reads: what its step wrote, or the one that its wait read under `object`. */
function sourceOf(plan: Plan, { $ref }: Reference): Ref {
  if ($ref.ref !== undefined) return $ref.ref;
  const step: Step | undefined = plan.steps.find((candidate) => candidate.id === $ref.step);
  if (step?.kind === 'ensure' || step?.kind === 'patch') return step.ref;
  if (step?.kind === 'wait') {
    const named = step.reads.filter((read) => read.name !== undefined);
    const read = $ref.object === undefined ? named[0] : named.find((candidate) => readKey(candidate) === $ref.object);
    if (read?.name !== undefined) return { resource: read.resource, name: read.name, ...(read.namespace === undefined ? {} : { namespace: read.namespace }) };
  }
  throw new Failure('unexpected', `The plan refers to "${$ref.show}" of step "${$ref.step}", which yields no such object.`);
}

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
    const ref = sourceOf(plan, reference);
    const name = nameOf(ref);
    if (!objects.has(name)) objects.set(name, await kube.get(ref, { signal }));
    const found = at(objects.get(name), ...path);
    if (found === undefined || found === null) throw new Failure('input', `${name} has no ${path.join('.')}, which the plan needs.`);
    if (secret) secrets.add(typeof found === 'string' ? found : JSON.stringify(found));
    values.set(reference.$ref, found);
  }
  return resolveWith(body, (wanted) => values.get(wanted)) as JsonObject;
}
