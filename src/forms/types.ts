import type { Finding } from '../checks/types.ts';
import type { CredentialForm } from '../credentials/types.ts';
import type { DesiredStep } from '../plan/types.ts';
import type { Read, Snapshot, StoreQuestion } from '../snapshot/types.ts';

/** One option of a form, from which the flag, its help, its question and its documentation are made. */
export interface Option {
  /** kebab case, without dashes */
  flag: string;
  /** placeholder of the value, in capitals; none for a switch */
  value?: string;
  about: string;
  /** the manual's value; shown in help */
  fallback?: string;
  choices?: readonly string[];
  /** what a terminal is asked when the option is missing; the sentence of `about` when not given */
  question?: string;
}

/** Options as given on the command line: a string, true for a switch, absent when not given. */
export type Given = Readonly<Record<string, string | boolean | undefined>>;

/** Whether a form would work on a cluster, as far as that can be seen before anything is asked, and the evidence. */
export interface Fit {
  fits: boolean | 'maybe';
  /** what was seen, in short sentences without a full stop */
  why: string[];
  /** it is made for this very platform: among equals it comes first */
  home?: true;
}

/**
 * One way to set the registry up. Pure: it says what it reads, what must hold before, and the
 * state it means; the planner and the writer do the rest and know no platform by name.
 */
export interface Platform {
  name: string;
  title: string;
  /** section numbers of the manual */
  manual: string;
  /** page under docs/guide */
  page: string;
  options: readonly Option[];
  /** throws a Failure (usage) for options that cannot be: names the option, what was given, what is allowed */
  reads(given: Given): Read[];
  /** further reads that the first ones name; none by default */
  follow?(given: Given, snapshot: Snapshot): Read[];
  /** the options that must be given and are not, by flag, `credentials` among them; what the cluster tells already is not missing. None by default */
  missing?(given: Given, snapshot: Snapshot): string[];
  /** the credentials that the storage takes, by `--credentials`, `--from-secret` or a prompt; none where it takes none */
  credentials?: CredentialForm;
  /** the bucket or container that is looked up before anything is written; its answer is `snapshot.store` when `check` is called */
  store?(given: Given, snapshot: Snapshot): StoreQuestion | undefined;
  /** whether it would work here, judged by `FIT_READS`; 'maybe' for all where it is not given */
  fits?(snapshot: Snapshot): Fit;
  /** what stands in the way (level error), or is worth knowing */
  check(given: Given, snapshot: Snapshot): Finding[];
  /** the state it means, in order; called only when `check` found no error */
  desired(given: Given, snapshot: Snapshot): DesiredStep[];
}
