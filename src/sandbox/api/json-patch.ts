import { isRecord } from '../../api/json.ts';

/** An operation that cannot be done; the message is the one that the API server gives. */
export class PatchFault extends Error {}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** RFC 6902. Returns a changed copy; throws `PatchFault` when an operation does not fit the document. */
export function jsonPatch(document: unknown, operations: readonly Operation[], same: (a: unknown, b: unknown) => boolean): unknown {
  const root = { doc: structuredClone(document) };
  for (const operation of operations) apply(root, operation, same);
  return root.doc;
}

function apply(root: { doc: unknown }, { op, path, from, value }: Operation, same: (a: unknown, b: unknown) => boolean): void {
  if (typeof path !== 'string' || (path !== '' && !path.startsWith('/'))) throw new PatchFault(`${op} operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`);
  if (op === 'test') {
    if (!same(asked(root, path, op), value ?? null)) throw new PatchFault(`testing value ${path} failed`);
  } else if (op === 'remove') take(root, path);
  else if (op === 'add') add(root, path, value ?? null);
  else if (op === 'replace') replace(root, path, value ?? null);
  else if (op === 'copy') add(root, path, structuredClone(asked(root, from ?? '', op)));
  else if (op === 'move') add(root, path, take(root, from ?? ''));
  else throw new PatchFault(`Unexpected kind: ${op}`);
}

/** What is at a path, whose parent must be there; a member that is not counts as null, as it does for the API server. */
function asked(root: { doc: unknown }, path: string, op: string): unknown {
  if (path === '') return root.doc;
  const [into, key] = parent(root, path, op);
  return Array.isArray(into) ? into[index(into, key, path, op, 0)] : (child(into, key) ?? null);
}

const steps = (path: string): string[] => (path === '' ? [] : path.slice(1).split('/').map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~')));

function child(here: unknown, step: string): unknown {
  if (Array.isArray(here)) return /^\d+$/.test(step) ? here[Number(step)] : undefined;
  return isRecord(here) && Object.hasOwn(here, step) ? here[step] : undefined;
}

/** The container that the last step of a path leads into, and that step. */
function parent(root: { doc: unknown }, path: string, op: string): [Record<string, unknown> | unknown[], string] {
  const all = steps(path);
  const last = all.pop() ?? '';
  let here: unknown = root.doc;
  for (const step of all) here = child(here, step);
  if (!Array.isArray(here) && !isRecord(here)) throw new PatchFault(`${op} operation does not apply: doc is missing path: "${path}": missing value`);
  return [here, last];
}

function add(root: { doc: unknown }, path: string, value: unknown): void {
  if (path === '') {
    root.doc = value;
    return;
  }
  const [into, key] = parent(root, path, 'add');
  if (!Array.isArray(into)) into[key] = value;
  else if (key === '-') into.push(value);
  else into.splice(index(into, key, path, 'add', 1), 0, value);
}

function replace(root: { doc: unknown }, path: string, value: unknown): void {
  if (path === '') {
    root.doc = value;
    return;
  }
  const [into, key] = parent(root, path, 'replace');
  if (Array.isArray(into)) into[index(into, key, path, 'replace', 0)] = value;
  else into[key] = value; // the API server replaces what is not there, too
}

function take(root: { doc: unknown }, path: string): unknown {
  const [from, key] = parent(root, path, 'remove');
  if (Array.isArray(from)) return from.splice(index(from, key, path, 'remove', 0), 1)[0];
  if (!Object.hasOwn(from, key)) throw new PatchFault(`remove operation does not apply: doc is missing key: ${path}: missing value`);
  const value = from[key];
  delete from[key];
  return value;
}

function index(list: unknown[], key: string, path: string, op: string, more: number): number {
  const at = Number(key);
  if (!/^\d+$/.test(key) || at > list.length - 1 + more) throw new PatchFault(`${op} operation does not apply: doc is missing key: ${path}: missing value`);
  return at;
}
