import { chmod, mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { load, snapshotFault } from '../../src/snapshot/load.ts';
import { save } from '../../src/snapshot/save.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { recorded, serving, snapshotOf } from '../checks/worlds.ts';

let room = '';
beforeEach(async () => { room = await mkdtemp(join(tmpdir(), 'registryctl-save-')); });
const small = (server = 's'): Snapshot => ({
  schema: 'registryctl.dev/snapshot/v1',
  takenAt: '2026-01-01T00:00:00Z',
  target: { context: 'c', server, user: 'u', sandbox: true },
  answers: { 'a/b': { state: 'absent' }, 'c/d': { state: 'denied', reason: 'no' }, 'e/f': { state: 'failed', reason: 'slow' } },
});

test.each<[string, Snapshot]>([
  ['every state of an answer', small()],
  ['a registry on S3', snapshotOf(serving('odf-s3-complete'))],
  ['keys of Swift', snapshotOf(recorded('swift-credentials', 1))],
  ['words of any script', small('https://ünï.例え:6443/"quoted"\n')],
])('comes back as it was: %s', async (_name, snapshot) => {
  const file = join(room, 'a.json');
  await save(file, snapshot);
  expect(await load(file)).toEqual(snapshot);
  expect(snapshotFault(await load(file))).toBeUndefined();
});

test('a later one replaces an earlier one, and leaves nothing else behind', async () => {
  const file = join(room, 'a.json');
  await save(file, small('first, with a much longer name of its server'));
  await save(file, small('second'));
  expect((await load(file)).target.server).toBe('second');
  expect(await readdir(room)).toEqual(['a.json']);
});

test('a link is replaced, what it points to is left alone', async () => {
  const [target, link] = [join(room, 'target'), join(room, 'link')];
  await writeFile(target, 'mine');
  await symlink(target, link);
  await save(link, small());
  expect(await readFile(target, 'utf8')).toBe('mine');
  expect((await stat(link)).mode & 0o777).toBe(0o600);
});

test.each<[string, () => Promise<string>]>([
  ['a directory that is not there', async () => join(room, 'none', 'a.json')],
  ['a directory of this name', async () => { await mkdir(join(room, 'dir', 'full'), { recursive: true }); return join(room, 'dir'); }],
  ['a file where a directory should be', async () => { await writeFile(join(room, 'file'), ''); return join(room, 'file', 'a.json'); }],
])('is a fault of the input, names the file and leaves no draft: %s', async (_name, place) => {
  const file = await place();
  await expect(save(file, small())).rejects.toMatchObject({ outcome: 'input', message: expect.stringContaining(file) as string });
  expect((await readdir(room, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('the mode does not depend on what was there', async () => {
  const file = join(room, 'a.json');
  await writeFile(file, 'old');
  await chmod(file, 0o666);
  await save(file, small());
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
