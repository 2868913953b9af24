import { isDeepStrictEqual } from 'node:util';
import { text } from '../../../../api/json.ts';
import { NoStorage } from '../errors.ts';
import { offered } from '../bootstrap.ts';
import { backendShape } from '../spec-shape.ts';
import { backendIn, managed, storageOf, tell } from './driver.ts';
import type { BackendKey, Driver, Scene } from './driver.ts';
import { driverInUse, driverOf } from './drivers.ts';

/** How each backend says that its configuration is new; Azure says nothing. */
const CHANGED: Partial<Record<BackendKey, [string, string]>> = {
  emptyDir: ['EmptyDir', 'EmptyDir storage is in an unknown state'],
  s3: ['S3', 'S3 storage is in an unknown state'],
  gcs: ['GCS', 'GCS storage is in an unknown state'],
  swift: ['Swift', 'Swift storage is in an unknown state'],
  pvc: ['PVC', 'PVC storage is in an old state'],
  ibmcos: ['IBM COS', 'IBM COS storage is in an unknown state'],
  oss: ['OSS', 'OSS storage is in an unknown state'],
};

/** Says whether the configured backend is not the one in use, down to its fields. */
function changed(scene: Scene, key: BackendKey): boolean {
  const used = backendIn(scene.draft.status, key);
  if (used && isDeepStrictEqual(backendShape(key, used), backendShape(key, backendIn(scene.draft.spec, key)))) return false;
  const [name, message] = CHANGED[key] ?? [];
  if (name !== undefined) tell(scene, 'Unknown', `${name} Configuration Changed`, message);
  return true;
}

/** The spec's driver; where no backend is configured the platform's default replaces all of `spec.storage`. */
async function choose(scene: Scene): Promise<Driver> {
  try {
    return driverOf(scene);
  } catch (error) {
    if (!(error instanceof NoStorage)) throw error;
    scene.draft.spec['storage'] = (await offered(scene.door, scene.world)).storage;
    return driverOf(scene);
  }
}

/**
 * Brings the storage to what the spec asks for: looks at it on every sync, takes it over or makes it when
 * it is new or gone. Returns its driver. Throws NoStorage, or what hindered it.
 */
export async function syncStorage(scene: Scene): Promise<Driver> {
  const driver = await choose(scene);
  if (changed(scene, driver.key) || !(await driver.exists())) await driver.create();
  const { spec, status } = scene.draft;
  if ((text(storageOf(spec), 'managementState') ?? '') === '') spec['storage'] = { ...storageOf(spec), managementState: status['storageManaged'] === true ? 'Managed' : 'Unmanaged' };
  status['storageManaged'] = managed(scene);
  status['storage'] = { ...storageOf(status), managementState: text(spec, 'storage', 'managementState') };
  return driver;
}

/** Destroys the storage in use when the spec calls it Managed, whoever brought it, and forgets it. */
export async function removeStorage(scene: Scene): Promise<void> {
  try {
    if (managed(scene)) await driverInUse(scene).remove();
  } catch (error) {
    if (!(error instanceof NoStorage)) throw error;
  }
  scene.draft.status['storage'] = {};
}
