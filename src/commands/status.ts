import type { Command } from 'commander';
import { Failure, type Outcome } from '../errors.ts';
import type { Connection } from '../kube/connect.ts';
import type { StatusReport } from '../report/status-types.ts';
import { statusFollow, statusReads } from '../snapshot/reads.ts';
import { take } from '../snapshot/take.ts';
import { outputOption, timeoutOption } from './options.ts';
import { printAs, type Output } from './result.ts';
import type { Act, World } from './types.ts';

interface StatusOptions {
  output: Output;
  watch?: boolean;
  wait?: boolean;
  timeout: number;
}

/** Milliseconds between two looks of `--watch` and `--wait`. */
const EVERY = 2000;

export function register(program: Command, act: Act): void {
  program
    .command('status')
    .description('what is configured, and whether it is healthy')
    .option('-w, --watch', 'look again every two seconds, until Ctrl-C')
    .option('--wait', 'end when the registry is healthy (or Removed by design)')
    .addOption(timeoutOption('how long --wait waits'))
    .addOption(outputOption(['text', 'json', 'yaml']))
    .addHelpText('after', '\nExit code: 0 healthy or Removed by design, 7 unhealthy.\n\nExamples:\n  $ registryctl status\n  $ registryctl status -o json\n  $ registryctl status --wait --timeout 5m')
    .action(act(status));
}

async function status(world: World, options: StatusOptions): Promise<Outcome> {
  world.result.command = 'status';
  const kube = await world.connect();
  const key = world.random(32);
  const end = world.clock.now().getTime() + options.timeout;
  let report = await look(world, kube, key);
  if (options.watch) {
    for (;;) {
      if (options.output === 'text' && world.ui.screen) world.ui.clearScreen();
      await print(world, options, report);
      if (options.wait && report.healthy) return 'done';
      if (options.wait && world.clock.now().getTime() >= end) throw tooLate(options, report);
      await pause(world);
      report = await look(world, kube, key);
    }
  }
  while (options.wait && !report.healthy) {
    if (world.clock.now().getTime() >= end) {
      await print(world, options, report);
      throw tooLate(options, report);
    }
    world.ui.progress.show(report.reasons[0] ?? report.summary);
    await pause(world);
    report = await look(world, kube, key);
  }
  await print(world, options, report);
  return report.healthy ? 'done' : 'unhealthy';
}

const tooLate = (options: StatusOptions, report: StatusReport): Failure =>
  new Failure('timeout', `the registry is not healthy after ${Math.round(options.timeout / 1000)} s: ${report.reasons[0] ?? report.summary}`);

async function look(world: World, kube: Connection, key: Buffer): Promise<StatusReport> {
  const taken = take(kube, statusReads(), { now: () => world.clock.now(), key, signal: world.signal, follow: statusFollow });
  // what judges is loaded while the cluster answers
  const [snapshot, { statusOf }] = await Promise.all([taken, import('../report/status.ts')]);
  return statusOf(snapshot, snapshot.takenAt);
}

async function print(world: World, options: StatusOptions, report: StatusReport): Promise<void> {
  const { ui } = world;
  const { renderStatus } = await import('../report/status-text.ts');
  if (options.output === 'text') ui.out(renderStatus(report, ui.paint, { width: ui.width, height: ui.height }).trimEnd());
  else await printAs(world, options.output, report);
}

async function pause(world: World): Promise<void> {
  await world.clock.sleep(EVERY, world.signal).catch(() => {
    throw new Failure('interrupted', 'interrupted');
  });
}
