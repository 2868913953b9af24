import type { Need } from '../plan/types.ts';
import type { Read } from '../snapshot/types.ts';

/** `configs.imageregistry.operator.openshift.io/status`: what roles and `oc create role --resource` name. */
export function resourceName({ resource, subresource }: Pick<Need, 'resource' | 'subresource'>): string {
  return `${resource.plural}${resource.group === '' ? '' : `.${resource.group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** Names of objects are no part of a rule for verbs that have none yet. */
function nameLimit({ name, verb }: Omit<Need, 'why'>): string {
  return name === undefined || ['create', 'list', 'watch', 'deletecollection'].includes(verb) ? '' : ` --resource-name=${name}`;
}

/** The two commands that make the smallest role for a need and give it to USER. */
export function grant(need: Omit<Need, 'why'>): string {
  const role = `registryctl-${need.verb}-${need.resource.plural}`;
  const rule = `--verb=${need.verb} --resource=${resourceName(need)}${nameLimit(need)}`;
  const { namespace } = need;
  if (namespace === undefined) return `oc create clusterrole ${role} ${rule} && oc adm policy add-cluster-role-to-user ${role} USER`;
  const binding = `oc adm policy add-role-to-user ${role} USER --role-namespace=${namespace} -n ${namespace}`;
  return `oc create role ${role} -n ${namespace} ${rule} && ${binding}`;
}

/** The right that a read needs. */
export function needOf({ resource, namespace, name }: Read): Omit<Need, 'why'> {
  return {
    verb: name === undefined ? 'list' : 'get', resource,
    ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }),
  };
}

/** The command that reads the same by hand. */
export function reading(read: Read): string {
  const { resource, namespace, name } = read;
  const where = !resource.namespaced ? '' : namespace === undefined ? ' -A' : ` -n ${namespace}`;
  return `oc get ${resourceName({ resource })}${name === undefined ? '' : ` ${name}`}${where}`;
}
