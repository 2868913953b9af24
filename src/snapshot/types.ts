import type { KubeObject, Resource } from '../api/types.ts';
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
}

/**
 * What was read from the cluster, at one moment. Pure data: it can be saved, and everything that
 * judges is a function of it. Keys of `answers` are `readKey(read)`.
 */
export interface Snapshot {
  schema: 'registryctl.dev/snapshot/v1';
  takenAt: string;
  target: Target;
  answers: Record<string, Answer>;
}
