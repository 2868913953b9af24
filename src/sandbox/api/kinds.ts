import type { Resource } from '../../api/types.ts';
import { ENTRIES } from '../schemas/index.ts';
import type { Kind } from './kind.ts';
import { RULES } from './rules.ts';

/** Everything that is served, with the rules that hold for it. */
export const KINDS: readonly Kind[] = ENTRIES.map(({ resource, schema, status = false, generation = false, putMakes = false, custom = false, short, names = 'subdomain' }): Kind => {
  const rules = RULES.get(resource);
  return { resource, schema, singular: resource.kind.toLowerCase(), shortNames: short === undefined ? [] : [short], custom, status, generation, putMakes, names, ...(rules ? { rules } : {}) };
});

const BY_PATH = new Map(KINDS.map((kind) => [`${kind.resource.group}/${kind.resource.plural}`, kind]));

/** The kind of a resource, or undefined when it is not served. */
export function kindOf(resource: Pick<Resource, 'group' | 'plural'>): Kind | undefined {
  return BY_PATH.get(`${resource.group}/${resource.plural}`);
}

/** The kind that an object says it is of, or undefined when it is not served. */
export function kindFor(object: { apiVersion: string; kind: string }): Kind | undefined {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
  const version = object.apiVersion.slice(slash + 1);
  return KINDS.find(({ resource }) => resource.group === group && resource.version === version && resource.kind === object.kind);
}
