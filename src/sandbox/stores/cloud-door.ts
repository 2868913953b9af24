import type { BucketDoor, StoreFault, StorePlace, StoreSetting } from '../stores-door.ts';

/** A bucket or container of a provider, and the account that it is of. */
export interface CloudBucket {
  name: string;
  account: string;
  objects: Map<string, Buffer>;
  settings: Map<StoreSetting, string>;
  /** what Google's API keeps with a bucket, and how often it was changed */
  metadata?: { generation: number; fields: Record<string, unknown> };
}

/** For which account a request counts, or why it is not let in. */
export type Admit = (place: StorePlace) => { account: string } | { fault: StoreFault };

export interface CloudStore {
  door: BucketDoor;
  /** every bucket; those of one account, where names are an account's own, under `ACCOUNT/NAME` */
  buckets: Map<string, CloudBucket>;
  /** makes a bucket, or gives the one that is there */
  add(account: string, name: string): CloudBucket;
  /** the bucket that goes by this name for the account: where names are shared, it may be somebody else's */
  find(account: string, name: string): CloudBucket | undefined;
  /** a bucket that may be used from there with those credentials */
  open(place: StorePlace, name: string): { bucket: CloudBucket } | { fault: StoreFault };
}

const missing = (bucket: string): StoreFault => ({ code: 'NotFound', status: 404, text: `bucket ${bucket} not found` });
const foreign = (bucket: string): StoreFault => ({ code: 'Forbidden', status: 403, text: `bucket ${bucket} is of another account` });

/**
 * A provider's store in memory, the same that its HTTP server and the registry's pods see. `admit` judges endpoint and
 * credentials (by default there must be some). `shared` is set where one name is one bucket for all accounts, as Google has it.
 */
export function cloudStore(admit: Admit = someCredentials, shared = false): CloudStore {
  const buckets = new Map<string, CloudBucket>();
  const key = (account: string, name: string): string => (shared || account === '' ? name : `${account}/${name}`);
  const find = (account: string, name: string): CloudBucket | undefined => buckets.get(key(account, name));
  const add = (account: string, name: string): CloudBucket => {
    const made = find(account, name) ?? { name, account, objects: new Map(), settings: new Map() };
    buckets.set(key(account, name), made);
    return made;
  };
  const open = (place: StorePlace, name: string): { bucket: CloudBucket } | { fault: StoreFault } => {
    const who = admit(place);
    if ('fault' in who) return who;
    const bucket = find(who.account, name);
    if (!bucket) return { fault: missing(name) };
    return bucket.account === who.account ? { bucket } : { fault: foreign(name) };
  };
  const on = async (place: StorePlace, name: string, run: (bucket: CloudBucket) => void): Promise<StoreFault | undefined> => {
    const opened = open(place, name);
    if ('fault' in opened) return opened.fault;
    run(opened.bucket);
    return undefined;
  };
  return {
    buckets, add, find, open,
    door: {
      // without a name it asks whether the account may be listed at all
      async head(place, name) {
        if (name !== '') return on(place, name, () => undefined);
        const who = admit(place);
        return 'fault' in who ? who.fault : undefined;
      },
      async create(place, name) {
        const who = admit(place);
        if ('fault' in who) return who.fault;
        if ((find(who.account, name)?.account ?? who.account) !== who.account) return { code: 'BucketAlreadyExists', status: 409, text: `bucket ${name} is there already` };
        add(who.account, name);
        return undefined;
      },
      wipe: (place, name) => on(place, name, ({ account }) => buckets.delete(key(account, name))),
      set: (place, name, setting, value) => on(place, name, ({ settings }) => settings.set(setting, value)),
    },
  };
}

/** Lets in everybody who has credentials at all. */
export const someCredentials: Admit = ({ credentials }) =>
  Object.values(credentials).some((v) => v !== '') ? { account: '' } : { fault: { code: 'Forbidden', status: 403, text: 'no credentials were given' } };
