import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCredentials } from '../../src/commands/credentials-file.ts';
import { fault } from '../kube/api.ts';
import { stage } from './bed.ts';

const dir = mkdtempSync(join(tmpdir(), 'credentials-'));
afterAll(() => rmSync(dir, { recursive: true }));
const at = (name: string): string => join(dir, name);

function made(name: string, content: string | Buffer, mode = 0o600): string {
  writeFileSync(at(name), content);
  chmodSync(at(name), mode);
  return at(name);
}

const staged = (stdin?: string) => stage({ kubeconfig: '', ...(stdin === undefined ? {} : { stdin }) });

describe('a file of credentials', () => {
  it('is read as it is, and called by its name', async () => {
    const { world, notes } = staged();
    expect(await readCredentials(world, made('keys', '\uFEFFa=b\r\n'))).toEqual({ text: 'a=b\r\n', called: at('keys') });
    expect(notes).toEqual([]);
  });

  it.each([0o644, 0o640, 0o604, 0o620, 0o601, 0o660])('of mode %o is told of: others can get at it', async (mode) => {
    const { world, notes } = staged();
    await readCredentials(world, made('open', 'x', mode));
    expect(notes).toEqual([`warning: other users of this machine can read ${at('open')}: chmod 600 ${at('open')}`]);
  });

  it.each([0o600, 0o400])('of mode %o is not', async (mode) => {
    const { world, notes } = staged();
    await readCredentials(world, made('closed', 'x', mode));
    expect(notes).toEqual([]);
  });

  it('of Windows, in UTF-16, is text too', async () => {
    const text = 'AWS_ACCESS_KEY_ID=x\r\n';
    expect((await readCredentials(staged().world, made('wide', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])))).text).toBe(text);
  });

  it('may be a link, or a pipe', async () => {
    symlinkSync(made('real', 'content'), at('link'));
    expect((await readCredentials(staged().world, at('link'))).text).toBe('content');
    execFileSync('mkfifo', [at('pipe')]);
    const { world, notes } = staged();
    const read = readCredentials(world, at('pipe'));
    writeFileSync(at('pipe'), 'from a pipe');
    expect((await read).text).toBe('from a pipe');
    // what others could read of it is gone already
    expect(notes).toEqual([]);
  });

  it('may be empty: what it should hold is not known here', async () => {
    expect((await readCredentials(staged().world, made('empty', ''))).text).toBe('');
  });

  const bad: [what: string, name: () => string, found: string][] = [
    ['that is not there', () => at('nowhere'), 'no such file'],
    ['below a file', () => join(made('plain', 'x'), 'below'), 'no such file'],
    ['that is a directory', () => (mkdirSync(at('directory'), { recursive: true }), at('directory')), 'a directory'],
    ['that is a link to itself', () => (symlinkSync(at('loop'), at('loop')), at('loop')), 'a link to itself'],
    ['that is far too large', () => made('large', Buffer.alloc(3 * 1024 * 1024, 97)), '3 MiB'],
    ['of bytes that are no text', () => made('bytes', Buffer.from([0x41, 0xc3, 0x28, 0xa0])), 'bytes that are no text'],
  ];
  it.each(bad)('%s is refused', async (_, make, found) => {
    const name = make();
    expect(await fault(readCredentials(staged().world, name))).toMatchObject({ outcome: 'input', message: `--credentials ${name}: found ${found}, allowed: a file with credentials that can be read, or - for stdin.` });
  });

  it('without a name is wrong usage', async () => {
    expect(await fault(readCredentials(staged().world, ''))).toMatchObject({ outcome: 'usage' });
  });

  it('is not read when the run was interrupted', async () => {
    const { world, stop } = staged();
    stop();
    expect(await fault(readCredentials(world, made('late', 'x')))).toMatchObject({ outcome: 'interrupted' });
  });
});

describe('stdin', () => {
  it('is read for -', async () => {
    const { world, notes } = staged('a=b\n');
    expect(await readCredentials(world, '-')).toEqual({ text: 'a=b\n', called: 'stdin' });
    expect(notes).toEqual([]);
  });

  it('is not read from a terminal', async () => {
    expect(await fault(readCredentials(staged().world, '-'))).toMatchObject({ outcome: 'usage' });
  });
});
