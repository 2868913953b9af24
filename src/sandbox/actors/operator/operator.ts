import { randomBytes } from 'node:crypto';
import { NS, R } from '../../../api/resources.ts';
import type { Resource } from '../../../api/types.ts';
import type { Actor, ActorClock, Client } from '../../client.ts';
import type { StoreDoor } from '../../stores-door.ts';
import { syncCertificates } from './certificates.ts';
import { syncClusterOperator } from './cluster-operator.ts';
import { controller } from './controller.ts';
import type { Controller } from './controller.ts';
import { syncImageConfig } from './image-config.ts';
import { syncMain } from './main.ts';
import { HOME } from './names.ts';
import { syncNodeCa } from './node-ca.ts';
import { syncPruner } from './pruner.ts';
import type { Setting } from './setting.ts';

export interface OperatorOptions {
  client: Client;
  clock: ActorClock;
  store: StoreDoor;
  version?: string;
  image?: { registry: string; cli: string };
  /** so many random hex digits; the machine's when not given */
  random?: (digits: number) => string;
}

/** The operator, running. `quiet` is true while none of its loops has anything to do at once. */
export interface Operator extends Actor {
  quiet(): boolean;
  stop(): Promise<void>;
}

type Place = readonly [Resource, string?];
const home = (...resources: Resource[]): Place[] => resources.map((r) => [r, HOME] as const);

/** Which events wake which loop. Claims wake none; nothing but services and its daemon set wakes the node CA's. */
const WAKES = {
  main: [
    ...home(R.Deployment, R.Service, R.Secret, R.ConfigMap, R.ServiceAccount, R.PodDisruptionBudget, R.Route),
    [R.ConfigMap, NS.config], [R.ConfigMap, NS.managed], [R.ClusterRole], [R.ClusterRoleBinding], [R.Proxy], [R.Infrastructure], [R.Config],
  ],
  certificates: [...home(R.ConfigMap, R.Service, R.Secret), [R.ConfigMap, NS.config], [R.ConfigMap, NS.managed], [R.Image]],
  imageConfig: [...home(R.Service, R.Route), [R.Image]],
  nodeCa: home(R.Service, R.DaemonSet),
  pruner: [...home(R.CronJob, R.Job, R.ConfigMap, R.ServiceAccount), [R.ImagePruner], [R.Image], [R.ClusterRoleBinding], [R.Config]],
  clusterOperator: [...home(R.Deployment), [R.Config], [R.ImagePruner], [R.ClusterOperator]],
} satisfies Record<string, Place[]>;

type Name = keyof typeof WAKES;

/**
 * Starts what behaves as the Image Registry Operator of OpenShift 4.14 does: six control loops that
 * know the cluster only as a client does, and object stores through a door.
 */
export function startOperator(options: OperatorOptions): Operator {
  const setting: Setting = {
    client: options.client,
    clock: options.clock,
    store: options.store,
    version: options.version ?? '4.14.60',
    image: options.image ?? { registry: 'registry:lab', cli: 'cli:lab' },
    random: options.random ?? ((digits) => randomBytes(digits).toString('hex').slice(0, digits)),
  };
  const passes: Record<Name, (self: Controller) => Promise<void>> = {
    main: (self) => syncMain(setting, self),
    certificates: () => syncCertificates(setting),
    imageConfig: () => syncImageConfig(setting),
    nodeCa: () => syncNodeCa(setting),
    pruner: () => syncPruner(setting),
    clusterOperator: () => syncClusterOperator(setting),
  };
  const names = Object.keys(passes) as Name[];
  const loops = Object.fromEntries(names.map((n) => [n, controller(setting.clock, passes[n])])) as Record<Name, Controller>;
  const places = new Map<string, { place: Place; woken: Controller[] }>();
  for (const name of names) {
    for (const place of WAKES[name]) {
      const key = `${place[0].group}/${place[0].plural}/${place[1] ?? ''}`;
      const entry = places.get(key) ?? { place, woken: [] };
      entry.woken.push(loops[name]);
      places.set(key, entry);
    }
  }
  const ends = [...places.values()].map(({ place, woken }) => options.client.watch(place[0], place[1], () => woken.forEach((loop) => loop.wake())));
  for (const name of names) if (name !== 'nodeCa') loops[name].wake();
  return {
    quiet: () => names.every((n) => loops[n].quiet()),
    async stop() {
      for (const end of ends) end();
      await Promise.all(names.map((n) => loops[n].stop()));
    },
  };
}
