import type { IncomingMessage, ServerResponse } from 'node:http';
import { NS } from '../api/resources.ts';
import { record, text } from '../api/json.ts';
import type { KubeObject } from '../api/types.ts';
import type { DataPlane } from './actors/router.ts';
import type { Surroundings } from './outside.ts';
import type { Pki } from './pki.ts';
import type { Backend } from './ingress/routes.ts';
import { unavailable } from './ingress/forward.ts';
import { REGISTRY_HOST } from './runtime.ts';

/** Brings admitted routes to the router's listener; `refresh` does it again for the routes of last time. */
export interface RoutePlane extends DataPlane {
  refresh(): void;
}

/** `registry` tells the port of the registry's service while it is served. Hosts of other services get the router's page for those that have no pods. */
export function routePlane(around: Surroundings, pki: Pki, registry: () => number | undefined): RoutePlane {
  let admitted: KubeObject[] = [];
  const refresh = (): void => {
    const { routes } = around.ingress;
    const wanted = new Set(admitted.map((r) => text(r, 'spec', 'host') ?? ''));
    for (const host of routes.hosts()) if (!wanted.has(host)) routes.remove(host);
    for (const route of admitted) serve(route);
  };
  const serve = (route: KubeObject): void => {
    const host = text(route, 'spec', 'host') ?? '';
    const tls = record(route, 'spec', 'tls');
    const [certificate, key, caCertificate] = [text(tls, 'certificate'), text(tls, 'key'), text(tls, 'caCertificate')];
    const entry = { backend: backendOf(route) };
    const own = certificate && key ? { certificate: { certificate, key, ...(caCertificate ? { caCertificate } : {}) } } : {};
    try {
      around.ingress.routes.set(host, { ...entry, ...own });
    } catch {
      // a certificate and key that do not belong together: the router goes on with its default
      around.ingress.routes.set(host, entry);
    }
  };
  const backendOf = (route: KubeObject): Backend => {
    const [namespace, service] = [route.metadata.namespace, text(route, 'spec', 'to', 'name') ?? ''];
    if (namespace === NS.storage && (service === 's3' || service.startsWith('rook-ceph-rgw-'))) return { handler: around.s3.handler };
    const port = namespace === NS.registry && service === 'image-registry' ? registry() : undefined;
    if (port === undefined) return { handler: (_: IncomingMessage, response: ServerResponse) => unavailable(response) };
    return { port, ca: pki.service.cert, name: REGISTRY_HOST };
  };
  return {
    serve(routes) {
      admitted = routes;
      refresh();
    },
    refresh,
  };
}
