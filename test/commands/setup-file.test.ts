import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mergedGiven, mergedRun, readSetupFile } from '../../src/commands/setup-file.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { planned } from './bed.ts';

const dir = mkdtempSync(join(tmpdir(), 'registryctl-file-'));
afterAll(() => rmSync(dir, { recursive: true }));
const FORMS = Object.values(PLATFORMS);
const file = (content: string | Buffer): string => {
  writeFileSync(join(dir, 'setup.yaml'), content);
  return join(dir, 'setup.yaml');
};
const read = async (content: string | Buffer) => readSetupFile(file(content), FORMS);

describe('a file', () => {
  it.each([
    ['YAML', 'form: odf-rgw\noptions:\n  claim: mine\n'],
    ['JSON', '{"form": "odf-rgw", "options": {"claim": "mine"}}'],
    ['with comments and a document mark', '# by hand\n---\nform: odf-rgw # this one\noptions: { claim: mine }\n'],
    ['with an anchor', 'form: odf-rgw\noptions: { claim: &name mine, bucket-prefix: *name }\n'],
    ['of Windows', '\ufeffform: odf-rgw\r\noptions:\r\n  claim: mine\r\n'],
  ])('%s', async (_, content) => expect(await read(content)).toMatchObject({ form: 'odf-rgw', given: { claim: 'mine' } }));

  it.each(['', '# nothing\n', '---\n'])('that says nothing: %j', async (content) => expect(await read(content)).toEqual({ given: {}, run: {} }));

  it.each([
    ['a credentials file beside it', 'credentials: { file: keys.ini }', join(dir, 'keys.ini')],
    ['one above it', 'credentials: { file: ../keys.ini }', join(dir, '..', 'keys.ini')],
    ['one anywhere', 'credentials: { file: /run/keys.ini }', '/run/keys.ini'],
    ['stdin', "credentials: { file: '-' }", '-'],
  ])('%s', async (_, content, path) => expect((await read(`form: aws\n${content}\n`)).given['credentials']).toBe(path));

  it.each([
    ['a quote that is not closed', 'form: "v4lue\n', /setup\.yaml: line \d: found what is no YAML \([a-z_ ]+\), allowed: one document of keys and values\.$/u],
    ['two documents', 'form: odf-rgw\n---\npassword: v4lue\n', /found what is no YAML \(multiple docs\)/u],
    ['an anchor that is not there', 'form: *v4lue\n', /found (what is no YAML|aliases that cannot be followed)/u],
    ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nform: [${'*c,'.repeat(9)}]\n`, /aliases that cannot be followed/u],
    ['too much', `# ${'x'.repeat(300_000)}\n`, /found 293 KiB, allowed: 256 KiB/u],
    ['bytes', Buffer.from([0, 1, 2, 255, 254]), /setup\.yaml: /u],
  ])('%s is refused without a word of it', async (_, content, message) => {
    const error = await read(content).then(() => expect.unreachable(), (thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'Failure', outcome: 'input' });
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('v4lue');
  });
  it('a folder is no file', async () => expect(readSetupFile(dir, FORMS)).rejects.toMatchObject({ outcome: 'input', message: `--file ${dir}: it cannot be read (EISDIR).` }));
});

describe('flags and the file', () => {
  it.each([
    ['a flag first', { claim: 'flag' }, { claim: 'file', region: 'file' }, { claim: 'flag', region: 'file' }],
    ['a flag that was not given does not count', { claim: undefined }, { claim: 'file' }, { claim: 'file' }],
    ['a switch', { 'blank-claim': true }, {}, { 'blank-claim': true }],
    ['a file of credentials takes the place of a secret', { credentials: 'a' }, { 'from-secret': 'b/c' }, { credentials: 'a' }],
    ['a secret takes the place of a file', { 'from-secret': 'b/c' }, { credentials: 'a', bucket: 'x' }, { 'from-secret': 'b/c', bucket: 'x' }],
    ['both by flag stay, to be refused', { credentials: 'a', 'from-secret': 'b/c' }, {}, { credentials: 'a', 'from-secret': 'b/c' }],
  ])('%s', (_, flags, said, merged) => expect(mergedGiven(flags, said)).toEqual(merged));

  const run = { 'expect-cluster': 'id', 'accept-loss': '7', timeout: '90s', verify: false };
  it('the run, where the command line is silent', () => {
    expect(mergedRun(planned({ verify: true }), run, 'f', () => false)).toMatchObject({ expectCluster: 'id', acceptLoss: 7, timeout: 90_000, verify: false });
    expect(mergedRun(planned(), { 'accept-loss': 'unknown' }, 'f', () => false)).toMatchObject({ acceptLoss: 'unknown', timeout: 600_000 });
  });
  it('the run, where it is not', () => {
    const options = planned({ verify: true, expectCluster: 'mine', acceptLoss: 1, timeout: 5 });
    expect(mergedRun(options, run, 'f', () => true)).toEqual(options);
    expect(mergedRun(options, {}, 'f', () => false)).toEqual(options);
  });
  it.each([
    [{ timeout: 'soon' }, 'f: run.timeout: "soon" is not a length of time'],
    [{ 'accept-loss': '-1' }, 'f: run.accept-loss: "-1" is no count'],
  ])('%j is refused', (said, message) => expect(() => mergedRun(planned(), said, 'f', () => false)).toThrow(message));
});
