import { text } from '../../../../api/json.ts';
import { PRIVATE } from '../names.ts';
import { bucketDriver } from './bucket.ts';
import { infra, mintedKeys, plain, userKeys } from './credentials.ts';
import { backendIn } from './driver.ts';
import type { Driver, Fields, Scene } from './driver.ts';

/** Alibaba's Object Storage Service. */
export function oss(scene: Scene): Driver {
  const fields = (): Fields => {
    const own = backendIn(scene.draft.spec, 'oss') ?? {};
    return (text(own, 'region') ?? '') === '' ? { ...own, region: infra(scene.world, 'platformStatus', 'alibabaCloud', 'region') } : own;
  };
  const profile = (): string => userKeys(scene.world, ['credentials'])?.['credentials'] ?? mintedKeys(scene.world, ['credentials'])['credentials'] ?? '';
  const regionOf = (f: Fields): string => text(f, 'region') ?? '';
  const endpoint = (f: Fields): string => `https://oss-${regionOf(f)}${text(f, 'endpointAccessibility') === 'Public' ? '' : '-internal'}.aliyuncs.com`;
  return {
    ...bucketDriver(scene, {
      key: 'oss', store: 'oss', name: 'OSS', bucketField: 'bucket', fields,
      place: (f) => ({ endpoint: endpoint(f), region: regionOf(f), virtualHosted: true, credentials: { profile: profile() }, systemRoots: true }),
      gone: (fault) => ['NoSuchBucket', 'Forbidden', 'NotFound'].includes(fault.code),
      settings: (f) => ({ encryption: text(f, 'encryption', 'method') ?? 'AES256', amend: { region: f['region'] } }),
    }),
    secret: () => ({ credentials: profile() }),
    env: () => [
      plain('REGISTRY_STORAGE', 'oss'),
      plain('REGISTRY_STORAGE_OSS_BUCKET', text(fields(), 'bucket') ?? ''),
      plain('REGISTRY_STORAGE_OSS_REGION', `oss-${regionOf(fields())}`),
      plain('REGISTRY_STORAGE_OSS_ENDPOINT', endpoint(fields())),
    ],
    volumes: () => [
      { volume: { name: PRIVATE, secret: { secretName: PRIVATE, defaultMode: 420, optional: false } }, mount: { name: PRIVATE, readOnly: true, mountPath: '/var/run/secrets/cloud' } },
    ],
    bundle: () => undefined,
  };
}
