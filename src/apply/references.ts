import { at, isRecord } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { JsonObject, Ref } from '../api/types.ts';
import { Failure } from '../errors.ts';
import type { Kube } from '../kube/port.ts';
import type { Plan, Reference, Step, ValueObject } from '../plan/types.ts';
import { readKey } from '../snapshot/access.ts';

/** True when the value is a Reference to what another step yields. */
export function isReference(value: unknown): value is Reference {
  return isRecord(value) && isRecord(value['$ref']) && Array.isArray(value['$ref']['path']);
}

/** Every Reference within a value, in the order they stand there. */
export function referencesIn(value: unknown): Reference[] {
  if (isReference(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isRecord(value) ? Object.values(value).flatMap(referencesIn) : [];
}

/** The object that a Reference reads: what its step wrote, or the one that its wait read under `object`. */
function sourceOf(plan: Plan, { $ref }: Reference): Ref {
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
 * The body with every Reference replaced by what the cluster holds now, read here and put nowhere:
 * secrets in plain text go from one request into the next, and are noted in `secrets` so that no
 * message can quote them. Fails (input) when a value is not there.
 */
export async function resolve(body: ValueObject, plan: Plan, kube: Kube, signal: AbortSignal, secrets: Set<string>): Promise<JsonObject> {
  const objects = new Map<string, unknown>();
  const value = async (reference: Reference): Promise<unknown> => {
    const ref = sourceOf(plan, reference);
    const name = nameOf(ref);
    if (!objects.has(name)) objects.set(name, await kube.get(ref, { signal }));
    const found = at(objects.get(name), ...reference.$ref.path);
    if (found === undefined || found === null) throw new Failure('input', `${name} has no ${reference.$ref.path.join('.')}, which the plan needs (${reference.$ref.show}).`);
    if (reference.$ref.secret) secrets.add(typeof found === 'string' ? found : JSON.stringify(found));
    return found;
  };
  const walk = async (node: unknown): Promise<unknown> => {
    if (isReference(node)) return value(node);
    if (Array.isArray(node)) return Promise.all(node.map(walk));
    if (!isRecord(node)) return node;
    const pairs: [string, unknown][] = [];
    for (const [key, inner] of Object.entries(node)) pairs.push([key, await walk(inner)]);
    return Object.fromEntries(pairs);
  };
  return (await walk(body)) as JsonObject;
}
