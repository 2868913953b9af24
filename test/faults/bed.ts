import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at, condition, list, record, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { EXIT } from '../../src/errors.ts';
import type { Client } from '../../src/sandbox/client.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { BriskClock, run, type InProcessOptions, type Ran } from './in-process.ts';

/** What a bed stands on: a cluster like the scenario `baremetal-odf`, with its actors, and an administrator's way to it. */
export interface Base {
  client: Client;
  kubeconfig: string;
  token: string;
  /** how many times faster sleeping is in it; what a cluster does meanwhile is not faster */
  speed?: number;
  stop(): Promise<void>;
}

let makeBase = async (): Promise<Base> => {
  const sandbox = await startSandbox({ scenario: 'baremetal-odf', pace: 0 });
  return { client: sandbox.client, kubeconfig: sandbox.kubeconfig('token'), token: sandbox.token, stop: () => sandbox.stop() };
};

/** Has the beds of this process stand on clusters that are made otherwise; on sandboxes when nothing is said. */
export function standOn(make: () => Promise<Base>): void {
  makeBase = make;
}

/** A cluster of its own with the fault proxy before it. */
export interface Bed {
  token: string;
  client: Client;
  proxy: FaultProxy;
  run(argv: string[], more?: Partial<InProcessOptions>): Promise<Ran>;
  /** the command as a process of its own; a signal that ended it is exit -2 */
  spawn(argv: string[], more?: { env?: Record<string, string>; cwd?: string }): Promise<{ child: ChildProcess; done: Promise<Ran> }>;
  stop(): Promise<void>;
}

export const SETUP = ['setup', 'odf-rgw', '--yes', '-o', 'json', '--timeout', '60s'];
export const EXPOSE = ['expose', '--default-route', '--yes', '-o', 'json', '--timeout', '60s'];
export const SECRET = 'image-registry-private-configuration-user';

const CLI = join(import.meta.dirname, '..', '..', 'bin', 'registryctl.js');

/** What the cluster is before the command under test runs. */
export type Ground = 'fresh' | 'emptyDir' | 'other-bucket' | 'set-up';

export async function makeBed(ground: Ground = 'fresh'): Promise<Bed> {
  const base = await makeBase();
  const proxy = await startFaultProxy({ kubeconfig: base.kubeconfig });
  let dir: string | undefined;
  const bed: Bed = {
    token: base.token,
    client: base.client,
    proxy,
    run: (argv, more = {}) => run(argv, { kubeconfig: proxy.kubeconfig, clock: new BriskClock(base.speed), ...more }),
    async spawn(argv, more = {}) {
      dir ??= await mkdtemp(join(tmpdir(), 'registryctl-faults-'));
      const file = join(dir, 'kubeconfig');
      await writeFile(file, proxy.kubeconfig, { mode: 0o600 });
      const began = Date.now();
      const child = spawn(process.execPath, [CLI, ...argv], { env: { PATH: process.env['PATH'] ?? '', HOME: dir, TZ: 'UTC', KUBECONFIG: file, ...more.env }, cwd: more.cwd ?? dir, stdio: ['pipe', 'pipe', 'pipe'] });
      const ran: Ran = { code: -1, stdout: '', stderr: '', hung: false, ms: 0 };
      child.stdout.setEncoding('utf8').on('data', (part: string) => (ran.stdout += part));
      child.stderr.setEncoding('utf8').on('data', (part: string) => (ran.stderr += part));
      child.stdin.on('error', () => undefined);
      const dog = setTimeout(() => {
        ran.hung = true;
        child.kill('SIGKILL');
      }, 60_000);
      const done = once(child, 'close').then(([code, signal]: unknown[]) => {
        clearTimeout(dog);
        return Object.assign(ran, { code: signal === null ? (code as number) : -2, ms: Date.now() - began });
      });
      return { child, done };
    },
    async stop() {
      if (dir !== undefined) await rm(dir, { recursive: true, force: true });
      await proxy.stop();
      await base.stop();
    },
  };
  const must = async (argv: string[]): Promise<void> => {
    const done = await bed.run(argv);
    if (done.code !== 0) throw new Error(`the ground "${ground}" could not be made: exit ${done.code}\n${done.stderr}`);
  };
  if (ground === 'emptyDir') {
    await bed.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Managed', storage: { emptyDir: {} } } });
    const reason = await settled(async () => condition(await bed.client.get(R.Config, 'cluster'), 'Available')?.reason, (one) => one === 'Ready');
    if (reason !== 'Ready') throw new Error('the registry does not run on emptyDir');
  }
  if (ground === 'other-bucket') await must([...SETUP, '--claim', 'before', '--no-verify']);
  if (ground === 'set-up') await must([...SETUP, '--no-verify']);
  await quiet(bed);
  proxy.seen.length = 0;
  proxy.forget();
  return bed;
}

