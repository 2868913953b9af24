import { apiVersion, NS, R } from '../../../api/resources.ts';
import type { KubeObject, Resource } from '../../../api/types.ts';
import type { Client } from '../../client.ts';
import { HOME } from './names.ts';

/** Everything that the operator reads, by the name it has here. */
const ROOMS = {
  configs: [R.Config],
  pruners: [R.ImagePruner],
  images: [R.Image],
  infrastructures: [R.Infrastructure],
  proxies: [R.Proxy],
  clusterOperators: [R.ClusterOperator],
  namespaces: [R.Namespace],
  nodes: [R.Node],
  clusterRoles: [R.ClusterRole],
  clusterRoleBindings: [R.ClusterRoleBinding],
  deployments: [R.Deployment, HOME],
  daemonSets: [R.DaemonSet, HOME],
  cronJobs: [R.CronJob, HOME],
  jobs: [R.Job, HOME],
  services: [R.Service, HOME],
  serviceAccounts: [R.ServiceAccount, HOME],
  secrets: [R.Secret, HOME],
  configMaps: [R.ConfigMap, HOME],
  budgets: [R.PodDisruptionBudget, HOME],
  routes: [R.Route, HOME],
  openshiftConfig: [R.ConfigMap, NS.config],
  openshiftConfigSecrets: [R.Secret, NS.config],
  managedConfig: [R.ConfigMap, NS.managed],
} as const satisfies Record<string, readonly [Resource] | readonly [Resource, string]>;

export type Room = keyof typeof ROOMS;
export type World = Readonly<Record<Room, readonly KubeObject[]>>;

/** Where a room's objects are served. */
export const roomOf = (room: Room): { resource: Resource; namespace: string | undefined } => ({ resource: ROOMS[room][0], namespace: ROOMS[room][1] });

const EVERY = Object.keys(ROOMS) as Room[];

/** A world of nothing but the given objects. */
export function worldOf(parts: Partial<World>): World {
  return { ...(Object.fromEntries(EVERY.map((room) => [room, []])) as unknown as World), ...parts };
}

/** Reads the given rooms, at once; the others are empty. Items of a list may come without their kind, which writing them needs. */
export async function readWorld(client: Client, rooms: readonly Room[]): Promise<World> {
  const read = rooms.map(async (room) => {
    const { resource, namespace } = roomOf(room);
    const found = await client.list(resource, namespace);
    return [room, found.map((o): KubeObject => ({ ...o, apiVersion: apiVersion(resource), kind: resource.kind }))] as const;
  });
  return worldOf(Object.fromEntries(await Promise.all(read)));
}

/** The object of that name among the ones given. */
export const named = (objects: readonly KubeObject[], name: string): KubeObject | undefined => objects.find((o) => o.metadata.name === name);
