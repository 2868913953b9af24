import { createHash } from 'node:crypto';
import { apiVersion } from '../../api/resources.ts';
import type { KubeObject, ObjectMeta, Resource } from '../../api/types.ts';

/** An object of the resource: `NAME`, or `NAMESPACE/NAME`. */
export function make(resource: Resource, id: string, fields: Record<string, unknown> = {}, metadata: ObjectMeta = {}): KubeObject {
  const [first = '', second] = id.split('/');
  const where = second === undefined ? { name: first } : { namespace: first, name: second };
  return { apiVersion: apiVersion(resource), kind: resource.kind, metadata: { ...where, ...metadata }, ...fields };
}

/** A UUID that is the same for the same words. */
export function uuidOf(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The ingress domain of every scenario. */
export const DOMAIN = 'apps.lab.example.com';
/** The release that the scenarios are of. */
export const RELEASE = '4.14.60';
