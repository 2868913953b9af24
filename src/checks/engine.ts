import type { Snapshot } from '../snapshot/types.ts';
import type { Check, CheckContext, Finding, Level } from './types.ts';

const ORDER: Record<Level, number> = { error: 0, warning: 1, info: 2 };

/** Findings with the worst first, each code and subject once; otherwise in the order given. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const unique = new Map<string, Finding>();
  for (const found of findings) {
    const key = `${found.code} ${found.subject}`;
    if (!unique.has(key)) unique.set(key, found);
  }
  return [...unique.values()].sort((a, b) => ORDER[a.level] - ORDER[b.level]);
}

/** What the checks see in the Snapshot, the worst first. Reads nothing else: the time comes with the context. */
export function runChecks(checks: readonly Check[], snapshot: Snapshot, context: CheckContext): Finding[] {
  return sorted(checks.flatMap((check) => check.run(snapshot, context)));
}
