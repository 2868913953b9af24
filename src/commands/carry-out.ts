import { applyWithReplan } from '../apply/replan.ts';
import { sweep } from '../apply/scratch.ts';
import type { ApplyEvent, ApplyPorts, ApplyResult } from '../apply/types.ts';
import { Failure, type Outcome } from '../errors.ts';
import type { Connection } from '../kube/connect.ts';
import { keeps, pending } from '../plan/changes.ts';
import type { Plan } from '../plan/types.ts';
import type { Net } from '../probe/net.ts';
import { JUDGES } from '../registry/judges.ts';
import { eventLine } from '../report/events.ts';
import { renderFindings } from '../report/findings.ts';
import { renderPlan } from '../report/plan.ts';
import { renderProof } from '../report/proof.ts';
import { take } from '../snapshot/take.ts';
import { agree } from './agree.ts';
import { withAnswers } from './ask.ts';
import { readGiven } from './given.ts';
import { Blocked, observe, type Job, type Observed } from './observe.ts';
import type { PlanOptions } from './plan-options.ts';
import { makeProver, openNet } from './proving.ts';
import { say, tell } from './result.ts';
import { openStores } from './store.ts';
import type { World } from './types.ts';
import { makeVault } from './vault.ts';

/** The same world for a command that had to look before it knew what to carry out: over the connection that is open. */
export function connected(world: World, kube: Connection): World {
  return { ...world, connect: async () => Promise.resolve(kube) };
}

/** A command that writes, from flags to exit code: observe, show, agree, apply, report. */
export async function carryOut(world: World, job: Job, options: PlanOptions): Promise<Outcome> {
  world.result.command = job.command;
  // what can be refused without a cluster is
  job.form.reads(job.given);
  if (options.yes !== true && options.planOnly !== true && options.dryRun !== true && !world.ui.interactive) {
    throw new Failure('usage', `${job.command}: there is no terminal to ask on: give --yes to write, or --plan-only or --dry-run to look`);
  }
  const vault = makeVault(world.ui);
  const given = await readGiven(world, job, vault);
  const connection = await world.connect();
  const net = openNet(world, connection);
  const kube = vault.over(connection);
  const key = world.random(32);
  const stores = openStores(world, kube, net, job.form.credentials);
  const seen = async (asked: Job): Promise<Observed> => {
    try {
      const observed = await observe(world, kube, asked, key, options.expectCluster, stores.ask);
      world.result.findings = observed.findings;
      return observed;
    } catch (error) {
      if (error instanceof Blocked) {
        world.result.findings = error.findings;
        show(world, options, () => renderFindings(error.findings, world.ui.paint, world.ui.width));
      }
      throw error;
    }
  };
  const { job: told, found: first } = await withAnswers(world, given, vault, seen);
  present(world, options, first);
  if (options.planOnly === true) return say(world, options, ending(first.plan, options), tell(first.plan));
  const nothing = first.plan.steps.every(keeps);
  if (nothing) {
    // a run that was killed at its proof has completed everything but this
    await sweep(kube, world.clock.now(), world.runner);
    return say(world, options, 'done', { ...tell(first.plan), message: 'nothing to do: everything is as it should be' });
  }
  if (options.dryRun !== true && pending(first.plan) > 0) await agree(world, first.plan, options, undefined);

  const deadline = new Date(world.clock.now().getTime() + options.timeout);
  world.ui.note(world.ui.notePaint.dim(`This ends at ${deadline.toISOString().slice(11, 19)} UTC at the latest (--timeout).`));
  const ports: ApplyPorts = { kube, clock: world.clock, signal: world.signal, deadline, store: stores.set, ...senses(world, kube, key, net) };
  const result = await applyWithReplan(
    {
      first: first.plan,
      makePlan: async () => (await seen(told)).plan,
      confirm: async (plan, why) => {
        show(world, options, () => renderPlan(plan, world.ui.paint, world.ui.width));
        await agree(world, plan, options, why);
      },
    },
    { dryRun: options.dryRun === true, verify: options.verify },
    ports,
  );
  return report(world, options, result);
}

/** How the writer reads, judges, proves and tells, with the real cluster behind it. */
function senses(world: World, kube: Connection, key: Buffer, net: Net): Pick<ApplyPorts, 'read' | 'judge' | 'prove' | 'emit'> {
  const { clock, signal } = world;
  let place = '';
  return {
    read: async (reads) => take(kube, reads, { now: () => clock.now(), key, signal }),
    judge(name, snapshot, params) {
      const judge = JUDGES[name];
      if (judge === undefined) throw new Failure('unexpected', `there is no judge called "${name}"`);
      return judge(snapshot, params);
    },
    prove: makeProver({ kube, runner: world.runner, hasToken: kube.hasToken, net, clock, signal, random: (bytes) => world.random(bytes) }),
    emit(event: ApplyEvent) {
      if (event.type === 'start') place = `${event.index + 1}/${event.total}`;
      const line = eventLine(event, place, world.ui.notePaint);
      if (line?.settled === true) world.ui.progress.settle(line.text);
      else if (line !== undefined) world.ui.progress.show(line.text);
      if (event.type === 'proof') world.result.proofs = [...(world.result.proofs ?? []), event.proof];
    },
  };
}

function show(world: World, options: PlanOptions, text: () => string): void {
  if (options.output === 'text') world.ui.out(text().trimEnd());
}

function present(world: World, options: PlanOptions, { findings, plan }: Observed): void {
  world.result.plan = tell(plan).plan;
  show(world, options, () => [renderPlan(plan, world.ui.paint, world.ui.width), findings.length === 0 ? '' : renderFindings(findings, world.ui.paint, world.ui.width)].join('\n'));
}

const ending = (plan: Plan, options: PlanOptions): Outcome => (options.detailedExitcode === true && pending(plan) > 0 ? 'changes' : 'done');

async function report(world: World, options: PlanOptions, result: ApplyResult): Promise<Outcome> {
  if (options.dryRun === true) return say(world, options, ending(result.plan, options), { ...tell(result.plan), message: 'dry run: the API server accepts every write that can be checked now; nothing was written' });
  const proofs = result.proofs.map((proof) => renderProof(proof, world.ui.paint).trimEnd());
  show(world, options, () => [...proofs, ...(proofs.length === 0 && options.verify === false ? ['not verified (--no-verify)'] : [])].join('\n'));
  const wrote = result.written.length === 0 ? 'nothing had to be written' : result.written.length === 1 ? 'one object written' : `${result.written.length} objects written`;
  return say(world, options, 'done', { ...tell(result.plan), written: result.written, proofs: result.proofs, message: `done: ${wrote}` });
}
