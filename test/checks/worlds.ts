import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { at, isRecord, list, record } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../src/api/types.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { guarded } from '../../src/snapshot/digest.ts';
import { statusFollow, statusReads } from '../../src/snapshot/reads.ts';
import type { Answer, Read, Snapshot } from '../../src/snapshot/types.ts';

export const NOW = '2026-11-23T12:00:00.000Z';
const KEY = Buffer.from('a key of this test');
const PLACES: Record<string, string> = { S3_ENDPOINT: 'https://s3.apps.lab.example.com', FRESH_BUCKET: 'fresh-bucket', KEYSTONE: 'https://keystone.example.com/v3', SWIFT_USER: 'demo' };

const BY_KIND = new Map<string, Resource>(Object.values(R).filter(({ plural, group }) => !(plural === 'images' && group === 'image.openshift.io')).map((res) => [res.kind, res]));

/** What a Snapshot is made of, before it is one. */
export interface Stage {
  objects: { resource: Resource; object: KubeObject }[];
  /** answers other than found or absent, by the key of the read */
  answers: Record<string, Answer>;
}

function add(stage: Stage, kind: string, value: unknown): void {
  const resource = BY_KIND.get(kind);
  if (resource === undefined || !isRecord(value)) return;
  const object = structuredClone(value) as KubeObject;
  stage.objects = stage.objects.filter((held) => !(held.resource === resource && held.object.metadata.name === object.metadata.name && held.object.metadata.namespace === object.metadata.namespace));
  stage.objects.push({ resource, object });
}

const READ = new Map<string, unknown>();

function reading(name: string): unknown {
  const raw = readFileSync(new URL(`../fixtures/recordings/${name}.yaml`, import.meta.url), 'utf8').replace(/\$\{(\w+)\}/g, (whole, place: string) => PLACES[place] ?? whole);
  const recording: unknown = parse(raw);
  READ.set(name, recording);
  return recording;
}

/** The world that a recording of the real operator left after a step (`initial` for -1), with a cluster of 4.14 around it. */
export function recorded(name: string, step = 0): Stage {
  const recording = READ.get(name) ?? reading(name);
  const stage: Stage = { objects: [], answers: {} };
  for (const given of list(recording, 'given')) add(stage, String(at(given, 'kind')), given);
  for (const earlier of list(recording, 'steps').slice(0, step + 1)) {
    const applied = at(earlier, 'do', 'apply');
    if (applied !== undefined) add(stage, String(at(applied, 'kind')), applied);
  }
  const then = step < 0 ? record(recording, 'initial') : record(list(recording, 'steps')[step], 'then');
  for (const [kind, objects] of Object.entries(then)) for (const object of list(objects)) add(stage, kind.split('/')[0] ?? '', object);
  cluster(stage);
  return stage;
}

/** An object of the stage, to be changed; made when it is not there. */
export function the(stage: Stage, resource: Resource, name: string, namespace?: string): KubeObject {
  const held = stage.objects.find((entry) => entry.resource === resource && entry.object.metadata.name === name && entry.object.metadata.namespace === namespace);
  if (held !== undefined) return held.object;
  const object: KubeObject = { apiVersion: 'v1', kind: resource.kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
  stage.objects.push({ resource, object });
  return object;
}

export function drop(stage: Stage, resource: Resource, name: string): void {
  stage.objects = stage.objects.filter((entry) => !(entry.resource === resource && entry.object.metadata.name === name));
}

/** Sets fields of the registry's Config as a merge patch does, null deletes. */
export function merge(target: Record<string, unknown>, patch: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(target, key);
    else if (isRecord(value)) {
      const inner = isRecord(target[key]) ? target[key] : {};
      target[key] = inner;
      merge(inner, value);
    } else target[key] = value;
  }
}

export function config(stage: Stage, patch: Record<string, unknown>): Stage {
  merge(the(stage, R.Config, 'cluster'), patch);
  return stage;
}

/** Replaces one condition of an object. */
export function told(object: KubeObject, type: string, status: string, reason = '', message = ''): void {
  const status_ = isRecord(object['status']) ? object['status'] : {};
  status_['conditions'] = [...list(object, 'status', 'conditions').filter((entry) => at(entry, 'type') !== type), { type, status, reason, message }];
  object['status'] = status_;
}

export function cluster(stage: Stage, version = '4.14.60'): void {
  merge(the(stage, R.ClusterVersion, 'version'), {
    spec: { clusterID: '11111111-2222-3333-4444-555555555555' },
    status: { desired: { version }, history: [{ state: 'Completed', version }], capabilities: { enabledCapabilities: ['ImageRegistry', 'Build'] } } });
  merge(the(stage, R.Infrastructure, 'cluster'), { status: { platformStatus: { type: 'BareMetal' }, infrastructureTopology: 'HighlyAvailable' } });
  merge(the(stage, R.Ingress, 'cluster'), { spec: { domain: 'apps.lab.example.com' } });
}

/** A pod of the registry, ready unless it is told otherwise. */
export function pod(stage: Stage, name: string, status: Record<string, unknown> = { conditions: [{ type: 'Ready', status: 'True' }] }): KubeObject {
  const made = the(stage, R.Pod, name, NS.registry);
  made.metadata.labels = { 'docker-registry': 'default' };
  made['status'] = status;
  return made;
}

function answer(stage: Stage, read: Read): Answer {
  const forced = stage.answers[readKey(read)];
  if (forced !== undefined) return forced;
  const items = stage.objects
    .filter(({ resource, object }) => resource === read.resource && (read.name === undefined || object.metadata.name === read.name) && (!resource.namespaced || read.namespace === undefined || object.metadata.namespace === read.namespace))
    .map(({ resource, object }) => guarded(structuredClone(object), resource, KEY));
  return read.name !== undefined && items.length === 0 ? { state: 'absent' } : { state: 'found', items };
}

/** The Snapshot that `status` takes of the stage: its reads, then what they name. */
export function snapshotOf(stage: Stage): Snapshot {
  const snapshot: Snapshot = { schema: 'registryctl.dev/snapshot/v1', takenAt: NOW, target: { context: 'lab/admin', server: 'https://api.lab.example.com:6443', user: 'admin', sandbox: false }, answers: {} };
  for (const read of statusReads()) snapshot.answers[readKey(read)] = answer(stage, read);
  for (const read of statusFollow(snapshot)) snapshot.answers[readKey(read)] = answer(stage, read);
  return snapshot;
}

/** A recording's world that serves, with its pods. */
export function serving(name: string, step = 0, replicas = 2): Stage {
  const stage = recorded(name, step);
  for (let index = 0; index < replicas; index++) pod(stage, `image-registry-${index}`);
  return stage;
}
