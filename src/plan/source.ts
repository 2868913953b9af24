import type { Ref } from '../api/types.ts';
import { readKey } from '../snapshot/access.ts';
import type { Read } from '../snapshot/types.ts';
import type { Reference } from './types.ts';

/** A step, of a plan or as a form asks for it, with the object that it makes, or those that it reads. */
interface Source {
  id: string;
  ref?: Ref;
  reads?: readonly Read[];
}

/**
 * The object that a Reference reads: the one that it names itself, what its step makes, or what its wait reads under
 * `object` (the first that is no collection where it names none). Undefined where no step yields one.
 */
export function objectOf({ $ref }: Reference, steps: readonly Source[]): Ref | undefined {
  if ($ref.ref !== undefined) return $ref.ref;
  const step = steps.find(({ id }) => id === $ref.step);
  if (step?.ref !== undefined) return step.ref;
  const read = step?.reads?.find((one) => one.name !== undefined && ($ref.object === undefined || readKey(one) === $ref.object));
  return read?.name === undefined ? undefined : { resource: read.resource, name: read.name, ...(read.namespace === undefined ? {} : { namespace: read.namespace }) };
}
