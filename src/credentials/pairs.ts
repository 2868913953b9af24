import { refuse, shapeFault, type Expected } from './text.ts';

/** What a shell would make of the right side of an assignment; `fault` where that is not known without running it. */
function unquoted(raw: string): { value: string } | { fault: string } {
  const text = raw.trim();
  const quote = text[0];
  if (quote === "'" || quote === '"') {
    const [, inner, rest] = (quote === "'" ? /^'([^']*)'(.*)$/u : /^"((?:[^"\\]|\\.)*)"(.*)$/u).exec(text) ?? [];
    if (inner === undefined || rest === undefined || !/^\s*;?\s*(?:#.*)?$/u.test(rest)) return { fault: 'has a quote that is not closed at its end' };
    if (quote === "'") return { value: inner };
    return /(?<!\\)(?:\\\\)*[$`]/u.test(inner) ? expression(inner) : { value: inner.replaceAll(/\\(["\\$`])/gu, '$1') };
  }
  const bare = text.replace(/\s+#.*$/u, '').replace(/;$/u, '');
  if (/[$`]/u.test(bare)) return expression(bare);
  return bare.includes('\\') ? { fault: 'has a backslash and no quotes: single quotes keep it' } : { value: bare };
}

function expression(text: string): { fault: string } {
  return { fault: shapeFault(text) === 'is a placeholder' ? 'is a placeholder' : 'is something that a shell would fill in: single quotes keep a "$"' };
}

/**
 * The values of lines `NAME=value`, as an env file, a profile or a sourced script has them (`export`, quotes and
 * comments are allowed; other lines do not count).
 * @param names what each name, in capitals, stands for
 * @returns values by what their names stand for; empty ones too
 * Fails (input) for a value that only a shell could tell, and for two values of one thing.
 */
export function pairs(text: string, names: Readonly<Record<string, string>>, expected: Expected): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name = '', raw = ''] = /^\s*(?:export\s+)?(\w+)\s*=(.*)$/u.exec(line) ?? [];
    const upper = name.toUpperCase();
    const key = Object.hasOwn(names, upper) ? names[upper] : undefined;
    if (key === undefined) continue;
    const read = unquoted(raw);
    if ('fault' in read) refuse(expected, `that ${upper} ${read.fault}`);
    const before = found[key] ?? '';
    if (before !== '' && read.value !== '' && before !== read.value) refuse(expected, `a second and different value as ${upper}`);
    found[key] = read.value === '' ? before : read.value;
  }
  return found;
}
