import { R } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import type { ValueObject } from './types.ts';
import { isReference } from './resolve.ts';

export const MASK = '(secret)';

/** Whether the object is a Secret. */
export const isSecret = ({ resource }: Ref): boolean => resource.group === R.Secret.group && resource.plural === R.Secret.plural;

/** Whether a field, by its path, holds a secret: a Secret's data, and the HTTP secret that the operator keeps in the Config's spec. */
export function isSecretField(ref: Ref, path: readonly string[]): boolean {
  if (isSecret(ref)) return path[0] === 'data' || path[0] === 'stringData';
  return path[0] === 'spec' && path[1] === 'httpSecret';
}

/** A body for people and for files: references as they are shown, secrets as masks. */
export function maskedBody(ref: Ref, body: ValueObject, path: readonly string[] = []): ValueObject {
  const masked: ValueObject = {};
  for (const [key, value] of Object.entries(body)) {
    const here = [...path, key];
    const secret = isSecretField(ref, here) && (here.length > 1 || typeof value !== 'object');
    if (isReference(value)) masked[key] = value.$ref.show;
    else if (value === null) masked[key] = null;
    else if (secret) masked[key] = MASK;
    else masked[key] = typeof value === 'object' && !Array.isArray(value) ? maskedBody(ref, value, here) : value;
  }
  return masked;
}
