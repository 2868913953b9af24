import { record, text } from '../../../api/json.ts';
import { blank, NS, R, ref } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { setCondition } from './conditions.ts';
import { within, missing, words } from './errors.ts';
import { HOME, OWN_CA_KEYS, REGISTRY } from './names.ts';
import { applyOperand } from './operands.ts';
import { changeStatus } from './setting.ts';
import type { Setting } from './setting.ts';
import { configured, driverOf } from './storage/drivers.ts';
import { named, readWorld } from './world.ts';
import type { World } from './world.ts';

type Texts = Record<string, string>;

/** The registry's own hosts and the CA that signs their certificate, while the service is there; clients that are redirected to the store need its CA, too. */
function ownHosts(world: World, bundle: string | undefined): Texts {
  const serviceCa = text(named(world.configMaps, 'serviceca'), 'data', 'service-ca.crt');
  if (serviceCa === undefined || !named(world.services, REGISTRY)) return {};
  const redirects = record(named(world.configs, 'cluster'), 'spec')['disableRedirect'] !== true;
  const pem = bundle !== undefined && redirects ? `${serviceCa}\n${bundle}` : serviceCa;
  return Object.fromEntries(OWN_CA_KEYS.map((key) => [key, pem]));
}

/** What the administrator trusts for other registries; throws when the map that is named is not there. */
function additional(world: World): Texts {
  const name = text(named(world.images, 'cluster'), 'spec', 'additionalTrustedCA', 'name') ?? '';
  if (name === '') return {};
  const map = named(world.openshiftConfig, name);
  if (!map) throw missing('configmap', name);
  return record(map, 'data') as Texts;
}

/** The CA bundle of the configured store; throws when it is named and not to be had. */
function storageBundle(setting: Setting, world: World): string | undefined {
  const config = named(world.configs, 'cluster');
  const draft = { metadata: {}, spec: record(config, 'spec'), status: record(config, 'status') };
  try {
    configured(draft.spec);
  } catch {
    return undefined;
  }
  return driverOf({ world, draft, door: setting.store, client: setting.client, now: setting.clock.now(), random: setting.random }).bundle();
}

const map = (name: string, namespace: string, data: Texts): KubeObject => ({ ...blank(ref(R.ConfigMap, name, namespace)), ...(Object.keys(data).length > 0 ? { data } : {}) });

/** Keeps the CA maps that the nodes and other components read, and says how that went. */
export async function syncCertificates(setting: Setting): Promise<void> {
  const world = await readWorld(setting.client, ['configs', 'images', 'services', 'secrets', 'configMaps', 'openshiftConfig', 'managedConfig']);
  const name = 'image-registry-certificates';
  let failed: unknown;
  try {
    const certificates = (): KubeObject => {
      try {
        const bundle = storageBundle(setting, world);
        return map(name, HOME, { ...ownHosts(world, bundle), ...additional(world), ...(bundle === undefined ? {} : { 'storage-ca-bundle.pem': bundle }) });
      } catch (error) {
        throw new Error(`${name}: ${words(error)}`);
      }
    };
    await applyOperand(setting.client, world, { room: 'configMaps', name, type: 'v1.ConfigMap', make: certificates });
    await applyOperand(setting.client, world, { room: 'managedConfig', name: 'image-registry-ca', type: 'v1.ConfigMap', make: () => map('image-registry-ca', NS.managed, ownHosts(world, storageBundle(setting, world))) });
  } catch (error) {
    failed = error;
  }
  const [truth, reason, message] = failed === undefined ? (['False', 'AsExpected', ''] as const) : (['True', 'Error', words(failed)] as const);
  await changeStatus(setting.client, R.Config, (status) => setCondition(status, setting.clock.now(), 'ImageRegistryCertificatesControllerDegraded', truth, reason, message));
  if (failed !== undefined) await within('image registry certificates', () => Promise.reject(failed as Error));
}
