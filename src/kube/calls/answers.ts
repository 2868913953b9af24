import { isRecord } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import { ApiError } from '../../errors.ts';
import { foreign, isOwn404, OUTCOME_UNKNOWN, refusal } from '../errors/refused.ts';
import type { Answer, Call } from '../http/types.ts';
import type { Sender } from '../http/sender.ts';

/** Sends a call and gives its answer's object. Throws ApiError for every answer that is not a success with a JSON object. */
export async function ask(sender: Sender, call: Call): Promise<Record<string, unknown>> {
  return parsed(sender, call, await sender.send(call));
}

/** Like `ask`, with undefined for the API server's own 404: no such object, or no such resource. */
export async function askFor(sender: Sender, call: Call): Promise<Record<string, unknown> | undefined> {
  const answer = await sender.send(call);
  return isOwn404(answer) ? undefined : parsed(sender, call, answer);
}

/** Like `ask`, for an API object. Throws ApiError when the answer has no `metadata`. */
export function toObject(answer: Record<string, unknown>, sender: Sender, call: Call): KubeObject {
  if (typeof answer['kind'] === 'string' && typeof answer['apiVersion'] === 'string' && isRecord(answer['metadata'])) return answer as KubeObject;
  throw strange(sender, call, { status: 200, headers: {}, text: '{}' });
}

/** The JSON object of an answer. Throws ApiError for every other answer. */
export function parsed(sender: Sender, call: Call, answer: Answer): Record<string, unknown> {
  if (answer.status < 200 || answer.status > 299) throw refusal(call, answer, sender.wire.place);
  try {
    const value: unknown = JSON.parse(answer.text);
    if (isRecord(value)) return value;
  } catch {
    // said below
  }
  throw strange(sender, call, answer);
}

function strange(sender: Sender, call: Call, answer: Answer): ApiError {
  const reason = call.safe ? 'BadAnswer' : OUTCOME_UNKNOWN;
  return new ApiError('cluster', `Cannot ${call.verb} ${call.object}: ${foreign(answer, sender.wire.place, String(answer.status))}.`, { status: answer.status, reason });
}
