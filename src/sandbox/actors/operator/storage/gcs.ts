import { isRecord, text } from '../../../../api/json.ts';
import { conditionsIn, setCondition } from '../conditions.ts';
import { PRIVATE } from '../names.ts';
import type { StoreFault, StorePlace } from '../../../stores-door.ts';
import { bucketDriver } from './bucket.ts';
import { infra, mintedKeys, plain, userKeys } from './credentials.ts';
import { backendIn } from './driver.ts';
import type { Driver, Fields, Scene } from './driver.ts';

const KEY = 'REGISTRY_STORAGE_GCS_KEYFILE';

/** Why no token can be made of a key file, before anything is asked of Google; undefined when it looks whole. */
function keyFault(keyfile: string, bucket: string): StoreFault | undefined {
  const from = `Get "https://storage.googleapis.com/storage/v1/b/${bucket}?alt=json&prettyPrint=false&projection=full": `;
  let parsed: unknown;
  try {
    parsed = JSON.parse(keyfile);
  } catch {
    return { code: 'RequestError', text: 'invalid character in the key file' };
  }
  const key = isRecord(parsed) ? (text(parsed, 'private_key') ?? '') : '';
  return key.includes('-----BEGIN') ? undefined : { code: 'RequestError', text: `${from}private key should be a PEM or plain PKCS1 or PKCS8; parse error: asn1: syntax error: sequence truncated` };
}

/** Google's storage. */
export function gcs(scene: Scene): Driver {
  const { world } = scene;
  const fields = (): Fields => {
    const own = backendIn(scene.draft.spec, 'gcs') ?? {};
    if ((text(own, 'region') ?? '') !== '') return own;
    // without a region a given project is lost, too
    return { ...own, region: infra(world, 'platformStatus', 'gcp', 'region'), projectID: infra(world, 'platformStatus', 'gcp', 'projectID') };
  };
  const keyfile = (): string => userKeys(world, [KEY])?.[KEY] ?? mintedKeys(world, ['service_account.json'])['service_account.json'] ?? '';
  const place = (f: Fields): StorePlace => ({ region: text(f, 'region') ?? '', project: text(f, 'projectID') ?? '', credentials: { keyfile: keyfile() }, systemRoots: true });

  async function tag(at: StorePlace, bucket: string, made: boolean): Promise<void> {
    const { status } = scene.draft;
    if (made) {
      const labelled = await scene.door.gcs.set(at, bucket, 'labels', '');
      if (!labelled) setCondition(status, scene.now, 'StorageLabeled', 'True', 'Bucket Labeled Successfully');
      const keyID = text(fields(), 'keyID') ?? '';
      const encrypted = keyID === '' ? undefined : await scene.door.gcs.set(at, bucket, 'encryption', keyID);
      if (keyID !== '') setCondition(status, scene.now, 'StorageEncrypted', encrypted ? 'False' : 'True', encrypted ? 'InvalidStorageConfiguration' : 'Encryption Successful', encrypted?.text ?? '');
    }
    if (conditionsIn(status).some((c) => c.type === 'StorageTagged' && c.status === 'True') && !made) return;
    const fault = await scene.door.gcs.set(at, bucket, 'tags', '');
    if (!fault) return void setCondition(status, scene.now, 'StorageTagged', 'True', 'SuccessTaggingBucket');
    setCondition(status, scene.now, 'StorageTagged', 'False', 'ErrorTaggingBucket', fault.text);
    throw new Error(fault.text);
  }

  return {
    ...bucketDriver(scene, {
      key: 'gcs', store: 'gcs', name: 'GCS', bucketField: 'bucket', fields, place,
      hinder: (at) => keyFault(at.credentials['keyfile'] ?? '', text(fields(), 'bucket') ?? ''),
      gone: (fault) => fault.code === 'NotFound',
      reason: (fault) => (fault.code === 'NotFound' ? 'Bucket does not exist' : fault.status === undefined ? undefined : String(fault.status)),
      finish: tag,
    }),
    secret: () => ({ [KEY]: keyfile() }),
    env: () => [plain('REGISTRY_STORAGE', 'gcs'), plain('REGISTRY_STORAGE_GCS_BUCKET', text(fields(), 'bucket') ?? ''), plain('REGISTRY_STORAGE_GCS_KEYFILE', '/gcs/keyfile')],
    volumes: () => [
      {
        volume: { name: 'registry-storage-keyfile', secret: { secretName: PRIVATE, items: [{ key: KEY, path: 'keyfile' }], defaultMode: 420 } },
        mount: { name: 'registry-storage-keyfile', mountPath: '/gcs' },
      },
    ],
    bundle: () => undefined,
  };
}
