import { isRecord, record, text } from '../../../../api/json.ts';
import type { KubeObject } from '../../../../api/types.ts';
import type { StoreDoor } from '../../../stores-door.ts';
import type { Client } from '../../../client.ts';
import { setCondition } from '../conditions.ts';
import type { Truth } from '../conditions.ts';
import { backendShape } from '../spec-shape.ts';
import type { World } from '../world.ts';

export type Fields = Record<string, unknown>;

/** The backends in the order in which the operator names them. */
export const BACKENDS = [['EmptyDir', 'emptyDir'], ['S3', 's3'], ['Swift', 'swift'], ['GCS', 'gcs'], ['IBMCOS', 'ibmcos'], ['PVC', 'pvc'], ['Azure', 'azure'], ['OSS', 'oss']] as const;
export type BackendKey = (typeof BACKENDS)[number][1];

/** The Config that a sync works on: changed in place, written at the end. */
export interface Draft {
  metadata: KubeObject['metadata'];
  spec: Fields;
  status: Fields;
}

/** What one sync has at hand. */
export interface Scene {
  world: World;
  draft: Draft;
  door: StoreDoor;
  client: Client;
  now: Date;
  /** so many random lower-case hex digits */
  random: (digits: number) => string;
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: Fields;
}

export interface Driver {
  key: BackendKey;
  /** looks whether the configured storage is there, and says so in `StorageExists`; throws when that cannot be told */
  exists(): Promise<boolean>;
  /** takes the storage over, or makes it */
  create(): Promise<void>;
  /** destroys what `status.storage` names; only called when it is Managed */
  remove(): Promise<void>;
  /** keys of the private configuration secret */
  secret(): Record<string, string>;
  env(): EnvVar[];
  volumes(): { volume: Fields; mount: Fields }[];
  /** PEM certificates for the store; undefined when it needs none */
  bundle(): string | undefined;
}

export const storageOf = (part: Fields): Fields => record(part, 'storage');

/** The fields of one backend in a spec or status, undefined when it is not configured. */
export function backendIn(part: Fields, key: BackendKey): Fields | undefined {
  const found = storageOf(part)[key];
  return isRecord(found) ? found : undefined;
}

/** Says what is known of the storage. */
export function tell(scene: Scene, truth: Truth, reason: string, message = ''): void {
  setCondition(scene.draft.status, scene.now, 'StorageExists', truth, reason, message);
}

/** Who owns the storage, unless the administrator said so. */
export function own(scene: Scene, state: 'Managed' | 'Unmanaged'): void {
  const storage = storageOf(scene.draft.spec);
  if ((text(storage, 'managementState') ?? '') === '') scene.draft.spec['storage'] = { ...storage, managementState: state };
}

export const managed = (scene: Scene): boolean => text(scene.draft.spec, 'storage', 'managementState') === 'Managed';

/** Notes what is in use now; the former backend is forgotten, not cleaned up. */
export function note(scene: Scene, key: BackendKey, fields: Fields): void {
  scene.draft.status['storage'] = { [key]: backendShape(key, fields) };
}

/** Changes fields of the backend in the spec. */
export function amend(scene: Scene, key: BackendKey, fields: Fields): void {
  const storage = storageOf(scene.draft.spec);
  scene.draft.spec['storage'] = { ...storage, [key]: { ...record(storage, key), ...fields } };
}
