import type { Duplex } from 'node:stream';
import { startBinder } from './actors/binder.ts';
import { startDeployments } from './actors/deployments.ts';
import { wallClock } from './actors/loop.ts';
import type { Stage } from './actors/loop.ts';
import { startObc } from './actors/obc.ts';
import { startOperator } from './actors/operator/operator.ts';
import { startPods } from './actors/pods.ts';
import { startPruner } from './actors/pruner.ts';
import { startRouter } from './actors/router.ts';
import { startServiceCa } from './actors/service-ca.ts';
import { ACTORS } from './client.ts';
import type { Actor, ActorClock, ActorName, Client } from './client.ts';
import type { Surroundings } from './outside.ts';
import type { Pki } from './pki.ts';
import { routePlane } from './plane.ts';
import { registryWorkload } from './runtime.ts';
import { bucketKeeper } from './stores/keeper.ts';
import { storeDoor } from './stores/doors.ts';

export interface ActorsOptions {
  client: Client;
  pki: Pki;
  around: Surroundings;
  without?: readonly ActorName[];
  /** how long (ms) each visible step takes; 300 when not given */
  pace?: number;
  clock?: ActorClock;
  /** told what went wrong in an actor's pass, which is then made again */
  fault?: (actor: string, error: unknown) => void;
}

export interface RunningActors {
  /** one connection to a port of a registry pod, for port-forwards */
  connect(namespace: string, pod: string, port: number): Promise<Duplex>;
  /** ends the actors and the registry, not the surroundings */
  stop(): Promise<void>;
}

/** Starts the cluster's actors on any API server that the client speaks to. */
export function startActors(options: ActorsOptions): RunningActors {
  const { client, pki, around, clock = wallClock, pace = 300, without = [] } = options;
  const stage: Stage = { client, clock, pace, ...(options.fault ? { fault: options.fault } : {}) };
  const workload = registryWorkload(client, around, pki, () => plane.refresh());
  const plane = routePlane(around, pki, () => workload.port());
  const starts: Record<ActorName, () => Actor[]> = {
    operator: () => [startOperator({ client, clock, store: storeDoor(around.outside, around.clouds) })],
    obc: () => [startObc(stage, bucketKeeper(around.s3.memory))],
    binder: () => [startBinder(stage)],
    deployments: () => [startDeployments(stage), startPods(stage, workload)],
    router: () => [startRouter(stage, plane)],
    'service-ca': () => [startServiceCa(stage, pki.service)],
    pruner: () => [startPruner(stage)],
  };
  const actors = ACTORS.filter((name) => !without.includes(name)).flatMap((name) => starts[name]());
  return {
    connect: (namespace, pod, port) => workload.connect(namespace, pod, port),
    async stop() {
      await Promise.all(actors.map((actor) => Promise.resolve(actor.stop())));
      await workload.stop();
    },
  };
}
