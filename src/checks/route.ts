import { at, conditions, isRecord, list, text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { one, stateOf } from '../snapshot/access.ts';
import { COLLECTIONS, REGISTRY } from '../snapshot/reads.ts';
import { define, when } from './define.ts';
import { certificates, daysLeft } from './pem.ts';
import type { Check } from './types.ts';
import { askedRoutes, operatorError, type World } from './world.ts';

const { config, ingressCa } = REGISTRY;
const SOON = 30;

/** How the routers took a route: admitted by all that know it, refused by one, or known to none. */
export interface Admission {
  state: 'admitted' | 'refused' | 'unserved';
  why?: string;
}

const routeRef = (name: string): string => nameOf(ref(R.Route, name, NS.registry));
const nameOfRoute = (route: KubeObject): string => route.metadata.name ?? '';

/** The admission of a route; one router that refuses is enough to be refused (operator behaviour, RouteDegraded). */
export function admission(route: KubeObject): Admission {
  const told = list(route, 'status', 'ingress').filter(isRecord).map((ingress) => ({
    router: text(ingress, 'routerName') ?? '',
    condition: conditions({ ...route, status: ingress }).find(({ type }) => type === 'Admitted'),
  }));
  const refused = told.find(({ condition }) => condition !== undefined && condition.status !== 'True');
  if (refused !== undefined) return { state: 'refused', why: `router ${refused.router}: ${[refused.condition?.reason, refused.condition?.message].filter(Boolean).join(': ')}` };
  return { state: told.some(({ condition }) => condition?.status === 'True') ? 'admitted' : 'unserved' };
}

/** Which certificate a route serves, and how many whole days it has left; undefined days where it cannot be seen. */
export function servedCertificate(world: World, route: KubeObject, now: string): { from: 'route' | 'ingress'; days: number | undefined } {
  const own = text(route, 'spec', 'tls', 'certificate');
  if (own !== undefined && own !== '') return { from: 'route', days: daysLeft(certificates(own), now) };
  return { from: 'ingress', days: daysLeft(certificates(text(one(world.snapshot, ingressCa), 'data', 'ca-bundle.crt') ?? ''), now) };
}

/** Rules about the routes to the registry. */
export const routeChecks: Check[] = [
  define('RC-ROUTE-REFUSED', [COLLECTIONS.routes], (world) => world.routes.flatMap((route) => {
    const { state, why } = admission(route);
    return when(state === 'refused', () => ({ subject: routeRef(nameOfRoute(route)), message: why ?? '', fill: { route: nameOfRoute(route) } }));
  })),
  define('RC-ROUTE-UNSERVED', [COLLECTIONS.routes], (world) => world.routes.flatMap((route) => when(admission(route).state === 'unserved', () => ({
    subject: routeRef(nameOfRoute(route)), message: `No router has taken the route${text(route, 'spec', 'host') === undefined ? '' : ` to ${text(route, 'spec', 'host') ?? ''}`}.` })))),
  define('RC-ROUTE-ABSENT', [config, COLLECTIONS.routes], (world) => {
    if (world.state !== 'Managed' || operatorError(world) !== undefined || stateOf(world.snapshot, COLLECTIONS.routes) !== 'found') return [];
    const names = [...(at(world.config, 'spec', 'defaultRoute') === true ? ['default-route'] : []), ...askedRoutes(world).map(({ name }) => name)];
    const there = new Set(world.routes.map(nameOfRoute));
    return names.filter((name) => !there.has(name)).map((name) => ({ subject: routeRef(name), message: 'The configuration asks for the route, but it does not exist.' }));
  }),
  define('RC-ROUTE-SECRET', [config, COLLECTIONS.routes], (world) => askedRoutes(world).flatMap(({ name, secret }) => {
    const route = world.routes.find((candidate) => nameOfRoute(candidate) === name);
    return when(secret !== '' && route !== undefined && operatorError(world) === undefined && (text(route, 'spec', 'tls', 'certificate') ?? '') === '', () => ({
      subject: `secrets/${NS.registry}/${secret}`, message: `The route ${name} carries no certificate, though it should have the one in ${secret}.`, fill: { secret } }));
  })),
  define('RC-ROUTE-CERT', [COLLECTIONS.routes, ingressCa], (world, { now }) => world.routes.flatMap((route) => {
    const { from, days } = servedCertificate(world, route, now);
    return days === undefined || days > SOON ? [] : [{
      subject: routeRef(nameOfRoute(route)), fill: { route: nameOfRoute(route) }, level: days < 0 ? 'error' as const : 'warning' as const,
      message: `The ${from === 'route' ? 'route\'s own' : 'ingress'} certificate ${days < 0 ? `ended ${-days} days ago` : `has ${days} days left`}.` }];
  })),
];
