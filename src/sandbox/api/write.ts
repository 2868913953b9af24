import { isRecord, record } from '../../api/json.ts';
import type { KubeObject, ObjectMeta } from '../../api/types.ts';
import { alreadyExists, badRequest, conflict, Fault, invalid, notFound } from './fault.ts';
import type { Kind } from './kind.ts';
import { welcome } from './namespaces.ts';
import type { Store } from './store.ts';
import { settle } from './remove.ts';

/** How a write is to be done. */
export interface Write {
  /** answer as if, store nothing (`dryRun=All`) */
  dryRun?: boolean;
  /** what becomes of fields that the kind does not know; Warn when not given */
  fields?: 'Strict' | 'Warn' | 'Ignore';
  /** takes the warnings that the answer's headers carry */
  warn?: (text: string) => void;
}

export interface Place {
  kind: Kind;
  namespace?: string | undefined;
  name: string;
  subresource?: string | undefined;
}

/** Creates an object (POST); returns it as stored. Throws a `Fault` when it is refused. */
export function create(store: Store, kind: Kind, namespace: string | undefined, body: KubeObject, write: Write = {}): KubeObject {
  const object = structuredClone(body);
  const meta = object.metadata;
  place(kind, namespace, meta);
  if ((meta.name ?? '') === '' && (meta.generateName ?? '') !== '') meta.name = `${(meta.generateName ?? '').slice(0, 58)}${suffix()}`;
  if (kind.resource.namespaced) welcome(store, kind.resource, meta.namespace ?? '', meta.name ?? '');
  for (const admit of store.admission) admit(kind.resource, object);
  if (kind.status) delete object['status'];
  delete meta.resourceVersion;
  delete meta.deletionTimestamp;
  meta.uid = store.uid();
  meta.creationTimestamp = store.stamp();
  if (kind.generation) meta.generation = 1;
  else delete meta.generation;
  kind.rules?.fill?.(object, undefined);
  judge(kind, object, undefined);
  const name = meta.name ?? '';
  if (store.get(kind.resource, name, meta.namespace)) throw alreadyExists(kind.resource, name);
  if (write.dryRun === true) return object;
  const saved = store.save(kind.resource, object);
  settle(store, kind, saved);
  return saved;
}

/** Replaces an object (PUT) or its status; returns it as stored. */
export function update(store: Store, at: Place, body: KubeObject, write: Write = {}): KubeObject {
  const { kind } = at;
  const before = store.get(kind.resource, at.name, at.namespace);
  if (!before) throw notFound(kind.resource, at.name);
  const object = structuredClone(body);
  const meta = object.metadata;
  if ((meta.name ?? at.name) !== at.name) throw badRequest(`the name of the object (${meta.name ?? ''}) does not match the name on the URL (${at.name})`);
  meta.name = at.name;
  place(kind, at.namespace, meta);
  guard(kind, at.name, meta, before);
  carry(kind, object, before, at.subresource);
  kind.rules?.fill?.(object, before);
  judge(kind, object, before);
  if (same(object, before)) return before;
  if (write.dryRun === true) return object;
  if (meta.deletionTimestamp !== undefined && (meta.finalizers ?? []).length === 0) {
    store.drop(kind.resource, at.name, at.namespace);
    settle(store, kind, object);
    return object;
  }
  return store.save(kind.resource, object);
}

/** The namespace of the URL is the object's; another one in the object is an error. */
function place(kind: Kind, namespace: string | undefined, meta: ObjectMeta): void {
  if (!kind.resource.namespaced) {
    delete meta.namespace;
    return;
  }
  if (meta.namespace !== undefined && meta.namespace !== '' && namespace !== undefined && meta.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  const put = namespace ?? meta.namespace;
  if (put === undefined) throw new Fault(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  meta.namespace = put;
}

/** Refuses a write that was based on another state or another object. */
function guard(kind: Kind, name: string, meta: ObjectMeta, before: KubeObject): void {
  if (meta.uid !== undefined && meta.uid !== '' && meta.uid !== before.metadata.uid)
    throw conflict(kind.resource, name, `Precondition failed: UID in precondition: ${meta.uid}, UID in object meta: ${before.metadata.uid ?? ''}`);
  const based = meta.resourceVersion ?? '';
  if (based !== '' && based !== '0' && based !== before.metadata.resourceVersion) throw conflict(kind.resource, name);
  if (based === '' && kind.custom)
    throw invalid(kind.resource, name, [{ field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message: 'Invalid value: 0x0: must be specified for an update' }]);
}

/** What a write may not touch is taken over from the state before. */
function carry(kind: Kind, object: KubeObject, before: KubeObject, subresource: string | undefined): void {
  const meta = object.metadata;
  const old = before.metadata;
  if (subresource === 'status') {
    const status = object['status'];
    const kept = structuredClone(before);
    for (const key of Object.keys(object)) delete object[key];
    Object.assign(object, kept);
    if (status === undefined) delete object['status'];
    else object['status'] = status;
    return;
  }
  meta.uid = old.uid ?? '';
  meta.creationTimestamp = old.creationTimestamp ?? '';
  meta.resourceVersion = old.resourceVersion ?? '';
  if (old.deletionTimestamp === undefined) delete meta.deletionTimestamp;
  else meta.deletionTimestamp = old.deletionTimestamp;
  if (kind.status) {
    delete object['status'];
    if (before['status'] !== undefined) object['status'] = structuredClone(before['status']);
  }
  if (!kind.generation) return;
  const changed = !same(content(kind, object), content(kind, before));
  meta.generation = (old.generation ?? 1) + (changed ? 1 : 0);
}

/** What counts for the generation: everything but metadata, and but status where that is apart. */
function content(kind: Kind, object: KubeObject): Record<string, unknown> {
  const { metadata: _, ...rest } = object;
  if (kind.status) delete rest['status'];
  return rest;
}

function judge(kind: Kind, object: KubeObject, before: KubeObject | undefined): void {
  const causes = kind.rules?.check?.(object) ?? [];
  if (before) causes.push(...(kind.rules?.checkUpdate?.(object, before) ?? []));
  if (causes.length > 0) throw invalid(kind.resource, object.metadata.name ?? '', causes);
}

/** Equal as JSON, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const [left, right] = [Object.keys(a).filter((k) => a[k] !== undefined), Object.keys(b).filter((k) => b[k] !== undefined)];
  return left.length === right.length && left.every((key) => key in b && same(a[key], record({ b }, 'b')[key]));
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters that make a generated name its own. */
function suffix(): string {
  return Array.from({ length: 5 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)] ?? 'x').join('');
}