/** Looks until the judge is content, for some seconds; gives what was seen last. */
export async function settled<T>(look: () => Promise<T>, content: (seen: T) => boolean): Promise<T> {
  let seen = await look();
  for (let i = 0; i < 250 && !content(seen); i++) {
    await new Promise((next) => setTimeout(next, 20));
    seen = await look();
  }
  return seen;
}

/** Waits until the actors have nothing more to say. */
async function quiet({ client }: Bed): Promise<void> {
  let before = '';
  for (let i = 0; i < 60; i++) {
    const now = JSON.stringify([await client.get(R.Config, 'cluster'), await client.get(R.Deployment, 'image-registry', NS.registry), await client.get(R.ClusterOperator, 'image-registry')]);
    if (now === before && i > 2) return;
    before = now;
    await new Promise((next) => setTimeout(next, 15));
  }
}

/** All that a run may change, without what differs from run to run: equal texts are equal end states. */
export async function endState({ client }: Bed): Promise<string> {
  const config = await client.get(R.Config, 'cluster');
  const claim = await client.get(R.Secret, 'rgwbucket', NS.storage);
  const map = await client.get(R.ConfigMap, 'rgwbucket', NS.storage);
  const secret = await client.get(R.Secret, SECRET, NS.registry);
  const ca = await client.get(R.ConfigMap, 'image-registry-s3-bundle', NS.config);
  const source = await client.get(R.ConfigMap, 'default-ingress-cert', NS.managed);
  const bucket = text(map, 'data', 'BUCKET_NAME') ?? 'no bucket';
  const { httpSecret, ...spec } = record(config, 'spec');
  // what is in a namespace that is being deleted goes with it, which takes a real cluster seconds
  const going = (await client.list(R.Namespace)).filter((one) => one.metadata.deletionTimestamp !== undefined).map((one) => one.metadata.name);
  const stays = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp === undefined && (metadata.namespace === undefined || !going.includes(metadata.namespace));
  const names = async (resource: (typeof R)[keyof typeof R], namespace?: string): Promise<string[]> =>
    (await client.list(resource, namespace)).filter(stays).map((one) => one.metadata.name ?? '').sort();
  const state = {
    spec,
    httpSecret: httpSecret !== undefined && httpSecret !== '',
    keys: secret === undefined ? 'none' : text(secret, 'data', 'REGISTRY_STORAGE_S3_ACCESSKEY') === text(claim, 'data', 'AWS_ACCESS_KEY_ID') && text(secret, 'data', 'REGISTRY_STORAGE_S3_SECRETKEY') === text(claim, 'data', 'AWS_SECRET_ACCESS_KEY') ? 'of the claim' : 'others',
    keyNames: Object.keys(record(secret, 'data')).sort(),
    ca: text(ca, 'data', 'ca-bundle.crt') === text(source, 'data', 'ca-bundle.crt'),
    available: condition(config, 'Available')?.reason,
    routes: (await client.list(R.Route, NS.registry)).map((route) => `${route.metadata.name}:${list(route, 'status', 'ingress').length}`),
    namespaces: await names(R.Namespace),
    images: await names(R.StoredImage),
    claims: await names(R.ObjectBucketClaim),
    buckets: (await names(R.ObjectBucket)).length,
    maps: await names(R.ConfigMap, NS.config),
    secrets: (await names(R.Secret, NS.registry)).map((name) => name.replace(/-(token|dockercfg)-[a-z0-9]+$/, '-$1')),
    bindings: (await names(R.RoleBinding)).filter((name) => name === 'proof'),
    accounts: (await names(R.ServiceAccount)).filter((name) => name === 'proof'),
  };
  // the operator writes the default of a field out, or not
  return JSON.stringify(state, null, 1).replaceAll(bucket, 'BUCKET').replace(/^ *"encrypt": false,\n/m, '');
}

