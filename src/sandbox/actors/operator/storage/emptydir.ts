import { note, own, tell } from './driver.ts';
import type { Driver, Scene } from './driver.ts';
import { filesystem } from './filesystem.ts';

/** Storage that is lost with the pod. The operator checks nothing about it, not even the replicas. */
export function emptyDir(scene: Scene): Driver {
  return {
    key: 'emptyDir',
    exists: () => Promise.resolve(true),
    create() {
      own(scene, 'Managed');
      note(scene, 'emptyDir', {});
      tell(scene, 'True', 'Creation Successful', 'EmptyDir storage successfully created');
      return Promise.resolve();
    },
    remove: () => Promise.resolve(),
    bundle: () => undefined,
    ...filesystem({ emptyDir: {} }),
  };
}
