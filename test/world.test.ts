import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { R, ref } from '../src/api/resources.ts';
import type { World } from '../src/commands/types.ts';
import { EXIT, Failure } from '../src/errors.ts';
import { makeWorld } from '../src/world.ts';

const dir = mkdtempSync(join(tmpdir(), 'world-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** A process of streams and signals; `exit` is remembered instead of done. */
function fakeProcess(env: Record<string, string> = {}, tty = false) {
  const exits: number[] = [];
  const stream = (): PassThrough => Object.assign(new PassThrough(), { isTTY: tty });
  const proc = Object.assign(new EventEmitter(), {
    env,
    stdin: stream(),
    stdout: stream(),
    stderr: stream(),
    exit: (code: number) => void exits.push(code),
  });
  return { proc, exits, as: proc as unknown as NodeJS.Process, err: () => String(proc.stderr.read() ?? '') };
}

async function world(globals: Parameters<typeof makeWorld>[1] = {}, env: Record<string, string> = {}, tty = false) {
  const fake = fakeProcess(env, tty);
  const made: World = await makeWorld(fake.as, globals);
  onTestFinished(() => made.close());
  return { ...fake, world: made };
}

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s stops in order the first time, at once the second', async (name) => {
    const { proc, exits, world: { signal } } = await world();
    expect(signal.aborted).toBe(false);
    proc.emit(name);
    expect(signal.reason).toMatchObject({ outcome: 'interrupted' });
    expect(exits).toEqual([]);
    proc.emit(name);
    expect(exits).toEqual([EXIT.interrupted]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s at the end of a command ends the process as the command ended', async (name) => {
    const { proc, exits, world: made } = await world();
    await made.close();
    proc.emit(name);
    // no code of its own: the one that the command left stands
    expect(exits).toEqual([undefined]);
    expect(made.signal.aborted).toBe(false);
  });

  it('end a sleep', async () => {
    const { proc, world: { clock, signal } } = await world();
    const sleeping = clock.sleep(60_000, signal);
    proc.emit('SIGINT');
    await expect(sleeping).rejects.toThrow();
  });
});

describe('a reader that has gone', () => {
  it.each(['stdout', 'stderr'] as const)('of %s stops in order, so that half a change is put back', async (name) => {
    const { proc, exits, world: { signal } } = await world();
    proc[name].emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    expect(signal.reason).toBeInstanceOf(Failure);
    expect(signal.reason).toMatchObject({ outcome: 'interrupted', message: expect.stringContaining('nobody reads') as string });
    expect(exits).toEqual([]);
  });

  it('is not what a full disk is', async () => {
    const { proc, world: { signal } } = await world();
    proc.stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
    expect(signal.aborted).toBe(false);
  });
});

describe('colour', () => {
  const cases: [env: Record<string, string>, globals: { color?: boolean }, coloured: boolean][] = [
    [{}, {}, true],
    [{ NO_COLOR: '1' }, {}, false],
    [{ NO_COLOR: '' }, {}, true],
    [{ TERM: 'dumb' }, {}, false],
    [{}, { color: false }, false],
    [{ FORCE_COLOR: '1' }, { color: false }, false],
  ];
  it.each(cases)('on a terminal with %j and %j: %s', async (env, globals, coloured) => {
    const { world: { ui } } = await world(globals, env, true);
    expect(ui.paint.bad('x') !== 'x').toBe(coloured);
  });
});

describe('what is opened', () => {
  it('ends in the order opposite to its opening, once', async () => {
    const { world: made } = await world();
    const ended: string[] = [];
    made.atEnd(() => void ended.push('first'));
    made.atEnd(async () => void ended.push('second'));
    await made.close();
    await made.close();
    expect(ended).toEqual(['second', 'first']);
  });

  it('is a throw-away cluster with --sandbox, whatever kubeconfig there is', async () => {
    const { world: made, err } = await world({ sandbox: 'baremetal-odf', kubeconfig: '/nonexistent' });
    const kube = await made.connect();
    expect(kube.target.sandbox).toBe(true);
    expect(kube.scenario).toBe('baremetal-odf');
    expect(await kube.get(ref(R.ClusterVersion, 'version'))).toMatchObject({ kind: 'ClusterVersion' });
    await made.close();
    await expect(kube.get(ref(R.ClusterVersion, 'version'))).rejects.toMatchObject({ outcome: 'cluster' });
    expect(err()).toBe('');
  });

  it('is nothing for a scenario that there is not', async () => {
    const { world: made } = await world({ sandbox: 'no-such-scenario' });
    await expect(made.connect()).rejects.toThrow(/no-such-scenario/);
  });

  it('is what the connection flags say', async () => {
    const file = join(dir, 'flags');
    const clusters = ['a', 'b'].map((name) => ({ name, cluster: { server: `https://${name}.example:6443` } }));
    const contexts = ['a', 'b'].map((name) => ({ name, context: { cluster: name, user: 'u' } }));
    writeFileSync(file, JSON.stringify({ clusters, contexts, users: [{ name: 'u', user: { token: 't' } }], 'current-context': 'a' }));
    const { world: made } = await world({ kubeconfig: file, context: 'b', as: 'jane', requestTimeout: '5s' });
    const { target } = await made.connect();
    expect(target).toEqual({ context: 'b', server: 'https://b.example:6443', user: 'jane (acted for by u)', sandbox: false });
    const bad = await world({ kubeconfig: file, requestTimeout: 'soon' });
    await expect(bad.world.connect()).rejects.toMatchObject({ outcome: 'usage' });
  });
});

