import { nameOf } from '../api/resources.ts';
import type { JsonObject, KubeObject, Ref } from '../api/types.ts';
import { Failure } from '../errors.ts';
import { isTemporary } from '../plan/changes.ts';
import { ordered } from '../plan/order.ts';
import { referencesIn } from '../plan/resolve.ts';
import type { EnsureStep, PatchStep, Plan, ProveStep, Step } from '../plan/types.ts';
import { setBucket } from './bucket.ts';
import { holds } from './compare.ts';
import { awaited, group } from './order.ts';
import { leftPaused, stillPaused, untouched } from './pause.ts';
import { putBack, type Undo } from './put-back.ts';
import { masked, resolve } from './references.ts';
import { checkRunning, Stale } from './stale.ts';
import { retold } from './told.ts';
import type { ApplyOptions, ApplyPorts, ApplyResult } from './types.ts';
import { waitFor } from './wait.ts';
import { dryRun, Unsure, write } from './write.ts';

/** One application of a plan: what it has done so far. Lives in memory only. */
interface Run extends ApplyResult {
  steps: Step[];
  options: ApplyOptions;
  ports: ApplyPorts;
  secrets: Set<string>;
  /** patches that must still stand while waiting */
  stands: { ref: Ref; intended: JsonObject }[];
  /** the version each object was left at by this run */
  versions: Map<string, string | undefined>;
  undo: Undo[];
  /** steps that the server has checked with their final values */
  checked: Set<Step>;
}

function current<S extends EnsureStep | PatchStep>(run: Run, step: S): S {
  const version = run.versions.get(nameOf(step.ref));
  return version === undefined ? step : { ...step, resourceVersion: version };
}

async function check(run: Run, step: EnsureStep | PatchStep): Promise<JsonObject> {
  const body = await resolve(step.body, run.plan, run.ports.kube, run.ports.signal, run.secrets);
  await dryRun(current(run, step), body, run.ports);
  run.checked.add(step);
  run.ports.emit({ type: 'dry-run', step, ok: true });
  return body;
}

/** Has the server check everything that it can check now; nothing is written before all of it has passed. */
async function checkAll(run: Run): Promise<void> {
  for (const step of run.steps) {
    checkRunning(run.ports.signal);
    if ((step.kind !== 'ensure' && step.kind !== 'patch') || step.action === 'keep') continue;
    const open = referencesIn(step.body);
    if (open.length === 0 && awaited(run.steps, step) === undefined) await check(run, step);
  }
}

/** What a dry run says of a step that could not be checked at the start. */
async function checkLater(run: Run, step: EnsureStep | PatchStep): Promise<void> {
  const missing = awaited(run.steps, step);
  const shows = referencesIn(step.body).map((reference) => reference.$ref.show);
  if (missing === undefined && shows.length === 0) return;
  let state = missing === undefined ? `validated when known: ${[...new Set(shows)].join(', ')}` : `validated when ${missing} exists`;
  try {
    if (missing === undefined) {
      await check(run, step);
      state = '';
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.outcome !== 'input' || error.cause !== undefined) throw error;
  }
  if (state !== '') run.ports.emit({ type: 'state', step, state });
}

async function writeStep(run: Run, step: EnsureStep | PatchStep, index: number): Promise<'created' | 'updated' | 'kept' | 'skipped'> {
  const { ports } = run;
  if (step.action === 'keep') {
    if (step.kind === 'patch') run.undo = [];
    return 'kept';
  }
  if (run.options.dryRun) {
    await checkLater(run, step);
    return 'skipped';
  }
  // the patch is checked before the first live write, so that a refusal costs a running registry nothing
  for (const member of group(run.steps, index)) if (member.action !== 'keep' && (run.undo.length === 0 || !run.checked.has(member))) await check(run, member);
  const body = !run.checked.has(step) ? await check(run, step) : await resolve(step.body, run.plan, ports.kube, ports.signal, run.secrets);
  const before = step.action === 'update' ? await ports.kube.get(step.ref, { signal: ports.signal }) : undefined;
  const pause = run.undo.find((one) => isTemporary(one.step) && nameOf(one.step.ref) === nameOf(step.ref));
  if (pause !== undefined) run.versions.set(nameOf(step.ref), stillPaused(pause, before));
  const now = current(run, step);
  checkRunning(ports.signal);
  const name = nameOf(step.ref);
  const written = await write(now, body, before, ports);
  if (!run.written.includes(name)) run.written.push(name);
  run.versions.set(name, written.after.metadata.resourceVersion);
  if (isTemporary(step) || (step.kind === 'ensure' && step.live)) run.undo.push({ step, written });
  else if (step.kind === 'patch') {
    run.undo = [];
    run.stands.push({ ref: step.ref, intended: written.intended });
  }
  return step.action === 'create' ? 'created' : 'updated';
}

