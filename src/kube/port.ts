import type { Duplex } from 'node:stream';
import type { KubeList, KubeObject, Ref, Resource, WatchEvent } from '../api/types.ts';
import type { SecretText } from '../secret.ts';

/** Which cluster a connection speaks to, and as whom. */
export interface Target {
  context: string;
  server: string;
  user: string;
  /** true when the cluster is the sandbox of this program */
  sandbox: boolean;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface ListOptions extends CallOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** items a page; all pages are read. Default 500. */
  page?: number;
}

export interface WatchOptions extends CallOptions {
  namespace?: string;
  name?: string;
  labelSelector?: string;
  resourceVersion?: string;
  /** how long the server keeps the watch open; default 300 */
  seconds?: number;
  /** ends the watch with an ApiError (status 0) when nothing at all came for so long; default 60000 */
  idleMs?: number;
}

export interface WriteOptions extends CallOptions {
  /** `dryRun=All` */
  dryRun?: boolean;
}

export interface PatchOptions extends WriteOptions {
  type?: 'merge' | 'json' | 'strategic';
  subresource?: string;
}

export interface Access {
  verb: string;
  resource: Resource;
  subresource?: string;
  namespace?: string;
  name?: string;
}

export interface Verdict {
  allowed: boolean;
  reason: string;
}

/**
 * Everything that is asked of a cluster's API. Writes always send `fieldValidation=Strict` and
 * `fieldManager=registryctl`. Every call ends within the request timeout; reads are tried again on
 * 429, 503 and connection faults, writes only when it is sure that they did not take effect.
 * Failures are `ApiError`: 401, 403 and no connection have the outcome `cluster`, a write's 409 `conflict`,
 * 422 and 400 `input`, a timeout `timeout`.
 */
export interface Kube {
  readonly target: Target;
  /** undefined when there is no such object, or the cluster does not serve its resource */
  get(ref: Ref, options?: CallOptions): Promise<KubeObject | undefined>;
  /** undefined when the cluster does not serve the resource */
  list(resource: Resource, options?: ListOptions): Promise<KubeList | undefined>;
  /** one watch; ends when the server ends it, throws on a fault or an ERROR event (410 included) */
  watch(resource: Resource, options?: WatchOptions): AsyncIterable<WatchEvent>;
  create(ref: Ref, object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  patch(ref: Ref, patch: unknown, options?: PatchOptions): Promise<KubeObject>;
  /** false when it was not there */
  remove(ref: Ref, options?: WriteOptions & { uid?: string }): Promise<boolean>;
  /** SelfSubjectAccessReview */
  may(access: Access, options?: CallOptions): Promise<Verdict>;
  /** a token of the service account (TokenRequest), valid for so many seconds */
  token(namespace: string, serviceAccount: string, seconds: number, options?: CallOptions): Promise<SecretText>;
  /** one connection to a port of a pod */
  forward(namespace: string, pod: string, port: number, options?: CallOptions): Promise<Duplex>;
  /** a path that is no resource (`/version`, `/readyz`); the parsed JSON, or the text */
  raw(path: string, options?: CallOptions): Promise<unknown>;
  /** what to add (ms) to this machine's time to have the API server's, as its first answer told; 0 when they agree within a minute */
  skew?(): number;
  close(): void;
}
