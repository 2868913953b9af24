import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runnerOf } from '../src/runner.ts';

describe('the process that a proof runs in', () => {
  const own = runnerOf(process.pid);

  it('has a name that tells no host', () => {
    expect(own.name).toMatch(/^[0-9a-f]{12}-\d+$/);
  });

  it('has ended when it has, here', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(own.ended(runnerOf(pid).name)).toBe(true);
  });

  it.each([['itself', own.name], ['the first process of the machine', runnerOf(1).name], ['one of another machine', `0123456789ab-${process.pid}`], ['no name', ''], ['no number', `${own.name.split('-')[0]}-x`], ['a group of processes', `${own.name.split('-')[0]}-0`], ['all processes', `${own.name.split('-')[0]}--1`]])('has not ended when it is %s', (_what, name) => {
    expect(own.ended(name)).toBe(false);
  });
});
