import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { EXIT } from '../../src/errors.ts';
import type { Lab } from '../e2e/lab.ts';
import { sandboxLab } from '../e2e/sandbox-lab.ts';

/** The shell scripts of a page, in order. */
function scripts(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map((found) => found[1] ?? '');
}

const PAGE = join('docs', 'guide', 'ci.md');
let lab: Lab;
let id = '';

beforeAll(async () => {
  lab = await sandboxLab();
  id = text(await lab.client.get(R.ClusterVersion, 'version'), 'spec', 'clusterID') ?? '';
  mkdirSync(join(lab.dir, 'bin'));
  symlinkSync(resolve('bin/registryctl.js'), join(lab.dir, 'bin', 'registryctl'));
});
afterAll(async () => lab.stop());

/** Runs a script of the page as a pipeline would: no terminal, nothing but PATH, HOME and what is given. */
async function shell(script: string, env: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  const file = join(lab.dir, 'script.sh');
  writeFileSync(file, script);
  const child = spawn('sh', [file], { cwd: lab.dir, env: { PATH: `${join(lab.dir, 'bin')}:${process.env['PATH']}`, HOME: lab.dir, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += String(data)));
  child.stderr.on('data', (data: Buffer) => (err += String(data)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

describe('what docs/guide/ci.md shows', () => {
  it('is two scripts', () => {
    expect(scripts(PAGE)).toHaveLength(2);
  });

  it('refuses another cluster with 3, and says so', { timeout: 60_000 }, async () => {
    const done = await shell(scripts(PAGE)[0] ?? '', { KUBECONFIG: lab.kubeconfig(), CLUSTER_ID: 'another' });
    expect(done.code).toBe(EXIT.preflight);
    expect(done.err).toContain('nothing was written');
  });

  it('sets up, exposes and ends with 0, twice', { timeout: 120_000 }, async () => {
    for (let i = 0; i < 2; i++) {
      const done = await shell(scripts(PAGE)[0] ?? '', { KUBECONFIG: lab.kubeconfig(), CLUSTER_ID: id });
      expect(`${done.code} ${done.code === 0 ? '' : done.err}`).toBe('0 ');
      expect(JSON.parse(readFileSync(join(lab.dir, 'result.json'), 'utf8'))).toMatchObject({ healthy: true });
    }
  });

  it('ends with 4 where nobody is logged in', { timeout: 60_000 }, async () => {
    const done = await shell(scripts(PAGE)[0] ?? '', { KUBECONFIG: join(lab.dir, 'none'), CLUSTER_ID: id });
    expect(done.code).toBe(EXIT.cluster);
    expect(done.err).toContain('not logged in');
  });

  it('rehearses on a sandbox of its own', { timeout: 120_000 }, async () => {
    const done = await shell(scripts(PAGE)[1] ?? '', {});
    expect(`${done.code} ${done.code === 0 ? '' : done.err}`).toBe('0 ');
    expect(done.out).toContain('proven');
  });
});
