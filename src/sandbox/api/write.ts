import type { KubeObject, ObjectMeta } from '../../api/types.ts';
import { apiVersion } from '../../api/resources.ts';
import { judge as judgeShape } from '../schemas/judge.ts';
import { fillDefaults } from '../schemas/shape.ts';
import { defaultClass } from './admission.ts';
import { decode } from './decode.ts';
import { alreadyExists, badRequest, conflict, Fault, invalid, notFound } from './fault.ts';
import type { Cause } from './fault.ts';
import type { Kind } from './kind.ts';
import { judgeMeta } from './names.ts';
import { furnish, welcome } from './namespaces.ts';
import { settle } from './remove.ts';
import { protect } from './collect.ts';
import { same } from './same.ts';
import { sorted } from './sorted.ts';
import type { Store } from './store.ts';

/** How a write is to be done. */
export interface Write {
  /** answer as if, store nothing (`dryRun=All`) */
  dryRun?: boolean;
  /** what becomes of fields that the kind does not know; Warn when not given */
  fields?: 'Strict' | 'Warn' | 'Ignore';
  /** takes the warnings that the answer's headers carry */
  warn?: (text: string) => void;
  /** paths of fields that the body gave twice */
  twice?: readonly string[];
  /** the name that the URL gives */
  name?: string;
  /** only the status is written */
  status?: boolean;
  /** the body is what a patch led to, written as JSON */
  patched?: string;
}

export interface Place {
  kind: Kind;
  namespace?: string | undefined;
  name: string;
  subresource?: string | undefined;
}

/** Creates an object (POST); returns it as stored. Throws a `Fault` when it is refused. */
export function create(store: Store, kind: Kind, namespace: string | undefined, body: unknown, write: Write = {}): KubeObject {
  const object: unknown = body === null && !kind.custom ? {} : structuredClone(body);
  decode(kind, object, write);
  const meta = object.metadata;
  place(kind, namespace, meta);
  if ((meta.name ?? '') === '' && (meta.generateName ?? '') !== '') meta.name = `${(meta.generateName ?? '').slice(0, 58)}${suffix()}`;
  if (kind.resource.namespaced) welcome(store, kind.resource, meta.namespace ?? '', meta.name ?? '');
  for (const admit of [...store.admission, defaultClass]) admit(kind.resource, object, store);
  if (kind.status) delete object['status'];
  // what is no number counts as none here
  if (/^\d*[1-9]\d*$/.test(meta.resourceVersion ?? '')) throw new Fault(500, '', 'resourceVersion should not be set on objects to be created');
  delete meta.resourceVersion;
  delete meta.selfLink;
  delete meta.deletionTimestamp;
  meta.uid = store.uid();
  meta.creationTimestamp = store.stamp();
  // who does not count generations takes what is given, once
  if (kind.generation) meta.generation = 1;
  else if (meta.generation === 0) delete meta.generation;
  if (kind.custom) fillDefaults(object, kind.schema);
  kind.rules?.fill?.(object, undefined);
  judge(kind, object, undefined);
  const name = meta.name ?? '';
  if (store.get(kind.resource, name, meta.namespace)) throw alreadyExists(kind.resource, name);
  if (write.dryRun === true) return sorted(object);
  const saved = store.save(kind.resource, object);
  furnish(store, kind, saved, (what, body) => create(store, what, name, body));
  return saved;
}

