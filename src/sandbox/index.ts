import { randomBytes } from 'node:crypto';
import { list } from '../api/json.ts';
import { apiVersion, R } from '../api/resources.ts';
import { startActors } from './actors.ts';
import { ensure, hash } from './actors/objects.ts';
import { defaultClass, routeHost } from './api/admission.ts';
import { localClient } from './api/local.ts';
import { createStore, seed } from './api/seed.ts';
import { startApi } from './api/server.ts';
import type { Client } from './client.ts';
import { shellLines } from './env.ts';
import { kubeconfig } from './kubeconfig.ts';
import { startSurroundings } from './outside.ts';
import { makePki, pkiObjects } from './pki.ts';
import { fill, packed } from './scenarios/fill.ts';
import { scenario as scenarioOf } from './scenarios/index.ts';
import { DOMAIN } from './scenarios/make.ts';
import type { Sandbox, SandboxOptions } from './types.ts';

export { startActors } from './actors.ts';
export { startKubelet } from './kubelet.ts';
export { startSurroundings } from './outside.ts';
export { makePki, pkiObjects } from './pki.ts';
export { applyScenario } from './scenarios/apply.ts';
export { scenario, scenarioFrom, SCENARIOS } from './scenarios/index.ts';

/** What `env` tells; the rest of the values is for scenarios. */
const ENV = ['S3_ENDPOINT', 'S3_HTTP_ENDPOINT', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'S3_CA', 'KEYSTONE', 'SWIFT_USER', 'SWIFT_PASSWORD', 'SWIFT_TENANT'];

/** What is started when no scenario is named. */
const FIRST = 'baremetal-odf';

/**
 * Starts a cluster in this process: API server, actors, router, object stores and registry, all on 127.0.0.1.
 * It is ready when the operator (unless left out) has made its Config. Rejects when the port is taken (EADDRINUSE),
 * and with an Error of one sentence for a scenario that there is not.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return await assemble(options, ends, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(options: SandboxOptions, ends: (() => Promise<void>)[], stop: () => Promise<void>): Promise<Sandbox> {
  const chosen = typeof options.scenario === 'object' ? options.scenario : scenarioOf(options.scenario ?? FIRST);
  // the garbage collector belongs to the controllers that look after deployments
  const store = createStore({ admission: [routeHost(DOMAIN), defaultClass], collects: !options.without?.includes('deployments') });
  const client = localClient(store);
  const port = options.port ?? 0;
  const pki = makePki(port, options.token);
  let connect: ReturnType<typeof startActors>['connect'] = () => Promise.reject(new Error('the sandbox is not ready'));
  const api = await startApi({
    store, port, tls: { cert: pki.apiServer.chain, key: pki.apiServer.key, clientCa: pki.client.cert },
    ...(options.token === undefined ? {} : { adminToken: options.token }),
    forward: (namespace, pod, to) => connect(namespace, pod, to),
  });
  ends.push(() => api.stop());
  const around = await startSurroundings(pki, { port, token: options.token });
  ends.push(() => around.stop());
  seed(store, [...fill(chosen.objects, around.values).map(packed), ...pkiObjects(pki)]);
  const actors = startActors({ client, pki, around, without: options.without ?? [], ...(options.pace === undefined ? {} : { pace: options.pace }) });
  ends.push(() => actors.stop());
  connect = actors.connect;
  if (!options.without?.includes('operator')) await begun(client);

  const cluster = { url: api.url, ca: pki.api.cert, scenario: chosen.name, detours: around.detours };
  return {
    url: api.url,
    caPem: pki.api.cert,
    token: api.adminToken,
    scenario: chosen.name,
    client,
    env: () => shellLines(Object.fromEntries(ENV.map((name) => [name, around.values[name] ?? '']))),
    value: (name) => around.values[name] ?? '',
    kubeconfig(login = 'token') {
      if (login === 'token') return kubeconfig(cluster, 'admin', { token: api.adminToken });
      const { cert, key } = pki.client.issue({ commonName: 'system:admin', organizations: ['system:masters'], client: true });
      return kubeconfig(cluster, 'admin', { certificate: cert, key });
    },
    async kubeconfigFor(user, roles, namespace) {
      await Promise.all(roles.map((role) => bind(client, user, role, namespace)));
      const token = `sha256~${randomBytes(32).toString('base64url')}`;
      store.tokens.set(token, { user, groups: ['system:authenticated', 'system:authenticated:oauth'] });
      return kubeconfig(cluster, user, { token });
    },
    stop,
  };
}

async function bind(client: Client, user: string, role: string, namespace: string | undefined): Promise<void> {
  const resource = namespace === undefined ? R.ClusterRoleBinding : R.RoleBinding;
  await ensure(client, resource, {
    apiVersion: apiVersion(resource),
    kind: resource.kind,
    metadata: { name: `${user}-${role}-${hash([user, role], 5)}`.replaceAll(/[:/%]/g, '-'), ...(namespace === undefined ? {} : { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  });
}

/** Waits (at most two seconds) until the operator has made its Config and said something of it. */
async function begun(client: Client): Promise<void> {
  for (const end = Date.now() + 2000; Date.now() < end;) {
    if (list(await client.get(R.Config, 'cluster'), 'status', 'conditions').length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
