import { isRecord, text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Scenario } from '../types.ts';
import { resourceOf } from './apply.ts';

/**
 * The scenario that a parsed file of the form `{base: NAME, objects: [...]}` means. An object replaces the base's
 * of the same kind and name. Throws an Error of one sentence that names the field when it cannot be used.
 */
export function readScenario(whole: unknown, name: string, find: (base: string) => Scenario): Scenario {
  if (!isRecord(whole)) throw new Error('a scenario is of the form {base: NAME, objects: [...]}');
  const unknown = Object.keys(whole).find((k) => !['base', 'objects', 'about'].includes(k));
  if (unknown !== undefined) throw new Error(`there is a field "${unknown}", which is none of base, objects, about`);
  if (typeof whole['base'] !== 'string') throw new Error('base must name a scenario');
  if (!['string', 'undefined'].includes(typeof whole['about'])) throw new Error('about must be a text');
  const base = find(whole['base']);
  const objects = whole['objects'] ?? [];
  if (!Array.isArray(objects)) throw new Error('objects must be a list');
  const own = objects.map((o: unknown, i) => checked(o, `objects[${i}]`));
  const id = (o: KubeObject): string => `${o.apiVersion} ${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`;
  const replaced = new Map(own.map((o) => [id(o), o]));
  if (replaced.size < own.length) throw new Error(`objects has two of one kind and name: ${own.map(id).find((k, i, all) => all.indexOf(k) !== i)}`);
  const kept = base.objects.map((o) => replaced.get(id(o)) ?? o);
  const added = own.filter((o) => !base.objects.some((b) => id(b) === id(o)));
  return { name, about: text(whole, 'about') ?? `${base.about}, changed by ${name}`, platform: base.platform, objects: [...kept, ...added] };
}

function checked(object: unknown, where: string): KubeObject {
  if (!isRecord(object)) throw new Error(`${where} is not an object`);
  for (const field of ['apiVersion', 'kind'] as const) if (typeof object[field] !== 'string') throw new Error(`${where} has no ${field}`);
  if (text(object, 'metadata', 'name') === undefined) throw new Error(`${where} has no metadata.name`);
  const known = object as unknown as KubeObject;
  const resource = resourceOf(known);
  if (resource === undefined) throw new Error(`${where} is of a kind that the sandbox does not serve: ${known.apiVersion} ${known.kind}`);
  if (resource.namespaced ? typeof known.metadata.namespace !== 'string' : known.metadata.namespace !== undefined) throw new Error(`${where} must have ${resource.namespaced ? 'a' : 'no'} metadata.namespace`);
  return known;
}
