import type { JsonObject } from '../api/types.ts';
import type { Proof } from '../apply/types.ts';
import type { Finding } from '../checks/types.ts';
import { EXIT, type Outcome } from '../errors.ts';
import type { Choice } from './choices.ts';
import type { StatusReport } from './status-types.ts';

/** What every command prints for `-o json` and `-o yaml`, whatever became of it. */
export interface Result {
  schema: 'registryctl.dev/result/v1';
  command: string;
  outcome: Outcome;
  exitCode: number;
  message?: string;
  findings: readonly Finding[];
  /** as `showPlan` gives it: no secret in it */
  plan?: JsonObject;
  /** the code of the finding, and the command that mends it, when it failed for a known reason */
  code?: string;
  remedy?: string;
  /** objects that were created or changed */
  written: readonly string[];
  proofs: readonly Proof[];
  status?: StatusReport;
  /** forms of setup, and whether they would work on the cluster */
  forms?: readonly Choice[];
}

/** A Result of a command; the exit code follows from the outcome. */
export function resultOf(command: string, outcome: Outcome, more: Partial<Omit<Result, 'schema' | 'command' | 'outcome' | 'exitCode'>> = {}): Result {
  return { schema: 'registryctl.dev/result/v1', command, outcome, exitCode: EXIT[outcome], findings: [], written: [], proofs: [], ...more };
}
