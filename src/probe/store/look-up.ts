import { Failure } from '../../errors.ts';
import type { StoreAnswer, StoreQuestion } from '../../snapshot/types.ts';
import type { Net } from '../net.ts';
import { codeOf, stopIf } from '../words.ts';
import { openCounter } from './counter.ts';
import type { Counter, Look, LookOptions, Verdict } from './types.ts';
import { readSettings } from './settings.ts';
import { makeVeil } from './veil.ts';

export type { LookOptions } from './types.ts';

/** What Node says of values that can stand in no header and no address. */
const UNSENDABLE = new Set(['ERR_INVALID_CHAR', 'ERR_HTTP_INVALID_HEADER_VALUE', 'ERR_UNESCAPED_CHARACTERS', 'ERR_INVALID_URL']);

type Secrets = Readonly<Record<string, string>>;

/** The code of each kind of store is read only when that kind is asked. */
export async function lookOf(question: StoreQuestion, secrets: Secrets, counter: Counter, scope: 'read' | 'set' = 'read'): Promise<Look> {
  if (question.kind === 's3') return (await import('./s3.ts')).s3Look(question, secrets, counter);
  if (question.kind === 'gcs') return (await import('./gcs.ts')).gcsLook(question, secrets, counter, scope);
  if (question.kind === 'azure') return (await import('./azure.ts')).azureLook(question, secrets, counter);
  return (await import('./swift.ts')).swiftLook(question, secrets, counter);
}

/**
 * Asks an object store whether the bucket (or container) is there and whether these credentials may use it. It reads
 * only: nothing is ever written, made or deleted.
 * @param secrets the credentials by the operator's key names (`REGISTRY_STORAGE_S3_ACCESSKEY`, …) or the names that a cloud's minted secret has
 * @returns always an answer; a store that does not answer is `unreachable`, with the reason. No secret is in it, and no signed URL.
 * Fails (interrupted) when the signal is aborted, and for nothing else.
 */
export async function lookUp(question: StoreQuestion, secrets: Secrets, net: Net, options: LookOptions): Promise<StoreAnswer> {
  stopIf(options.signal);
  const { timeoutMs = 10_000 } = options;
  const end = new AbortController();
  // a store that sends a byte now and then never falls silent
  const deadline = setTimeout(() => end.abort(), 3 * timeoutMs);
  const signal = options.signal === undefined ? end.signal : AbortSignal.any([options.signal, end.signal]);
  const open = openCounter(net, { ...options, timeoutMs, signal });
  const veil = makeVeil(secrets);
  try {
    const look = await lookOf(question, secrets, { ask: open.ask, now: options.now, veil });
    const verdict = await look.run().catch((error: unknown): Verdict => {
      stopIf(options.signal);
      if (end.signal.aborted) return { state: 'unreachable', detail: `no whole answer within ${(3 * timeoutMs) / 1000} seconds` };
      if (UNSENDABLE.has(codeOf(error)) || error instanceof URIError) return { state: 'unclear', detail: 'a value of the question or of the credentials has a character in it that cannot be sent' };
      if (!(error instanceof Failure) || error.outcome !== 'unhealthy') throw error;
      const long = codeOf(error.cause) === 'EMSGSIZE';
      return { state: long ? 'unclear' : 'unreachable', detail: veil.plain(error.message.replace(/\.$/u, '')) };
    });
    const settings = verdict.state === 'ours' ? await readSettings(look, question.settings ?? [], veil, options.signal) : {};
    return { place: look.place, ...verdict, ...settings };
  } finally {
    clearTimeout(deadline);
    open.close();
  }
}
