import { isDeepStrictEqual } from 'node:util';
import { record, text } from '../../../api/json.ts';
import { R } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { Refused } from '../../client.ts';
import { bootstrap } from './bootstrap.ts';
import { conditionsIn, setCondition } from './conditions.ts';
import type { Controller } from './controller.ts';
import { Crash, NoStorage, Permanent, within, words } from './errors.ts';
import { FINALIZER, REGISTRY } from './names.ts';
import { applyOperands, removeOperands } from './operands.ts';
import { changeStatus, TRIES } from './setting.ts';
import type { Setting } from './setting.ts';
import { specShape } from './spec-shape.ts';
import { PATIENCE, setCore } from './status.ts';
import { configured } from './storage/drivers.ts';
import type { Scene } from './storage/driver.ts';
import { removeStorage, syncStorage } from './storage/sync.ts';
import { verify } from './verify.ts';
import { named, readWorld } from './world.ts';
import type { Room, World } from './world.ts';

const READS: readonly Room[] = [
  'configs', 'infrastructures', 'proxies', 'namespaces', 'nodes', 'clusterRoles', 'clusterRoleBindings', 'deployments', 'services', 'serviceAccounts',
  'secrets', 'configMaps', 'budgets', 'routes', 'openshiftConfig', 'openshiftConfigSecrets', 'managedConfig',
];

/** Managed: verify, complete, storage, then everything the registry consists of. */
async function manage(scene: Scene, setting: Setting): Promise<void> {
  const { draft } = scene;
  if (!(draft.metadata.finalizers ?? []).includes(FINALIZER)) draft.metadata.finalizers = [...(draft.metadata.finalizers ?? []), FINALIZER];
  verify(draft.spec);
  if ((text(draft.spec, 'httpSecret') ?? '') === '') draft.spec['httpSecret'] = setting.random(128);
  try {
    const driver = await within('unable to sync storage configuration', () => syncStorage(scene).catch(noStorage));
    if (driver instanceof NoStorage) throw driver;
    await applyOperands(scene.client, scene.world, draft, driver, { image: setting.image.registry, version: setting.version });
  } catch (error) {
    throw error instanceof NoStorage ? new Permanent('StorageNotConfigured', error.message) : error;
  }
}

/** Missing storage is told without the words in front that other storage errors get. */
function noStorage(error: unknown): NoStorage {
  if (error instanceof NoStorage) return error;
  throw error;
}

async function remove(scene: Scene): Promise<void> {
  try {
    configured(scene.draft.spec);
  } catch (error) {
    if (!(error instanceof NoStorage)) throw new Error(`unable to get generators: ${words(error)}`);
  }
  await removeOperands(scene.client, scene.world, scene.draft.spec);
  await removeStorage(scene);
}

async function act(scene: Scene, setting: Setting): Promise<Error | undefined> {
  const state = text(scene.draft.spec, 'managementState');
  try {
    if (state === 'Managed') await manage(scene, setting);
    else if (state === 'Removed') await remove(scene);
    return undefined;
  } catch (error) {
    if (error instanceof Crash) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Writes spec and metadata when they changed. After a conflict all of the newer spec but its managementState is overwritten, as the real one does. */
async function writeSpec(setting: Setting, before: KubeObject, scene: Scene): Promise<KubeObject> {
  const { metadata, spec } = scene.draft;
  const shaped = specShape(spec);
  if (isDeepStrictEqual(specShape(before['spec']), shaped) && isDeepStrictEqual(before.metadata.finalizers, metadata.finalizers)) return before;
  for (let turn = 1, target: KubeObject = { ...before, metadata, spec: shaped }; ; turn++) {
    try {
      return await setting.client.update(R.Config, target);
    } catch (error) {
      const latest = error instanceof Refused && error.code === 409 && turn < TRIES && (await setting.client.get(R.Config, before.metadata.name ?? ''));
      if (!latest) throw error;
      const kept = { ...latest.metadata, ...(metadata.finalizers ? { finalizers: metadata.finalizers } : {}) };
      target = { ...latest, metadata: kept, spec: { ...shaped, managementState: record(latest, 'spec')['managementState'] ?? '' } };
    }
  }
}

/** The Config is being deleted: what it stood for is removed, then its finalizer. */
async function finish(setting: Setting, config: KubeObject, scene: Scene): Promise<void> {
  try {
    await remove(scene);
  } catch (error) {
    if (error instanceof Crash) throw error;
    setCondition(scene.draft.status, scene.now, 'Degraded', 'True', 'RemoveFailed', `Unable to remove registry: ${words(error)}`);
    await changeStatus(setting.client, R.Config, (status) => mine(status, scene.draft.status));
    throw error;
  }
  await setting.client.update(R.Config, { ...config, metadata: { ...config.metadata, finalizers: (config.metadata.finalizers ?? []).filter((f) => f !== FINALIZER) } });
}

/** One pass of the operator's main loop. Throws what is to be tried again. */
export async function syncMain(setting: Setting, self: Controller): Promise<void> {
  const world: World = await readWorld(setting.client, READS);
  const config = named(world.configs, 'cluster');
  if (!config) return bootstrap(setting.client, setting.store, world);
  const now = setting.clock.now();
  const draft = structuredClone({ metadata: config.metadata, spec: record(config, 'spec'), status: record(config, 'status') });
  const scene: Scene = { world, draft, door: setting.store, client: setting.client, now, random: setting.random };
  if (config.metadata.deletionTimestamp !== undefined) return finish(setting, config, scene);
  const managementState = text(draft.spec, 'managementState') ?? '';
  const error = await act(scene, setting);
  const deployment = await setting.client.get(R.Deployment, REGISTRY, 'openshift-image-registry');
  setCore(draft.status, { managementState, deployment, routes: world.routes, error, now });
  draft.status['storage'] ??= {};
  draft.status['storageManaged'] ??= false;
  const written = await writeSpec(setting, config, scene);
  draft.status['observedGeneration'] = written.metadata.generation ?? 0;
  await changeStatus(setting.client, R.Config, (status) => mine(status, draft.status));
  if (error) throw error;
  const unavailable = conditionsIn(draft.status).some((c) => c.type === 'Available' && c.status === 'False');
  const told = conditionsIn(draft.status).some((c) => c.type === 'Degraded' && c.status === 'True');
  if (unavailable && !told) self.later(PATIENCE + 1000);
}

/** Conditions that other loops of the operator write. */
const FOREIGN = /^(NodeCADaemon|AzurePathFix)|ControllerDegraded$/;

/** The computed status over the latest one, which keeps what other loops wrote meanwhile. */
function mine(latest: Record<string, unknown>, computed: Record<string, unknown>): void {
  const foreign = conditionsIn(latest).filter((c) => FOREIGN.test(c.type));
  const own = conditionsIn(computed).filter((c) => !FOREIGN.test(c.type));
  Object.assign(latest, computed, { conditions: [...foreign, ...own] });
}
