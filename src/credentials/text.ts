import { Failure } from '../errors.ts';

/** What a file of credentials must be, for messages. */
export interface Expected {
  /** what the file is called in messages */
  file: string;
  /** the formats that are allowed */
  formats: string;
}

/** Fails (input) with the file, what was found in it and what is allowed. `found` must hold nothing of the file but names that this program knows. */
export function refuse({ file, formats }: Expected, found: string): never {
  throw new Failure('input', `${file}: found ${found}, allowed: ${formats}.`);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Files that are taken for one of credentials by mistake, by what they are. */
const OTHERS: readonly (readonly [what: string, is: (text: string) => boolean])[] = [
  ['nothing in it', (text) => text.trim() === ''],
  ['binary data', (text) => text.includes('\0')],
  ['an HTML page', (text) => /^\s*<(?:!doctype\s+html|html|head|body)\b/iu.test(text)],
  ['XML', (text) => /^\s*<\?xml\b/iu.test(text)],
  ['a PEM file', (text) => /^\s*-----BEGIN /u.test(text)],
  ['a manifest of Kubernetes (--from-secret takes a secret of the cluster)', (text) => /^apiVersion:/mu.test(text) && /^kind:/mu.test(text)],
];

/** The text of a file without byte order mark and with plain ends of lines. Fails (input) for what is no file of credentials at all; `json` says that JSON may be one. */
export function plainText(text: string, expected: Expected, json = false): string {
  const plain = text.replace(/^\uFEFF/u, '').replaceAll(/\r\n?/gu, '\n');
  const other = OTHERS.find(([, is]) => is(plain))?.[0];
  if (other !== undefined) refuse(expected, other);
  if (!json && isJson(plain)) refuse(expected, 'JSON of another kind');
  return plain;
}

/** What is wrong with a value of any kind, as the end of a sentence about it; undefined when nothing is. Nothing of the value is in it. */
export function shapeFault(value: string): string | undefined {
  if (value.trim() === '') return 'is empty';
  if (/^<[^<>]*>$|^\$\{?\w+\}?$|\$\{\w+\}|^\{\{.*\}\}$/u.test(value.trim())) return 'is a placeholder';
  if (value !== value.trim()) return 'has white space around it';
  if (/\s/u.test(value)) return 'has white space in it';
  // eslint-disable-next-line no-control-regex -- what no key holds and nobody sees
  return /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2060]/u.test(value) ? 'has an invisible character in it' : undefined;
}
