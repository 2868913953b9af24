import type { JsonObject, KubeObject } from '../api/types.ts';
import type { Kube } from '../kube/port.ts';
import type { BucketStep, Judgement, Plan, Step } from '../plan/types.ts';
import type { SetOutcome } from '../probe/store/set.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';

/** Time as the program sees it, so that tests can give their own. */
export interface Clock {
  now(): Date;
  /** resolves after so many milliseconds, or rejects with the signal's reason */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What a proof found. `facts` are label and value, in the order to show them. */
export interface Proof {
  proof: string;
  ok: boolean;
  summary: string;
  facts: [label: string, value: string][];
}

/** What happens, as it happens; words and colours are the renderer's. */
export type ApplyEvent =
  | { type: 'dry-run'; step: Step; ok: true }
  | { type: 'start'; step: Step; index: number; total: number }
  | { type: 'state'; step: Step; state: string }
  | { type: 'replan'; attempt: number; why: string }
  | { type: 'put-back'; step: Step; why: string }
  | { type: 'end'; step: Step; outcome: 'created' | 'updated' | 'kept' | 'met' | 'proven' | 'skipped' }
  | { type: 'proof'; step: Step; proof: Proof };

/** All that the writer needs from outside. It reads no clock, terminal or environment of its own. */
export interface ApplyPorts {
  kube: Kube;
  clock: Clock;
  signal: AbortSignal;
  /** when the whole run must have ended */
  deadline: Date;
  read(reads: Read[]): Promise<Snapshot>;
  judge(name: string, snapshot: Snapshot, params: JsonObject): Judgement;
  prove(name: string, params: JsonObject, emit: (state: string) => void): Promise<Proof>;
  /** makes a setting of a bucket so, and reads it back; given where a form has such */
  store?(step: BucketStep): Promise<SetOutcome>;
  emit(event: ApplyEvent): void;
  /** whether an object is still as it was written; `holds` of `./compare.ts` when not given */
  same?(found: KubeObject, intended: JsonObject): boolean;
}

export interface ApplyOptions {
  /** every write as a server dry run only; waits and proofs are skipped */
  dryRun: boolean;
  /** leave out the prove steps */
  verify: boolean;
}

export interface ApplyResult {
  plan: Plan;
  /** objects that were created or changed, as `nameOf(ref)` */
  written: string[];
  proofs: Proof[];
}
