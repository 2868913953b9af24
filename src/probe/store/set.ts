import { Failure } from '../../errors.ts';
import type { BucketSetting, StoreQuestion } from '../../snapshot/types.ts';
import type { Reply } from '../http.ts';
import type { Net } from '../net.ts';
import { stopIf } from '../words.ts';
import { openCounter } from './counter.ts';
import { lookOf } from './look-up.ts';
import { readSetting } from './settings.ts';
import { bodyOf, isPage, quoted, toldInJson, toldInXml } from './told.ts';
import type { LookOptions } from './types.ts';
import { makeVeil, type Veil } from './veil.ts';

/** What came of a write. `changed`: it is not as it was planned upon, or did not stay as written. `unsure`: nobody knows whether it took effect. */
export type SetOutcome = { state: 'written' | 'already' } | { state: 'changed' | 'refused' | 'unsure'; detail: string };

export interface SetOptions extends LookOptions {
  /** resolves after so many milliseconds */
  sleep(ms: number): Promise<void>;
}

/** How often a write is sent whose effect nobody tells, how often it is looked for after it was taken, and the pause (ms) between. */
const SENDS = 4;
const LOOKS = 10;
const PAUSE = 1000;
/** The whole of it takes at most so many times as long as one answer may. */
const WHOLE = 6;

/** What an answer to a write says: done, refused in words, or nothing that can be relied upon. */
function judged(reply: Reply, veil: Veil): 'done' | 'unknown' | { refused: string } {
  if (isPage(reply) || reply.status >= 500 || (reply.status >= 300 && reply.status < 400)) return 'unknown';
  // somebody was faster: reading it again tells what is there now
  if (reply.status === 409 || reply.status === 412 || reply.status === 429) return 'unknown';
  if (reply.status < 300) return 'done';
  return { refused: quoted(/^\s*</u.test(bodyOf(reply)) ? toldInXml(reply) : toldInJson(reply), reply, veil).slice(2, -1) };
}

/**
 * Makes one setting of a bucket as it is wanted, beside all that the administrator has set, when it is still as it was `seen`;
 * then reads it back. Of the hosts only the clouds' own are written to. A write that nobody answers is looked for, and sent
 * again when it did not take effect. Fails (interrupted) when the signal is aborted, and for nothing else.
 * @param secrets as `lookUp` takes them
 */
export async function setSetting(question: StoreQuestion, setting: BucketSetting, seen: string, secrets: Readonly<Record<string, string>>, net: Net, options: SetOptions): Promise<SetOutcome> {
  const { signal, sleep, now, timeoutMs = 10_000 } = options;
  stopIf(signal);
  const veil = makeVeil(secrets);
  const end = new AbortController();
  // a store that sends a byte now and then never falls silent
  const deadline = setTimeout(() => end.abort(), WHOLE * timeoutMs);
  const open = openCounter(net, { ...options, timeoutMs, signal: signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]) });
  let sent = 0;
  let taken = false;
  let blind = 0;
  const lost = (detail: string): SetOutcome => ({ state: sent === 0 ? 'refused' : 'unsure', detail });
  try {
    const look = await lookOf(question, secrets, { ask: open.ask, now, veil }, 'set');
    const verdict = await look.run();
    if (verdict.state !== 'ours') return lost(verdict.detail);
    let before: readonly string[] | undefined;
    for (let looks = 1; ; looks++) {
      const found = await readSetting(look, setting, veil, signal);
      if (found.state === 'unread') {
        blind += 1;
        if (blind >= SENDS || sent === 0) return lost(found.detail);
      } else {
        const gone = (before ?? []).filter((rule) => !found.kept.includes(rule));
        if (sent > 0 && gone.length > 0) return { state: 'changed', detail: `rules that were there are not any more: ${veil.plain(gone.join(', '))}` };
        if (found.changes.length === 0) return { state: sent === 0 ? 'already' : 'written' };
        if (found.seen !== seen) return { state: 'changed', detail: 'somebody else changed it meanwhile' };
        if (taken && looks >= LOOKS) return { state: 'changed', detail: 'the store took it, and shows it as it was before' };
        if (!taken && sent >= SENDS) return { state: 'refused', detail: 'the store does not take it; it is as it was before' };
        if (!taken) {
          before = found.kept;
          sent += 1;
          stopIf(signal);
          const said = await found.send().then((reply) => judged(reply, veil), (error: unknown) => {
            stopIf(signal);
            if (!(error instanceof Failure) || error.outcome !== 'unhealthy') throw error;
            return 'unknown' as const;
          });
          if (typeof said === 'object') return { state: 'refused', detail: said.refused };
          taken = said === 'done';
          if (taken) continue;
        }
      }
      await sleep(PAUSE);
    }
  } catch (error) {
    stopIf(signal);
    if (end.signal.aborted) return lost(`no whole answer within ${(WHOLE * timeoutMs) / 1000} seconds`);
    if (!(error instanceof Failure) || error.outcome !== 'unhealthy') throw error;
    return lost(veil.plain(error.message.replace(/\.$/u, '')));
  } finally {
    clearTimeout(deadline);
    open.close();
  }
}