/** Every secret value of the cluster, as it stands and decoded, and every token that went over the wire. */
export async function secretsOf({ client, proxy, token }: Bed): Promise<string[]> {
  const values = new Set<string>([...proxy.tokens, token]);
  for (const namespace of [NS.registry, NS.storage, NS.config]) {
    for (const secret of await client.list(R.Secret, namespace)) {
      for (const value of Object.values(record(secret, 'data'))) if (typeof value === 'string') values.add(value).add(Buffer.from(value, 'base64').toString('utf8'));
    }
  }
  const own = text(await client.get(R.Config, 'cluster'), 'spec', 'httpSecret');
  if (own !== undefined) values.add(own);
  return [...values].filter((value) => value.length >= 12);
}

/** Whether the keys in the cluster and the bucket in the Config belong together: a registry that the operator looks after must never have one without the other. */
export async function torn({ client }: Bed): Promise<string | undefined> {
  const config = await client.get(R.Config, 'cluster');
  const secret = await client.get(R.Secret, SECRET, NS.registry);
  const bucket = text(config, 'spec', 'storage', 's3', 'bucket');
  const key = text(secret, 'data', 'REGISTRY_STORAGE_S3_ACCESSKEY');
  if (bucket === undefined || key === undefined || text(config, 'spec', 'managementState') !== 'Managed') return undefined;
  for (const claim of await client.list(R.ObjectBucketClaim)) {
    const name = claim.metadata.name ?? '';
    const map = await client.get(R.ConfigMap, name, NS.storage);
    if (text(map, 'data', 'BUCKET_NAME') !== bucket) continue;
    const right = text(await client.get(R.Secret, name, NS.storage), 'data', 'AWS_ACCESS_KEY_ID');
    return right === key ? undefined : `the registry has the bucket of the claim ${name} and other keys`;
  }
  return undefined;
}

/** What is wrong with how a run ended; undefined when it was a success or one clear sentence. */
export function illSaid(done: Ran): string | undefined {
  const all = `${done.stdout}\n${done.stderr}`;
  if (done.hung) return 'it hung';
  if (/^\s+at .*:\d+:\d+\)?$/m.test(all)) return 'a stack trace';
  if (!Object.values(EXIT).includes(done.code as 0)) return `exit code ${done.code} is in no table`;
  if (/\b(TypeError|RangeError|undefined is not|Cannot read prop|\[object Object\]|is not a function)/.test(all)) return 'words of the language, not of the program';
  const errors = done.stderr.split('\n').filter((line) => /^error\b/.test(line));
  if (done.code === 0) return errors.length > 0 ? 'success with an error line' : undefined;
  if (errors.length !== 1) return `${errors.length} error lines`;
  if (/<html|<h1|<title/.test(all)) return 'an HTML page in the output';
  if (done.code === EXIT.unexpected && /unexpected:/.test(all)) return 'an error without a name';
  try {
    const result = JSON.parse(done.stdout) as Record<string, unknown>;
    if (at(result, 'exitCode') !== done.code) return 'JSON and exit code differ';
    if (text(result, 'message') === undefined) return 'no message in the JSON';
  } catch {
    return 'stdout is no JSON';
  }
  return undefined;
}

/** Runs jobs, so many at a time; in order of the list. */
export async function pool<T>(jobs: readonly T[], width: number, work: (job: T) => Promise<void>): Promise<void> {
  const queue = [...jobs];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await work(job);
  }));
}
