import { dirname, isAbsolute, resolve } from 'node:path';
import { isRecord } from '../../api/json.ts';
import { Failure } from '../../errors.ts';
import { readUser } from './user.ts';
import { bool, kindOf, optional, strings, type Where } from './fields.ts';
import type { Cluster, Context, Kubeconfig, NamedExtension } from './types.ts';

/**
 * Reads one kubeconfig (YAML, of which JSON is a part). `file` names it in errors and anchors its relative paths.
 * The YAML reader is only loaded for text that is not JSON. Throws Failure('input') with the position of a fault,
 * never with the text there, which may be a key.
 */
export async function parseKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  const tree = await parseText(text, file);
  if (tree === null || tree === undefined) return { currentContext: '', contexts: new Map(), clusters: new Map(), users: new Map() };
  if (!isRecord(tree)) throw new Failure('input', `${file} is not a kubeconfig: it holds no object with "clusters", "users" and "contexts".`);
  const base = dirname(resolve(file));
  return {
    currentContext: optional(tree, 'current-context', { file, at: '' }) ?? '',
    contexts: entries(tree, 'contexts', 'context', file, readContext),
    clusters: entries(tree, 'clusters', 'cluster', file, (raw, at) => readCluster(raw, at, base)),
    users: entries(tree, 'users', 'user', file, (raw, at) => readUser(raw, at, base)),
  };
}

async function parseText(text: string, file: string): Promise<unknown> {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // flow YAML also starts with a brace; its reader gives the better position anyway
    }
  }
  const { parse, YAMLParseError } = await import('yaml');
  try {
    return parse(text, { prettyErrors: true, logLevel: 'error' }) as unknown;
  } catch (error) {
    const spot = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
    const at = spot === undefined ? '' : ` at line ${spot.line}, column ${spot.col}`;
    const code = error instanceof YAMLParseError ? ` (${error.code})` : '';
    throw new Failure('input', `${file} is not valid YAML${at}${code}.`);
  }
}

/** A list of `{name, KEY: {…}}`; a name may be there once, as kubectl wants it. Throws Failure('input'). */
function entries<T>(tree: Record<string, unknown>, list: string, key: string, file: string, read: (raw: Record<string, unknown>, at: Where) => T): Map<string, T> {
  const found = new Map<string, T>();
  const raw = tree[list];
  if (raw === undefined || raw === null) return found;
  if (!Array.isArray(raw)) throw new Failure('input', `${file}: "${list}" must be a list, not ${kindOf(raw)}.`);
  for (const [i, entry] of raw.entries()) {
    const at = { file, at: `${list}[${i}]` };
    if (!isRecord(entry)) throw new Failure('input', `${file}: ${at.at} must be an object with a name, not ${kindOf(entry)}.`);
    const name = optional(entry, 'name', at) ?? '';
    const body = entry[key] ?? {};
    if (!isRecord(body)) throw new Failure('input', `${file}: ${at.at}.${key} must be an object, not ${kindOf(body)}.`);
    if (found.has(name)) throw new Failure('input', `${file}: ${at.at} has the name "${name}" of an entry before it.`);
    found.set(name, read(body, { file, at: `${at.at}.${key}` }));
  }
  return found;
}

function readContext(raw: Record<string, unknown>, at: Where): Context {
  const namespace = optional(raw, 'namespace', at);
  return { cluster: optional(raw, 'cluster', at) ?? '', user: optional(raw, 'user', at) ?? '', ...(namespace === undefined ? {} : { namespace }) };
}

function readCluster(raw: Record<string, unknown>, at: Where, base: string): Cluster {
  const ca = optional(raw, 'certificate-authority', at);
  return {
    server: optional(raw, 'server', at) ?? '',
    insecureSkipTlsVerify: bool(raw, 'insecure-skip-tls-verify', at),
    extensions: extensionsOf(raw['extensions']),
    ...(ca === undefined ? {} : { certificateAuthority: isAbsolute(ca) ? ca : resolve(base, ca) }),
    ...strings(raw, at, { certificateAuthorityData: 'certificate-authority-data', tlsServerName: 'tls-server-name', proxyUrl: 'proxy-url' }),
  };
}

function extensionsOf(raw: unknown): NamedExtension[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((entry: unknown) => (isRecord(entry) && typeof entry['name'] === 'string' ? [{ name: entry['name'], extension: entry['extension'] }] : []));
}
