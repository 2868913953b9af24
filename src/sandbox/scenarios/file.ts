import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRecord, text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Scenario } from '../types.ts';

/**
 * A scenario from a file: `{base: NAME, objects: [...]}` in YAML or JSON. An object replaces the base's object of
 * the same kind and name. Throws an Error of one sentence when the file cannot be read or used.
 */
export async function readScenario(file: string, find: (name: string) => Scenario): Promise<Scenario> {
  const [{ parse }, content] = await Promise.all([
    import('yaml'),
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(`the scenario file ${file} cannot be read (${error.code ?? error.message})`);
    }),
  ]);
  let whole: unknown;
  try {
    whole = parse(content, { logLevel: 'error' });
  } catch (error) {
    throw new Error(`the scenario file ${file} is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : ''}`, { cause: error });
  }
  return parseScenario(whole, `the scenario file ${file}`, basename(file).replace(/\.(ya?ml|json)$/, ''), find);
}

/** The scenario that a parsed file means; `where` begins every complaint. */
export function parseScenario(whole: unknown, where: string, name: string, find: (name: string) => Scenario): Scenario {
  if (!isRecord(whole)) throw new Error(`${where} is not of the form {base: NAME, objects: [...]}`);
  const unknown = Object.keys(whole).find((k) => !['base', 'objects', 'about'].includes(k));
  if (unknown !== undefined) throw new Error(`${where} has the field "${unknown}", which is none of base, objects, about`);
  const baseName = whole['base'];
  if (typeof baseName !== 'string') throw new Error(`base of ${where} must name a scenario`);
  const base = find(baseName);
  const objects = whole['objects'] ?? [];
  if (!Array.isArray(objects)) throw new Error(`objects of ${where} must be a list`);
  const own = objects.map((o: unknown, i) => checked(o, `objects[${i}] of ${where}`));
  const id = (o: KubeObject): string => `${o.apiVersion} ${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`;
  const replaced = new Map(own.map((o) => [id(o), o]));
  if (replaced.size < own.length) throw new Error(`${where} has two objects of one kind and name: ${own.map(id).find((k, i, all) => all.indexOf(k) !== i)}`);
  const kept = base.objects.map((o) => replaced.get(id(o)) ?? o);
  const added = own.filter((o) => !base.objects.some((b) => id(b) === id(o)));
  return { name, about: text(whole, 'about') ?? `${base.about}, changed by ${name}`, platform: base.platform, objects: [...kept, ...added] };
}

function checked(object: unknown, where: string): KubeObject {
  if (!isRecord(object)) throw new Error(`${where} is not an object`);
  for (const field of ['apiVersion', 'kind'] as const) if (typeof object[field] !== 'string') throw new Error(`${where} has no ${field}`);
  if (text(object, 'metadata', 'name') === undefined) throw new Error(`${where} has no metadata.name`);
  return object as unknown as KubeObject;
}
