import type { BucketDoor, StoreFault, StorePlace, StoreSetting } from '../stores-door.ts';

/** A bucket or container of a provider that is only judged, not spoken to. */
export interface CloudBucket {
  objects: Map<string, Buffer>;
  settings: Map<StoreSetting, string>;
}

/** Which requests the provider lets in; a fault says why not. */
export type Admit = (place: StorePlace) => StoreFault | undefined;

export interface CloudStore {
  door: BucketDoor;
  buckets: Map<string, CloudBucket>;
}

const missing = (bucket: string): StoreFault => ({ code: 'NotFound', status: 404, text: `bucket ${bucket} not found` });

/** A provider's store in memory. `admit` judges endpoint and credentials (by default there must be some). */
export function cloudStore(admit: Admit = someCredentials): CloudStore {
  const fresh = (): CloudBucket => ({ objects: new Map(), settings: new Map() });
  const buckets = new Map<string, CloudBucket>();
  const on = async (place: StorePlace, run: () => StoreFault | undefined): Promise<StoreFault | undefined> => admit(place) ?? run();
  return {
    buckets,
    door: {
      // without a name it asks whether the account may be listed at all
      head: (place, bucket) => on(place, () => (bucket === '' || buckets.has(bucket) ? undefined : missing(bucket))),
      create: (place, bucket) => on(place, () => {
        if (!buckets.has(bucket)) buckets.set(bucket, fresh());
        return undefined;
      }),
      wipe: (place, bucket) => on(place, () => (buckets.delete(bucket) ? undefined : missing(bucket))),
      set: (place, bucket, setting, value) => on(place, () => {
        const there = buckets.get(bucket);
        there?.settings.set(setting, value);
        return there ? undefined : missing(bucket);
      }),
    },
  };
}

function someCredentials(place: StorePlace): StoreFault | undefined {
  return Object.values(place.credentials).some((v) => v !== '') ? undefined : { code: 'Forbidden', status: 403, text: 'no credentials were given' };
}

/** Admits who manages the subscription, and nobody else: the host of a storage account that was never made is in no DNS. */
export const azureCloud: Admit = ({ endpoint = '', credentials }) => {
  if ((credentials['clientSecret'] ?? '') !== '') return undefined;
  return { code: 'RequestError', text: `dial tcp: lookup ${endpoint.replace(/^\w+:\/\//, '')} on 172.30.0.10:53: no such host` };
};

/** An OpenStack cloud's accounts. */
export interface Keystone {
  /** with or without `/v3` at its end */
  url: string;
  users: readonly { username: string; password: string; tenant: string }[];
}

/** Admits what Keystone would: its own address, a user with that password, in that tenant. Faults are worded as the Go client words them. */
export function keystone(cloud: Keystone): Admit {
  return ({ endpoint = '', project, credentials }) => {
    const bare = (url: string): string => url.replace(/\/(v3\/?)?$/, '');
    if (endpoint === '') return { code: 'RequestError', text: 'Get "/": unsupported protocol scheme ""' };
    if (bare(endpoint) !== bare(cloud.url)) {
      const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
      return { code: 'RequestError', text: host === '' ? `Get "${endpoint}": unsupported protocol scheme ""` : `Get "${endpoint}": dial tcp: lookup ${host} on 172.30.0.10:53: no such host` };
    }
    const user = cloud.users.find((u) => u.username === credentials['username'] && u.password === credentials['password']);
    if (!user || (project !== undefined && project !== user.tenant)) return { code: 'Unauthorized', status: 401, text: 'Authentication failed' };
    return undefined;
  };
}
