import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { apiVersion, nameOf, NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject, Ref, Resource } from '../../src/api/types.ts';
import type { Target } from '../../src/kube/port.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Answer, Snapshot } from '../../src/snapshot/types.ts';

export const TARGET: Target = { context: 'lab', server: 'https://api.lab.example.com:6443', user: 'admin', sandbox: true };

/** An object with just a name, and what else is given. */
export function object(target: Ref, fields: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): KubeObject {
  const space = target.namespace === undefined ? {} : { namespace: target.namespace };
  return { apiVersion: apiVersion(target.resource), kind: target.resource.kind, metadata: { name: target.name, ...space, resourceVersion: '10', ...metadata }, ...fields };
}

const RESOURCES: Resource[] = Object.values(R);

function resourceOf(found: KubeObject): Resource {
  const match = RESOURCES.find((r) => r.kind === found.kind && apiVersion(r) === found.apiVersion);
  if (match === undefined) throw new Error(`no resource for ${found.apiVersion} ${found.kind}`);
  return match;
}

export const refOf = (found: KubeObject): Ref => ref(resourceOf(found), found.metadata.name ?? '', found.metadata.namespace);

export interface More {
  absent?: Ref[];
  denied?: Ref[];
  /** collections that were read as a whole, empty ones too */
  listed?: Resource[];
  takenAt?: string;
}

/** A Snapshot of these objects, each as its own read. */
export function snapshotOf(objects: KubeObject[], more: More = {}): Snapshot {
  const answers: Record<string, Answer> = {};
  for (const wanted of more.absent ?? []) answers[nameOf(wanted)] = { state: 'absent' };
  for (const found of objects) answers[nameOf(refOf(found))] = { state: 'found', items: [found] };
  for (const wanted of more.denied ?? []) answers[nameOf(wanted)] = { state: 'denied', reason: 'no' };
  for (const resource of more.listed ?? []) answers[readKey({ resource })] = { state: 'found', items: objects.filter((o) => resourceOf(o) === resource) };
  return { schema: 'registryctl.dev/snapshot/v1', takenAt: more.takenAt ?? '2026-11-22T18:00:00Z', target: TARGET, answers };
}

/** The same Snapshot with one object replaced, added, or (undefined) absent. */
export function withObject(snapshot: Snapshot, target: Ref, change: (found: KubeObject) => KubeObject | undefined): Snapshot {
  const answer = snapshot.answers[nameOf(target)];
  const changed = change(structuredClone(answer?.state === 'found' ? answer.items[0]! : object(target)));
  return { ...snapshot, answers: { ...snapshot.answers, [nameOf(target)]: changed === undefined ? { state: 'absent' } : { state: 'found', items: [changed] } } };
}

type Then = Record<string, KubeObject[]>;
interface Recording {
  given?: KubeObject[];
  initial?: Then;
  steps: { do: unknown; then: Then }[];
}

const KINDS: Record<string, Resource> = {
  Config: R.Config, ClusterOperator: R.ClusterOperator, Image: R.Image, Deployment: R.Deployment, ConfigMap: R.ConfigMap,
  Secret: R.Secret, Route: R.Route, Service: R.Service, PersistentVolumeClaim: R.PersistentVolumeClaim,
};

export function recording(name: string): Recording {
  return parse(readFileSync(new URL(`../fixtures/recordings/${name}.yaml`, import.meta.url), 'utf8')) as Recording;
}

function whole(found: KubeObject, resource: Resource): KubeObject {
  const data = found.kind === 'Secret' && found['data'] === undefined ? found['stringData'] : found['data'];
  const metadata = { ...found.metadata, ...(resource.kind === 'Config' ? { generation: 3 } : {}) };
  const status = resource.kind === 'Config' ? { status: { ...(found['status'] as object), observedGeneration: 3 } } : {};
  return { ...found, apiVersion: apiVersion(resource), kind: resource.kind, metadata, ...(data === undefined ? {} : { data }), ...status };
}

/** The world of a recording after a step (-1: as it began), generations as if the operator had caught up; what is not there is absent. */
export function recorded(name: string, step: number, more: More = {}): Snapshot {
  const { given = [], initial, steps } = recording(name);
  const then = (step < 0 ? initial : steps[step]?.then) ?? {};
  const applied = steps.slice(0, step + 1).flatMap(({ do: done }) => {
    const apply = (done as { apply?: KubeObject }).apply;
    return apply === undefined ? [] : [apply];
  });
  const seen = Object.entries(KINDS).flatMap(([kind, resource]) => (then[kind] ?? []).map((found) => whole(found, resource)));
  const brought = [...given, ...applied].flatMap((found) => (KINDS[found.kind] === undefined ? [] : [whole(found, KINDS[found.kind]!)]));
  const routes = [ref(R.Route, 'default-route', NS.registry), ref(R.Route, 'public-routes', NS.registry)];
  return snapshotOf([...brought, ...seen], { ...more, absent: [...Object.values(OBJECT), ...routes, ...(more.absent ?? [])] });
}
