import { CODES, finding, type Code } from '../registry/codes.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import type { Check, CheckContext, Level } from './types.ts';
import { worldOf, type World } from './world.ts';

/** What a rule saw: where, in which words, and what the remedy's `{…}` stand for. */
export interface Seen {
  subject: string;
  message: string;
  fill?: Record<string, string>;
  level?: Level;
  /** where this case is better known than the table's cause */
  cause?: string;
}

const CONFIG = 'configs.imageregistry.operator.openshift.io/cluster';

/** The subject of findings about a field of the registry's Config. */
export function field(path: string): string {
  return `${CONFIG} ${path}`;
}

/** A Check from its code, what it reads, and a pure function of the World. */
export function define(code: Code, reads: Read[], see: (world: World, context: CheckContext) => Seen[]): Check {
  return {
    code,
    title: CODES[code].title,
    reads,
    run: (snapshot: Snapshot, context: CheckContext) => see(worldOf(snapshot), context).map((seen) => finding(code, seen.subject, seen.message, seen)),
  };
}

/** One or no thing seen. */
export function when(holds: boolean, seen: () => Seen): Seen[] {
  return holds ? [seen()] : [];
}
