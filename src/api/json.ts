import type { Condition, KubeObject } from './types.ts';

/** The value at a path of keys, or undefined where any step of it is missing or not an object. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record at the path, or an empty one. */
export function record(value: unknown, ...path: (string | number)[]): Record<string, unknown> {
  const found = at(value, ...path);
  return isRecord(found) ? found : {};
}

/** The string at the path, or undefined where there is none. */
export function text(value: unknown, ...path: (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function num(value: unknown, ...path: (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function list(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** `status.conditions` of an object, those that are whole. */
export function conditions(object: KubeObject | undefined): Condition[] {
  return list(object, 'status', 'conditions').filter((c): c is Condition => isRecord(c) && typeof c['type'] === 'string' && typeof c['status'] === 'string');
}

export function condition(object: KubeObject | undefined, type: string): Condition | undefined {
  return conditions(object).find((c) => c.type === type);
}
