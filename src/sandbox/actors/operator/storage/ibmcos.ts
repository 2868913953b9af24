import { text } from '../../../../api/json.ts';
import { PRIVATE } from '../names.ts';
import { bucketDriver } from './bucket.ts';
import { infra, mintedKeys, plain, userKeys } from './credentials.ts';
import { backendIn } from './driver.ts';
import type { Driver, Fields, Scene } from './driver.ts';

const KEY = 'REGISTRY_STORAGE_IBMCOS_IAMAPIKEY';

/** IBM's Cloud Object Storage, which the registry reads as S3. */
export function ibmcos(scene: Scene): Driver {
  const fields = (): Fields => {
    const own = backendIn(scene.draft.spec, 'ibmcos') ?? {};
    return (text(own, 'location') ?? '') === '' ? { ...own, location: infra(scene.world, 'platformStatus', 'ibmcloud', 'location') } : own;
  };
  const apiKey = (): string => userKeys(scene.world, [KEY])?.[KEY] ?? mintedKeys(scene.world, ['ibmcloud_api_key'])['ibmcloud_api_key'] ?? '';
  const regionOf = (f: Fields): string => text(f, 'location') ?? '';
  const endpoint = (f: Fields): string => `https://s3.private.${regionOf(f)}.cloud-object-storage.appdomain.cloud`;
  return {
    ...bucketDriver(scene, {
      key: 'ibmcos', store: 'ibmcos', name: 'IBM COS', bucketField: 'bucket', fields,
      place: (f) => ({ endpoint: endpoint(f), region: regionOf(f), credentials: { apiKey: apiKey() }, systemRoots: true }),
      gone: (fault) => ['NoSuchBucket', 'Forbidden', 'NotFound'].includes(fault.code),
    }),
    secret: () => ({ credentials: `[default]\nibm_api_key_id = ${apiKey()}\n` }),
    env: () => [
      plain('REGISTRY_STORAGE', 's3'),
      plain('REGISTRY_STORAGE_S3_BUCKET', text(fields(), 'bucket') ?? ''),
      plain('REGISTRY_STORAGE_S3_REGION', regionOf(fields())),
      plain('REGISTRY_STORAGE_S3_REGIONENDPOINT', endpoint(fields())),
      plain('REGISTRY_STORAGE_S3_CREDENTIALSCONFIGPATH', '/var/run/secrets/cloud/credentials'),
    ],
    volumes: () => [
      { volume: { name: PRIVATE, secret: { secretName: PRIVATE, defaultMode: 420, optional: false } }, mount: { name: PRIVATE, readOnly: true, mountPath: '/var/run/secrets/cloud' } },
    ],
    bundle: () => undefined,
  };
}
