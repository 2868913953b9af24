import { text } from '../../../../api/json.ts';
import type { StoreFault, StoreKind, StorePlace } from '../../../stores-door.ts';
import { Crash } from '../errors.ts';
import { infra } from './credentials.ts';
import { amend, backendIn, managed, note, own, tell } from './driver.ts';
import type { BackendKey, Driver, Fields, Scene } from './driver.ts';
import { manage } from './managed.ts';

/** What tells the object stores apart. */
export interface Kind {
  key: BackendKey;
  store: StoreKind;
  /** as it stands in the conditions' reasons and messages */
  name: string;
  bucketField: string;
  /** the backend's fields, completed from the infrastructure */
  fields(): Fields;
  /** where it is; throws when credentials or certificates are not to be had */
  place(fields: Fields): StorePlace;
  /** what hinders every request before it is sent */
  hinder?(at: StorePlace): StoreFault | undefined;
  /** the bucket is not there, or not ours: making it may help */
  gone(fault: StoreFault): boolean;
  /** a reason for StorageExists that is not the fault's code; undefined where the fault tells nothing */
  reason?(fault: StoreFault): string | undefined;
  /** what else is done to a bucket in use, given or made */
  finish?(at: StorePlace, bucket: string, made: boolean): Promise<void>;
  /** what is set on a managed bucket; undefined when this kind sets nothing */
  settings?(fields: Fields): { encryption: string; amend: Fields };
}

const TRIES = 5;
const LONGEST_NAME = 62;

/** How buckets are looked for, taken over, made and destroyed: the same for all stores but in words. */
export function bucketDriver(scene: Scene, kind: Kind): Pick<Driver, 'key' | 'exists' | 'create' | 'remove'> {
  const door = scene.door[kind.store];
  const head = async (at: StorePlace, bucket: string): Promise<StoreFault | undefined> => kind.hinder?.(at) ?? door.head(at, bucket);
  const bucketIn = (fields: Fields): string => text(fields, kind.bucketField) ?? '';

  function unknown(fault: StoreFault): Error {
    const reason = kind.reason?.(fault);
    tell(scene, reason === undefined ? 'Unknown' : 'False', reason ?? 'Unknown Error Occurred', fault.text);
    return new Error(fault.text);
  }

  /** Looks for a bucket that was named; false when it has to be made. */
  async function find(at: StorePlace, bucket: string): Promise<boolean> {
    if (bucket === '') return false;
    const fault = await head(at, bucket);
    if (!fault) return true;
    if (!kind.gone(fault)) throw unknown(fault);
    tell(scene, 'False', kind.reason?.(fault) ?? fault.code, fault.text);
    return false;
  }

  /** Makes the bucket, under a name of the operator's own when none was given. Returns its name. */
  async function make(at: StorePlace, wanted: string): Promise<string> {
    for (let turn = 0; turn < TRIES; turn++) {
      const bucket = wanted === '' ? freshName(scene, at.region) : wanted;
      const fault = await door.create(at, bucket);
      if (!fault) return bucket;
      if (fault.code !== 'BucketAlreadyExists') {
        tell(scene, 'False', fault.code, fault.text);
        throw new Error(fault.text);
      }
      // somebody else's bucket of that name passes for ours (operator behaviour)
      if (wanted !== '') return wanted;
    }
    tell(scene, 'False', 'Unable to Generate Unique Bucket Name');
    throw new Error(`unable to generate a unique ${kind.name} bucket name`);
  }

  return {
    key: kind.key,
    async exists() {
      const fields = kind.fields();
      const bucket = bucketIn(fields);
      if (bucket === '') return false;
      const found = await find(kind.place(fields), bucket);
      if (!found) return false;
      tell(scene, 'True', `${kind.name} Bucket Exists`);
      await kind.finish?.(kind.place(fields), bucket, false);
      return true;
    },
    async create() {
      const fields = kind.fields();
      const at = kind.place(fields);
      const wanted = bucketIn(fields);
      const found = await find(at, wanted);
      const bucket = found ? wanted : await make(at, wanted);
      own(scene, found ? 'Unmanaged' : 'Managed');
      if (!found) amend(scene, kind.key, { [kind.bucketField]: bucket });
      note(scene, kind.key, { ...kind.fields(), [kind.bucketField]: bucket });
      tell(scene, 'True', found ? `${kind.name} Bucket Exists` : 'Creation Successful', found ? `User supplied ${kind.name} bucket exists and is accessible` : `${kind.name} bucket was successfully created`);
      await kind.finish?.(at, bucket, !found);
      const settings = kind.settings?.(kind.fields());
      if (!settings || !managed(scene)) return;
      await manage(scene, door, at, bucket, settings.encryption, kind.name);
      amend(scene, kind.key, settings.amend);
      note(scene, kind.key, kind.fields());
    },
    async remove() {
      const used = backendIn(scene.draft.status, kind.key) ?? {};
      const fault = await door.wipe(kind.place(used), bucketIn(used));
      if (fault && !kind.gone(fault)) throw unknown(fault);
      if (!backendIn(scene.draft.spec, kind.key)) throw new Crash();
      amend(scene, kind.key, { [kind.bucketField]: '' });
      tell(scene, 'False', `${kind.name} Bucket Deleted`, `The ${kind.name} bucket has been removed.`);
    },
  };
}

/** A name that nobody has: the cluster's, what it is for, the region, and random digits. */
export function freshName(scene: Scene, region: string): string {
  const base = [infra(scene.world, 'infrastructureName'), 'image-registry', region].filter((part) => part !== '').join('-');
  return `${base}-${scene.random(LONGEST_NAME)}`.slice(0, LONGEST_NAME);
}
