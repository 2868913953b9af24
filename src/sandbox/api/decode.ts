import { isRecord } from '../../api/json.ts';
import { apiVersion } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { bool, int, list, map, obj, open, str, strs, time } from '../schemas/dsl.ts';
import { asGo } from '../schemas/go.ts';
import { judge, typeOf } from '../schemas/judge.ts';
import { prune } from '../schemas/shape.ts';
import type { Schema } from '../schemas/dsl.ts';
import { badRequest, Fault } from './fault.ts';
import type { Kind } from './kind.ts';
import type { Write } from './write.ts';

const META = obj({
  ...strs('name generateName namespace selfLink uid resourceVersion'),
  creationTimestamp: { ...time(), typed: true },
  deletionTimestamp: { ...time(), typed: true },
  generation: int(),
  deletionGracePeriodSeconds: int(),
  labels: map(),
  annotations: map(),
  finalizers: list(str()),
  ownerReferences: list(obj({ ...strs('apiVersion kind name uid'), controller: bool(), blockOwnerDeletion: bool() })),
  managedFields: list(open()),
});

/**
 * Reads a body as an object of the kind, in place: what the kind does not know goes (with a warning,
 * or all is refused in strict mode); types that do not fit a built-in kind, or metadata, are refused.
 * `write.patched` is the JSON that a patch led to: then the refusals are 422, else 400.
 */
export function decode(kind: Kind, body: unknown, write: Write): asserts body is KubeObject {
  if (write.patched === undefined) readable(kind, body);
  if (!isRecord(body)) throw unreadable(kind, write, `json: cannot unmarshal ${goType(body)} into Go value of type ${kind.resource.kind}`);
  headed(kind, body, write);
  const meta = body['metadata'] ?? {};
  asGo(meta, META);
  const odd = prune(meta, META, 'metadata');
  const wrong = judge(meta, META).find((c) => c.reason === 'FieldValueTypeInvalid');
  if (wrong) throw unreadable(kind, write, `json: cannot unmarshal ${goWord(wrong.message)} into ${intoMeta(kind, wrong)}`);
  body['metadata'] = meta;
  if (isRecord(meta)) for (const key of ['labels', 'annotations', 'finalizers', 'ownerReferences', 'managedFields', 'selfLink']) if (empty(meta[key]) || key === 'managedFields') delete meta[key];
  if (!kind.custom) asGo(body, kind.schema);
  const unknown = [...(write.twice ?? []).map((p) => `duplicate field "${p}"`), ...[...odd, ...prune(body, kind.schema, '', kind.custom)].map((p) => `unknown field "${p}"`)];
  // a type that does not fit is said first, but where the schema judges it later
  if (!kind.custom) typed(kind, body, write);
  if (write.fields === 'Strict' && unknown.length > 0) throw unreadable(kind, write, `strict decoding error: ${unknown.join(', ')}`);
  if (write.fields !== 'Ignore') for (const line of unknown) write.warn?.(line);
  if (!kind.custom) leaveOut(body, kind.schema);
}

/** Refuses what does not fit the Go types of a built-in kind. */
function typed(kind: Kind, body: unknown, write: Write): void {
  const complaints = judge(body, kind.schema);
  const text = complaints.find((c) => c.message.includes('in body must be of type byte') || c.message.includes("in body should match '^(\\+|-)?(("));
  if (text) throw unreadable(kind, write, text.message.includes('type byte') ? 'illegal base64 data' : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  const type = complaints.find((c) => c.reason === 'FieldValueTypeInvalid');
  if (type) throw unreadable(kind, write, `json: cannot unmarshal ${goWord(type.message)} into Go struct field ${kind.resource.kind}.${type.field} of type ${/of type ([\w,]+)/.exec(type.message)?.[1] ?? ''}`);
}

/** Where in Go's metadata a value does not fit. */
function intoMeta(kind: Kind, { field, message }: { field: string; message: string }): string {
  if (field === '') return 'Go value of type v1.ObjectMeta';
  const wanted = /must be of type (\w+)/.exec(message)?.[1] ?? 'string';
  const type = { array: '[]string', object: 'map[string]string', integer: 'int64' }[wanted] ?? wanted;
  return `Go struct field ObjectMeta.${kind.custom ? '' : 'metadata.'}${field.replace(/\..*|\[.*/, '')} of type ${type}`;
}

/** Built-in kinds leave maps and lists out that hold nothing. */
function leaveOut(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) leaveOut(item, schema.items);
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, known] of Object.entries(schema.properties ?? {})) {
    const inner = value[key];
    if (!KEPT.has(key) && empty(inner) && (known.type === 'array' ? Array.isArray(inner) : known.values && isRecord(inner))) delete value[key];
    else leaveOut(inner, known);
  }
}

