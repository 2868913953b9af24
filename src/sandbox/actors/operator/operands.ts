import { num, record } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { KubeObject, Resource } from '../../../api/types.ts';
import type { Client } from '../../client.ts';
import { base64, hash, records } from '../objects.ts';
import { deployment } from './deployment.ts';
import { missing, within } from './errors.ts';
import { CHECKSUM, HOME, LABELS, PRIVATE, REGISTRY, SPEC_HASH } from './names.ts';
import { isOwnRoute, route, wantedRoutes } from './route.ts';
import { grants } from './rbac.ts';
import type { Driver, Draft } from './storage/driver.ts';
import { named } from './world.ts';
import type { Room, World } from './world.ts';
import { roomOf } from './world.ts';

type Fields = Record<string, unknown>;

/** An object that the registry consists of; `make` throws when what it is made of is not there. */
export interface Operand {
  room: Room;
  name: string;
  type: string;
  make(): KubeObject;
}

/** How the operator names an object in an error. */
const called = (type: string, namespace: string | undefined, name: string): string => `object *${type}, ${namespace === undefined ? '' : `Namespace=${namespace}, `}Name=${name}`;

/**
 * Brings one operand to what is wanted. It is written when what is wanted changed since it was last
 * written, so that edits by hand stay (operator behaviour).
 */
export async function applyOperand(client: Client, world: World, operand: Operand): Promise<void> {
  const { resource, namespace } = roomOf(operand.room);
  const there = named(world[operand.room], operand.name);
  await within(`failed to ${there ? 'update' : 'create'} ${called(operand.type, namespace, operand.name)}`, async () => {
    const object = operand.make();
    const { metadata, ...rest } = object;
    const sum = hash([metadata.labels, metadata.annotations, rest], 32);
    const annotations = { ...metadata.annotations, [CHECKSUM]: sum };
    if (!there) return void (await client.create(resource, { ...object, metadata: { ...metadata, annotations } }));
    if (there.metadata.annotations?.[CHECKSUM] === sum) return;
    const meta = { ...there.metadata, labels: { ...there.metadata.labels, ...metadata.labels }, annotations: { ...there.metadata.annotations, ...annotations } };
    // what is assigned by the API server (cluster addresses) stays
    const kept = operand.room === 'services' ? { ...record(there, 'spec'), ...record(rest, 'spec') } : rest['spec'];
    const hosted = operand.room === 'routes' && record(kept)['host'] === undefined ? { host: record(there, 'spec')['host'], ...record(kept) } : kept;
    const { data: _data, ...before } = there;
    await client.update(resource, { ...before, ...rest, ...(hosted === undefined ? {} : { spec: hosted }), metadata: meta });
  });
}

const secret = (name: string, type: string, data: Fields): KubeObject => ({ ...blank(ref(R.Secret, name, HOME)), type, ...(Object.keys(data).length > 0 ? { data } : {}) });

function service(): KubeObject {
  const object = blank(ref(R.Service, REGISTRY, HOME), LABELS);
  object.metadata.annotations = { 'service.alpha.openshift.io/serving-cert-secret-name': 'image-registry-tls' };
  object['spec'] = { selector: LABELS, ports: [{ name: '5000-tcp', protocol: 'TCP', port: 5000, targetPort: 5000 }], sessionAffinity: 'None', type: 'ClusterIP' };
  return object;
}

const budget = (spec: Fields): KubeObject => ({ ...blank(ref(R.PodDisruptionBudget, REGISTRY, HOME)), spec: { minAvailable: (num(spec, 'replicas') ?? 0) > 1 ? 1 : 0, selector: { matchLabels: LABELS } } });

function pullSecret(world: World): KubeObject {
  const from = named(world.openshiftConfigSecrets, 'pull-secret');
  if (!from) throw missing('secret', 'pull-secret');
  return secret('installation-pull-secrets', 'kubernetes.io/dockerconfigjson', record(from, 'data'));
}

