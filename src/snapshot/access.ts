import { at, isRecord, list, text } from '../api/json.ts';
import { R, ref } from '../api/resources.ts';
import type { KubeObject, Ref, Resource } from '../api/types.ts';
import type { Answer, Read, Snapshot } from './types.ts';

type State = Answer['state'] | 'unread';

const ANY = '*';

function prefixOf(resource: Resource): string {
  return resource.group === '' ? `${resource.plural}/` : `${resource.plural}.${resource.group}/`;
}

/**
 * The key of a read's answer in a Snapshot: as `nameOf` writes an object, with `*` for every name
 * (and every namespace), and the label selector after a `?`. Equal reads have equal keys.
 */
export function readKey(read: Read): string {
  const space = read.resource.namespaced ? `${read.namespace ?? ANY}/` : '';
  return `${prefixOf(read.resource)}${space}${read.name ?? ANY}${read.labelSelector === undefined ? '' : `?${read.labelSelector}`}`;
}

/** Answers of collections that hold every object of the reference's kind and namespace. */
function covering(snapshot: Snapshot, read: Read): Answer | undefined {
  if (read.labelSelector !== undefined) return undefined;
  const { resource, namespace } = read;
  const near: Read = namespace === undefined ? { resource } : { resource, namespace };
  return snapshot.answers[readKey(near)] ?? snapshot.answers[readKey({ resource })];
}

function named(items: readonly KubeObject[], read: Read): KubeObject | undefined {
  return items.find((item) => item.metadata.name === read.name && (!read.resource.namespaced || item.metadata.namespace === read.namespace));
}

/** The object, from its own read or from a collection that holds it; undefined when it was not found, whatever the reason. */
export function one(snapshot: Snapshot, wanted: Ref): KubeObject | undefined {
  const own = snapshot.answers[readKey(wanted)];
  if (own?.state === 'found') return own.items[0];
  return own === undefined ? named(many(snapshot, wanted.resource, wanted.namespace), wanted) : undefined;
}

/** Every object of the resource that was found by any read, each once, of one namespace when it is given. */
export function many(snapshot: Snapshot, resource: Resource, namespace?: string): KubeObject[] {
  const found = new Map<string, KubeObject>();
  for (const [key, answer] of Object.entries(snapshot.answers)) {
    if (answer.state !== 'found' || !key.startsWith(prefixOf(resource))) continue;
    for (const item of answer.items) {
      if (namespace !== undefined && resource.namespaced && item.metadata.namespace !== namespace) continue;
      found.set(`${item.metadata.namespace ?? ''}/${item.metadata.name ?? ''}`, item);
    }
  }
  return [...found.values()];
}

/** What is known of an object or a collection: how its read was answered, through a wider one too; `unread` when nothing asked for it. */
export function stateOf(snapshot: Snapshot, wanted: Read | Ref): State {
  const own = snapshot.answers[readKey(wanted)];
  if (own !== undefined) return own.state;
  const wide = covering(snapshot, wanted);
  if (wide?.state !== 'found' || wanted.name === undefined) return wide?.state ?? 'unread';
  return named(wide.items, wanted) === undefined ? 'absent' : 'found';
}

const clusterVersion = (snapshot: Snapshot): KubeObject | undefined => one(snapshot, ref(R.ClusterVersion, 'version'));

/** `spec.clusterID` of the ClusterVersion; empty when it could not be read. */
export function clusterIdOf(snapshot: Snapshot): string {
  return text(clusterVersion(snapshot), 'spec', 'clusterID') ?? '';
}

/** The newest version whose rollout has completed, else the desired one; empty when it could not be read. */
export function clusterVersionOf(snapshot: Snapshot): string {
  const version = clusterVersion(snapshot);
  const done = list(version, 'status', 'history').find((entry) => isRecord(entry) && at(entry, 'state') === 'Completed');
  return text(done, 'version') ?? text(version, 'status', 'desired', 'version') ?? '';
}
