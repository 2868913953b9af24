import type { Resource, Status, StatusCause } from '../../api/types.ts';

/** A request that is refused: the `Status` that the API server answers with. */
export class Fault extends Error {
  readonly status: Status;
  readonly code: number;

  constructor(code: number, reason: string, message: string, details?: Status['details']) {
    super(message);
    this.name = 'Fault';
    this.code = code;
    this.status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, ...(reason === '' ? {} : { reason }), ...(details ? { details } : {}), code };
  }
}

/** One thing wrong with one field of an object, as the API server words it. */
export interface Cause extends StatusCause {
  field: string;
  reason: string;
  message: string;
}

type Detail = NonNullable<Status['details']>;

/** `configs.imageregistry.operator.openshift.io`, or just `secrets` in the core group. */
export function qualified(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

function details(resource: Resource, name: string, kind = resource.plural): Detail {
  return { ...(name === '' ? {} : { name }), ...(resource.group === '' ? {} : { group: resource.group }), ...(kind === '' ? {} : { kind }) };
}

export function notFound(resource: Resource, name: string): Fault {
  return new Fault(404, 'NotFound', `${qualified(resource)} "${name}" not found`, details(resource, name));
}

export function alreadyExists(resource: Resource, name: string): Fault {
  return new Fault(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, details(resource, name));
}

/** `why` follows the fixed beginning of the message. */
export function conflict(resource: Resource, name: string, why = 'the object has been modified; please apply your changes to the latest version and try again'): Fault {
  return new Fault(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`, details(resource, name));
}

export function forbidden(resource: Resource, name: string, why: string, code = 403, more: Partial<Detail> = {}): Fault {
  const subject = name === '' ? `${qualified(resource)} is forbidden` : `${qualified(resource)} "${name}" is forbidden`;
  return new Fault(code, 'Forbidden', `${subject}: ${why}`, { ...details(resource, name), ...more });
}

/** 422: the object breaks rules; several causes are listed in brackets, repeated ones once. */
export function invalid(resource: Resource, name: string, causes: readonly Cause[]): Fault {
  const lines = [...new Set(causes.map((c) => (c.field === '' ? c.message : `${c.field}: ${c.message}`)))];
  const kind = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const said = lines.length === 1 ? lines.join('') : `[${lines.join(', ')}]`;
  return new Fault(422, 'Invalid', `${kind} "${name}" is invalid: ${said}`, { ...details(resource, name, resource.kind), causes: [...causes] });
}

export function badRequest(message: string): Fault {
  return new Fault(400, 'BadRequest', message);
}

/** 410: a watch or a list asked for a version that is no longer kept. */
export function expired(message: string): Fault {
  return new Fault(410, 'Expired', message);
}

/** The options of a request, as something that can be invalid. */
export const optionsOf = (kind: string): Resource => ({ group: 'meta.k8s.io', version: 'v1', plural: '', kind, namespaced: false });
