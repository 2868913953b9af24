import { isRecord } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { JsonObject, KubeObject } from '../api/types.ts';
import { ApiError, EFFECT_UNKNOWN, Failure } from '../errors.ts';
import type { EnsureStep, PatchStep } from '../plan/types.ts';
import { holds, projected, stored } from './compare.ts';
import { answered, refusal, Stale, unknownOutcome } from './stale.ts';
import type { ApplyPorts } from './types.ts';

export type WriteStep = EnsureStep | PatchStep;

/** How an object was before a write and is after it. */
export interface Written {
  before: KubeObject | undefined;
  after: KubeObject;
  /** what the server made of the body: later reads are compared with it */
  intended: JsonObject;
  /** of the object as this write left it; every later change of its spec raises it */
  generation: number | undefined;
}

/** How often a write is sent whose outcome stays unknown, and how long (ms) the first pause is. */
const SENDS = 4;
const PAUSE = 500;

type Ports = Pick<ApplyPorts, 'kube' | 'clock' | 'signal'>;

function bodyOf(step: WriteStep, body: JsonObject): JsonObject {
  if (step.action !== 'update' || step.resourceVersion === undefined) return body;
  return { ...body, metadata: { ...(isRecord(body['metadata']) ? body['metadata'] : {}), resourceVersion: step.resourceVersion } };
}

/** Sends the step once: a create, or a merge patch that is refused when the object has changed since it was planned upon. */
async function send(step: WriteStep, body: JsonObject, { kube }: Ports, dryRun: boolean): Promise<KubeObject> {
  if (step.action === 'create') return kube.create(step.ref, body as unknown as KubeObject, { dryRun });
  return kube.patch(step.ref, bodyOf(step, body), { type: 'merge', dryRun });
}

function moved(step: WriteStep, error: unknown): Stale | undefined {
  const name = nameOf(step.ref);
  if (answered(error, 409)) return new Stale(step.action === 'create' ? `${name} was made by somebody else meanwhile.` : `${name} was changed by somebody else meanwhile.`, error);
  if (step.action === 'update' && answered(error, 404)) return new Stale(`${name} was deleted by somebody else meanwhile.`, error);
  return undefined;
}

/** The failure of a write that did not take effect. Who gave no answer, or one that makes no sense, refuses nothing. */
function refused(step: WriteStep, error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status < 400 || unknownOutcome(error)) return new Failure(error.outcome, `${nameOf(step.ref)} could not be written: ${error.message.replace(EFFECT_UNKNOWN, 'it did not take effect')}`, { cause: error });
  return new Failure(error.outcome, `The API server refuses ${nameOf(step.ref)}: ${refusal(error)}`, { cause: error });
}

/**
 * The server's own strict check of a write; writes nothing. Gives back the object as it would be
 * stored. Fails as the API server says, naming object and field; Stale when the plan is outdated.
 */
export async function dryRun(step: WriteStep, body: JsonObject, ports: Ports): Promise<KubeObject> {
  for (let sends = 1; ; sends++) {
    try {
      return await send(step, body, ports, true);
    } catch (error) {
      if (!unknownOutcome(error) || sends >= SENDS) throw moved(step, error) ?? refused(step, error);
      await ports.clock.sleep(PAUSE * sends, ports.signal);
    }
  }
}

/** Nobody knows whether the write took effect, because reading it back failed too. */
export class Unsure extends Failure {}

async function readBack(step: WriteStep, { kube }: Ports): Promise<KubeObject | undefined> {
  try {
    return await kube.get(step.ref);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Unsure(error instanceof Failure ? error.outcome : 'unexpected', `It is not known whether ${nameOf(step.ref)} was written: ${why}`, { cause: error });
  }
}

/**
 * Writes the step and reads it back. When the outcome of a request is unknown (the connection broke
 * after sending, something on the way answered 500, 502, 503, 504 or a page of its own) the object is read: as intended
 * counts as written, as before is sent again, anything else is Stale. A write that did not stay is
 * Stale too: the operator may put its own older copy over a patch (operator behaviour, recorded).
 */
export async function write(step: WriteStep, body: JsonObject, before: KubeObject | undefined, ports: Ports): Promise<Written> {
  const name = nameOf(step.ref);
  let unsure = false;
  for (let sends = 1; ; sends++) {
    let answer: KubeObject | undefined;
    try {
      answer = await send(step, body, ports, false);
    } catch (error) {
      const stale = moved(step, error);
      if (!unknownOutcome(error) && !(unsure && stale !== undefined)) throw stale ?? refused(step, error);
      const found = await readBack(step, ports);
      if (found === undefined || !holds(found, body)) {
        const untouched = step.action === 'create' ? found === undefined : found !== undefined && found.metadata.resourceVersion === (step.resourceVersion ?? before?.metadata.resourceVersion);
        if (!untouched) throw stale ?? new Stale(`${name} changed while it was being written.`, error);
        if (sends >= SENDS) throw refused(step, error);
        unsure = true;
        await ports.clock.sleep(PAUSE * sends, ports.signal);
        continue;
      }
      answer = found;
    }
    const intended = projected(answer, stored(body)) as JsonObject;
    const after = await readBack(step, ports);
    if (after === undefined || !holds(after, intended)) throw new Stale(`${name} did not stay as it was written: somebody else wrote it at the same moment.`);
    return { before, after, intended, generation: answer.metadata.generation };
  }
}
