import { conditions, isRecord, list, text } from '../api/json.ts';
import { NS, R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { sweep, withScratch, type Runner } from '../apply/scratch.ts';
import { answered, checkRunning } from '../apply/stale.ts';
import type { ApplyPorts, Clock, Proof } from '../apply/types.ts';
import { Failure } from '../errors.ts';
import { proxyFor, type Connection } from '../kube/connect.ts';
import type { Kube } from '../kube/port.ts';
import { makeImage } from '../probe/image.ts';
import { makeNet, type Net } from '../probe/net.ts';
import { provePushPull } from '../probe/push-pull.ts';
import { makeRegistry } from '../probe/registry.ts';
import { proveRoute } from '../probe/route.ts';
import type { Bundle, Door } from '../probe/types.ts';
import { hostPort } from '../probe/words.ts';
import type { World } from './types.ts';

const INGRESS = 'the default ingress certificate';
const SERVICE = 'image-registry.openshift-image-registry.svc';

export interface ProverOptions {
  kube: Kube;
  net: Net;
  clock: Clock;
  signal: AbortSignal;
  /** so many random bytes, for names and content */
  random(bytes: number): Buffer;
  /** this process, to know what a killed one left behind */
  runner?: Runner | undefined;
  /** further CAs to trust */
  bundles?: readonly Bundle[];
  /** whether the kubeconfig's user logs in with a token; default true */
  hasToken?: boolean;
}

/** The ways from this machine to routes and storage: `--resolve`, the kubeconfig's detours, else DNS or the environment's proxy. */
export function openNet({ globals, env }: Pick<World, 'globals' | 'env'>, kube: Pick<Connection, 'detours'>): Net {
  return makeNet({
    detours: kube.detours,
    resolve: globals.resolve ?? [],
    proxy: (host, port) => proxyFor(new URL(`https://${hostPort(host, port)}`), undefined, env),
  });
}

interface Entrance {
  door: Door;
  where: string;
  bundles: Bundle[];
}

/** The host of a route that a router has admitted; undefined when none has. */
function admittedHost(route: KubeObject): string | undefined {
  for (const ingress of list(route, 'status', 'ingress')) {
    const admitted = list(ingress, 'conditions').some((c) => isRecord(c) && c['type'] === 'Admitted' && c['status'] === 'True');
    if (admitted) return text(ingress, 'host') ?? text(route, 'spec', 'host');
  }
  return undefined;
}

async function bundle(kube: Kube, name: string, map: string, namespace: string, key: string): Promise<Bundle[]> {
  try {
    const pem = text(await kube.get(ref(R.ConfigMap, map, namespace)), 'data', key);
    return pem === undefined || pem === '' ? [] : [{ name, pem }];
  } catch (error) {
    // the certificate is judged by what else is trusted; any other fault is not the certificate's
    if (!answered(error, 403)) throw error;
    return [{ name, pem: '' }];
  }
}

const ingressCa = async (kube: Kube): Promise<Bundle[]> => bundle(kube, INGRESS, 'default-ingress-cert', NS.managed, 'ca-bundle.crt');

async function routeEntrance({ kube, net, bundles = [] }: ProverOptions, route: KubeObject, host: string): Promise<Entrance> {
  const own = text(route, 'spec', 'tls', 'caCertificate');
  const ingress = await ingressCa(kube);
  return { door: net.door(host, 443), where: `route ${host}`, bundles: [...ingress, ...(own === undefined ? [] : [{ name: 'the CA of the route', pem: own }]), ...bundles] };
}

/** An admitted route to the registry, `default-route` first, or the one that is named; undefined when there is none. */
async function admitted(options: ProverOptions, name?: string): Promise<Entrance | undefined> {
  const routes = (await options.kube.list(R.Route, { namespace: NS.registry }))?.items ?? [];
  const ours = routes.filter((route) => (name === undefined ? text(route, 'spec', 'to', 'name') === 'image-registry' : route.metadata.name === name));
  ours.sort((a, b) => Number(b.metadata.name === 'default-route') - Number(a.metadata.name === 'default-route'));
  for (const route of ours) {
    const host = admittedHost(route);
    if (host !== undefined) return routeEntrance(options, route, host);
  }
  return undefined;
}

/** The CAs of storage that the registry may redirect to: routes of the cluster, and what the Config itself trusts. */
async function storageBundles({ kube, bundles = [] }: ProverOptions): Promise<Bundle[]> {
  const config = await kube.get(ref(R.Config, 'cluster')).catch(() => undefined);
  const map = text(config, 'spec', 'storage', 's3', 'trustedCA', 'name') ?? '';
  const own = map === '' ? [] : await bundle(kube, `config map ${map}`, map, NS.config, 'ca-bundle.crt');
  return [...own, ...(await ingressCa(kube)), ...bundles];
}

/** A tunnel to a Ready registry pod, which serves the certificate of the service. */
async function tunnel({ kube, bundles = [] }: ProverOptions): Promise<Entrance> {
  const pods = (await kube.list(R.Pod, { namespace: NS.registry, labelSelector: 'docker-registry=default' }))?.items ?? [];
  const ready = pods.find((pod) => pod.metadata.deletionTimestamp === undefined && conditions(pod).some((c) => c.type === 'Ready' && c.status === 'True'));
  const name = ready?.metadata.name;
  if (name === undefined) throw new Failure('unhealthy', 'There is no admitted route to the registry and no Ready registry pod, so nothing can be pushed.');
  const service = [...(await bundle(kube, 'the service CA', 'serviceca', NS.registry, 'service-ca.crt')), ...(await bundle(kube, 'the service CA', 'openshift-service-ca.crt', NS.registry, 'service-ca.crt'))];
  return { door: { host: SERVICE, port: 5000, connect: (signal) => kube.forward(NS.registry, name, 5000, signal === undefined ? {} : { signal }) }, where: `pod ${name}`, bundles: [...service, ...bundles] };
}

async function pushPull(options: ProverOptions, emit: (state: string) => void): Promise<Proof> {
  const { kube, net, clock, signal } = options;
  const entrance = (await admitted(options)) ?? (await tunnel(options));
  const storage = await storageBundles(options);
  await sweep(kube, clock.now(), options.runner);
  const image = makeImage(options.random(16).toString('hex'));
  emit('making a scratch project');
  const behind: Proof['facts'] = [];
  const left = (what: string): void => void behind.push(['left behind', what]);
  const proof = await withScratch({ kube, clock, signal, random: options.random(5).toString('hex'), digests: [image.manifest.digest], runner: options.runner, left }, async ({ namespace, token }) => {
    const registry = makeRegistry(entrance.door, { bundles: entrance.bundles, storageBundles: storage, now: () => clock.now(), signal, reach: (host, port) => net.door(host, port) });
    try {
      return await provePushPull({ registry, where: entrance.where, repo: `${namespace}/proof`, tag: 'latest', image, token, sleep: (ms) => clock.sleep(ms, signal), emit });
    } finally {
      registry.close();
    }
  });
  return { ...proof, facts: [...proof.facts, ...behind] };
}

async function route(options: ProverOptions, name: string, emit: (state: string) => void): Promise<Proof> {
  const entrance = await admitted(options, name);
  if (entrance === undefined) throw new Failure('unhealthy', `No router has admitted the route ${NS.registry}/${name}.`);
  const { clock, signal, hasToken = true } = options;
  return proveRoute({ door: entrance.door, bundles: entrance.bundles, now: () => clock.now(), signal, hasToken, sleep: (ms) => clock.sleep(ms, signal), emit });
}

/**
 * The proofs by name. `push-pull` goes through an admitted route, or a tunnel to a pod where there is
 * none; `route` judges one (`params.name`, default `default-route`). What is wrong with the registry comes
 * back as a proof that is not ok; an interruption and faults of the cluster's API are thrown.
 */
export function makeProver(options: ProverOptions): ApplyPorts['prove'] {
  return async (name, params, emit) => {
    try {
      if (name === 'push-pull') return await pushPull(options, emit);
      if (name === 'route') return await route(options, text(params, 'name') ?? 'default-route', emit);
    } catch (error) {
      checkRunning(options.signal);
      if (!(error instanceof Failure) || error.outcome !== 'unhealthy') throw error;
      return { proof: name, ok: false, summary: error.message, facts: error.remedy === undefined ? [] : [['remedy', error.remedy]] };
    }
    throw new Failure('unexpected', `There is no proof called "${name}".`);
  };
}
