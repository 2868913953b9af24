import { NS, R } from '../api/resources.ts';
import type { Ref, Resource } from '../api/types.ts';
import type { Access } from '../kube/port.ts';
import type { Read } from '../snapshot/types.ts';
import type { Need, Plan, Step } from './types.ts';

/** The role that a proof binds its throw-away service account to, in its own scratch namespace. */
export const PROOF_ROLE = 'system:image-builder';

const on = (verb: string, ref: Ref): Access => ({ verb, resource: ref.resource, name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }) });

/** The name is not known to the API server's authoriser when an object is made. */
function creating(resource: Resource, namespace?: string, subresource?: string): Access {
  return { verb: 'create', resource, ...(namespace === undefined ? {} : { namespace }), ...(subresource === undefined ? {} : { subresource }) };
}

function reading(read: Read): Access[] {
  const { resource, namespace, name } = read;
  const place = namespace === undefined ? {} : { namespace };
  return (name === undefined ? ['list', 'watch'] : ['get', 'watch']).map((verb) => ({ verb, resource, ...place, ...(name === undefined ? {} : { name }) }));
}

/** What proofs do on the cluster; a proof that only speaks to the registry from outside needs nothing. */
const PROOFS: Readonly<Record<string, readonly Access[]>> = {
  'push-pull': [
    creating(R.Namespace),
    { verb: 'delete', resource: R.Namespace },
    creating(R.ServiceAccount),
    creating(R.ServiceAccount, undefined, 'token'),
    creating(R.RoleBinding),
    { verb: 'bind', resource: R.ClusterRole, name: PROOF_ROLE },
    { verb: 'list', resource: R.Pod, namespace: NS.registry },
    creating(R.Pod, NS.registry, 'portforward'),
    { verb: 'get', resource: R.StoredImage },
    { verb: 'delete', resource: R.StoredImage },
  ],
};

function accesses(step: Step): Access[] {
  if (step.kind === 'wait') return step.reads.flatMap(reading);
  // a bucket is no object of the cluster
  if (step.kind === 'bucket') return [];
  if (step.kind === 'prove') return [...(PROOFS[step.proof] ?? [])];
  if (step.action === 'create') {
    // a live object that was created is put back by deleting it
    const putBack = step.kind === 'ensure' && step.live ? [on('delete', step.ref)] : [];
    return [on('get', step.ref), creating(step.ref.resource, step.ref.namespace), ...putBack];
  }
  return step.action === 'keep' ? [on('get', step.ref)] : [on('get', step.ref), on('patch', step.ref)];
}

const keyOf = ({ verb, resource, subresource, namespace, name }: Access): string => [verb, resource.group, resource.plural, subresource, namespace, name].join('|');

/**
 * The rights that carrying the plan out takes: exactly its verbs on exactly its objects, each once, with the first
 * step that needs it as the reason. Asked for by self access reviews before anything is written.
 */
export function needs(plan: Plan): Need[] {
  const found = new Map<string, Need>();
  for (const step of plan.steps) {
    for (const access of accesses(step)) if (!found.has(keyOf(access))) found.set(keyOf(access), { ...access, why: step.title });
  }
  return [...found.values()];
}
