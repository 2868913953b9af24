import { text } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { records, secretData } from '../objects.ts';
import { missing } from './errors.ts';
import { DEFAULT_ROUTE, HOME, OWNED, REGISTRY } from './names.ts';
import { named } from './world.ts';
import type { World } from './world.ts';

type Fields = Record<string, unknown>;

/** A route that a spec asks for. */
export interface WantedRoute {
  name: string;
  hostname: string;
  secretName: string;
}

/** The default route when it is on, then the additional ones. */
export function wantedRoutes(spec: Fields): WantedRoute[] {
  const more = records(spec, 'routes').map((r) => ({ name: text(r, 'name') ?? '', hostname: text(r, 'hostname') ?? '', secretName: text(r, 'secretName') ?? '' }));
  return [...(spec['defaultRoute'] === true ? [{ name: DEFAULT_ROUTE, hostname: '', secretName: '' }] : []), ...more];
}

/** The route as an object; of its secret the keys that are there are copied. Throws when the secret is not there. */
export function route(world: World, wanted: WantedRoute): KubeObject {
  const secret = wanted.secretName === '' ? undefined : named(world.secrets, wanted.secretName);
  if (wanted.secretName !== '' && !secret) throw missing('secret', wanted.secretName);
  const data = secretData(secret);
  const tls = Object.fromEntries([['certificate', data['tls.crt']], ['key', data['tls.key']], ['caCertificate', data['tls.cacrt']]].filter(([, v]) => v !== undefined));
  const object = blank(ref(R.Route, wanted.name, HOME));
  object.metadata.annotations = { [OWNED]: 'true' };
  object['spec'] = {
    ...(wanted.hostname === '' ? {} : { host: wanted.hostname }),
    tls: { termination: 'reencrypt', ...tls },
    to: { kind: 'Service', name: REGISTRY, weight: 100 },
    wildcardPolicy: 'None',
  };
  return object;
}

export const isOwnRoute = (r: KubeObject): boolean => r.metadata.annotations?.[OWNED] === 'true';

/** Why routes are not admitted, joined; empty when no router refused one. No answer of a router is no refusal. */
export function routeTrouble(routes: readonly KubeObject[]): string {
  const refused = routes.filter(isOwnRoute).flatMap((r) =>
    records(r, 'status', 'ingress').flatMap((ingress) =>
      records(ingress, 'conditions')
        .filter((c) => c['type'] === 'Admitted' && c['status'] !== 'True')
        .map((c) => `route ${r.metadata.name ?? ''} (host ${text(ingress, 'host') ?? ''}, router ${text(ingress, 'routerName') ?? ''}) not admitted: ${text(c, 'message') ?? ''}`),
    ),
  );
  return refused.join(',');
}
