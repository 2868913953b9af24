import type { Resource } from '../../api/types.ts';
import { KINDS } from './kinds.ts';
import type { Kind } from './kind.ts';

/** What a path under /api or /apis names. */
export interface Named {
  group: string;
  version: string;
  plural: string;
  kind: Kind | undefined;
  namespace?: string | undefined;
  name?: string | undefined;
  subresource?: string | undefined;
}

/** Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`; undefined for paths that name no resource. */
export function readPath(path: string): Named | undefined {
  const parts = path.split('/').filter((part) => part !== '').map(decode);
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return undefined;
  const [group = '', version = ''] = core ? ['', parts[1]] : [parts[1], parts[2]];
  const rest = parts.slice(core ? 2 : 3);
  if (rest.length === 0) return undefined;
  const inside = rest[0] === 'namespaces' && rest.length > 2 && !['status', 'finalize'].includes(rest[2] ?? '');
  const namespace = inside ? rest[1] : undefined;
  const [plural = '', name, ...sub] = inside ? rest.slice(2) : rest;
  const found = KINDS.find(({ resource: r }: { resource: Resource }) => r.group === group && r.version === version && r.plural === plural);
  const kind = inside && found?.resource.namespaced === false ? undefined : found;
  // what comes after a custom resource's subresource is not looked at
  const own = plural === 'namespaces' ? name : namespace;
  return { group, version, plural, kind, namespace: own, name, subresource: kind?.custom ? sub[0] : sub.length > 0 ? sub.join('/') : undefined };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
