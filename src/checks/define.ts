import type { Read, Snapshot } from '../snapshot/types.ts';
import { CODES, type Code } from './codes.ts';
import type { Check, CheckContext, Finding, Level } from './types.ts';
import { worldOf, type World } from './world.ts';

/** What a rule saw: where, in which words, and what the remedy's `{…}` stand for. */
export interface Seen {
  subject: string;
  message: string;
  fill?: Record<string, string>;
  level?: Level;
}

const CONFIG = 'configs.imageregistry.operator.openshift.io/cluster';

/** The subject of findings about a field of the registry's Config. */
export function field(path: string): string {
  return `${CONFIG} ${path}`;
}

/** Fills a remedy in. A value that no API name can have never reaches a command that people paste. */
function filled(template: string, fill: Record<string, string>): string {
  return template.replace(/\{([a-z]+)\}/gi, (_whole, name: string) => {
    const value = fill[name] ?? '';
    return /^[A-Za-z0-9][-.\w]*$/.test(value) ? value : 'NAME';
  });
}

/** The Finding that a code makes of what was seen: level, cause and remedy come from the table of codes. */
export function finding(code: Code, seen: Seen): Finding {
  const { level, cause, remedy } = CODES[code];
  return {
    code, level: seen.level ?? level, subject: seen.subject, message: seen.message, cause,
    ...(remedy === undefined ? {} : { remedy: filled(remedy, seen.fill ?? {}) }),
  };
}

/** A Check from its code, what it reads, and a pure function of the World. */
export function define(code: Code, reads: Read[], see: (world: World, context: CheckContext) => Seen[]): Check {
  return {
    code,
    title: CODES[code].title,
    reads,
    run: (snapshot: Snapshot, context: CheckContext) => see(worldOf(snapshot), context).map((seen) => finding(code, seen)),
  };
}

/** One or no thing seen. */
export function when(holds: boolean, seen: () => Seen): Seen[] {
  return holds ? [seen()] : [];
}
