import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { load } from '../../src/snapshot/load.ts';
import { save } from '../../src/snapshot/save.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { serving, snapshotOf } from '../checks/worlds.ts';

const room = (): Promise<string> => mkdtemp(join(tmpdir(), 'registryctl-snapshot-'));
const whole = (): Snapshot => snapshotOf(serving('odf-s3-complete'));

test('what was saved is loaded, and only its owner may read it', async () => {
  const dir = await room();
  const file = join(dir, 'a.json');
  await save(file, whole());
  expect(await load(file)).toEqual(whole());
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['a.json']);
});

test('a file that others could read is replaced by one that they cannot', async () => {
  const file = join(await room(), 'a.json');
  await writeFile(file, 'old', { mode: 0o644 });
  await save(file, whole());
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toMatch(/\n$/);
});

test('a directory that is not there is a fault of the input', async () => {
  const file = join(await room(), 'none', 'a.json');
  await expect(save(file, whole())).rejects.toMatchObject({ outcome: 'input', message: expect.stringContaining(file) as string });
});

const found = (item: unknown): unknown => ({ state: 'found', items: [item] });
test.each<[string, string, RegExp]>([
  ['no JSON', '{', /it is not JSON/],
  ['a list', '[]', /not a JSON object/],
  ['another schema', JSON.stringify({ ...whole(), schema: 'registryctl.dev/plan/v1' }), /schema must be registryctl\.dev\/snapshot\/v1, not "registryctl\.dev\/plan\/v1"/],
  ['no schema', JSON.stringify({}), /schema must be .*, not missing/],
  ['no time', JSON.stringify({ ...whole(), takenAt: 'yesterday' }), /takenAt must be a time/],
  ['no server', JSON.stringify({ ...whole(), target: { context: 'a', user: 'b', sandbox: false } }), /target\.server must be a string/],
  ['sandbox is a word', JSON.stringify({ ...whole(), target: { ...whole().target, sandbox: 'no' } }), /target\.sandbox must be true or false/],
  ['answers are a list', JSON.stringify({ ...whole(), answers: [] }), /answers must be an object/],
  ['an answer of another state', JSON.stringify({ ...whole(), answers: { 'pods/a/*': { state: 'lost' } } }), /answers\["pods\/a\/\*"\]\.state must be found, absent, denied or failed, not "lost"/],
  ['denied without a reason', JSON.stringify({ ...whole(), answers: { a: { state: 'denied' } } }), /\.reason must be a string/],
  ['found without items', JSON.stringify({ ...whole(), answers: { a: { state: 'found' } } }), /\.items must be a list/],
  ['an item that is no object', JSON.stringify({ ...whole(), answers: { a: found({ kind: 'Pod' }) } }), /\.items\[0\] is not an API object/],
])('is refused in one sentence: %s', async (_name, text, words) => {
  const file = join(await room(), 'a.json');
  await writeFile(file, text);
  const error: unknown = await load(file).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({ outcome: 'input', message: expect.stringMatching(words) as string });
  expect((error as Failure).message).toContain(file);
});

test('a file that is not there is named', async () => {
  await expect(load('/nowhere/a.json')).rejects.toMatchObject({ outcome: 'input', message: expect.stringContaining('/nowhere/a.json') as string });
});
