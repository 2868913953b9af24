import { num, record, text } from '../../../api/json.ts';
import { records } from '../objects.ts';
import { Permanent } from './errors.ts';
import { DEFAULT_ROUTE } from './names.ts';

const refuse = (why: string): Permanent => new Permanent('VerificationFailed', `unable to complete resource: ${why}`);

/** What the operator finds wrong with a spec before it does anything, as a permanent error; nothing when all is well. */
export function verify(spec: Record<string, unknown>): void {
  if ((num(spec, 'replicas') ?? 0) < 0) throw refuse('replicas must be greater than or equal to 0');
  const names = [DEFAULT_ROUTE, ...records(spec, 'routes').map((r) => text(r, 'name') ?? '')];
  // the name of the default route is taken even while that route is off
  if (new Set(names).size < names.length) throw refuse('duplication of names has been detected in the additional routes');
  for (const [way, label] of [['read', 'Read'], ['write', 'Write']] as const) {
    for (const [field, name] of [['maxRunning', 'MaxRunning'], ['maxInQueue', 'MaxInQueue']] as const) {
      if ((num(record(spec, 'requests', way), field) ?? 0) < 0) throw refuse(`Requests.${label}.${name} must be positive number`);
    }
  }
}
