import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
let dir = '';

const caches = (): string[] => readdirSync(join(dir, 'dist'), { recursive: true }).map(String).filter((name) => name.endsWith('.cache'));

function version(...flags: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [...flags, join(dir, 'bin', 'registryctl.js'), '--version'], { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'registryctl-cache-'));
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(dir, part), { recursive: true });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the code that the build keeps', () => {
  it('is taken by this Node for every file that has one', () => {
    const script = `
      const taken = [];
      require(${JSON.stringify(join(dir, 'bin', 'code-cache.js'))}).useCodeCache((file, script) => taken.push(script.cachedDataRejected));
      for (const name of ${JSON.stringify(caches())}) require(${JSON.stringify(join(dir, 'dist'))} + '/' + name.replace(/\\.cache$/, ''));
      console.log(JSON.stringify(taken));`;
    const done = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    const taken = JSON.parse(done.stdout) as unknown[];
    expect(taken.length).toBeGreaterThanOrEqual(5);
    expect(taken).toEqual(taken.map(() => false));
  });

  it('changes nothing when V8 refuses it, because its flags are others', () => {
    expect(version('--no-lazy')).toEqual({ ...version(), code: 0 });
  });

  it.each([
    ['text', (file: string) => writeFileSync(file, 'not made by V8')],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['cut off', (file: string) => truncateSync(file, 1000)],
    ['absent', (file: string) => rmSync(file)],
  ])('is not needed: %s', (_name, damage) => {
    const all = caches();
    expect(all.length).toBeGreaterThanOrEqual(5);
    const kept = mkdtempSync(join(tmpdir(), 'registryctl-kept-'));
    cpSync(join(dir, 'dist'), kept, { recursive: true });
    for (const name of all) damage(join(dir, 'dist', name));
    const done = version();
    cpSync(kept, join(dir, 'dist'), { recursive: true });
    rmSync(kept, { recursive: true });
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
