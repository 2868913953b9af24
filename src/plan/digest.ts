import { createHash } from 'node:crypto';
import { isRecord } from '../api/json.ts';
import type { Loss, Step } from './types.ts';

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, inner]) => [key, canonical(inner)]));
}

/** JSON with the keys of every object in order: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}

/**
 * SHA-256 (hex) of what a plan does and loses. Versions of objects are left out: every status that the operator
 * writes moves them, and the plan is the same for all that.
 */
export function digestOf(steps: readonly Step[], losses: readonly Loss[]): string {
  const lasting = steps.map((step) => ({ ...step, resourceVersion: undefined }));
  return createHash('sha256').update(canonicalJson({ steps: lasting, losses })).digest('hex');
}
