const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const NAMES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

type Value = string | number | boolean | undefined | Tree | Tree[];
/** Elements by name; a list makes one element each; undefined leaves it out. */
export interface Tree {
  [name: string]: Value;
}

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => ESCAPES[c] ?? c);

function element(name: string, value: Value): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((v) => element(name, v)).join('');
  return `<${name}>${typeof value === 'object' ? body(value) : escape(String(value))}</${name}>`;
}

const body = (tree: Tree): string => Object.entries(tree).map(([n, v]) => element(n, v)).join('');

/** A document of S3's name space. */
export function xml(root: string, tree: Tree): string {
  const space = root === 'Error' ? '' : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  return `<?xml version="1.0" encoding="UTF-8"?><${root}${space}>${body(tree)}</${root}>`;
}

/** The text of every element of that name, in order; what is between the tags, unescaped. Enough for what clients of a store send and read. */
export function texts(document: string, name: string): string[] {
  return [...document.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}>`, 'g'))].map((m) => unescape(m[1] ?? ''));
}

function unescape(text: string): string {
  return text.replaceAll(/&(#x?)?(\w+);/g, (whole, numeric: string | undefined, name: string) => {
    if (numeric === undefined) return NAMES[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(name, numeric === '#x' ? 16 : 10));
  });
}