async function intact(run: Run): Promise<void> {
  const same = (found: KubeObject, intended: JsonObject): boolean => run.ports.same?.(found, intended) ?? holds(found, intended);
  for (const { ref, intended } of run.stands) {
    const found = await run.ports.kube.get(ref, { signal: run.ports.signal }).catch(() => 'unread' as const);
    if (found !== 'unread' && (found === undefined || !same(found, intended))) throw new Stale(`${nameOf(ref)} is no longer as it was written: something else wrote it meanwhile.`);
  }
  for (const pause of run.undo.filter(({ step }) => isTemporary(step))) {
    const found = await run.ports.kube.get(pause.step.ref, { signal: run.ports.signal }).catch(() => 'unread' as const);
    if (found !== 'unread') stillPaused(pause, found);
  }
}

async function prove(run: Run, step: ProveStep): Promise<void> {
  const { ports } = run;
  const params = await resolve(step.params, run.plan, ports.kube, ports.signal, run.secrets);
  const proof = await ports.prove(step.proof, params, (state) => ports.emit({ type: 'state', step, state }));
  checkRunning(ports.signal);
  ports.emit({ type: 'proof', step, proof });
  run.proofs.push(proof);
  if (!proof.ok) throw new Failure('unhealthy', `${step.title}: ${proof.summary}`);
}

const patched = (steps: readonly Step[]): boolean => steps.some(({ kind }) => kind === 'patch');

async function perform(run: Run, step: Step, index: number): Promise<'created' | 'updated' | 'kept' | 'met' | 'proven' | 'skipped'> {
  switch (step.kind) {
    case 'ensure':
    case 'patch':
      return writeStep(run, step, index);
    case 'bucket':
      return setBucket(step, run);
    case 'wait':
      if (run.options.dryRun) return 'skipped';
      await waitFor(step, await resolve(step.params, run.plan, run.ports.kube, run.ports.signal, run.secrets), run.ports, () => intact(run));
      if (step.anew === true) throw new Stale(`${step.title}: now the plan can be made upon it.`);
      // live objects that no patch follows are put back until they are seen to be taken
      if (!patched(run.steps.slice(index))) run.undo = [];
      return 'met';
    case 'prove':
      if (run.options.dryRun || !run.options.verify) return 'skipped';
      await prove(run, step);
      return 'proven';
  }
}

/**
 * Puts live objects back, newest first, and then takes a pause back, unless it is unknown whether the patch they
 * belong to took effect. Gives back what is left otherwise, in words.
 */
async function retreat(run: Run, error: unknown): Promise<string[]> {
  const pauses = run.undo.filter(({ step }) => isTemporary(step)).map(({ step }) => leftPaused(step, 'may still be'));
  if (error instanceof Unsure) return pauses;
  const troubles: string[] = [];
  const back = new Set<Step>();
  const why = run.ports.signal.aborted ? 'the run was interrupted' : patched(run.steps) ? 'the change that it belongs to was not made' : 'the registry did not take it';
  for (const undo of run.undo.reverse()) {
    const { step } = undo;
    // with other keys than it runs on, a registry is better left paused
    const safe = !isTemporary(step) || (troubles.length === 0 && (await untouched(group(run.steps, run.steps.indexOf(step)), back, run.ports.kube)));
    const trouble = safe ? await putBack(undo, why, run.ports) : leftPaused(step, 'stays');
    if (trouble !== undefined) {
      troubles.push(trouble);
      continue;
    }
    back.add(step);
    run.written.splice(run.written.indexOf(nameOf(step.ref)), 1);
  }
  return troubles;
}

/**
 * Applies a plan: the only writer to a cluster. The server checks all that it can before anything
 * is written, and the rest directly before its write; steps run in order, live ones directly before
 * the next patch. Gives back what was written and proven. Throws a Failure that names what was
 * written so far; a `Stale` one when the plan must be made anew.
 */
export async function apply(plan: Plan, options: ApplyOptions, outer: ApplyPorts): Promise<ApplyResult> {
  const secrets = new Set<string>();
  const ports: ApplyPorts = { ...outer, emit: (event) => outer.emit(event.type === 'state' ? { ...event, state: masked(event.state, secrets) } : event) };
  const run: Run = { plan, options, ports, steps: ordered(plan.steps), written: [], proofs: [], secrets, stands: [], versions: new Map(), undo: [], checked: new Set() };
  try {
    await checkAll(run);
    for (const [index, step] of run.steps.entries()) {
      checkRunning(ports.signal);
      if (!options.dryRun && ports.clock.now() >= ports.deadline) throw new Failure('timeout', `The time was up before "${step.title}".`);
      ports.emit({ type: 'start', step, index, total: run.steps.length });
      ports.emit({ type: 'end', step, outcome: await perform(run, step, index) });
    }
  } catch (error) {
    throw retold(error, { written: run.written, secrets: run.secrets, interrupted: ports.signal.aborted, troubles: await retreat(run, error) });
  }
  return { plan, written: run.written, proofs: run.proofs };
}
