import { condition } from '../../../../src/api/json.ts';
import type { KubeObject } from '../../../../src/api/types.ts';

/** Status, reason and message of one condition; undefined when it is not there. */
export function said(object: KubeObject | undefined, type: string): [string, string, string] | undefined {
  const found = condition(object, type);
  return found && [found.status, found.reason ?? '', found.message ?? ''];
}
