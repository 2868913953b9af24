import { text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { Failure } from '../errors.ts';
import { checkReads, checkVersion } from '../forms/common.ts';
import { parse } from '../forms/parse.ts';
import type { Given, Option } from '../forms/types.ts';
import type { DesiredStep } from '../plan/types.ts';
import { finding } from '../registry/codes.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import type { Procedure } from './types.ts';

const OPTIONS: readonly Option[] = [{ flag: 'default-route', about: 'Make the default route; --default-route=false takes it away', choices: ['true', 'false'] }];

/** Whether the default route shall be there. Fails (usage) when nothing was asked for. */
function wanted(given: Given): boolean {
  const value = parse(OPTIONS, given)('default-route');
  if (value === '') throw new Failure('usage', 'expose: nothing to expose was given, allowed: --default-route or --default-route=false.');
  return value === 'true';
}

const READS: Read[] = [OBJECT.config, OBJECT.image, OBJECT.defaultRoute, OBJECT.clusterVersion];
const WATCHED: Read[] = [OBJECT.config, OBJECT.image, OBJECT.defaultRoute];

/** Unmanaged, the operator makes and removes nothing; Removed, it makes no route, and has none to remove. */
function checkState(snapshot: Snapshot, on: boolean): Finding[] {
  const config = one(snapshot, OBJECT.config);
  const state = text(config, 'spec', 'managementState') ?? 'not set';
  if (state === 'Managed' || (state === 'Removed' && !on)) return [];
  const message = config === undefined ? 'there is no Config yet' : `it is ${state}, so no route would be ${on ? 'made' : 'removed'}`;
  return [finding('RC-REGISTRY-NOT-MANAGED', `${nameOf(OBJECT.config)} spec.managementState`, message)];
}

function desired(given: Given): DesiredStep[] {
  const on = wanted(given);
  const params = { name: OBJECT.defaultRoute.name };
  const patch: DesiredStep = { kind: 'config', id: 'config', title: on ? 'Default route on' : 'Default route off', spec: { defaultRoute: on } };
  if (!on) return [patch, { kind: 'wait', id: 'route', title: 'The route is gone', judge: 'route-gone', reads: WATCHED, params }];
  return [
    patch,
    { kind: 'wait', id: 'route', title: 'The route is admitted', judge: 'route-admitted', reads: WATCHED, params },
    { kind: 'prove', id: 'answers', title: 'The registry answers on its route', proof: 'route', params },
  ];
}

/** The default route: on or off. Changes no pod, so nothing is lost. */
export const expose: Procedure = {
  name: 'expose',
  title: 'Expose the registry outside the cluster',
  manual: '2.6, 5.1',
  page: 'expose.md',
  options: OPTIONS,
  reads: (given) => {
    wanted(given);
    return [...READS];
  },
  check: (given, snapshot) => [...checkReads(snapshot, READS), ...checkVersion(snapshot), ...checkState(snapshot, wanted(given))],
  desired,
};
