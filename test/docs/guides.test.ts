/**
 * Every page of docs/guide with marks is done as it stands there, in this process, on sandboxes. A mark is a comment (which no
 * reader sees) in a line of its own; where it speaks of a block, directly before it:
 *
 *   <!-- sandbox: SCENARIO -->            a new cluster for what follows (`baremetal-odf` where a page names none)
 *   <!-- file: NAME WORD=VALUE … -->      the block is the file NAME of the reader's folder; every WORD in it stands for a value of this
 *                                         sandbox: what `${VALUE}` in a scenario means (S3_ACCESS_KEY, GCS_KEYFILE, …), or
 *                                         secret/NAMESPACE/NAME/KEY (of configmap/…) for what lies in the cluster. With `*=VALUE` and no block the
 *                                         whole file is that value
 *   <!-- apply -->                        the yaml block is what the reader gives to `oc apply`
 *   <!-- run -->   <!-- run: exit=3 -->   the commands of the sh or console block are run in order and end with that code. In `console`,
 *                                         commands begin with `$ ` and other lines are output, looked for in this order; `…` stands for anything
 *
 * Only commands of ours, without pipes or redirection. An argument that is a file of the page becomes its path; a command that writes
 * gets `--yes`, since there is no terminal.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { run } from '../faults/in-process.ts';
import { refOf } from '../registry/world.ts';
import { commandsOf, movesOf, pageText, split } from './page.ts';
import type { Command, Move } from './page.ts';

const PAGES = readdirSync(join(import.meta.dirname, '..', '..', 'docs', 'guide')).filter((page) => page.endsWith('.md'));
const dir = mkdtempSync(join(tmpdir(), 'registryctl-guide-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Commands that look, and ask nothing. */
const LOOKS = ['status', 'sandbox', '--version', 'version', 'doctor'];
const LOOKING = ['--yes', '-y', '--plan-only', '--dry-run', '--help', '--emit'];

function argvOf({ argv }: Command, files: ReadonlySet<string>): string[] {
  const own = argv.slice(1).map((word) => (files.has(word) ? join(dir, word) : word));
  const asks = !LOOKS.includes(own[0] ?? '') && !own.some((word) => LOOKING.includes(word.replace(/=.*/u, ''))) && !(own[0] === 'credentials' && own[1] === 'check');
  return [...own, ...(asks ? ['--yes'] : [])];
}

async function valueOf(sandbox: Sandbox, name: string): Promise<string> {
  const [, kind = '', namespace = '', object = '', key = ''] = /^(secret|configmap)\/([^/]+)\/([^/]+)\/(.+)$/u.exec(name) ?? [];
  if (kind === '') {
    const value = sandbox.value(name);
    if (value === '') throw new Error(`the sandbox has no value ${name}`);
    return value;
  }
  const value = text(await sandbox.client.get(kind === 'secret' ? R.Secret : R.ConfigMap, object, namespace), 'data', key);
  if (value === undefined) throw new Error(`there is no ${name}`);
  return kind === 'secret' ? Buffer.from(value, 'base64').toString() : value;
}

async function apply(sandbox: Sandbox, manifest: string): Promise<void> {
  for (const document of parseAllDocuments(manifest)) {
    const object = document.toJS() as KubeObject;
    const { resource, name, namespace } = refOf(object);
    if ((await sandbox.client.get(resource, name, namespace)) === undefined) await sandbox.client.create(resource, object);
    else await sandbox.client.patch(resource, name, namespace, object);
  }
}

/** The lines are in the output in this order. White space does not count. */
function shown(output: string, lines: readonly string[]): void {
  const flat = (line: string): string => line.replaceAll(/\s+/gu, ' ').trim();
  let from = 0;
  for (const line of lines.map(flat).filter((one) => one !== '…')) {
    const pattern = new RegExp(line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)).join('.*?'), 'su');
    const found = pattern.exec(flat(output).slice(from));
    if (found === null) throw new Error(`the output does not show: ${line}\n${output}`);
    from += found.index + found[0].length;
  }
}

