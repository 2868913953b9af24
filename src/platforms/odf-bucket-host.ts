import { text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import { Failure } from '../errors.ts';
import { apiName, hostName } from '../forms/parse.ts';
import type { Given } from '../forms/types.ts';
import type { Reference } from '../plan/types.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

/** Where the registry finds the object store: by a route, by a service of the cluster, or at a host that was given. */
export type StoreHost =
  | { kind: 'route'; route: Ref }
  | { kind: 'service'; service: Ref }
  /** `port` only where it is not the scheme's own */
  | { kind: 'given'; scheme: 'https' | 'http'; host: string; port?: number };

/** Only pods resolve the names of services, so clients and nodes cannot follow a redirect there. */
const isService = (host: string): boolean => /\.svc(\.cluster\.local)?$/u.test(host);

/**
 * A host as `--endpoint-host` has it. The port of its scheme is dropped: a Rados Gateway must be named without one
 * (manual 3.1.3). Fails (usage) for another port on a service of the cluster, which has none but those two.
 */
function givenHost(text: string): StoreHost & { kind: 'given' } {
  const scheme = text.startsWith('http://') ? 'http' : 'https';
  const [host = '', digits] = hostName('endpoint-host', text.replace(/^https?:\/\//u, '')).split(':');
  const own = scheme === 'http' ? 80 : 443;
  if (digits === undefined || Number(digits) === own) return { kind: 'given', scheme, host };
  if (isService(host)) throw new Failure('usage', `--endpoint-host: given ${JSON.stringify(text)}, allowed: a service of the cluster without a port, or with ${own}.`);
  return { kind: 'given', scheme, host, port: Number(digits) };
}

/** The host that the options mean. Fails (usage) for two at once, and for a host of which nothing tells the CA. */
export function storeHost(given: Given, value: (flag: string) => string): StoreHost {
  const namespace = apiName('route-namespace', value('route-namespace'));
  if (given['endpoint-host'] === undefined) {
    const route = apiName('route', value('route'));
    return value('host') === 'service' ? { kind: 'service', service: ref(R.Service, apiName('service', value('service')), namespace) } : { kind: 'route', route: ref(R.Route, route, namespace) };
  }
  const found = givenHost(value('endpoint-host'));
  if (given['host'] !== undefined) throw new Failure('usage', `--endpoint-host: given ${JSON.stringify(found.host)} besides --host ${value('host')}, allowed: one of the two.`);
  if (found.scheme === 'https' && given['ca-source'] === undefined) throw new Failure('usage', `--ca-source: not given, and nothing tells which CA signed the certificate of ${found.host}; allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.`);
  if (found.scheme === 'http' && given['ca-source'] !== undefined) throw new Failure('usage', `--ca-source: given ${JSON.stringify(value('ca-source'))}, allowed: nothing, as http:// has no certificate to verify.`);
  return found;
}

function nameOfHost(snapshot: Snapshot, host: StoreHost): string {
  if (host.kind === 'given') return host.host;
  return host.kind === 'route' ? (text(one(snapshot, host.route), 'spec', 'host') ?? '') : `${host.service.name}.${host.service.namespace ?? NS.storage}.svc`;
}

/** `s3.regionEndpoint` for a host. */
export function endpointOf(snapshot: Snapshot, host: StoreHost): string {
  const [scheme, port] = host.kind === 'given' ? [host.scheme, host.port === undefined ? '' : `:${host.port}`] : ['https', ''];
  return `${scheme}://${nameOfHost(snapshot, host)}${port}`;
}

/** `s3.regionEndpoint`, as a Reference where the route was not read: what is written for others to apply looks it up then. */
export function endpointValue(snapshot: Snapshot, host: StoreHost): string | Reference {
  if (host.kind !== 'route' || nameOfHost(snapshot, host) !== '') return endpointOf(snapshot, host);
  return { $ref: { step: '', ref: host.route, path: ['spec', 'host'], before: 'https://', show: `https://(host of ${nameOf(host.route)})`, secret: false } };
}

/** Whether clients outside of the cluster cannot reach the host. */
export const isInternal = (snapshot: Snapshot, host: StoreHost): boolean => isService(nameOfHost(snapshot, host));
