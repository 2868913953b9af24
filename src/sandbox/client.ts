import type { KubeObject, Resource, WatchEvent } from '../api/types.ts';

export type PatchKind = 'merge' | 'json' | 'strategic';

/** An answer other than success, as the API server gives it. */
export class Refused extends Error {
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.name = 'Refused';
    this.code = code;
    this.reason = reason;
  }
}

/**
 * What an actor may ask of a cluster: the sandbox's own store, or a real API server. Actors are
 * ordinary clients and know nothing else of either. All but `get` and `list` throw `Refused`.
 */
export interface Client {
  get(resource: Resource, name: string, namespace?: string): Promise<KubeObject | undefined>;
  list(resource: Resource, namespace?: string): Promise<KubeObject[]>;
  create(resource: Resource, object: KubeObject): Promise<KubeObject>;
  /** PUT; `status` writes the status subresource */
  update(resource: Resource, object: KubeObject, subresource?: 'status'): Promise<KubeObject>;
  patch(resource: Resource, name: string, namespace: string | undefined, patch: unknown, kind?: PatchKind, subresource?: 'status'): Promise<KubeObject>;
  /**
   * Nothing happens when it is not there. `graceSeconds` 0 is how a kubelet reports that a pod is gone; in the `Foreground` the object
   * stays, marked, until a garbage collector has seen to what belongs to it.
   */
  remove(resource: Resource, name: string, namespace?: string, graceSeconds?: number, propagation?: 'Foreground'): Promise<void>;
  /** lists, then follows for ever (anew after a fault); the returned function ends it */
  watch(resource: Resource, namespace: string | undefined, seen: (event: WatchEvent) => void): () => void;
  /** who a bearer token belongs to (TokenReview) */
  whoIs(token: string): Promise<{ user: string; groups: string[] } | undefined>;
  /** SubjectAccessReview */
  may(who: { user: string; groups: string[] }, access: { verb: string; group: string; resource: string; subresource?: string; namespace?: string; name?: string }): Promise<boolean>;
}

/** Time for actors; tests inject one that jumps. */
export interface ActorClock {
  now(): Date;
  after(ms: number, run: () => void): () => void;
}

/** A running actor. */
export interface Actor {
  stop(): Promise<void> | void;
}

/** The actors by name; `--without` takes these. */
export const ACTORS = ['operator', 'obc', 'binder', 'deployments', 'router', 'service-ca', 'pruner'] as const;
export type ActorName = (typeof ACTORS)[number];
