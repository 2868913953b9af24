import { text } from '../../../api/json.ts';
import { R } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { records } from '../objects.ts';
import { setCondition } from './conditions.ts';
import { DEFAULT_ROUTE, REGISTRY, SERVICE_HOST } from './names.ts';
import { isOwnRoute } from './route.ts';
import { changeStatus } from './setting.ts';
import type { Setting } from './setting.ts';
import { named, readWorld } from './world.ts';

/** The hosts by which the registry is reached from outside: the default route's first, the rest sorted, each once. */
export function externalHosts(routes: readonly KubeObject[]): string[] {
  const hosts = (some: readonly KubeObject[]): string[] => some.flatMap((r) => records(r, 'status', 'ingress').map((i) => text(i, 'host') ?? '')).filter((h) => h !== '');
  const own = routes.filter(isOwnRoute);
  const first = hosts(own.filter((r) => r.metadata.name === DEFAULT_ROUTE));
  return [...new Set([...first, ...hosts(own.filter((r) => r.metadata.name !== DEFAULT_ROUTE)).toSorted()])];
}

/** Tells the rest of the cluster under which names the registry is reached. */
export async function syncImageConfig(setting: Setting): Promise<void> {
  const world = await readWorld(setting.client, ['services', 'routes']);
  const hosts = externalHosts(world.routes);
  const internal = named(world.services, REGISTRY) ? SERVICE_HOST : '';
  await changeStatus(setting.client, R.Image, (status) => {
    delete status['internalRegistryHostname'];
    delete status['externalRegistryHostnames'];
    Object.assign(status, internal === '' ? {} : { internalRegistryHostname: internal }, hosts.length === 0 ? {} : { externalRegistryHostnames: hosts });
  });
  await changeStatus(setting.client, R.Config, (status) => {
    setCondition(status, setting.clock.now(), 'ImageConfigControllerDegraded', 'False', 'AsExpected');
    setCondition(status, setting.clock.now(), 'AzureStackCloudControllerDegraded', 'False', 'AsExpected');
  });
}
