import type { KubeObject, WatchEvent } from '../../api/types.ts';
import type { User } from './store.ts';

/** One request, as far as its answer depends on it. */
export interface Ask {
  method: string;
  /** the path without the query, still percent-encoded */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** who asks; undefined for nobody known */
  who: User | undefined;
}

export interface Answer {
  code: number;
  /** sent as JSON; a string is sent as text, bytes as they are */
  body: unknown;
  warnings?: readonly string[];
}

/** An answer that goes on: events until `end`. */
export interface Stream {
  code: 200;
  /** starts telling; the returned function stops it */
  events: (tell: (event: WatchEvent | { type: 'BOOKMARK'; object: KubeObject }) => void, end: () => void) => () => void;
}

/** A connection to a port of a pod, to be spoken over the upgraded socket. */
export interface Upgrade {
  code: 101;
  namespace: string;
  pod: string;
}

export type Reply = Answer | Stream | Upgrade;
