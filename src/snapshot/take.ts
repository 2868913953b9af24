import { ref } from '../api/resources.ts';
import { ApiError } from '../errors.ts';
import type { CallOptions, Kube } from '../kube/port.ts';
import { readKey } from './access.ts';
import { guarded } from './digest.ts';
import type { Answer, Read, Snapshot } from './types.ts';

/** One set of parallel reads is a wave; more than these cost too many round trips. */
const MAX_WAVES = 3;

export interface TakeOptions {
  now(): Date;
  /** this run's key for digests of secret values */
  key: Buffer;
  signal?: AbortSignal;
  /** reads that the answers so far name (a config map by the field that refers to it); asked after every wave but the last */
  follow?: (snapshot: Snapshot) => Read[];
}

async function fetchOne(kube: Kube, read: Read, key: Buffer, options: CallOptions): Promise<Answer> {
  if (read.name !== undefined) {
    const object = await kube.get(ref(read.resource, read.name, read.namespace), options);
    return object === undefined ? { state: 'absent' } : { state: 'found', items: [guarded(object, read.resource, key)] };
  }
  const { namespace, labelSelector } = read;
  const found = await kube.list(read.resource, { ...options, ...(namespace === undefined ? {} : { namespace }), ...(labelSelector === undefined ? {} : { labelSelector }) });
  return found === undefined ? { state: 'absent' } : { state: 'found', items: found.items.map((item) => guarded(item, read.resource, key)) };
}

/** What a fault means for one read; faults that concern the whole connection are thrown on. */
function answerOf(error: unknown): Answer {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 403) return { state: 'denied', reason: error.message };
  if (error.status === 401 || (error.status === 0 && error.outcome === 'cluster')) throw error;
  return { state: 'failed', reason: error.message };
}

/**
 * Reads the cluster: the reads in parallel, each once, then those that `follow` names, three waves at most.
 * @throws ApiError when the cluster cannot be reached, does not know the user, or answered no read of the first wave; the signal's reason
 */
export async function take(kube: Kube, reads: Read[], options: TakeOptions): Promise<Snapshot> {
  const began = options.now().getTime();
  const snapshot: Snapshot = { schema: 'registryctl.dev/snapshot/v1', takenAt: new Date(began).toISOString(), target: kube.target, answers: {} };
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  let next = reads;
  for (let wave = 1; wave <= MAX_WAVES; wave++) {
    const fresh = new Map(next.map((read) => [readKey(read), read] as const).filter(([name]) => !(name in snapshot.answers)));
    if (fresh.size === 0) break;
    const faults: unknown[] = [];
    const ask = async ([name, read]: readonly [string, Read]): Promise<void> => {
      try {
        snapshot.answers[name] = await fetchOne(kube, read, options.key, { signal });
      } catch (error) {
        options.signal?.throwIfAborted();
        const answer = answerOf(error);
        if (answer.state === 'failed') faults.push(error);
        snapshot.answers[name] = answer;
      }
    };
    try {
      await Promise.all([...fresh].map(ask));
    } catch (error) {
      stop.abort();
      throw error;
    }
    if (wave === 1 && faults.length === fresh.size) throw faults[0];
    // certificates and ages are judged by the cluster's clock: this machine's may be wrong
    snapshot.takenAt = new Date(began + (kube.skew?.() ?? 0)).toISOString();
    next = wave < MAX_WAVES ? options.follow?.(snapshot) ?? [] : [];
  }
  return snapshot;
}
