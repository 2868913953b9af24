import type { Json, JsonObject, Ref } from '../api/types.ts';
import type { Access, Target } from '../kube/port.ts';
import type { BucketSetting, Read, StoreQuestion } from '../snapshot/types.ts';

/**
 * A value that another step yields: the object that step `step` left behind (for a wait, the one
 * it read under `object`), at `path`. Or, with `ref`, a value of an object that no step of the plan
 * makes; `step` is empty then. `before` is text that stands before the value. `show` stands for the
 * whole in a plan ("known after the claim is bound").
 */
export interface Reference {
  $ref: { step: string; ref?: Ref; object?: string; path: string[]; before?: string; show: string; secret: boolean };
}

/** JSON in which a Reference may stand for any value. */
export type Value = null | boolean | number | string | Reference | Value[] | { [key: string]: Value };
export type ValueObject = { [key: string]: Value };

/** One field, before and after. A secret's sides are masks; an absent side is an absent field. */
export interface FieldChange {
  path: string;
  before?: Json;
  after?: Json;
  secret?: boolean;
}

interface Common {
  /** unique in the plan; what References name */
  id: string;
  title: string;
}

/** Create the object, or merge-patch the fields that differ; `keep` when nothing does. */
export interface EnsureStep extends Common {
  kind: 'ensure';
  ref: Ref;
  action: 'create' | 'update' | 'keep';
  /** the whole object for a create, the merge patch for an update, empty for keep */
  body: ValueObject;
  changes: FieldChange[];
  /** the object as it was planned upon; an update is sent with it and refused when stale */
  resourceVersion?: string;
  /** a running registry reads it now: written directly before the next patch step, put back when that is refused */
  live: boolean;
}

/** One merge patch of an existing object, the registry's Config. `keep` when nothing differs. */
export interface PatchStep extends Common {
  kind: 'patch';
  ref: Ref;
  action: 'update' | 'keep';
  body: ValueObject;
  changes: FieldChange[];
  resourceVersion?: string;
  /** holds only until the next patch of the same object, which takes it back; put back when that one is not made */
  temporary?: true;
}

/** Wait until a judge, by name, is content with what it reads. */
export interface WaitStep extends Common {
  kind: 'wait';
  judge: string;
  reads: Read[];
  params: ValueObject;
  /** how often in a row the judge must be content, and how far apart (seconds) */
  samples: number;
  apartSeconds: number;
  /** what it waits for was planned upon without being seen: once it is there, the plan is made anew */
  anew?: true;
}

/** Prove it from outside; which proof, by name. */
export interface ProveStep extends Common {
  kind: 'prove';
  proof: string;
  params: ValueObject;
}

/** Make one setting of a bucket as it is wanted, beside what its owner has set; `keep` when it is so. Not an object of the cluster. */
export interface BucketStep extends Common {
  kind: 'bucket';
  setting: BucketSetting;
  /** which bucket, and where its keys are */
  question: StoreQuestion;
  /** the bucket and where it is, for people */
  place: string;
  action: 'update' | 'keep';
  changes: FieldChange[];
  /** a digest of the setting as it was planned upon; one that is not so any more is not written over */
  seen: string;
  /** what an administrator would do by hand */
  command: string;
}

export type Step = EnsureStep | PatchStep | WaitStep | ProveStep | BucketStep;

/** Images or storage that the plan would orphan or delete, or let a later Removed delete. */
export interface Loss {
  what: string;
  why: string;
  /** how many images are known to be there; undefined when that could not be counted */
  images?: number;
  /** repositories of which images would be lost, at most five, as far as that could be seen */
  examples?: string[];
}

export interface Plan {
  schema: 'registryctl.dev/plan/v1';
  command: string;
  target: Target;
  clusterId: string;
  clusterVersion: string;
  steps: Step[];
  losses: Loss[];
  /** SHA-256 of the steps and losses: the same plan has the same digest */
  digest: string;
}

/** What a wait's judge says. `hopeless` stops the wait at once with that sentence. */
export interface Judgement {
  met: boolean;
  /** the state as a short line, for progress and for the message of a timeout */
  state: string;
  hopeless?: string;
}

export type Need = Access & { why: string };

/** What a platform or a procedure asks for; the planner compares it with the Snapshot. */
export interface DesiredObject {
  id: string;
  title: string;
  ref: Ref;
  /** the fields that must be so; others are left alone */
  body: ValueObject;
  /** set only when the object is created, never compared (for instance a claim's bucket prefix) */
  onCreate?: ValueObject;
  live?: boolean;
}

export interface DesiredWait {
  id: string;
  title: string;
  judge: string;
  reads: Read[];
  params?: ValueObject;
  samples?: number;
  apartSeconds?: number;
  anew?: true;
}

export interface DesiredProof {
  id: string;
  title: string;
  proof: string;
  params?: ValueObject;
}

/** A setting of a bucket. It becomes a step where the store has told how it is; for everybody else there is the command. */
export interface DesiredBucket {
  id: string;
  title: string;
  setting: BucketSetting;
  /** none where no store is asked */
  question?: StoreQuestion;
  command: string;
}

/** In order. `config` is the merge patch of the registry's Config, without its resourceVersion. */
export type DesiredStep =
  | ({ kind: 'object' } & DesiredObject)
  | { kind: 'config'; id: string; title: string; spec: ValueObject }
  | ({ kind: 'bucket' } & DesiredBucket)
  | ({ kind: 'wait' } & DesiredWait)
  | ({ kind: 'prove' } & DesiredProof);

export type { JsonObject };
