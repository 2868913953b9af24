import type { Condition } from '../../../api/types.ts';
import { isRecord } from '../../../api/json.ts';
import { stamp } from '../objects.ts';

export type Truth = Condition['status'];

/** A condition without a reason or message that is empty, as Go leaves them out. */
function whole(type: string, status: Truth, reason: string, message: string, lastTransitionTime: string): Condition {
  return { type, status, lastTransitionTime, ...(reason === '' ? {} : { reason }), ...(message === '' ? {} : { message }) };
}

export function conditionsIn(status: Record<string, unknown>): Condition[] {
  const found = status['conditions'];
  return Array.isArray(found) ? found.filter((c): c is Condition => isRecord(c) && typeof c['type'] === 'string') : [];
}

/**
 * Sets one condition in a status, in place. Its time moves only when its truth does; conditions are
 * never taken away (operator behaviour, recorded). Returns true when anything changed.
 */
export function setCondition(status: Record<string, unknown>, now: Date, type: string, truth: Truth, reason = '', message = ''): boolean {
  const all = conditionsIn(status);
  const before = all.find((c) => c.type === type);
  if (before && before.status === truth && (before.reason ?? '') === reason && (before.message ?? '') === message) return false;
  const since = before?.status === truth ? (before.lastTransitionTime ?? stamp(now)) : stamp(now);
  const next = whole(type, truth, reason, message, since);
  status['conditions'] = before ? all.map((c) => (c.type === type ? next : c)) : [...all, next];
  return true;
}
