import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActorName, Client } from '../../src/sandbox/client.ts';
import type { Login } from '../../src/sandbox/types.ts';

/** What came of one run of the command line. */
export interface Done {
  code: number;
  stdout: string;
  stderr: string;
  /** stdout as JSON; throws with the whole output when it is none */
  json(): Record<string, unknown>;
}

export interface RunOptions {
  login?: Login;
  kubeconfig?: string;
  env?: Record<string, string>;
  stdin?: string;
  /** called once the process runs, to interfere */
  meanwhile?(child: ChildProcess): void;
}

/** A cluster, whatever it is made of, and the command line in front of it. */
export interface Lab {
  /** `sandbox` or `kube-apiserver` */
  kind: string;
  /** an administrator's client, to arrange things and to look */
  client: Client;
  dir: string;
  kubeconfig(login?: Login): string;
  kubeconfigFor(user: string, roles: string[], namespace?: string): Promise<string>;
  run(args: string[], options?: RunOptions): Promise<Done>;
  stop(): Promise<void>;
}

export interface LabOptions {
  scenario?: string;
  without?: readonly ActorName[];
}

/** What a kind of cluster must give so that a lab can be made of it. */
export interface Ground {
  kind: string;
  client: Client;
  kubeconfig(login?: Login): string;
  kubeconfigFor(user: string, roles: string[], namespace?: string): Promise<string>;
  stop(): Promise<void>;
}

const CLI = join(import.meta.dirname, '..', '..', 'bin', 'registryctl.js');

/** The environment of a run: nothing of this machine's trust, proxy or kubeconfig. */
function cleanEnv(home: string, more: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', HOME: home, TZ: 'UTC', ...more };
}

/** Runs the command line as a child process without a terminal. */
export async function runCli(args: string[], dir: string, options: RunOptions = {}): Promise<Done> {
  const env = cleanEnv(dir, { ...(options.kubeconfig === undefined ? {} : { KUBECONFIG: options.kubeconfig }), ...options.env });
  const child = spawn(process.execPath, [CLI, ...args], { env, cwd: dir, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).end(options.stdin ?? '');
  options.meanwhile?.(child);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return {
    code: code ?? (signal === null ? -1 : -2),
    stdout,
    stderr,
    json() {
      try {
        return JSON.parse(stdout) as Record<string, unknown>;
      } catch (error) {
        throw new Error(`no JSON on stdout (exit ${code}):\n${stdout}\n--- stderr\n${stderr}`, { cause: error });
      }
    },
  };
}

/** A lab on some ground, with kubeconfig files in a folder of its own. */
export async function makeLab(ground: Ground): Promise<Lab> {
  const dir = await mkdtemp(join(tmpdir(), 'registryctl-lab-'));
  const path = (login: Login): string => join(dir, `${login}.kubeconfig`);
  for (const login of ['token', 'certificate'] as const) await writeFile(path(login), ground.kubeconfig(login), { mode: 0o600 });
  return {
    kind: ground.kind,
    client: ground.client,
    dir,
    kubeconfig: (login = 'token') => path(login),
    async kubeconfigFor(user, roles, namespace) {
      const file = join(dir, `${user}.kubeconfig`);
      await writeFile(file, await ground.kubeconfigFor(user, roles, namespace), { mode: 0o600 });
      return file;
    },
    run: (args, options = {}) => runCli(args, dir, { ...options, kubeconfig: options.kubeconfig ?? path(options.login ?? 'token') }),
    async stop() {
      await ground.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Looks until the judge is content, for at most some seconds; gives what was seen last. */
export async function settled<T>(look: () => Promise<T>, content: (seen: T) => boolean): Promise<T> {
  let seen = await look();
  for (let i = 0; i < 100 && !content(seen); i++) {
    await new Promise((next) => setTimeout(next, 100));
    seen = await look();
  }
  return seen;
}