const CLI = join(import.meta.dirname, '..', 'bin', 'registryctl.js');

/** The built program as a child process, with nothing of this machine's environment. */
function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [CLI, ...args], { env: { PATH: process.env['PATH'] ?? '', HOME: dir, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const told = { out: '', err: '' };
  child.stdout.on('data', (part: Buffer) => (told.out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (told.err += part.toString()));
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  return { child, told, ended };
}

/** An API server that takes every connection and never says a word; the kubeconfig for it. */
async function silence(user: object): Promise<{ file: string; connected(): number }> {
  let connected = 0;
  const server = createServer(() => (connected += 1)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const file = join(dir, `silence-${(server.address() as AddressInfo).port}`);
  const cluster = { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }];
  writeFileSync(file, JSON.stringify({ clusters: [{ name: 'c', cluster }], contexts, users: [{ name: 'u', user }], 'current-context': 'c' }));
  return { file, connected: () => connected };
}

describe('the program', () => {
  it('ends with 130 and one sentence on Ctrl-C', async () => {
    const { file, connected } = await silence({ token: 't' });
    const { child, told, ended } = start(['status', '--kubeconfig', file]);
    await vi.waitFor(() => expect(connected()).toBeGreaterThan(0), { timeout: 10_000 });
    child.kill('SIGINT');
    expect(await ended).toEqual([EXIT.interrupted, null]);
    expect(told.out).toBe('');
    expect(told.err).toMatch(/^error: .*[Ii]nterrupted.*\n$/);
  });

  it('ends at once with a second Ctrl-C, when what it waits for does not', async () => {
    const mark = join(dir, 'plugin-runs');
    const script = `process.on('SIGTERM', () => 0); require('fs').writeFileSync(${JSON.stringify(mark)}, String(process.pid)); setTimeout(() => 0, 20000)`;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script], interactiveMode: 'Never' };
    const { file } = await silence({ exec });
    const { child, told } = start(['status', '--kubeconfig', file]);
    const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
    await vi.waitFor(() => expect(existsSync(mark) && readFileSync(mark, 'utf8')).toMatch(/^\d+$/), { timeout: 10_000 });
    onTestFinished(() => void process.kill(Number(readFileSync(mark, 'utf8')), 'SIGKILL'));
    child.kill('SIGINT');
    await vi.waitFor(() => expect(told.err).toMatch(/interrupted/i), { timeout: 10_000 });
    if (child.exitCode === null) child.kill('SIGINT');
    const [code, signal] = await exited;
    expect(code === EXIT.interrupted || signal === 'SIGINT').toBe(true);
  });

  it.each([['--help'], ['status', '--help']])('bears that nobody reads %s', async (...args) => {
    const { child, told, ended } = start(args);
    child.stdout.destroy();
    const [code] = await ended;
    expect(code).toBe(EXIT.done);
    expect(told.err).toBe('');
  });

  it('stops watching when nobody reads any more', async () => {
    const { child, told, ended } = start(['--sandbox=baremetal-odf', 'status', '--watch']);
    await vi.waitFor(() => expect(told.out).not.toBe(''), { timeout: 15_000 });
    child.stdout.destroy();
    const [code] = await ended;
    expect(code).toBe(EXIT.interrupted);
    expect(told.err).toMatch(/^error: .*interrupted.*\n$/);
  });

  it('works on a throw-away cluster, without colours in a pipe', async () => {
    const { told, ended } = start(['--sandbox', 'status'], { NO_COLOR: '1' });
    expect(await ended).toEqual([EXIT.done, null]);
    expect(told.out).toMatch(/Removed/);
    expect(told.out + told.err).not.toContain('\u001b[');
  });
});
