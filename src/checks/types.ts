import type { Read, Snapshot } from '../snapshot/types.ts';

export type Level = 'error' | 'warning' | 'info';

/** Something that a check saw. `subject` is the object and field that prove it. */
export interface Finding {
  code: string;
  level: Level;
  subject: string;
  message: string;
  cause?: string;
  /** the exact command or patch that mends it */
  remedy?: string;
}

/** What a rule sees, besides the Snapshot. Times are ISO strings; no check reads a clock. */
export interface CheckContext {
  now: string;
}

/** One rule: data, and a small pure function over the Snapshot. */
export interface Check {
  code: string;
  title: string;
  reads: Read[];
  run(snapshot: Snapshot, context: CheckContext): Finding[];
}
