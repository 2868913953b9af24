import { accessFindings } from '../checks/access.ts';
import type { Finding } from '../checks/types.ts';
import { Failure } from '../errors.ts';
import type { Kube } from '../kube/port.ts';
import { assemble, specsAfter } from '../plan/assemble.ts';
import { needs } from '../plan/needs.ts';
import type { Plan } from '../plan/types.ts';
import { outlook } from '../registry/outlook.ts';
import type { Given, Platform } from '../forms/types.ts';
import { clusterIdOf, clusterVersionOf } from '../snapshot/access.ts';
import { take } from '../snapshot/take.ts';
import type { Snapshot, StoreAnswer, StoreQuestion } from '../snapshot/types.ts';
import { Missing, missingOf } from './given.ts';
import type { World } from './types.ts';

/** What is to be done: a form with its options, and what the user calls it. */
export interface Job {
  command: string;
  form: Platform;
  given: Given;
  /** the form was chosen by looking, not named: at the end the command is said that names it */
  chosen?: true;
}

/** A judged plan: findings below error level, and the plan they allow. */
export interface Observed {
  findings: Finding[];
  plan: Plan;
}

/** Findings that forbid going on. The message sums them up; the findings themselves are printed by the caller. */
export class Blocked extends Failure {
  readonly findings: Finding[];

  constructor(findings: Finding[]) {
    const errors = findings.filter((finding) => finding.level === 'error');
    // what was not allowed to be read makes other findings guesses: being forbidden comes first
    const denied = errors.some((finding) => finding.code === 'RC-ACCESS-DENIED');
    super(denied ? 'cluster' : 'preflight', `${errors.length === 1 ? 'one finding stands' : `${errors.length} findings stand`} in the way; nothing was written`);
    this.findings = findings;
  }
}

/** Reads what the form declares. `key` is this run's key for the digests of secrets. */
export async function look(world: World, kube: Kube, job: Job, key: Buffer): Promise<Snapshot> {
  const { form, given } = job;
  const follow = form.follow?.bind(form);
  return take(kube, form.reads(given), {
    now: () => world.clock.now(),
    key,
    signal: world.signal,
    ...(follow === undefined ? {} : { follow: (snapshot) => follow(given, snapshot) }),
  });
}

/** Looks into the store that a job names. */
export type AskStore = (question: StoreQuestion) => Promise<StoreAnswer>;

const isError = (finding: Finding): boolean => finding.level === 'error';

/** What a form finds: first in the cluster, and when nothing stands in the way there, in the store that it names. */
async function judge({ form, given }: Job, snapshot: Snapshot, askStore: AskStore | undefined): Promise<Finding[]> {
  const found = form.check(given, snapshot);
  const question = askStore === undefined || found.some(isError) ? undefined : form.store?.(given, snapshot);
  if (question === undefined || askStore === undefined) return found;
  snapshot.store = await askStore(question);
  return form.check(given, snapshot);
}

/** What is missing, unless it only seems so because the cluster did not let itself be read: that is said first. */
function complete(job: Job, snapshot: Snapshot): void {
  const flags = missingOf(job, snapshot);
  if (flags.length === 0) return;
  const blind = Object.values(snapshot.answers).some(({ state }) => state === 'denied' || state === 'failed');
  const found = blind ? job.form.check(job.given, snapshot) : [];
  if (found.some((finding) => isError(finding) && ['RC-ACCESS-DENIED', 'RC-READ-FAILED'].includes(finding.code))) throw new Blocked(found);
  throw new Missing(job, flags);
}

/**
 * Snapshot, findings, plan, and an access review of exactly what the plan does. Without `askStore` no store is looked into.
 * @throws Blocked when a finding is an error; Missing when options are; Failure (input) when it is not the expected cluster
 */
export async function observe(world: World, kube: Kube, job: Job, key: Buffer, expectCluster: string | undefined, askStore?: AskStore): Promise<Observed> {
  const snapshot = await look(world, kube, job, key);
  const clusterId = clusterIdOf(snapshot);
  if (expectCluster !== undefined && expectCluster !== clusterId) {
    throw new Failure('preflight', `--expect-cluster ${expectCluster}: this is cluster ${clusterId === '' ? 'of unknown id' : clusterId} at ${kube.target.server}; nothing was written`);
  }
  complete(job, snapshot);
  const findings = await judge(job, snapshot, askStore);
  if (findings.some(isError)) throw new Blocked(findings);
  const plan = assemble({
    command: job.command,
    target: kube.target,
    clusterId,
    clusterVersion: clusterVersionOf(snapshot),
    snapshot,
    desired: job.form.desired(job.given, snapshot),
  });
  const verdicts = await Promise.all(needs(plan).map(async (need) => ({ need, verdict: await kube.may(need, { signal: world.signal }) })));
  // a form may know better what its patch means
  const meant = specsAfter(plan.steps, snapshot).flatMap((after) => outlook(snapshot, after)).filter(({ code }) => findings.every((known) => known.code !== code));
  const all = [...findings, ...meant, ...accessFindings(verdicts)];
  if (all.some(isError)) throw new Blocked(all);
  return { findings: all, plan };
}