async function carryOut(moves: readonly Move[]): Promise<void> {
  const files = new Set<string>();
  let sandbox: Sandbox | undefined;
  try {
    for (const move of moves) {
      if (move.kind === 'sandbox') await sandbox?.stop();
      if (move.kind === 'sandbox' || sandbox === undefined) sandbox = await startSandbox({ scenario: move.kind === 'sandbox' ? move.scenario : 'baremetal-odf', pace: 0 });
      if (move.kind === 'file') {
        let content = move.text ?? '*';
        for (const [word, name] of move.values) {
          if (!content.includes(word)) throw new Error(`the file ${move.name} has no ${word}`);
          const value = await valueOf(sandbox, name);
          content = content.replaceAll(word, () => value);
        }
        writeFileSync(join(dir, move.name), content, { mode: 0o600 });
        files.add(move.name);
      }
      if (move.kind === 'apply') await apply(sandbox, move.text);
      if (move.kind === 'run') {
        for (const command of move.commands) {
          const done = await run(argvOf(command, files), { kubeconfig: sandbox.kubeconfig() });
          expect(`${command.argv.join(' ')}: ${done.code}${done.code === move.exit ? '' : `\n${done.stdout}\n${done.stderr}`}`).toBe(`${command.argv.join(' ')}: ${move.exit}`);
          shown(`${done.stderr}\n${done.stdout}`, command.shows);
        }
      }
    }
  } finally {
    await sandbox?.stop();
  }
}

describe('what the pages of docs/guide show', () => {
  const marked = PAGES.map((page) => [page, movesOf(pageText(page))] as const).filter(([, moves]) => moves.length > 0);

  it.each(marked)('%s', { timeout: 90_000 }, async (_page, moves) => carryOut(moves));

  it.each(Object.values(PLATFORMS).map((form) => [form.name, form.page]))('%s is set up on its page', (name, page) => {
    const commands = movesOf(pageText(page)).flatMap((move) => (move.kind === 'run' && move.exit === 0 ? move.commands : []));
    const whole = commands.filter(({ argv }) => argv.includes('setup') && argv.includes(name) && !argv.some((word) => LOOKING.includes(word)));
    expect(whole.length).toBeGreaterThan(0);
  });
});

describe('marks', () => {
  it('a command is split as a shell does it, and must be one', () => {
    expect(split(`registryctl setup x --a 'b c' --d="e f"`)).toEqual(['registryctl', 'setup', 'x', '--a', 'b c', '--d=e f']);
    for (const line of ['registryctl a | jq', 'registryctl a > b', 'registryctl $(b)', 'a; b', 'a && b']) expect(() => split(line)).toThrow('only plain commands');
    expect(() => commandsOf('sh', 'oc get pods\n')).toThrow('not a command of ours');
  });
  it('a console has commands and what they show; a sh block has commands, and comments', () => {
    expect(commandsOf('console', '$ registryctl a \\\n    b\nout\n\n$ registryctl c\n')).toEqual([{ argv: ['registryctl', 'a', 'b'], shows: ['out'] }, { argv: ['registryctl', 'c'], shows: [] }]);
    expect(commandsOf('sh', '# first\nregistryctl a  # look\n')).toEqual([{ argv: ['registryctl', 'a'], shows: [] }]);
    expect(() => commandsOf('console', 'out\n')).toThrow('output before any command');
  });
  it('they are found with their blocks, and a wrong one is not passed over', () => {
    const page = '# t\n\n<!-- sandbox: aws -->\n<!-- file: k A=B -->\n```ini\nx = A\n```\n\n<!-- run: exit=3 -->\n```sh\nregistryctl a\n```\n```sh\nregistryctl not-run\n```\n';
    expect(movesOf(page)).toEqual([
      { kind: 'sandbox', scenario: 'aws' },
      { kind: 'file', name: 'k', text: 'x = A\n', values: [['A', 'B']] },
      { kind: 'run', commands: [{ argv: ['registryctl', 'a'], shows: [] }], exit: 3 },
    ]);
    expect(() => movesOf('<!-- run exit=3 -->')).toThrow('no such mark');
    expect(() => movesOf('<!-- run -->\n\n```sh\nregistryctl a\n```\n')).toThrow('stands before no block');
  });
  it('shown output is looked for in order', () => {
    expect(() => shown('a  b\nc d\ne', ['a b', '…', 'c…e'])).not.toThrow();
    expect(() => shown('a b\nc d', ['c d', 'a b'])).toThrow('does not show: a b');
  });
});
