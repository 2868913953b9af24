import { isRecord } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject, Resource } from '../../api/types.ts';
import { Refused } from '../client.ts';
import type { Client } from '../client.ts';
import type { Scenario } from '../types.ts';
import { fill } from './fill.ts';

const RESOURCES: Resource[] = Object.values(R);

/** The resource of an object, or undefined where this project knows none. */
export function resourceOf(object: KubeObject): Resource | undefined {
  return RESOURCES.find((r) => r.kind === object.kind && (r.group === '' ? r.version : `${r.group}/${r.version}`) === object.apiVersion);
}

/**
 * Creates the objects of a scenario through a client, namespaces first, and then their status. What is there
 * already keeps its spec (a real cluster brings some of it), but for its labels and annotations. `names` are
 * what `${NAME}` in their texts stands for.
 */
export async function applyScenario(client: Client, scenario: Pick<Scenario, 'objects'>, names: Record<string, string> = {}): Promise<void> {
  const objects = fill(scenario.objects, names);
  const spaces = objects.filter((o) => o.kind === 'Namespace');
  for (const group of [spaces, objects.filter((o) => o.kind !== 'Namespace')]) await Promise.all(group.map((o) => put(client, o)));
}

async function put(client: Client, object: KubeObject): Promise<void> {
  const resource = resourceOf(object);
  if (resource === undefined) throw new Error(`nothing is known of ${object.apiVersion} ${object.kind} (${object.metadata.name})`);
  const { name = '', namespace } = object.metadata;
  const { status, ...rest } = object;
  try {
    await client.create(resource, rest as KubeObject);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 409) throw error;
    const { labels, annotations } = object.metadata;
    await client.patch(resource, name, namespace, { metadata: { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) } });
  }
  if (!isRecord(status) || Object.keys(status).length === 0) return;
  // a merge patch cannot write a null, which some statuses must have
  const there = await client.get(resource, name, namespace);
  if (there !== undefined) await client.update(resource, { ...there, status }, 'status');
}
