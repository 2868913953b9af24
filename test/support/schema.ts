import { readFileSync } from 'node:fs';
import { isRecord } from '../../src/api/json.ts';

type Schema = Record<string, unknown>;
const SILENT = new Set(['$schema', '$id', '$defs', 'title', 'description', 'default', 'then']);

function published(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}`, import.meta.url), 'utf8')) as Schema;
}

function typeOf(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

/** Faults of a value under one of our published schemas; it knows the keywords that these use and throws on any other. */
export function faults(value: unknown, file: string, schema: Schema = published(file), root: Schema = schema, path = '$'): string[] {
  const found: string[] = [];
  // a schema may be `false`: nothing fits
  if ((schema as unknown) === false) return [`${path} must not be there`];
  for (const [word, rule] of Object.entries(schema)) {
    if (SILENT.has(word)) continue;
    if (word === '$ref') {
      const [other = '', inner] = String(rule).split('#/$defs/');
      const base = other === '' ? root : published(other);
      const target = inner === undefined ? base : (base['$defs'] as Record<string, Schema>)[inner];
      if (target === undefined) throw new Error(`no ${String(rule)}`);
      found.push(...faults(value, file, target, base, path));
    } else if (word === 'type') {
      const types = Array.isArray(rule) ? rule : [rule];
      if (!typeOf(value).some((type) => types.includes(type))) found.push(`${path} is ${typeOf(value).join()}, not ${types.join()}`);
    } else if (word === 'const') {
      if (value !== rule) found.push(`${path} is not ${String(rule)}`);
    } else if (word === 'enum') {
      if (!(rule as unknown[]).includes(value)) found.push(`${path} is none of ${String(rule)}`);
    } else if (word === 'pattern') {
      if (typeof value === 'string' && !new RegExp(String(rule)).test(value)) found.push(`${path} does not match`);
    } else if (word === 'minimum') {
      if (typeof value === 'number' && value < Number(rule)) found.push(`${path} is too small`);
    } else if (word === 'minItems' || word === 'maxItems') {
      if (Array.isArray(value) && (word === 'minItems' ? value.length < Number(rule) : value.length > Number(rule))) found.push(`${path} has ${value.length} items`);
    } else if (word === 'minLength') {
      if (typeof value === 'string' && value.length < Number(rule)) found.push(`${path} is too short`);
    } else if (word === 'minProperties' || word === 'maxProperties') {
      const count = isRecord(value) ? Object.keys(value).length : Number(rule);
      if (word === 'minProperties' ? count < Number(rule) : count > Number(rule)) found.push(`${path} has ${count} keys`);
    } else if (word === 'allOf') {
      for (const each of rule as Schema[]) found.push(...faults(value, file, each, root, path));
    } else if (word === 'if') {
      if (faults(value, file, rule as Schema, root, path).length === 0) found.push(...faults(value, file, schema['then'] as Schema, root, path));
    } else if (word === 'required') {
      if (isRecord(value)) found.push(...(rule as string[]).filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`));
    } else if (word === 'properties') {
      if (isRecord(value)) for (const [name, inner] of Object.entries(rule as Record<string, Schema>)) if (value[name] !== undefined) found.push(...faults(value[name], file, inner, root, `${path}.${name}`));
    } else if (word === 'additionalProperties') {
      if (isRecord(value)) found.push(...Object.keys(value).filter((name) => value[name] !== undefined && !(name in (schema['properties'] as object))).map((name) => `${path}.${name} is not published`));
    } else if (word === 'items') {
      if (Array.isArray(value)) value.forEach((item, index) => found.push(...faults(item, file, rule as Schema, root, `${path}[${index}]`)));
    } else if (word === 'oneOf') {
      const fits = (rule as Schema[]).filter((option) => faults(value, file, option, root, path).length === 0);
      if (fits.length !== 1) found.push(`${path} fits ${fits.length} of the forms`);
    } else throw new Error(`keyword ${word} is not known here`);
  }
  return found;
}
