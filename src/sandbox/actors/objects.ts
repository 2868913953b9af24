import { createHash, randomInt } from 'node:crypto';
import { isRecord, list, record, text } from '../../api/json.ts';
import { apiVersion, R } from '../../api/resources.ts';
import type { KubeObject, OwnerReference, Resource } from '../../api/types.ts';
import { Refused } from '../client.ts';
import type { Client } from '../client.ts';

/** The name of an object, or the empty string. */
export const name = (object: KubeObject): string => object.metadata.name ?? '';
export const namespace = (object: KubeObject): string => object.metadata.namespace ?? '';
export const key = (object: KubeObject): string => `${namespace(object)}/${name(object)}`;
export const uid = (object: KubeObject): string => object.metadata.uid ?? key(object);
export const going = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;

/** A time as the API writes it: to the second. */
export const stamp = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');

/** The owner reference that a controller puts on what it makes. */
export function ownedBy(owner: KubeObject, controller = true): OwnerReference {
  return { apiVersion: owner.apiVersion, kind: owner.kind, name: name(owner), uid: uid(owner), ...(controller ? { controller, blockOwnerDeletion: true } : {}) };
}

export const owns = (owner: KubeObject, object: KubeObject): boolean => (object.metadata.ownerReferences ?? []).some((o) => o.uid === uid(owner));

/** True when every label of the selector's `matchLabels` is on the labels (expressions are not needed here). */
export function matches(selector: unknown, labels: Record<string, string> | undefined): boolean {
  return Object.entries(record(selector, 'matchLabels')).every(([k, v]) => labels?.[k] === v);
}

export const records = (value: unknown, ...path: (string | number)[]): Record<string, unknown>[] => list(value, ...path).filter(isRecord);

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** So many characters of the alphabet that Kubernetes uses in generated names. */
export const suffix = (length: number): string => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** A short, stable name for a value, such as a pod template's hash. */
export function hash(value: unknown, length = 10): string {
  const bytes = createHash('sha256').update(JSON.stringify(value)).digest().subarray(0, length);
  return [...bytes].map((b) => ALPHABET[b % ALPHABET.length]).join('');
}

/** Creates the object, or brings an existing one's given top-level fields to what is given. Writes nothing when all is as given. */
export async function ensure(client: Client, resource: Resource, object: KubeObject): Promise<KubeObject> {
  const there = await client.get(resource, name(object), object.metadata.namespace);
  if (there === undefined) return client.create(resource, object);
  const { apiVersion: _version, kind: _kind, metadata, status: _status, ...fields } = object;
  const labels = { ...(metadata.labels ? { labels: metadata.labels } : {}), ...(metadata.annotations ? { annotations: metadata.annotations } : {}) };
  const wanted = { ...fields, ...(Object.keys(labels).length > 0 ? { metadata: labels } : {}) };
  if (covers(there, wanted)) return there;
  return client.patch(resource, name(object), object.metadata.namespace, wanted);
}

/** True when all that is wanted is there; what a server added to it does not count. */
export function covers(there: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(there) && there.length === wanted.length && wanted.every((w, i) => covers(there[i], w));
  if (!isRecord(wanted)) return (there ?? null) === (wanted ?? null);
  return Object.entries(wanted).every(([k, v]) => covers(record(there)[k], v));
}

/** Writes the status when it differs (a merge patch of the status subresource). */
export async function setStatus(client: Client, resource: Resource, object: KubeObject, status: Record<string, unknown>): Promise<void> {
  if (covers(object['status'], status)) return;
  await client.patch(resource, name(object), object.metadata.namespace, { status }, 'merge', 'status');
}

/** Records an event about the object, once for the same words. A cluster that takes no events is not asked again in the pass. */
export async function event(client: Client, about: KubeObject, now: Date, e: { type: 'Normal' | 'Warning'; reason: string; message: string; from: string }): Promise<void> {
  const ns = about.metadata.namespace ?? 'default';
  const id = `${name(about)}.${hash([uid(about), e.reason, e.message], 16)}`;
  const involvedObject = { apiVersion: about.apiVersion, kind: about.kind, name: name(about), uid: uid(about), ...(about.metadata.namespace === undefined ? {} : { namespace: ns }) };
  const times = { firstTimestamp: stamp(now), lastTimestamp: stamp(now) };
  if (await client.get(R.Event, id, ns)) return;
  try {
    await client.create(R.Event, {
      apiVersion: apiVersion(R.Event), kind: 'Event', metadata: { name: id, namespace: ns }, involvedObject, ...times,
      type: e.type, reason: e.reason, message: e.message, source: { component: e.from }, count: 1,
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

/** The base64 values of a Secret's `data`, decoded. */
export function secretData(secret: KubeObject | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(record(secret, 'data')).map(([k, v]) => [k, Buffer.from(typeof v === 'string' ? v : '', 'base64').toString()]));
}

export const base64 = (data: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(data).map(([k, v]) => [k, Buffer.from(v).toString('base64')]));

/** The class that claims without one get, by its annotation; undefined when no class is the default. */
export function defaultClass(classes: KubeObject[]): KubeObject | undefined {
  return classes.find((c) => c.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true');
}

export const phase = (object: KubeObject): string => text(object, 'status', 'phase') ?? '';
