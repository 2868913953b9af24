import { nameOf } from '../api/resources.ts';
import type { Verdict } from '../kube/port.ts';
import type { Need } from '../plan/types.ts';
import { finding } from '../registry/codes.ts';
import { grant, resourceName } from '../registry/rights.ts';
import type { Finding } from './types.ts';

function target(need: Need): string {
  const { resource, namespace, name } = need;
  if (name !== undefined) return nameOf({ resource, name, ...(namespace === undefined ? {} : { namespace }) });
  return namespace === undefined ? resourceName(need) : `${resourceName(need)} in ${namespace}`;
}

/** One finding for each need that the cluster's access review denied; the remedy is the rule that is missing. */
export function accessFindings(verdicts: readonly { need: Need; verdict: Verdict }[]): Finding[] {
  return verdicts.filter(({ verdict }) => !verdict.allowed).map(({ need, verdict }) => {
    const what = `${need.verb} ${target(need)}`;
    return finding('RC-ACCESS-DENIED', what, `You may not ${what}: ${need.why}.`, { remedy: grant(need), ...(verdict.reason === '' ? {} : { cause: verdict.reason }) });
  });
}
