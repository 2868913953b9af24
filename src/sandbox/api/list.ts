import { isRecord } from '../../api/json.ts';
import { apiVersion } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { badRequest, Fault, invalid, optionsOf } from './fault.ts';
import type { Cause } from './fault.ts';
import type { Kind } from './kind.ts';
import { fieldPicks, labelPicks } from './selectors.ts';
import type { Picks } from './selectors.ts';
import type { Store } from './store.ts';

/** The selectors of a query as one test. */
export function picksOf(kind: Kind, query: URLSearchParams): Picks {
  const byLabel = labelPicks(query.get('labelSelector') ?? '');
  const byField = fieldPicks(query.get('fieldSelector') ?? '', kind);
  return (object) => byLabel(object) && byField(object);
}

/** What a query's selectors pick. */
export function find(store: Store, kind: Kind, namespace: string | undefined, query: URLSearchParams): KubeObject[] {
  return store.all(kind.resource, kind.resource.namespaced ? namespace : undefined).filter(picksOf(kind, query));
}

/** A whole number of the query; throws a 400 when it is none. */
export function whole(query: URLSearchParams, field: string): number | undefined {
  const given = query.get(field) ?? '';
  if (given === '') return undefined;
  if (!/^-?\d+$/.test(given)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`);
  return Number(given);
}

/** A List of the objects, or the page of it that `limit` and `continue` ask for. */
export function page(store: Store, kind: Kind, found: readonly KubeObject[], query: URLSearchParams): unknown {
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) throw new Fault(500, '', `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`, {});
  matched(query);
  whole(query, 'timeoutSeconds');
  const limit = whole(query, 'limit') ?? 0;
  const from = after(query.get('continue') ?? '');
  const rest = from === undefined ? [...found] : found.filter((object) => keyOf(object) > from.start);
  const cut = limit > 0 && rest.length > limit;
  const items = (cut ? rest.slice(0, limit) : rest).map((object) => (kind.custom ? object : bare(object)));
  const last = rest[limit - 1];
  const more = cut && last ? { continue: encode({ rv: from?.rv ?? store.version, start: keyOf(last) }), remainingItemCount: rest.length - limit } : {};
  const head = { kind: `${kind.resource.kind}List`, apiVersion: apiVersion(kind.resource), metadata: { resourceVersion: String(from?.rv ?? store.version), ...more } };
  return kind.custom ? { apiVersion: head.apiVersion, items, kind: head.kind, metadata: head.metadata } : { ...head, items };
}

/** `resourceVersionMatch` goes with a version only, and is one of two words. */
function matched(query: URLSearchParams): void {
  const match = query.get('resourceVersionMatch') ?? '';
  if (match === '') return;
  const causes: Cause[] = [];
  const complain = (reason: string, message: string): void => void causes.push({ field: 'resourceVersionMatch', reason, message });
  if ((query.get('resourceVersion') ?? '') === '') complain('FieldValueForbidden', 'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided');
  if ((query.get('continue') ?? '') !== '') complain('FieldValueForbidden', 'Forbidden: resourceVersionMatch is forbidden when continue is provided');
  if (match !== 'Exact' && match !== 'NotOlderThan') complain('FieldValueNotSupported', `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`);
  else if (match === 'Exact' && query.get('resourceVersion') === '0') complain('FieldValueForbidden', 'Forbidden: resourceVersionMatch "Exact" is forbidden for resourceVersion "0"');
  if (causes.length > 0) throw invalid(optionsOf('ListOptions'), '', causes);
}

/** Built-in kinds leave these out of the items of their lists. */
function bare(object: KubeObject): unknown {
  const { apiVersion: _version, kind: _kind, ...rest } = object;
  return rest;
}

interface Mark {
  rv: number;
  start: string;
}

const keyOf = (object: KubeObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
const encode = (mark: Mark): string => Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...mark })).toString('base64url');

function after(token: string): Mark | undefined {
  if (token === '') return undefined;
  try {
    const mark: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isRecord(mark) && typeof mark['rv'] === 'number' && typeof mark['start'] === 'string') return { rv: mark['rv'], start: mark['start'] };
  } catch {
    // said below
  }
  throw badRequest('invalid continue token: continue key is not valid');
}
