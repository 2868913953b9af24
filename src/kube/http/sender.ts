import type { Failure } from '../../errors.ts';
import type { Credentials, Proof } from '../auth/credentials.ts';
import { faultError, stopped } from '../errors/faults.ts';
import type { KubeClock } from '../options.ts';
import { exchange } from './once.ts';
import { pause } from './retry.ts';
import { makeSkew } from './skew.ts';
import { WireFault, type Answer, type Call, type Request } from './types.ts';
import { warnings } from './warnings.ts';
import type { Wire } from './wire.ts';

/** What the sender is made of. `limitMs` bounds one request; undefined is no limit. */
export interface SenderParts {
  wire: Wire;
  credentials: Credentials;
  clock: KubeClock;
  random: () => number;
  userAgent: string;
  limitMs: number | undefined;
  warn: (text: string) => void;
}

export interface Sender extends SenderParts {
  /** sends a call, again where that is right; any answer comes back, no answer throws Failure */
  send(call: Call): Promise<Answer>;
  /** the request of a call, with proof of who asks */
  prepare(call: Call): Promise<{ request: Request; proof: Proof }>;
  /** passes on the server's warnings, and a clock that is wrong */
  heed(headers: Answer['headers']): void;
  /** what to add (ms) to this machine's time to have the server's; 0 until it has answered */
  skew(): number;
}

/** Puts wire, credentials and retries together. */
export function makeSender(parts: SenderParts): Sender {
  const { wire, credentials, clock } = parts;
  const warned = warnings(parts.warn);
  const skew = makeSkew(clock, parts.warn);
  const heed = (headers: Answer['headers']): void => {
    warned(headers);
    skew.heed(headers);
  };

  const prepare = async (call: Call): Promise<{ request: Request; proof: Proof }> => {
    if (call.signal?.aborted === true) throw stopped(call);
    const proof = await credentials.get(call.signal);
    return { request: toRequest(call, proof, parts.userAgent), proof };
  };

  const once = async (call: Call): Promise<Answer> => {
    const { request, proof } = await prepare(call);
    const how = { limitMs: parts.limitMs, signal: call.signal };
    const answer = await exchange(wire, request, { ...how, identity: proof.identity });
    if (answer.status !== 401) return answer;
    credentials.renew(proof);
    const next = await credentials.get(call.signal);
    return next === proof ? answer : exchange(wire, toRequest(call, next, parts.userAgent), { ...how, identity: next.identity });
  };

  const send = async (call: Call): Promise<Answer> => {
    for (let n = 0; ; n++) {
      const result = await once(call).catch((error: unknown) => {
        if (error instanceof WireFault) return error;
        throw error as Failure;
      });
      const wait = pause(call, result, n, wire.reached(), parts.random());
      if (wait === undefined) {
        if (result instanceof WireFault) throw faultError(call, result, wire.place);
        heed(result.headers);
        return result;
      }
      await clock.sleep(wait, call.signal).catch(() => {
        throw stopped(call);
      });
    }
  };

  return { ...parts, send, prepare, heed, skew: () => skew.ms() };
}

function toRequest(call: Call, proof: Proof, userAgent: string): Request {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  return {
    method: call.method,
    path: call.path,
    headers: {
      Accept: 'application/json',
      'User-Agent': userAgent,
      ...proof.headers,
      ...(body === undefined ? {} : { 'Content-Type': call.contentType ?? 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    },
    ...(body === undefined ? {} : { body }),
  };
}
