import { foreign, refusal } from '../errors/refused.ts';
import { ApiError } from '../../errors.ts';
import type { Sender } from '../http/sender.ts';
import type { Call } from '../http/types.ts';
import type { CallOptions } from '../port.ts';

/** GET of a path that is no resource: the parsed JSON where the server says it is JSON, else the text. Throws ApiError. */
export async function raw(sender: Sender, path: string, options: CallOptions): Promise<unknown> {
  const call: Call = { verb: 'get', object: path.replace(/\?.*$/, ''), method: 'GET', path, safe: true, ...options };
  const answer = await sender.send(call);
  if (answer.status < 200 || answer.status > 299) throw refusal(call, answer, sender.wire.place);
  if (!/[/+]json\b/.test(answer.headers['content-type'] ?? '')) return answer.text;
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    throw new ApiError('cluster', `Cannot get ${call.object}: ${foreign(answer, sender.wire.place, String(answer.status))}.`, { status: answer.status, reason: 'BadAnswer' });
  }
}
