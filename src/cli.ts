import { Command, CommanderError } from 'commander';
import { globalOptions, normaliseArguments, type Globals } from './commands/options.ts';
import type { Act, CommandModule, World } from './commands/types.ts';
import { EXIT } from './errors.ts';

interface Entry {
  name: string;
  summary: string;
  /** loaded only when the command is named, or when `all` is asked for */
  load(): Promise<CommandModule>;
}

/** The commands, in the order of the help. */
export const COMMANDS: readonly Entry[] = [
  { name: 'setup', summary: 'configure the registry for a platform, and prove it', load: () => import('./commands/setup.ts') },
  { name: 'expose', summary: 'make the registry reachable from outside the cluster', load: () => import('./commands/expose.ts') },
  { name: 'credentials', summary: 'the keys of the storage: give others, check them, follow a bucket claim', load: () => import('./commands/credentials.ts') },
  { name: 'state', summary: 'let the registry run, keep the operator off, or take the registry away', load: () => import('./commands/state.ts') },
  { name: 'status', summary: 'what is configured, and whether it is healthy', load: () => import('./commands/status.ts') },
  { name: 'sandbox', summary: 'a throw-away OpenShift cluster to learn and rehearse on', load: () => import('./commands/sandbox.ts') },
];

export interface CliPorts {
  /** `registryctl`, or `oc registryctl` when run as a plugin */
  name: string;
  version: string;
  stdout(text: string): void;
  stderr(text: string): void;
  world(globals: Globals): Promise<World>;
  /** prints a failure in the format asked for, and gives the exit code */
  failed(error: unknown, world: World | undefined, output: string | undefined): Promise<number>;
}

/** The whole command tree. `named` loads just the commands whose names are among the words; without it, all. */
export async function buildProgram(ports: Pick<CliPorts, 'name' | 'version' | 'stdout' | 'stderr'>, act: Act, named?: readonly string[]): Promise<Command> {
  const program = new Command(ports.name);
  program
    .description("Sets up, exposes, proves and explains OpenShift's integrated image registry.")
    .version(ports.version)
    .exitOverride()
    .configureOutput({ writeOut: ports.stdout, writeErr: ports.stderr })
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError()
    .showHelpAfterError(`(${ports.name} --help lists what there is)`);
  globalOptions(program);
  for (const entry of COMMANDS) {
    if (named === undefined || named.includes(entry.name)) (await entry.load()).register(program, act);
    else program.command(entry.name).description(entry.summary);
  }
  return program;
}

/** Parses the arguments (without node and script), runs the command, returns the exit code. Never throws. */
export async function runCli(argv: readonly string[], ports: CliPorts): Promise<number> {
  let code: number = EXIT.done;
  let program: Command | undefined;
  const act: Act = (run) => async (...args) => {
    const command = args.at(-1) as Command;
    let world: World | undefined;
    try {
      world = await ports.world(command.optsWithGlobals<Globals>());
      code = EXIT[await run(world, ...args)];
    } catch (error) {
      const output: unknown = command.optsWithGlobals()['output'];
      code = await ports.failed(error, world, typeof output === 'string' ? output : undefined);
    } finally {
      await world?.close();
    }
  };
  const words = normaliseArguments(argv);
  try {
    program = await buildProgram(ports, act, words);
    if (words.length === 0) {
      program.outputHelp();
      return EXIT.done;
    }
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) return ports.failed(error, undefined, undefined);
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  return code;
}
