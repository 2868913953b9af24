import { open, readFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { Failure, type Outcome } from '../errors.ts';
import { ACTORS, type ActorName } from '../sandbox/client.ts';
import type { Scenario } from '../sandbox/types.ts';
import { DEFAULT_SCENARIO } from './options.ts';
import type { Act, World } from './types.ts';

interface StartOptions {
  scenario: string;
  without?: ActorName[];
  port?: number;
  kubeconfigOut?: string;
  envOut?: string;
}

function actors(text: string): ActorName[] {
  return text.split(',').map((word) => {
    const found = ACTORS.find((name) => name === word.trim());
    if (found === undefined) throw new InvalidArgumentError(`"${word}" is no actor: there are ${ACTORS.join(', ')}.`);
    return found;
  });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError(`"${text}" is no port: give a number from 0 to 65535.`);
  return port;
}

export function register(program: Command, act: Act): void {
  const sandbox = program.command('sandbox').description('a throw-away OpenShift cluster inside this process, to learn and rehearse on');
  sandbox
    .command('start')
    .description('start one and keep it until Ctrl-C')
    .option('--scenario <NAME|FILE>', 'the cluster to be: a platform as it is after installation, or a file', DEFAULT_SCENARIO)
    .option('--without <ACTOR,...>', `leave actors out: ${ACTORS.join(', ')}`, actors)
    .option('--port <N>', "the API's port on 127.0.0.1 (default: any free one)", portNumber)
    .option('--kubeconfig-out <FILE>', 'write a kubeconfig for it')
    .option('--env-out <FILE>', 'write shell lines that name its object stores')
    .addHelpText('after', '\nThe administrator\'s token is read from --token-file when that is given.\n\nExamples:\n  $ registryctl sandbox start --kubeconfig-out lab.kubeconfig\n  $ KUBECONFIG=lab.kubeconfig registryctl status')
    .action(act(start));
  sandbox.command('list').description('the scenarios there are').action(act(scenarios));
}

async function scenarios(world: World): Promise<Outcome> {
  const { SCENARIOS, scenario } = await import('../sandbox/index.ts');
  for (const name of SCENARIOS) world.ui.out(`${name.padEnd(16)} ${scenario(name).about}`);
  return 'done';
}

async function start(world: World, options: StartOptions): Promise<Outcome> {
  const { SCENARIOS, startSandbox } = await import('../sandbox/index.ts');
  const chosen = SCENARIOS.includes(options.scenario) ? options.scenario : await fromFile(options.scenario, SCENARIOS);
  // the connection flag of that name, seen from the other side
  const { tokenFile } = world.globals;
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile);
  if (token !== undefined) world.ui.redactor.add(token);
  const sandbox = await startSandbox({
    scenario: chosen,
    without: options.without ?? [],
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(token === undefined ? {} : { token }),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new Failure('input', `--port ${options.port}: another program listens there`);
    throw error;
  });
  world.atEnd(() => sandbox.stop());
  if (options.kubeconfigOut !== undefined) await write(options.kubeconfigOut, sandbox.kubeconfig('token'));
  if (options.envOut !== undefined) await write(options.envOut, sandbox.env());
  world.ui.out(`sandbox ${sandbox.scenario} ready at ${sandbox.url}${options.kubeconfigOut === undefined ? '' : `, kubeconfig ${options.kubeconfigOut}`}; Ctrl-C ends it`);
  if (!world.signal.aborted) await new Promise((ended) => world.signal.addEventListener('abort', ended, { once: true }));
  return 'done';
}

async function readToken(file: string): Promise<string> {
  const token = (await read(file)).trim();
  if (token === '' || /\s/.test(token)) throw new Failure('input', `${file}: one token on one line is wanted`);
  return token;
}

async function fromFile(file: string, names: readonly string[]): Promise<Scenario> {
  const { scenarioFrom } = await import('../sandbox/index.ts');
  if (!/[./]/.test(file)) throw new Failure('usage', `--scenario ${file}: there is ${names.join(', ')}, or the path of a file`);
  const text = await read(file);
  try {
    return scenarioFrom((await import('yaml')).parse(text), file);
  } catch (error) {
    throw new Failure('input', `${file}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'cannot be read'}`, { cause: error });
  }
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure('input', `${file}: cannot be read (${error.code ?? error.message})`);
  });
}

/** Only its owner may read what holds a token, also where others could read the file that was there. */
async function write(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'w', 0o600);
    try {
      if ((await handle.stat()).isFile()) await handle.chmod(0o600);
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure('input', `${file}: cannot be written (${code ?? message})`);
  }
}
