import type { Json, KubeObject, Ref, Resource } from '../api/types.ts';
import type { Target } from '../kube/port.ts';

/** One thing to read: an object (`name`), or a collection. */
export interface Read {
  resource: Resource;
  namespace?: string;
  name?: string;
  labelSelector?: string;
}

/** What came of a read. `absent` is an answer: there is no such object, or no such resource. */
export type Answer =
  | { state: 'found'; items: KubeObject[] }
  | { state: 'absent' }
  | { state: 'denied'; reason: string }
  | { state: 'failed'; reason: string };

/** A secret's value as a Snapshot holds it: never the text. Equal digests of one run mean equal values. */
export interface Digested {
  bytes: number;
  digest: string;
  /** there is white space at its start or end, or nothing else in it */
  padded?: true;
}

/**
 * What was read from the cluster, at one moment. Pure data: it can be saved, and everything that
 * judges is a function of it. Keys of `answers` are `readKey(read)`.
 */
export interface Snapshot {
  schema: 'registryctl.dev/snapshot/v1';
  /** by the cluster's clock, where it has told it */
  takenAt: string;
  target: Target;
  answers: Record<string, Answer>;
  /** what the object store said of the bucket that a form of setup names, where one was asked */
  store?: StoreAnswer;
}

/** A setting of a bucket that a set-up can be asked to make: uploads older than a day are aborted; nobody but accounts gets in. */
export type BucketSetting = 'abort-uploads' | 'block-public-access';

/**
 * What a store says of a setting: the fields that would have to change, none where all is as it is wanted, with a digest of
 * what was `seen`; or why it is not known.
 */
export type SettingAnswer = { state: 'read'; changes: { path: string; before?: Json; after?: Json }[]; seen: string } | { state: 'unread'; detail: string };

/**
 * What is asked of an object store before anything is written: is this bucket (or container) there, and may these
 * credentials use it? `keys` names the values as the operator's secret has them; `secret` is where they stand. `settings` are
 * read as well.
 */
export type StoreQuestion = { secret: Ref; keys: Readonly<Record<string, string>>; settings?: readonly BucketSetting[] } & (
  | { kind: 's3'; bucket: string; region: string; endpoint?: string; virtualHosted: boolean; ca?: string }
  | { kind: 'gcs'; bucket: string }
  | { kind: 'azure'; account: string; container: string; cloud: string }
  | { kind: 'swift'; container: string; authURL: string; domain?: string; domainID?: string; tenant?: string; tenantID?: string; regionName?: string; ca?: string }
);

/**
 * `ours`: there, and usable. `absent`: the store says there is none. `foreign`: there, of another account. `refused`: the
 * credentials are not accepted. `unreachable`: no answer from here, which says nothing of the cluster's way. `unclear`: an
 * answer that tells none of these.
 */
export interface StoreAnswer {
  state: 'ours' | 'absent' | 'foreign' | 'refused' | 'unreachable' | 'unclear';
  /** the bucket and where it was looked for, for people */
  place: string;
  /** what the store (or the connection) said, in one line, without a secret */
  detail: string;
  /** the region that the store itself names, where it does */
  region?: string;
  /** the settings that were asked for, of a bucket that is `ours` */
  settings?: Partial<Record<BucketSetting, SettingAnswer>>;
}
