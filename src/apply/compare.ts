import { isRecord } from '../api/json.ts';
import type { JsonObject, KubeObject } from '../api/types.ts';
import { isEmpty } from '../registry/normalise.ts';

const SERVERS = new Set(['apiVersion', 'kind', 'status']);
const SERVERS_META = new Set(['resourceVersion', 'uid', 'generation', 'creationTimestamp', 'managedFields', 'generateName', 'selfLink']);

/** A body as the API server will store it: a secret's `stringData` moved into `data`. */
export function stored(body: JsonObject): JsonObject {
  if (!isRecord(body['stringData'])) return body;
  const { stringData, ...rest } = body;
  const data = isRecord(rest['data']) ? { ...rest['data'] } : {};
  for (const [key, value] of Object.entries(stringData as JsonObject)) data[key] = value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
  return { ...rest, data };
}

/** An empty backend under `spec.storage` is a chosen backend; everywhere else an empty object says nothing. */
function gone(found: unknown, path: readonly string[]): boolean {
  const backend = path.length === 3 && path[0] === 'spec' && path[1] === 'storage';
  return backend ? found === undefined || found === null : isEmpty(found);
}

function holdsAt(found: unknown, intended: unknown, path: readonly string[]): boolean {
  if (intended === null) return gone(found, path);
  if (isRecord(intended)) {
    const inside = isRecord(found) ? found : {};
    if (Object.keys(intended).length === 0) return isRecord(found) || path.length !== 3;
    return Object.entries(intended).every(([key, value]) => (path.length === 0 && SERVERS.has(key)) || (path[0] === 'metadata' && SERVERS_META.has(key)) || holdsAt(inside[key], value, [...path, key]));
  }
  // an empty name asks the operator to choose one, and it writes its choice into the spec
  if (intended === '') return isEmpty(found) || typeof found === 'string';
  if (Array.isArray(intended)) return Array.isArray(found) && intended.length === found.length && intended.every((item, i) => holdsAt(found[i], item, ['', '', '', '']));
  return found === intended || (isEmpty(intended) && isEmpty(found));
}

/**
 * True when the object is as a merge patch (or a whole new object) intends it. Other fields may be
 * anything, and what the operator writes for an unset field counts as unset (operator behaviour, recorded).
 */
export function holds(found: KubeObject, intended: JsonObject): boolean {
  return holdsAt(found, stored(intended), []);
}

/** The part of `found` that `body` speaks of: how the server stored what was sent (quantities in its own spelling). */
export function projected(found: unknown, body: unknown): unknown {
  if (!isRecord(body) || !isRecord(found)) return found ?? body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, value === null || found[key] === undefined ? value : projected(found[key], value)]));
}

/** The merge patch that turns `from` into `to`; undefined when they are equal. Lists are replaced whole. */
export function difference(from: unknown, to: unknown): unknown {
  if (!isRecord(from) || !isRecord(to)) return JSON.stringify(from) === JSON.stringify(to) ? undefined : (to ?? null);
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const change = difference(from[key], to[key]);
    if (change !== undefined) patch[key] = change;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** The merge patch that puts an object's content back as it was; labels and annotations are part of it, the server's own fields are not. */
export function undoing(after: KubeObject, before: KubeObject): Record<string, unknown> {
  const content = (object: KubeObject): Record<string, unknown> => {
    const { metadata, status: _status, apiVersion: _version, kind: _kind, ...rest } = object;
    return { ...rest, metadata: { labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {} } };
  };
  const patch = difference(content(after), content(before));
  return isRecord(patch) ? patch : {};
}
