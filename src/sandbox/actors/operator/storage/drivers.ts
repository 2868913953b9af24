import { NoStorage } from '../errors.ts';
import { azure } from './azure.ts';
import { BACKENDS, backendIn } from './driver.ts';
import type { BackendKey, Driver, Fields, Scene } from './driver.ts';
import { emptyDir } from './emptydir.ts';
import { gcs } from './gcs.ts';
import { ibmcos } from './ibmcos.ts';
import { oss } from './oss.ts';
import { pvc } from './pvc.ts';
import { s3 } from './s3.ts';
import { swift } from './swift.ts';

const DRIVERS: Record<BackendKey, (scene: Scene) => Driver> = { emptyDir, s3, swift, gcs, ibmcos, pvc, azure, oss };

/** The backend that a spec or status configures; throws when there is none or more than one. */
export function configured(part: Fields): BackendKey {
  const found = BACKENDS.filter(([, key]) => backendIn(part, key) !== undefined);
  const [first, ...more] = found;
  if (!first) throw new NoStorage();
  if (more.length > 0) throw new Error(`exactly one storage type should be configured at the same time, got ${found.length}: [${found.map(([name]) => name).join(' ')}]`);
  return first[1];
}

/** The driver of the backend that the spec configures. */
export const driverOf = (scene: Scene): Driver => DRIVERS[configured(scene.draft.spec)](scene);

/** The driver of the backend that is in use, for removing it. */
export const driverInUse = (scene: Scene): Driver => DRIVERS[configured(scene.draft.status)](scene);
