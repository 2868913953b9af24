import { isRecord, text } from '../../../../api/json.ts';
import type { StoreFault, StorePlace } from '../../../stores-door.ts';
import { PRIVATE } from '../names.ts';
import { named } from '../world.ts';
import type { World } from '../world.ts';
import { bucketDriver } from './bucket.ts';
import { given, infra, minted, plain, userKeys } from './credentials.ts';
import { backendIn } from './driver.ts';
import type { Driver, EnvVar, Fields, Scene } from './driver.ts';
import { cloudFront } from './cloudfront.ts';

const KEYS = ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY'] as const;
const GONE = ['NoSuchBucket', 'Forbidden', 'NotFound'];

/** Access and secret key, of the administrator's secret or the minted one. */
function keys(world: World): { accessKey: string; secretKey: string } {
  const user = userKeys(world, KEYS);
  if (user) return { accessKey: user[KEYS[0]] ?? '', secretKey: user[KEYS[1]] ?? '' };
  const found = minted(world);
  const file = found['credentials'] ?? '';
  const line = (key: string): string => new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)`, 'm').exec(file)?.[1] ?? found[key] ?? '';
  return { accessKey: line('aws_access_key_id'), secretKey: line('aws_secret_access_key') };
}

/** What the store's certificate is judged by: the named map alone, else the cloud's map beside the system's roots. */
function trust(world: World, s3: Fields): { ca?: string; systemRoots: boolean } {
  const name = text(s3, 'trustedCA', 'name') ?? '';
  if (name === '') {
    const cloud = text(named(world.managedConfig, 'kube-cloud-config'), 'data', 'ca-bundle.pem') ?? '';
    return { ...(cloud === '' ? {} : { ca: cloud }), systemRoots: true };
  }
  const map = named(world.openshiftConfig, name);
  if (!map) throw new Error(`failed to get trusted CA "${name}": configmap "${name}" not found`);
  const pem = text(map, 'data', 'ca-bundle.crt');
  if (pem === undefined) throw new Error(`trusted CA config map "${name}" does not contain required key "ca-bundle.crt"`);
  return { ca: pem, systemRoots: false };
}

const MISSING_REGION: StoreFault = { code: 'MissingRegion', text: 'MissingRegion: could not find region configuration' };

/** Amazon's S3 and what speaks like it, such as Ceph RGW and NooBaa. */
export function s3(scene: Scene): Driver {
  const { world } = scene;
  const fields = (): Fields => {
    const own = backendIn(scene.draft.spec, 's3') ?? {};
    const region = text(own, 'region') ?? '';
    return region === '' ? { ...own, region: infra(world, 'platformStatus', 'aws', 'region') } : own;
  };
  const place = (of: Fields): StorePlace => {
    const credentials = keys(world);
    let trusted: ReturnType<typeof trust>;
    try {
      trusted = trust(world, of);
    } catch (error) {
      throw new Error(`unable to get S3 CA bundle: ${(error as Error).message}`);
    }
    const endpoint = text(of, 'regionEndpoint') ?? '';
    return { region: text(of, 'region') ?? '', virtualHosted: endpoint === '' || of['virtualHostedStyle'] === true, credentials, ...trusted, ...(endpoint === '' ? {} : { endpoint }) };
  };
  const env = (): EnvVar[] => {
    const f = fields();
    const endpoint = text(f, 'regionEndpoint') ?? '';
    return [
      ...given([['REGISTRY_STORAGE_S3_REGIONENDPOINT', endpoint], ['REGISTRY_STORAGE_S3_KEYID', text(f, 'keyID') ?? '']]),
      plain('REGISTRY_STORAGE', 's3'),
      plain('REGISTRY_STORAGE_S3_BUCKET', text(f, 'bucket') ?? ''),
      plain('REGISTRY_STORAGE_S3_REGION', text(f, 'region') ?? ''),
      { name: 'REGISTRY_STORAGE_S3_ENCRYPT', value: String(f['encrypt'] === true) },
      { name: 'REGISTRY_STORAGE_S3_FORCEPATHSTYLE', value: String(f['virtualHostedStyle'] !== true) },
      plain('REGISTRY_STORAGE_S3_CREDENTIALSCONFIGPATH', '/var/run/secrets/cloud/credentials'),
      ...(isRecord(f['cloudFront']) ? [cloudFront(f['cloudFront']).env] : []),
      ...(endpoint === '' ? [] : [{ name: 'REGISTRY_STORAGE_S3_USEDUALSTACK', value: 'true' }]),
    ];
  };
  const mounted = { name: PRIVATE, secret: { secretName: PRIVATE, defaultMode: 420, optional: false } };
  return {
    ...bucketDriver(scene, {
      key: 's3', store: 's3', name: 'S3', bucketField: 'bucket', fields, place,
      hinder: (at) => (at.region === '' ? MISSING_REGION : undefined),
      gone: (fault) => GONE.includes(fault.code),
      settings: (f) => ({ encryption: (text(f, 'keyID') ?? '') === '' ? 'AES256' : 'aws:kms', amend: { encrypt: true, region: f['region'] } }),
    }),
    secret() {
      const { accessKey, secretKey } = keys(world);
      return { credentials: `[default]\naws_access_key_id = ${accessKey}\naws_secret_access_key = ${secretKey}\n` };
    },
    env,
    volumes: () => [
      { volume: mounted, mount: { name: PRIVATE, readOnly: true, mountPath: '/var/run/secrets/cloud' } },
      ...(isRecord(fields()['cloudFront']) ? [cloudFront(fields()['cloudFront'] as Fields).volume] : []),
    ],
    bundle: () => trust(world, fields()).ca,
  };
}
