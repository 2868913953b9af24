import { plain } from './credentials.ts';
import type { Driver, Fields } from './driver.ts';

/** What a registry on a mounted volume needs. */
export function filesystem(volume: Fields): Pick<Driver, 'secret' | 'env' | 'volumes'> {
  return {
    secret: () => ({}),
    env: () => [plain('REGISTRY_STORAGE', 'filesystem'), plain('REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY', '/registry')],
    volumes: () => [{ volume: { name: 'registry-storage', ...volume }, mount: { name: 'registry-storage', mountPath: '/registry' } }],
  };
}
