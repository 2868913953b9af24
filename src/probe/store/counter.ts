import { Failure } from '../../errors.ts';
import { makeSpeaker, type Ask, type Reply, type Speaker } from '../http.ts';
import type { Net } from '../net.ts';
import type { LookOptions } from './types.ts';

/** The longest answer (bytes) that is read of a store. */
export const MOST = 64 << 10;

/** Requests to the hosts of one look, each on connections of its own. `close` ends them. */
export function openCounter(net: Net, options: LookOptions): { ask(origin: string, ask: Ask, ca?: string): Promise<Reply>; close(): void } {
  const { now, signal, timeoutMs = 10_000 } = options;
  const speakers = new Map<string, Speaker>();
  const speaker = (origin: string, ca: string | undefined): Speaker => {
    const { hostname, port } = new URL(origin);
    const bundles = ca === undefined || ca === '' ? [] : [{ name: 'the CA given for the store', pem: ca }];
    const made = makeSpeaker(net.door(hostname.replace(/^\[|\]$/gu, ''), Number(port || 443)), { now, bundles, timeoutMs, idleMs: timeoutMs, most: MOST, ...(signal === undefined ? {} : { signal }) });
    speakers.set(origin, made);
    return made;
  };
  return {
    async ask(origin, ask, ca) {
      // without TLS, nothing is sent: passwords and tokens would be for everybody to read
      if (!origin.startsWith('https://')) throw new Failure('unexpected', `${origin} is without TLS.`);
      return (speakers.get(origin) ?? speaker(origin, ca)).ask(ask);
    },
    close() {
      for (const one of speakers.values()) one.close();
    },
  };
}
