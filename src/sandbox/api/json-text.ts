import { parse, YAMLParseError } from 'yaml';

/** Text that is no JSON or YAML; the message ends the API server's. */
export class TextFault extends Error {}

/** Reads a body; `twice` are the paths of keys that one object has more than once (the last one counts). */
export function readBody(text: string, yaml = false): { value: unknown; twice: string[] } {
  if (yaml) {
    try {
      return { value: parse(text, { uniqueKeys: false }) as unknown, twice: [] };
    } catch (error) {
      throw new TextFault(`yaml: ${error instanceof YAMLParseError ? error.message.split('\n')[0] : 'did not find expected node content'}`);
    }
  }
  if (text.trim() === '') throw new TextFault('unexpected end of JSON input');
  try {
    return { value: JSON.parse(text) as unknown, twice: twice(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = /Unexpected token '?(.)'?|property name/.exec(error.message)?.[1];
    throw new TextFault(at === undefined || /end of JSON/.test(error.message) ? 'unexpected end of JSON input' : `invalid character '${at}' looking for beginning of value`);
  }
}

/** how deep a body may be nested: what the rest can walk through with the stack it has; the API server takes more */
const DEEPEST = 500;

/** Walks valid JSON once, keeping for every open bracket its path and the keys (or the count) so far. */
function twice(text: string): string[] {
  const found: string[] = [];
  const open: { path: string; keys: Set<string> | undefined; index: number; key: string; awaits: boolean }[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const top = open.at(-1);
    if (token === '{' || token === '[') {
      if (open.length >= DEEPEST) throw new TextFault('exceeded max depth');
      const path = !top ? '' : top.keys ? (top.path === '' ? top.key : `${top.path}.${top.key}`) : `${top.path}[${top.index}]`;
      open.push({ path, keys: token === '{' ? new Set() : undefined, index: 0, key: '', awaits: true });
    } else if (token === '}' || token === ']') open.pop();
    else if (top && token === ',') {
      top.index += 1;
      top.awaits = true;
    } else if (top?.keys && top.awaits && token.startsWith('"')) {
      top.key = JSON.parse(token) as string;
      top.awaits = false;
      if (top.keys.has(top.key)) found.push(top.path === '' ? top.key : `${top.path}.${top.key}`);
      top.keys.add(top.key);
    }
  }
  return found;
}
