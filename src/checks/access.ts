import { nameOf } from '../api/resources.ts';
import type { Verdict } from '../kube/port.ts';
import type { Need } from '../plan/types.ts';
import { finding } from './define.ts';
import type { Finding } from './types.ts';

/** `configs.imageregistry.operator.openshift.io/status`: what roles and `oc create role --resource` name. */
function resourceName({ resource, subresource }: Need): string {
  return `${resource.plural}${resource.group === '' ? '' : `.${resource.group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** Names of objects are no part of a rule for verbs that have none yet. */
function nameLimit(need: Need): string {
  return need.name === undefined || ['create', 'list', 'watch', 'deletecollection'].includes(need.verb) ? '' : ` --resource-name=${need.name}`;
}

/** The two commands that make the smallest role for a need and give it to USER. */
function grant(need: Need): string {
  const role = `registryctl-${need.verb}-${need.resource.plural}`;
  const rule = `--verb=${need.verb} --resource=${resourceName(need)}${nameLimit(need)}`;
  return need.namespace === undefined
    ? `oc create clusterrole ${role} ${rule} && oc adm policy add-cluster-role-to-user ${role} USER`
    : `oc create role ${role} -n ${need.namespace} ${rule} && oc adm policy add-role-to-user ${role} USER --role-namespace=${need.namespace} -n ${need.namespace}`;
}

function target(need: Need): string {
  if (need.name !== undefined) return nameOf({ resource: need.resource, name: need.name, ...(need.namespace === undefined ? {} : { namespace: need.namespace }) });
  return need.namespace === undefined ? resourceName(need) : `${resourceName(need)} in ${need.namespace}`;
}

/** One finding for each need that the cluster's access review denied; the remedy is the rule that is missing. */
export function accessFindings(verdicts: readonly { need: Need; verdict: Verdict }[]): Finding[] {
  return verdicts.filter(({ verdict }) => !verdict.allowed).map(({ need, verdict }) => ({
    ...finding('RC-ACCESS-DENIED', { subject: `${need.verb} ${target(need)}`, message: `You may not ${need.verb} ${target(need)}: ${need.why}.` }),
    ...(verdict.reason === '' ? {} : { cause: verdict.reason }),
    remedy: grant(need),
  }));
}
