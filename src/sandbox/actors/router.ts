import { at, conditions, record, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Actor } from '../client.ts';
import { conditionOf } from './deployment-status.ts';
import { loop } from './loop.ts';
import type { Stage, Turn } from './loop.ts';
import { covers, going, key, name, namespace, records, uid } from './objects.ts';

/** What the router sends on: told of all admitted routes whenever one of them changed. */
export interface DataPlane {
  serve(routes: KubeObject[]): void | Promise<void>;
}

const ROUTER = 'default';

/**
 * The router: admits routes, the older one where two claim a host, and hands the admitted ones to the data plane.
 * A route without a host is given the name that the API server would give it.
 */
export function startRouter(stage: Stage, plane: DataPlane): Actor {
  const { client } = stage;
  let served = '';
  return loop('router', stage, [[R.Route], [R.Ingress]], async (turn) => {
    const [routes, ingress] = await Promise.all([client.list(R.Route), client.get(R.Ingress, 'cluster')]);
    const domain = text(ingress, 'spec', 'domain') ?? 'apps.lab.example.com';
    const admitted: KubeObject[] = [];
    const holders = new Map<string, KubeObject>();
    for (const route of routes.filter((r) => !going(r)).sort(older)) {
      const host = text(route, 'spec', 'host');
      if (!host) {
        await client.patch(R.Route, name(route), namespace(route), { spec: { host: `${name(route)}-${namespace(route)}.${domain}` } });
        continue;
      }
      const claimed = `${host}${text(route, 'spec', 'path') ?? ''}`;
      const holder = holders.get(claimed) ?? [...holders.values()].find((h) => text(h, 'spec', 'host') === host && namespace(h) !== namespace(route));
      if (!holder) holders.set(claimed, route);
      if (!turn.passed(`${uid(route)} ${host}`)) continue;
      await admit(stage, turn, route, `router-${ROUTER}.${domain}`, holder);
      if (!holder) admitted.push(route);
    }
    const now = JSON.stringify(admitted.map((r) => [key(r), r['spec']]));
    if (now !== served) await plane.serve(admitted);
    served = now;
  });
}

/** Age decides; of the same second, the one that is admitted already, then the name. */
function older(a: KubeObject, b: KubeObject): number {
  const age = (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '');
  return age || Number(isAdmitted(b)) - Number(isAdmitted(a)) || key(a).localeCompare(key(b));
}

export function isAdmitted(route: KubeObject): boolean {
  return records(route, 'status', 'ingress').some((i) => i['host'] === text(route, 'spec', 'host') && records(i, 'conditions').some((c) => c['type'] === 'Admitted' && c['status'] === 'True'));
}

async function admit(stage: Stage, turn: Turn, route: KubeObject, canonical: string, holder: KubeObject | undefined): Promise<void> {
  const mine = records(route, 'status', 'ingress').find((i) => i['routerName'] === ROUTER);
  const before: KubeObject = { ...route, status: { conditions: at(mine, 'conditions') } };
  const verdict = holder
    ? { status: 'False' as const, reason: 'HostAlreadyClaimed', message: `route ${name(holder)}${namespace(holder) === namespace(route) ? '' : ` of namespace ${namespace(holder)}`} is older and has host ${text(route, 'spec', 'host')}` }
    : { status: 'True' as const };
  const entry = {
    host: text(route, 'spec', 'host'), routerName: ROUTER, routerCanonicalHostname: canonical, wildcardPolicy: text(route, 'spec', 'wildcardPolicy') ?? 'None',
    conditions: [conditionOf(before, turn.now, { type: 'Admitted', ...verdict })],
  };
  if (mine && covers(mine, entry) && conditions(before).length === 1) return;
  const others = records(route, 'status', 'ingress').filter((i) => i['routerName'] !== ROUTER);
  await stage.client.patch(R.Route, name(route), namespace(route), { status: { ...record(route, 'status'), ingress: [...others, entry] } }, 'merge', 'status');
}
