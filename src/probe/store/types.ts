import type { BucketSetting, SettingAnswer, StoreAnswer } from '../../snapshot/types.ts';
import type { Ask, Reply } from '../http.ts';
import type { Veil } from './veil.ts';

/** What a look into a store needs besides the question. */
export interface LookOptions {
  /** this machine's clock, for signatures and certificates */
  now: () => Date;
  signal?: AbortSignal;
  /** how long (ms) a connection, a handshake or an answer may take; default 10000. A whole look takes at most three times as long. */
  timeoutMs?: number;
}

/** What came of a look, without the place, which is the same however it went. */
export type Verdict = Omit<StoreAnswer, 'place'>;

/** What the looks share. */
export interface Counter {
  /**
   * One request to `origin` (`https://host[:port]`), with a CA that is trusted there besides this machine's. Any answer
   * counts; no redirect is followed. Fails (unhealthy) in words when there is none, or it is too long.
   */
  ask(origin: string, ask: Ask, ca?: string): Promise<Reply>;
  now(): Date;
  veil: Veil;
}

/** How one kind of store is looked into. */
export interface Look {
  /** the bucket and where it is, for people */
  place: string;
  run(): Promise<Verdict>;
  /** once `run` has found the bucket: reads a setting of it. Not there where the store is not the cloud's own */
  setting?(setting: BucketSetting): Promise<Setting | Extract<SettingAnswer, { state: 'unread' }>>;
}

/** A setting of a bucket as it is, and the one request that makes it as it is wanted, upon what was read. */
export interface Setting extends Extract<SettingAnswer, { state: 'read' }> {
  /** the rules of others, which stay */
  kept: readonly string[];
  send(): Promise<Reply>;
}