/** What comes before the deployment, in the order in which it is written and taken away. */
function before(world: World, driver?: Driver): Operand[] {
  return [
    ...grants(),
    { room: 'secrets', name: 'installation-pull-secrets', type: 'v1.Secret', make: () => pullSecret(world) },
    { room: 'secrets', name: PRIVATE, type: 'v1.Secret', make: () => secret(PRIVATE, 'Opaque', base64(driver ? driver.secret() : {})) },
    { room: 'services', name: REGISTRY, type: 'v1.Service', make: service },
  ];
}

/** The deployment is compared by its generation, so that every edit by hand is undone. */
async function applyDeployment(client: Client, world: World, draft: Draft, object: KubeObject): Promise<void> {
  const there = named(world.deployments, REGISTRY);
  const sum = hash(object['spec'], 32);
  const annotations = { ...object.metadata.annotations, [SPEC_HASH]: sum, [CHECKSUM]: sum };
  const seen = num(records(draft.status, 'generations').find((g) => g['name'] === REGISTRY), 'lastGeneration');
  let kept = there;
  await within(`failed to ${there ? 'update' : 'create'} ${called('v1.Deployment', HOME, REGISTRY)}`, async () => {
    if (!there) kept = await client.create(R.Deployment, { ...object, metadata: { ...object.metadata, annotations } });
    else if (there.metadata.annotations?.[SPEC_HASH] !== sum || there.metadata.generation !== seen)
      kept = await client.update(R.Deployment, { ...there, spec: object['spec'], metadata: { ...there.metadata, labels: { ...there.metadata.labels, ...LABELS }, annotations: { ...there.metadata.annotations, ...annotations } } });
  });
  draft.status['generations'] = [{ group: 'apps', resource: 'deployments', namespace: HOME, name: REGISTRY, hash: '', lastGeneration: kept?.metadata.generation ?? 0 }];
}

/** Brings everything that a managed registry consists of to what the spec asks for. */
export async function applyOperands(client: Client, world: World, draft: Draft, driver: Driver, facts: { image: string; version: string }): Promise<void> {
  const { spec } = draft;
  const routes = wantedRoutes(spec);
  await within('unable to apply objects', async () => {
    for (const operand of before(world, driver)) await applyOperand(client, world, operand);
    await applyDeployment(client, world, draft, deployment(world, spec, driver, facts));
    await applyOperand(client, world, { room: 'budgets', name: REGISTRY, type: 'v1.PodDisruptionBudget', make: () => budget(spec) });
    for (const wanted of routes) await applyOperand(client, world, { room: 'routes', name: wanted.name, type: 'v1.Route', make: () => route(world, wanted) });
  });
  const obsolete = world.routes.filter((r) => isOwnRoute(r) && !routes.some((w) => w.name === r.metadata.name));
  await within('unable to remove obsolete routes', () => removeAll(client, obsolete.map((r) => [R.Route, r.metadata.name ?? ''])));
}

async function removeAll(client: Client, names: readonly (readonly [Resource, string])[]): Promise<void> {
  for (const [resource, name] of names) await client.remove(resource, name, resource.namespaced ? HOME : undefined, undefined, 'Foreground');
}

/** Takes away what a managed registry consists of; what is not there is passed over. */
export async function removeOperands(client: Client, world: World, spec: Fields): Promise<void> {
  const gone: [Room, string][] = [...before(world).map((o): [Room, string] => [o.room, o.name]), ['deployments', REGISTRY], ['budgets', REGISTRY], ...wantedRoutes(spec).map((w): [Room, string] => ['routes', w.name])];
  const there = gone.filter(([room, name]) => named(world[room], name)?.metadata.deletionTimestamp === undefined && named(world[room], name));
  await within('unable to delete objects', () => removeAll(client, there.map(([room, name]) => [roomOf(room).resource, name])));
}
