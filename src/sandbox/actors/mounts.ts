import { at, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject, Resource } from '../../api/types.ts';
import type { Client } from '../client.ts';
import { namespace, records } from './objects.ts';

/** A Secret or ConfigMap that a pod cannot start without. */
export interface Need {
  resource: Resource;
  name: string;
  /** the volume that mounts it; none for an environment variable */
  volume?: string;
  keys: string[];
}

/** All that a pod's volumes and environment need, optional ones left out. */
export function needs(pod: KubeObject): Need[] {
  const mounted = records(pod, 'spec', 'volumes').flatMap((v) => {
    const volume = text(v, 'name') ?? '';
    return [v, ...records(v, 'projected', 'sources')].flatMap((source) => [need(R.Secret, at(source, 'secret'), 'secretName', volume), need(R.ConfigMap, at(source, 'configMap'), 'name', volume)]);
  });
  const named = records(pod, 'spec', 'containers').flatMap((c) => records(c, 'env')).flatMap((e) => [
    variable(R.Secret, at(e, 'valueFrom', 'secretKeyRef')),
    variable(R.ConfigMap, at(e, 'valueFrom', 'configMapKeyRef')),
  ]);
  return [...mounted, ...named].filter((n) => n !== undefined);
}

function need(resource: Resource, source: unknown, field: string, volume: string): Need | undefined {
  const name = text(source, field) ?? text(source, 'name');
  if (source === undefined || name === undefined || at(source, 'optional') === true) return undefined;
  return { resource, name, volume, keys: records(source, 'items').map((i) => text(i, 'key') ?? '') };
}

function variable(resource: Resource, source: unknown): Need | undefined {
  const name = text(source, 'name');
  return name === undefined || at(source, 'optional') === true ? undefined : { resource, name, keys: [text(source, 'key') ?? ''] };
}

/** Why the pod's containers cannot start yet, in a kubelet's words; undefined when all is there. */
export async function missing(client: Client, pod: KubeObject): Promise<{ reason: 'ContainerCreating' | 'CreateContainerConfigError'; event: string; message: string } | undefined> {
  for (const n of needs(pod)) {
    const kind = n.resource.kind.toLowerCase();
    const object = await client.get(n.resource, n.name, namespace(pod));
    const absent = n.keys.find((k) => at(object, 'data', k) === undefined && at(object, 'binaryData', k) === undefined);
    if (object !== undefined && absent === undefined) continue;
    const why = object === undefined ? `${kind} "${n.name}" not found` : n.volume === undefined ? `couldn't find key ${absent} in ${n.resource.kind} ${namespace(pod)}/${n.name}` : `references non-existent ${kind} key: ${absent}`;
    if (n.volume === undefined) return { reason: 'CreateContainerConfigError', event: 'Failed', message: `Error: ${why}` };
    return { reason: 'ContainerCreating', event: 'FailedMount', message: `MountVolume.SetUp failed for volume "${n.volume}" : ${why}` };
  }
  return undefined;
}