/** Replaces an object (PUT) or its status; returns it as stored. */
export function update(store: Store, at: Place, body: unknown, write: Write = {}): KubeObject {
  const { kind } = at;
  const object: unknown = structuredClone(body);
  decode(kind, object, { ...write, name: at.name, status: at.subresource === 'status' });
  const meta = object.metadata;
  if ((meta.name ?? '') === '') throw badRequest(`the name of the object (${at.name} based on URL) was undeterminable: name must be provided`);
  if ((meta.name ?? at.name) !== at.name) throw badRequest(`the name of the object (${meta.name ?? ''}) does not match the name on the URL (${at.name})`);
  meta.name = at.name;
  place(kind, at.namespace, meta);
  const before = store.get(kind.resource, at.name, at.namespace);
  if (!before && kind.putMakes && at.subresource === undefined) return create(store, kind, at.namespace, { ...object, metadata: { ...meta, resourceVersion: '' } }, write);
  if (!before) throw notFound(kind.resource, at.name);
  guard(kind, at, meta, before, write);
  const ended = meta.deletionTimestamp;
  const link = at.subresource === 'status' && kind.custom ? undefined : meta.selfLink;
  delete meta.selfLink;
  carry(kind, object, before, at.subresource);
  if (kind.custom) fillDefaults(object, kind.schema);
  kind.rules?.fill?.(object, before);
  if (at.subresource !== 'status') bump(kind, object, before);
  judge(kind, object, before, at.subresource === 'status' && kind.custom ? undefined : ended);
  // only storing takes it off
  if (write.dryRun === true && link !== undefined) meta.selfLink = link;
  if (same(object, before)) return before;
  if (write.dryRun === true) return sorted(object);
  if (meta.deletionTimestamp !== undefined && (meta.finalizers ?? []).length === 0) {
    store.drop(kind.resource, at.name, at.namespace);
    settle(store, kind, object);
    return object;
  }
  const saved = store.save(kind.resource, object);
  protect(store, saved);
  return saved;
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
function guard(kind: Kind, at: Place, meta: ObjectMeta, before: KubeObject, write: Write): void {
  const { name } = at;
  // the status of a custom resource is written over the metadata that is there
  const uid = at.subresource === 'status' && kind.custom ? '' : (meta.uid ?? '');
  if (uid !== '' && uid !== before.metadata.uid) {
    if (write.patched !== undefined) throw invalid(kind.resource, name, [{ field: 'metadata.uid', reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(uid)}: field is immutable` }]);
    throw conflict(kind.resource, name, `StorageError: invalid object, Code: 4, Key: /registry/${kind.resource.plural}/${at.namespace === undefined ? '' : `${at.namespace}/`}${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid ?? ''}`);
  }
  const based = meta.resourceVersion ?? '';
  if (based !== '' && !/^\d+$/.test(based)) throw new Fault(500, '', `strconv.ParseUint: parsing ${JSON.stringify(based)}: invalid syntax`);
  if (based !== '' && based !== '0' && based !== before.metadata.resourceVersion) throw conflict(kind.resource, name);
  if ((based === '' || based === '0') && kind.custom) throw unversioned(kind, name);
}

/** Custom resources are only replaced by a body that says which state it is based on. */
function unversioned(kind: Kind, name: string): Fault {
  return invalid({ ...kind.resource, kind: kind.resource.plural }, name, [{ field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message: 'Invalid value: 0x0: must be specified for an update' }]);
}

/** What a write may not touch is taken over from the state before. */
function carry(kind: Kind, object: KubeObject, before: KubeObject, subresource: string | undefined): void {
  const meta = object.metadata;
  const old = before.metadata;
  if (subresource === 'status') {
    const status = object['status'];
    const kept = structuredClone(before);
    const { metadata } = object;
    for (const key of Object.keys(object)) delete object[key];
    Object.assign(object, kept);
    if (status === undefined) delete object['status'];
    else object['status'] = status;
    if (kind.custom) return;
    // built-in kinds take labels, annotations and the like through status, too
    object.metadata = metadata;
  }
  if (old.generation === undefined) delete meta.generation;
  else meta.generation = old.generation;
  meta.uid = old.uid ?? '';
  meta.creationTimestamp = old.creationTimestamp ?? '';
  meta.resourceVersion = old.resourceVersion ?? '';
  if (old.deletionTimestamp === undefined) delete meta.deletionTimestamp;
  else meta.deletionTimestamp = old.deletionTimestamp;
  if (kind.status && subresource !== 'status') {
    delete object['status'];
    if (before['status'] !== undefined) object['status'] = structuredClone(before['status']);
  }
}

function bump(kind: Kind, object: KubeObject, before: KubeObject): void {
  if (!kind.generation) return;
  const changed = !same(content(kind, object), content(kind, before));
  object.metadata.generation = (before.metadata.generation ?? 1) + (changed ? 1 : 0);
}

/** What counts for the generation: everything but metadata, and but status where that is apart. */
function content(kind: Kind, object: KubeObject): Record<string, unknown> {
  const { metadata: _, ...rest } = object;
  if (kind.status) delete rest['status'];
  return rest;
}

function judge(kind: Kind, object: KubeObject, before: KubeObject | undefined, ended?: string): void {
  const causes: Cause[] = [...misnamed(kind, object), ...judgeMeta(object.metadata, kind)];
  const added = before?.metadata.deletionTimestamp === undefined ? [] : (object.metadata.finalizers ?? []).filter((f) => !(before.metadata.finalizers ?? []).includes(f));
  if (ended !== undefined && ended !== before?.metadata.deletionTimestamp) causes.push({ field: 'metadata.deletionTimestamp', reason: 'FieldValueInvalid', message: `Invalid value: ${ended.replace('T', ' ').replace('Z', '')} +0000 UTC: field is immutable` });
  if (added.length > 0) causes.push({ field: 'metadata.finalizers', reason: 'FieldValueForbidden', message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((f) => JSON.stringify(f)).join(', ')}}` });
  causes.push(...(kind.rules?.check?.(object) ?? []));
  if (before) causes.push(...(kind.rules?.checkUpdate?.(object, before) ?? []));
  if (kind.custom) causes.push(...shapeOf(object, kind, causes));
  const group = object.apiVersion.includes('/') ? object.apiVersion.replace(/\/.*/, '') : '';
  if (causes.length > 0) throw invalid({ ...kind.resource, kind: object.kind, group }, object.metadata.name ?? '', causes);
}

/** A custom resource that an update calls something else. */
function misnamed({ resource }: Kind, object: KubeObject): Cause[] {
  const wrong = (field: string, given: string, wanted: string): Cause[] => (given === wanted ? [] : [{ field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(given)}: must be ${wanted}` }]);
  return [...wrong('kind', object.kind, resource.kind), ...wrong('apiVersion', object.apiVersion, apiVersion(resource))];
}

/** What the schema says; where rules across fields stand behind it, it also says that they were not looked at. */
function shapeOf(object: KubeObject, kind: Kind, others: readonly Cause[]): Cause[] {
  const causes: Cause[] = judgeShape(object, kind.schema);
  const blocking = ['FieldValueTypeInvalid', 'FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany'];
  if (kind.resource.kind === 'Route' && [...others, ...causes].some((c) => blocking.includes(c.reason)))
    causes.push({ field: '<nil>', reason: 'FieldValueInvalid', message: 'Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation' });
  return causes;
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters that make a generated name its own. */
function suffix(): string {
  return Array.from({ length: 5 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)] ?? 'x').join('');
}
