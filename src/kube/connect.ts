import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../errors.ts';
import { bearing } from './auth/bearing.ts';
import { makeCredentials } from './auth/credentials.ts';
import { readTrust } from './auth/tls.ts';
import { requestTimeout } from './duration.ts';
import { proxyFor } from './http/proxy.ts';
import { makeSender } from './http/sender.ts';
import { makeWire } from './http/wire.ts';
import { makeKube } from './kube.ts';
import { detours } from './kubeconfig/detours.ts';
import { loadKubeconfig } from './kubeconfig/load.ts';
import type { Resolved } from './kubeconfig/types.ts';
import type { Connection, ConnectOptions, KubeClock } from './options.ts';
import type { Target } from './port.ts';

export type { Connection, ConnectOptions, KubeClock } from './options.ts';
export type { Detour, Resolved } from './kubeconfig/types.ts';
export { detours, loadKubeconfig, proxyFor };

const realClock: KubeClock = {
  now: () => new Date(),
  sleep: async (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};

/**
 * Opens the cluster that the flags and the kubeconfig name. No request is sent yet. Throws Failure: `cluster` when nothing
 * says where the cluster is, `input` for a kubeconfig or a file that cannot be used, `usage` for a flag.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const limitMs = requestTimeout(options.requestTimeout);
  const resolved = await loadKubeconfig(options);
  const server = serverOf(resolved);
  const clock = options.clock ?? realClock;
  const sandbox = detours(resolved.cluster);
  const [trust, given] = await Promise.all([readTrust(resolved), makeCredentials(resolved, options, clock)]);
  const credentials = bearing(given, resolved.credentials);
  if (!trust.verify && server.protocol === 'https:') options.warn(`THE CERTIFICATE OF ${server.host} IS NOT VERIFIED (insecure-skip-tls-verify in the kubeconfig): anybody on the way can read and change everything`);
  const wire = makeWire(server, trust, proxyFor(server, resolved.cluster.proxyUrl, options.env));
  const sender = makeSender({ wire, credentials, clock, random: options.random ?? Math.random, userAgent: options.userAgent, limitMs, warn: options.warn });
  return {
    ...makeKube(sender, server, targetOf(resolved, sandbox !== undefined)),
    get hasToken() {
      return credentials.hasToken();
    },
    detours: sandbox?.detours ?? [],
    ...(sandbox === undefined ? {} : { scenario: sandbox.scenario }),
  };
}

function targetOf(resolved: Resolved, sandbox: boolean): Target {
  const user = resolved.userName === '' ? 'nobody' : resolved.userName;
  const as = resolved.user.as;
  return { context: resolved.context, server: resolved.cluster.server, user: as === undefined ? user : `${as} (acted for by ${user})`, sandbox };
}

/** As kubectl: an address without a scheme is http, and of the URL only scheme, host and path count. */
function serverOf({ cluster, clusterName }: Resolved): URL {
  const text = cluster.server.includes('://') ? cluster.server : `http://${cluster.server}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') throw new Failure('input', `The server of the cluster "${clusterName}" in the kubeconfig must be an http or https URL.`);
  return url;
}
