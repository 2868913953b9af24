import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { R } from '../../src/api/resources.ts';
import { EXIT } from '../../src/errors.ts';
import { endState, illSaid, makeBed, pool, SETUP, type Bed } from './bed.ts';
import { rehearse, STAGES } from './cells.ts';
import { BriskClock, start } from './in-process.ts';
import { sample, tell } from './sample.ts';

const HOUR = 3_600_000;

describe('a clock that is wrong by an hour', () => {
  // the sandbox has just made its certificates: by a clock that is behind they would not be valid yet
  it.each([['ahead of', HOUR], ['behind', -HOUR]])('%s the cluster: it is said, and times are judged by the cluster', { timeout: 60_000 }, async (name, ahead) => {
    const bed = await makeBed();
    try {
      // of another machine, and younger than any proof: by a clock that is ahead it would be swept
      const theirs = 'registryctl-proof-ffff';
      await bed.client.create(R.Namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: theirs, labels: { 'app.kubernetes.io/managed-by': 'registryctl' } } });
      const done = await bed.run(SETUP, { clock: new BriskClock(60, ahead) });
      expect(illSaid(done)).toBeUndefined();
      expect({ code: done.code, stderr: done.stderr }).toEqual({ code: EXIT.done, stderr: expect.stringContaining(`the clock of this machine is 60 minutes ${name} the API server's`) as string });
      expect(done.stderr.match(/clock of this machine/g)).toHaveLength(1);
      expect(await bed.client.get(R.Namespace, theirs)).toBeDefined();
    } finally {
      await bed.stop();
    }
  });
});

describe('Ctrl-C', () => {
  it.each(STAGES.filter(({ name }) => name === 'setup' || name === 'expose').map((stage) => [stage.name, stage] as const))('at each step of %s ends at once with 130, and the next run completes it', { timeout: 1_800_000 }, async (name, stage) => {
    const clean = await rehearse(stage);
    const points = sample(clean.seen, name === 'setup' ? 4 : 3);
    const wrong: string[] = [];
    const began = Date.now();
    await pool(points, 4, async ({ n, key }) => {
      const bed = await makeBed(stage.ground);
      try {
        const running = start(stage.argv, { kubeconfig: bed.proxy.kubeconfig });
        bed.proxy.fault = (request) => (request.n === n ? { do: 'hook', answered: () => running.interrupt() } : undefined);
        const done = await running.done;
        bed.proxy.fault = () => undefined;
        const ill = illSaid(done);
        if (ill !== undefined) wrong.push(`${key}: ${ill}`);
        // the last requests tidy up: what was asked for is done by then
        if (done.code !== EXIT.interrupted && !(done.code === EXIT.done && n > clean.seen.length - 4)) wrong.push(`${key}: exit ${done.code}`);
        const again = await bed.run(stage.argv);
        if (again.code !== EXIT.done || (await endState(bed)) !== clean.end) wrong.push(`${key}: the next run does not complete it: exit ${again.code} ${again.stderr}`);
      } finally {
        await bed.stop();
      }
    });
    tell(`Ctrl-C in "${name}": ${points.length} of ${clean.seen.length} points, ${((Date.now() - began) / 1000).toFixed(0)} s`);
    expect(wrong).toEqual([]);
  });
});

describe('a machine that is in a bad way', () => {
  let bed: Bed;
  let dir: string;
  beforeAll(async () => {
    bed = await makeBed('set-up');
    dir = await mkdtemp(join(tmpdir(), 'registryctl-bad-'));
  });
  afterAll(async () => {
    await bed.stop();
    await chmod(dir, 0o700);
    await rm(dir, { recursive: true, force: true });
  });

  it.each([['does not exist', '/nonexistent'], ['is a device', '/dev/null'], ['may not be written', 'locked']])('works when HOME %s, and leaves no file', async (_name, home) => {
    const scratch = await mkdtemp(join(tmpdir(), 'registryctl-tmp-'));
    await chmod(dir, 0o500);
    const { done } = await bed.spawn(['setup', 'odf-rgw', '--yes', '-o', 'json'], { env: { HOME: home === 'locked' ? dir : home, TMPDIR: scratch } });
    const ran = await done;
    expect({ code: ran.code, stderr: ran.code === 0 ? '' : ran.stderr }).toEqual({ code: 0, stderr: '' });
    expect(await readdir(scratch)).toEqual([]);
    await rm(scratch, { recursive: true });
  });

  async function shell(line: string): Promise<{ code: number; stderr: string }> {
    const file = join(await mkdtemp(join(tmpdir(), 'registryctl-sh-')), 'kubeconfig');
    await writeFile(file, bed.proxy.kubeconfig, { mode: 0o600 });
    const cli = join(import.meta.dirname, '..', '..', 'bin', 'registryctl.js');
    const child = spawn('/bin/sh', ['-c', line.replaceAll('CLI', `'${process.execPath}' '${cli}'`)], { env: { PATH: process.env['PATH'] ?? '', KUBECONFIG: file, HOME: '/nonexistent' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
    child.stdout.resume();
    const [code] = (await once(child, 'close')) as [number];
    await rm(join(file, '..'), { recursive: true });
    return { code, stderr };
  }

  it.each([
    ['the disk behind stdout is full', 'CLI status > /dev/full'],
    ['the disk behind stdout is full, for JSON', 'CLI status -o json > /dev/full'],
    ['the disk behind a kubeconfig is full', 'CLI sandbox start --kubeconfig-out /dev/full'],
    ['there is no folder for a kubeconfig', 'CLI sandbox start --kubeconfig-out /nonexistent/file'],
  ])('ends in one sentence when %s', { timeout: 30_000 }, async (_name, line) => {
    const { code, stderr } = await shell(line);
    expect(code).not.toBe(0);
    expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect(stderr.split('\n').filter((one) => one.startsWith('error'))).toHaveLength(1);
  });

  it('ends without a word when stderr is full or closed', async () => {
    expect(await shell('CLI status 2> /dev/full')).toEqual({ code: 0, stderr: '' });
    expect(await shell('CLI status 2>&- >/dev/null')).toEqual({ code: 0, stderr: '' });
    expect(await shell('CLI status <&- >/dev/null')).toEqual({ code: 0, stderr: '' });
  });
});
