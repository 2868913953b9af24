import { at, condition, list, record, text } from '../api/json.ts';
import type { Condition, KubeObject } from '../api/types.ts';
import { backendsOf, describe, type Backend } from '../registry/backends.ts';
import { CODES } from '../registry/codes.ts';
import { holding } from '../registry/losses.ts';
import { many, one } from '../snapshot/access.ts';
import { COLLECTIONS, REGISTRY } from '../snapshot/reads.ts';
import type { Snapshot } from '../snapshot/types.ts';

/** What the rules look at most, taken from a Snapshot once. An object that was not found is undefined, whatever the reason. */
export interface World {
  snapshot: Snapshot;
  config: KubeObject | undefined;
  state: string | undefined;
  storage: Record<string, unknown>;
  backends: Backend[];
  s3: Record<string, unknown>;
  deployment: KubeObject | undefined;
  pruner: KubeObject | undefined;
  image: KubeObject | undefined;
  pods: KubeObject[];
  claims: KubeObject[];
  routes: KubeObject[];
  bucketClaims: KubeObject[];
  /** the claim that the configured backend names */
  claim: KubeObject | undefined;
}

/** The Snapshot as the rules see it; pods are the registry's own only. */
export function worldOf(snapshot: Snapshot): World {
  const world = worlds.get(snapshot) ?? seen(snapshot);
  worlds.set(snapshot, world);
  return world;
}

/** Dozens of checks look at one Snapshot. */
const worlds = new WeakMap<Snapshot, World>();

function seen(snapshot: Snapshot): World {
  const config = one(snapshot, REGISTRY.config);
  const storage = record(config, 'spec', 'storage');
  const claims = many(snapshot, COLLECTIONS.claims.resource, COLLECTIONS.claims.namespace);
  const claimName = text(storage, 'pvc', 'claim') ?? '';
  return {
    snapshot, config, storage, claims,
    state: text(config, 'spec', 'managementState'),
    backends: backendsOf(storage),
    s3: record(storage, 's3'),
    deployment: one(snapshot, REGISTRY.deployment),
    pruner: one(snapshot, REGISTRY.pruner),
    image: one(snapshot, REGISTRY.image),
    pods: many(snapshot, COLLECTIONS.pods.resource, COLLECTIONS.pods.namespace).filter((pod) => pod.metadata.labels?.['docker-registry'] === 'default'),
    routes: many(snapshot, COLLECTIONS.routes.resource, COLLECTIONS.routes.namespace).filter((route) => text(route, 'spec', 'to', 'name') === 'image-registry'),
    bucketClaims: many(snapshot, COLLECTIONS.bucketClaims.resource, COLLECTIONS.bucketClaims.namespace),
    claim: claims.find((claim) => claim.metadata.name === claimName),
  };
}

/** A condition of the registry's Config. */
export function configCondition(world: World, type: string): Condition | undefined {
  return condition(world.config, type);
}

/** The operator's own words on what it could not do; undefined when it does not report an error (operator behaviour: Progressing with reason Error). */
export function operatorError(world: World): string | undefined {
  const progressing = configCondition(world, 'Progressing');
  return progressing?.reason === 'Error' ? progressing.message || 'Progressing has the reason Error, without a message' : undefined;
}

/** Whether the registry is meant to run. */
export function wanted(world: World): boolean {
  return world.config !== undefined && world.state !== 'Removed';
}

/** The names of the routes that the Config asks for, with the secret that holds their certificate. */
export function askedRoutes(world: World): { name: string; secret: string }[] {
  return list(world.config, 'spec', 'routes').map((route) => ({ name: text(route, 'name') ?? '', secret: text(route, 'secretName') ?? '' }));
}

/** Of several storages the one to take away: throw-away storage, else the one in use until another was merged beside it, else the first. */
export function leftOver({ backends, config }: World): string {
  const before = new Set(backendsOf(at(config, 'status', 'storage')));
  return backends.find((name) => name === 'emptyDir') ?? backends.find((name) => before.has(name)) ?? backends[0] ?? '';
}

/** Why two storages are set, and where images are as far as is known: what the remedy takes away may hold them. */
export function ofTwo({ config }: World): string {
  const held = holding(config).map(describe).join(' or ');
  const where = held === '' ? 'The operator has taken none of them over.' : `As far as is known, images are in ${held}; registryctl setup counts them before it changes anything.`;
  return `${CODES['RC-STORAGE-TWO'].cause} ${where}`;
}