/** Lists that Go writes even when they are empty. */
const KEPT = new Set(['rules', 'containers', 'finalizers']);

/** Go leaves out what is empty. */
const empty = (value: unknown): boolean => value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const goType = (body: unknown): string => typeOf(body).replace('boolean', 'bool').replace('integer', 'number');

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A body whose `apiVersion` and `kind` cannot even be looked for. */
function readable(kind: Kind, body: unknown): void {
  const said = JSON.stringify(body);
  const short = said.length > 30 ? `${said.slice(0, 30)} ...` : said;
  const refuse = (what: unknown, into: string): never => {
    throw badRequest(`the object provided is unrecognized (must be of type ${kind.resource.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${goType(what)} into Go ${into} (${short})`);
  };
  if (body === null) return;
  if (!isRecord(body)) return refuse(body, 'value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }');
  for (const key of ['apiVersion', 'kind']) if (body[key] !== undefined && body[key] !== null && typeof body[key] !== 'string') refuse(body[key], `struct field .${key} of type string`);
}

/** `apiVersion` and `kind` are as the URL says; built-in kinds may leave them out. */
function headed(kind: Kind, body: Record<string, unknown>, write: Write): void {
  const wanted = { version: apiVersion(kind.resource), kind: kind.resource.kind };
  const [version, said] = [words(body['apiVersion']), words(body['kind'])];
  if (version === wanted.version && said === wanted.kind) return;
  if (kind.custom && write.patched !== undefined) {
    if (['apiVersion', 'kind'].some((key) => body[key] !== undefined && typeof body[key] !== 'string')) throw unreadable(kind, write, 'unrecognized type: string');
    const why = "Object 'apiVersion' is missing in 'object has no apiVersion field'";
    if (version === '') throw new Fault(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
    if (said === '') throw unreadable(kind, write, `Object 'Kind' is missing in '${write.patched}'`);
    return; // judged with the rest, or, where only the status is written, not at all
  }
  if (kind.custom && said !== '' && version === wanted.version) return;
  if (kind.custom && said === '') throw badRequest(`the object provided is unrecognized (must be of type ${wanted.kind}): Object 'Kind' is missing in '${JSON.stringify(body)}' (${JSON.stringify(body)})`);
  if (kind.custom && version === '') throw badRequest(`the object provided is unrecognized (must be of type ${wanted.kind}): Object 'apiVersion' is missing in '${JSON.stringify(body)}'`);
  for (const key of write.patched === undefined ? [] : ['apiVersion', 'kind']) {
    const given = body[key];
    if (given !== undefined && given !== null && typeof given !== 'string') throw unreadable(kind, write, 'unrecognized type: string');
    if (key === 'apiVersion' && (given === undefined || given === null || given === '')) throw write.fields === 'Strict' ? unreadable(kind, write, 'strict decoding error') : badRequest(`the name of the object (${write.name ?? ''} based on URL) was undeterminable: name must be provided`);
  }
  if (said !== '' && said !== wanted.kind) throw unreadable(kind, write, `no kind "${said}" is registered for version "${version}"`, said, version);
  if (version !== '' && version !== wanted.version && write.patched !== undefined) throw unreadable(kind, write, `no kind "${wanted.kind}" is registered for version "${version}"`);
  if (version !== '' && version !== wanted.version) throw badRequest(`the API version in the data (${version}) does not match the expected API version (${wanted.version})`);
  body['apiVersion'] = wanted.version;
  body['kind'] = wanted.kind;
}

function unreadable(kind: Kind, write: Write, why: string, said: string = kind.resource.kind, version = kind.resource.version): Fault {
  if (write.patched === undefined) return badRequest(`${said} in version "${version}" cannot be handled as a ${kind.resource.kind}: ${why}`);
  const cause = { field: 'patch', reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(write.patched)}: ${why}` };
  return new Fault(422, 'Invalid', ` "" is invalid: patch: ${cause.message}`, { causes: [cause] });
}

/** The type that a complaint names, in Go's words. */
const goWord = (message: string): string => (/"(\w+)"/.exec(message)?.[1] ?? '').replace('integer', 'number').replace('boolean', 'bool');
