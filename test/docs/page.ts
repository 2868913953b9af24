import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that a page has done, in the order in which it stands there. */
export type Move =
  | { kind: 'sandbox'; scenario: string }
  /** `text` is undefined where the page shows none: all of it is made of `values` */
  | { kind: 'file'; name: string; text: string | undefined; values: [word: string, value: string][] }
  | { kind: 'apply'; text: string }
  | { kind: 'run'; commands: Command[]; exit: number };

export interface Command {
  argv: string[];
  /** lines that the page shows of its output */
  shows: string[];
}

const GUIDE = join(import.meta.dirname, '..', '..', 'docs', 'guide');

export const pageText = (page: string): string => readFileSync(join(GUIDE, page), 'utf8');

const MARK = /^<!-- (sandbox|file|apply|run)(?:: (.*))? -->$/u;

/** A command line as a shell splits it: quotes, and nothing else of a shell. Throws for what a page must not show as runnable. */
export function split(line: string): string[] {
  if (/[|;&<>`]|\$\(/u.test(line.replaceAll(/'[^']*'|"[^"]*"/gu, ''))) throw new Error(`only plain commands can be run: ${line}`);
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/gu)].map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/gu, '$1$2'));
}

/** The commands of a block: every line of `sh`; lines after `$ ` of `console`, where others are output. A line that ends in `\` goes on. */
export function commandsOf(language: string, block: string): Command[] {
  const found: Command[] = [];
  const lines = block.replaceAll(/\\\n\s*/gu, '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  for (const line of lines) {
    const command = language === 'console' ? /^\$ (.*)$/u.exec(line)?.[1] : line;
    if (command !== undefined) found.push({ argv: split(command.replace(/ #.*$/u, '')), shows: [] });
    else if (found.length === 0) throw new Error(`output before any command: ${line}`);
    else found.at(-1)?.shows.push(line);
  }
  for (const { argv } of found) if (argv[0] !== 'registryctl') throw new Error(`not a command of ours: ${argv.join(' ')}`);
  return found;
}

function moveOf(kind: string, words: string[], language: string, block: string | undefined): Move {
  const pairs = words.filter((word) => word.includes('=')).map((word): [string, string] => [word.slice(0, word.lastIndexOf('=')), word.slice(word.lastIndexOf('=') + 1)]);
  const names = words.filter((word) => !word.includes('='));
  if (kind === 'sandbox') return { kind, scenario: names[0] ?? '' };
  if (kind === 'file') return { kind, name: names[0] ?? '', text: block, values: pairs };
  if (block === undefined) throw new Error(`<!-- ${kind} --> stands before no block`);
  if (kind === 'apply') return { kind, text: block };
  return { kind: 'run', commands: commandsOf(language, block), exit: Number(Object.fromEntries(pairs)['exit'] ?? 0) };
}

/** What a page has done, by its marks. Throws for a mark that nobody knows, so that none is passed over in silence. */
export function movesOf(text: string): Move[] {
  const moves: Move[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, kind, rest = ''] = MARK.exec(line.trim()) ?? [];
    if (kind === undefined) {
      if (/^<!-- (sandbox|file|apply|run)\b/u.test(line.trim())) throw new Error(`no such mark: ${line}`);
      continue;
    }
    const language = /^```(\w+)$/u.exec(lines[index + 1] ?? '')?.[1];
    const end = language === undefined ? -1 : lines.indexOf('```', index + 2);
    moves.push(moveOf(kind, rest.split(' ').filter((word) => word !== ''), language ?? '', end < 0 ? undefined : `${lines.slice(index + 2, end).join('\n')}\n`));
  }
  return moves;
}
